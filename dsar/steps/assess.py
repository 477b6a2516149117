"""assess: what was weighed before an exemption is used, kept beside what it is used on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dsar.case.case import Case
from dsar.errors import UsageError
from dsar.law.exemptions import EXEMPTIONS, INSTEAD, check_answers, restricted
from dsar.model.assessments import Assessment
from dsar.model.register import Register
from dsar.steps.decide import person_named


def assess(
    case: Case,
    ground: str,
    answers: Mapping[str, str],
    *,
    record: str = "",
    finding: str = "",
    person: str = "",
    register: Register | None = None,
) -> Assessment:
    """Record the test of one exemption for a record, a passage, a person or the whole request.

    Raises `UsageError` where it lacks what the exemption needs, its target is not in the case, or it
    says that something is not privileged and is not made by the person who reads that first.
    """
    code = ground.upper()
    check_answers(code, answers, date.today())
    body = restricted(code)
    if body and (register is None or body not in register.controller.bodies):
        raise UsageError(
            f"{EXEMPTIONS[code].provision} is for the {body} only, and the register does not say you are it",
            hint="controller.bodies in the register",
        )
    if sum(map(bool, (record, finding, person))) > 1:
        raise UsageError("one assessment is about one thing", hint="--record, --finding or --person")
    if code in INSTEAD and not record:
        raise UsageError("EX-3: this is assessed record by record, never for all at once", hint="--record ID")
    reader = register.reads_privileged if register else ""
    if "not_privileged" in answers and reader and case.by.casefold() != reader.casefold():
        raise UsageError(
            "HS-06: what may be legal advice is read first by the person whom the register names",
            hint="--by their name, by them",
        )
    target = _target(case, record, finding, person)
    entry = case.assessed(code, target, {key: text.strip() for key, text in answers.items()})
    return Assessment(code, target, dict(answers), entry.by, entry.at)


def _target(case: Case, record: str, finding: str, person: str) -> str:
    if not (record or finding or person):
        return ""
    found = case.found()
    if person:
        return person_named(found, person).id
    if finding:
        known = any(one.id == finding for one in found.findings)
        target = finding if known else ""
    else:
        digests = (kept.record.digest for kept in found.kept if kept.record.id == record)
        target = next(digests, "")
    if not target:
        raise UsageError("there is no such record or passage in this case")
    return target
