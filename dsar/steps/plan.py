"""plan: what carrying out a right would mean, record by record. A dry run: nothing is carried out.

`dsar` never alters or deletes anything in a source (HS-01): owners of sources do, from their task lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dsar.answer.apply import apply
from dsar.answer.keeping import facts_for, kept
from dsar.answer.notice import purposes_of
from dsar.answer.release import categories_of
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.case.state import State
from dsar.errors import UsageError
from dsar.law.plans import PLANNED, RESTRICT_WHEN, About, Line, Step, line, whole, without_purpose
from dsar.law.retention import Facts, Verdict
from dsar.model.ledger import Bucket
from dsar.model.records import Locator, Record
from dsar.model.register import NamedRecipient, Register

NOTIFIED = ("rectify", "erase", "restrict")
"""Rights of which every recipient is told (Article 19)."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One record: what happens to it as a whole, and the answer for each purpose and basis."""

    record: str
    digest: str
    source: str
    kind: str
    locator: Locator
    categories: tuple[str, ...]
    step: Step
    lines: tuple[Line, ...]
    kept: Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """A recipient who is told of what was done (Article 19), and of which categories."""

    recipient: NamedRecipient
    categories: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan. `referred` counts hits by source in data held for another controller.

    `unnamed` are classes of recipients who may have received it and are not named in the register.
    """

    case: str
    right: str
    made: date
    records: tuple[Planned, ...]
    notices: tuple[Told, ...]
    unnamed: tuple[str, ...]
    referred: tuple[tuple[str, int], ...]
    undecided: int

    def count(self, step: Step) -> int:
        """How many records have that step."""
        return sum(one.step is step for one in self.records)

    @property
    def tasks(self) -> dict[str, list[Planned]]:
        """What owners have to do or to answer, by source."""
        listed: dict[str, list[Planned]] = {}
        for one in self.records:
            if one.step is not Step.REFUSE:
                listed.setdefault(one.source, []).append(one)
        return listed


def plan(
    case: Case,
    right: str,
    register: Register,
    *,
    wrong: Sequence[str] = (),
    because: str = "",
    made: date | None = None,
) -> Plan:
    """Plan one right for everything found. Copies are planned as well: each has its own place.

    `wrong` are texts that the person says are wrong; `because` is the ground of a restriction.
    Raises `UsageError` for a right without a plan, or a ground that there is not.
    """
    if right not in PLANNED:
        raise UsageError(f"there is no plan for {right!r}", hint="one of: " + ", ".join(PLANNED))
    if because and because not in RESTRICT_WHEN:
        raise UsageError(f"{because!r} is no ground", hint="one of: " + ", ".join(RESTRICT_WHEN))
    state = case.state()
    found = case.found(state)
    applied = apply(found, state.decisions)
    today = made or date.today()
    facts = facts_for(state, found)
    asked = tuple(one.casefold() for one in wrong if one.strip())
    mine = {one.digest for one in applied.included} | _kept_back(found, applied.withheld)
    records = tuple(
        _planned(right, record, state, found, register, facts, asked, because, today)
        for record in found.records(Bucket.ABOUT, Bucket.CANDIDATE, Bucket.DUPLICATE)
        if record.digest in mine
    )
    return Plan(
        state.request.ref,
        right,
        today,
        records,
        _notices(right, records, register),
        _unnamed(right, records, register),
        _referred(found),
        len(applied.undecided_records),
    )


def _kept_back(found: Found, withheld: Iterable[str]) -> set[str]:
    """Digests of records that an exemption keeps from the requester: rights hold for them all the same."""
    ids = set(withheld)
    return {one.record.digest for one in found.kept if one.record.id in ids}


def _planned(
    right: str,
    record: Record,
    state: State,
    found: Found,
    register: Register,
    facts: Facts,
    wrong: Sequence[str],
    because: str,
    today: date,
) -> Planned:
    verdict = kept(record, register, facts, today)
    about = About(
        provenance=record.provenance,
        kept=verdict,
        contract_party=state.request.contract_party,
        fits=any(one in str(value).casefold() for one in wrong for value in record.fields.values()),
        because=because,
        live=facts.contract and facts.service_ended is None,
    )
    categories = categories_of(record)
    purposes = [register.purpose(key) for key in purposes_of(record, found, register)]
    using = [one for one in purposes if one and set(one.categories) & set(categories)]
    lines = tuple(line(right, one, lawful, about) for one in using for lawful in one.bases)
    lines = lines or (without_purpose(right),)
    return Planned(
        record.id, record.digest, record.source, record.kind, record.locator, categories,
        whole(right, lines), lines, verdict,
    )  # fmt: skip


def _done(records: Iterable[Planned]) -> list[Planned]:
    return [one for one in records if one.step is Step.DO]


def _notices(right: str, records: Sequence[Planned], register: Register) -> tuple[Told, ...]:
    """Whom to tell of what would be done, unless that is impossible or out of proportion (Article 19)."""
    if right not in NOTIFIED:
        return ()
    told = []
    for recipient in (named for one in register.recipients for named in one.named):
        mine = [
            one
            for one in _done(records)
            if not recipient.receives or set(one.categories) & set(recipient.receives)
        ]
        held = {category for one in mine for category in one.categories}
        if mine:
            got = tuple(sorted(held & set(recipient.receives) if recipient.receives else held))
            told.append(Told(recipient, got, len(mine)))
    return tuple(told)


def _unnamed(right: str, records: Sequence[Planned], register: Register) -> tuple[str, ...]:
    if right not in NOTIFIED or not _done(records):
        return ()
    return tuple(one.id for one in register.recipients if not one.named and not one.why_unnamed)


def _referred(found: Found) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for record in found.records(Bucket.REFERRED):
        counts[record.source] = counts.get(record.source, 0) + 1
    return tuple(sorted(counts.items()))
