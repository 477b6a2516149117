"""decide: what a person decided, into the journal. Page, sheet and command line all come here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dsar.answer.apply import apply
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.case.state import State
from dsar.errors import UsageError
from dsar.model.decisions import Action, Decision, On, Wish
from dsar.model.findings import Finding, Person


@dataclass(frozen=True, slots=True)
class Changed:
    """One decision made: its journal number, and how many findings and records it covers."""

    seq: int
    on: On
    target: str
    action: Action
    findings: int
    records: int


def decide(case: Case, wishes: Sequence[Wish]) -> tuple[Changed, ...]:
    """Record decisions, all or none; they are on the disk when this returns.

    Raises `UsageError` where a target is not in the case or the action does not fit it.
    """
    state = case.state()
    found = case.found(state)
    book = _Book(state, found)
    decisions = [book.decision(wish) for wish in wishes]
    entries = case.decide(decisions)
    return tuple(
        Changed(entry.seq, one.on, wish.target, one.action, *book.reach(one))
        for entry, one, wish in zip(entries, decisions, wishes, strict=True)
    )


def person_named(found: Found, text: str) -> Person:
    """The person of an id, or the only one with that address or name. Raises `UsageError`."""
    wanted = text.casefold()
    fits = [
        person
        for person in found.persons
        if person.id == text
        or any(wanted == one.value.casefold() for one in person.identifiers)
        or any(wanted == name.casefold() for name in person.names)
    ]
    exact = [person for person in fits if person.id == text or _owns(person, wanted)] or fits
    if len(exact) != 1:
        reason = "several people" if exact else "nobody"
        raise UsageError(
            f"{reason} in this case answers to that", hint="dsar review sheet lists people with their ids"
        )
    return exact[0]


def _owns(person: Person, wanted: str) -> bool:
    return any(wanted == one.value.casefold() for one in person.identifiers)


class _Book:
    """The ids of a case, looked up."""

    def __init__(self, state: State, found: Found) -> None:
        self.found = found
        self.findings: tuple[Finding, ...] = apply(found, state.decisions).findings
        self.digests = {kept.record.id: kept.record.digest for kept in found.kept}
        self.by_seq = {str(one.seq) for one in state.decisions}

    def decision(self, wish: Wish) -> Decision:
        """A wish as the journal keeps it. Raises `UsageError` where its target is not there."""
        target, scope = wish.target, wish.scope
        match wish.on:
            case On.RECORD:
                target = self.digests.get(wish.target, "")
            case On.PERSON:
                target = person_named(self.found, wish.target).id
                if wish.action is Action.SHOW:
                    scope = tuple(sorted({one.id for one in self.findings if one.person == target}))
            case On.FINDING:
                target = wish.target if any(one.id == wish.target for one in self.findings) else ""
            case On.GAP:
                target = wish.target if any(gap.id == wish.target for gap in self.found.gaps) else ""
            case On.DECISION:
                target = wish.target if wish.target in self.by_seq else ""
            case _:
                pass
        if not target:
            raise UsageError(f"there is no {wish.on} {wish.target} in this case")
        return Decision(0, wish.on, target, wish.action, wish.ground, scope, note=wish.note)

    def reach(self, decision: Decision) -> tuple[int, int]:
        """How many findings and records a decision covers."""
        if decision.on is On.RECORD:
            return 0, sum(digest == decision.target for digest in self.digests.values())
        if decision.on not in (On.FINDING, On.PERSON):
            return 0, 0
        covered = [one for one in self.findings if decision.target in (one.id, one.person)]
        return len(covered), len({one.record for one in covered})


def acknowledgements(found: Found, note: str, reasons: Iterable[str] = ()) -> list[Wish]:
    """Wishes that acknowledge every gap of the case, or those of some reasons."""
    only = set(reasons)
    gaps = [gap for gap in found.gaps if not only or gap.reason in only]
    return [Wish(On.GAP, gap.id, Action.ACKNOWLEDGE, note=note) for gap in gaps]
