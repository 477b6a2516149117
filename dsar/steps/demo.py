"""demo: the whole journey on the invented company that ships with the package, no question asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from dsar.answer.hidden import passage
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.config import Config, load_config
from dsar.errors import UsageError
from dsar.model.decisions import Action, On, Wish
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.progress import OnProgress, silent
from dsar.model.register import Register
from dsar.reading.hunt import Hunt
from dsar.register.reading import load
from dsar.steps import cases
from dsar.steps.decide import acknowledgements, decide, person_named
from dsar.steps.export import ExportReport, export
from dsar.steps.find import FindReport, find

SAMPLE = "dsar.samples.ct1"
ANALYST = "demo"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demonstration made: the case, what was found in it, and the answer."""

    case: Case
    found: FindReport
    answer: ExportReport


def demo(out: Path, *, on_progress: OnProgress = silent) -> DemoReport:
    """Find, decide and answer for the sample's requester, below `out`, which must not exist yet.

    Raises `UsageError` where `out` exists.
    """
    if out.exists():
        raise UsageError(f"{out.name} exists already; nothing was written", hint="dsar demo --out ANOTHER")
    with as_file(files(SAMPLE)) as sample:
        config = load_config(sample / "dsar.toml")
        script = tomllib.loads((sample / "decisions.toml").read_text(encoding="utf-8"))
        return _journey(out, config, script, on_progress)


def _journey(out: Path, config: Config, script: Mapping[str, Any], on_progress: OnProgress) -> DemoReport:
    if config.register is None:
        raise UsageError("the sample has no register")
    register = load(config.register)
    asked = script["request"]
    case = Case.create(out / "cases", asked["ref"], by=ANALYST)
    cases.record_request(
        case,
        {
            "name": asked["name"],
            "reply_to": asked["email"],
            "received": date.today() - timedelta(days=asked["asked_days_ago"]),
            "contract_party": asked.get("contract_party", False),
        },
    )
    cases.settle_identity(case, asked["identity"], asked["identity_how"])
    wanted = [Identifier.of("email", asked["email"]), Identifier.of("name", asked["name"])]
    wanted += [Identifier.of("phone", number) for number in asked.get("phones", ())]
    report = find(
        case, config.sources, wanted, register=register, model=config.model, on_progress=on_progress
    )
    decide(case, wishes(script, report.found))
    answer = _export(case, out, register, script)
    return DemoReport(case, report, answer)


def wishes(script: Mapping[str, Any], found: Found) -> list[Wish]:
    """What the sample's analyst decides, as its `decisions.toml` writes it down."""
    made: list[Wish] = []
    named: set[str] = set()
    for table in script.get("person", ()):
        person = person_named(found, table.get("email") or table["name"])
        named.add(person.id)
        made.append(_wish(On.PERSON, person.id, table))
    rest = script.get("everybody_else")
    if rest:
        mentioned = {finding.person for finding in found.findings}
        others = [person.id for person in found.persons if person.id in mentioned - named]
        made += [_wish(On.PERSON, person, rest) for person in others]
        loose = {finding.id: finding for finding in found.findings if not finding.person}
        made += [_wish(On.FINDING, key, rest) for key in loose]
    for table in script.get("passage", ()):
        made += [_wish(On.FINDING, key, table) for key in _passages_with(found, table["text"])]
    for table in script.get("mark", ()):
        made += [_wish(On.SPAN, place, {"action": Action.MARK, **table}) for place in _places(found, table)]
    for table in script.get("record", ()):
        made += [_wish(On.RECORD, record, table) for record in _records_with(found, table["text"])]
    made += acknowledgements(found, script.get("gaps", {}).get("reason", ""))
    return made


def _wish(on: On, target: str, table: Mapping[str, Any]) -> Wish:
    return Wish(on, target, Action(table["action"]), table.get("ground", ""), table.get("note", ""))


def _passages_with(found: Found, text: str) -> Sequence[str]:
    """Findings whose text is `text`."""
    records = {kept.record.id: kept.record for kept in found.kept}
    return list(dict.fromkeys(one.id for one in found.findings if passage(records[one.record], one) == text))


def _places(found: Found, table: Mapping[str, Any]) -> Sequence[str]:
    """Where a text stands that no detector found, as `record:field:start:end`."""
    hunt = Hunt([table["text"]])
    taken = {(one.record, one.field, one.start) for one in found.findings}
    return [
        f"{record.id}:{name}:{seen.start}:{seen.end}"
        for record in found.records(Bucket.ABOUT, Bucket.CANDIDATE)
        for name, value in record.fields.items()
        if isinstance(value, str)
        for seen in hunt.seen(value)
        if (record.id, name, seen.start) not in taken
    ]


def _records_with(found: Found, text: str) -> Sequence[str]:
    """Candidate records whose text holds `text`, without regard to case."""
    wanted = text.casefold()
    return [
        record.id
        for record in found.records(Bucket.CANDIDATE)
        if any(wanted in str(value).casefold() for value in record.fields.values())
    ]


def _export(case: Case, out: Path, register: Register, script: Mapping[str, Any]) -> ExportReport:
    waivers = script.get("waive", {})
    return export(
        case,
        out / "answer",
        register,
        waive=tuple(waivers.get("what", ())),
        reason=waivers.get("reason", ""),
    )
