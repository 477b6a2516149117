"""decide: what a person decided, into the journal. Page, sheet and command line all come here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsar.answer.apply import Applied, apply, merges
from dsar.case import pictures
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.case.state import State
from dsar.errors import UsageError
from dsar.model.decisions import OF_PICTURES, Action, Decision, On, Wish
from dsar.model.findings import Finding, Person
from dsar.model.records import typed


@dataclass(frozen=True, slots=True)
class Changed:
    """One decision made: its journal number, and how many findings and records it covers.

    `target` is an id, also where a person was named by their address.
    """

    seq: int
    on: On
    target: str
    action: Action
    findings: int
    records: int


@dataclass(frozen=True, slots=True)
class Known:
    """A case as somebody who keeps it in memory knows it: no snapshot has to be read again."""

    state: State
    found: Found
    applied: Applied


def decide(case: Case, wishes: Sequence[Wish], known: Known | None = None) -> tuple[Changed, ...]:
    """Record decisions, all or none; they are on the disk when this returns.

    Raises `UsageError` where a target is not in the case or the action does not fit it.
    """
    book = _Book(known or _known(case), case.folder)
    decisions = [book.decision(wish) for wish in wishes]
    entries = case.decide(decisions)
    return tuple(
        Changed(
            entry.seq,
            one.on,
            one.target if one.on is On.PERSON else wish.target,
            one.action,
            *book.reach(one),
        )
        for entry, one, wish in zip(entries, decisions, wishes, strict=True)
    )


def _known(case: Case) -> Known:
    state = case.state()
    found = case.found(state)
    return Known(state, found, apply(found, state.decisions))


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
            f"{reason} in this case answers to that",
            hint="dsar review lists people; each has its id in its address",
        )
    return exact[0]


def _owns(person: Person, wanted: str) -> bool:
    return any(wanted == one.value.casefold() for one in person.identifiers)


class _Book:
    """The ids of a case, looked up."""

    def __init__(self, known: Known, folder: Path) -> None:
        state, found = known.state, known.found
        self.folder = folder
        self.found = found
        self.findings: tuple[Finding, ...] = known.applied.findings
        self.digests = {kept.record.id: kept.record.digest for kept in found.kept}
        self.records = {kept.record.id: kept.record for kept in found.kept}
        self.by_seq = {str(one.seq) for one in state.decisions}
        self.merged = merges(state.decisions)

    def decision(self, wish: Wish) -> Decision:
        """A wish as the journal keeps it. Raises `UsageError` where its target is not there."""
        target, scope = wish.target, wish.scope
        match wish.on:
            case On.RECORD:
                target = self.digests.get(wish.target, "")
                scope = self._pictures(target, wish)
            case On.PERSON:
                target = self._person(wish.target)
                scope = self._scope(target, wish)
            case On.FINDING:
                target = wish.target if any(one.id == wish.target for one in self.findings) else ""
            case On.SPAN:
                target = self._span(wish.target)
            case On.GAP:
                target = wish.target if any(gap.id == wish.target for gap in self.found.gaps) else ""
            case On.DECISION:
                target = wish.target if wish.target in self.by_seq else ""
            case _:
                pass
        if not target:
            raise UsageError(f"there is no such {wish.on} in this case")
        return Decision(0, wish.on, target, wish.action, wish.ground, scope, note=wish.note)

    def _pictures(self, digest: str, wish: Wish) -> tuple[str, ...]:
        """What a decision that lets a record's picture go covers: the pages that can be looked at now."""
        if not digest or wish.action not in OF_PICTURES:
            return wish.scope
        pages = pictures.kept(self.folder, digest)
        if not pages:
            raise UsageError(
                "there is no picture of that record to look at",
                hint="dsar pictures fetches them; passages are shown and hidden with --finding or --person",
            )
        return tuple(one.sha256 for one in pages) if wish.action is Action.SHOW else ()

    def _person(self, text: str) -> str:
        found = person_named(self.found, text).id
        return self.merged.get(found, found)

    def _scope(self, person: str, wish: Wish) -> tuple[str, ...]:
        """What a decision about a person covers beside them: mentions shown, people merged in."""
        theirs = tuple(sorted({one.id for one in self.findings if one.person == person}))
        match wish.action:
            case Action.SHOW:
                return theirs
            case Action.MERGE:
                others = tuple(self._person(one) for one in wish.scope)
                if not others or person in others:
                    raise UsageError("merging needs another person", hint="--with ID, once for each")
                return others
            case Action.SPLIT:
                if not wish.scope or not set(wish.scope) <= set(theirs):
                    raise UsageError("splitting needs passages of that person", hint="--with FINDING")
                return wish.scope
        return ()

    def _span(self, target: str) -> str:
        """`RECORD:FIELD:START:END` with the record's digest for its id, or nothing where it is not there."""
        key, _, place = target.partition(":")
        name, _, offsets = place.rpartition(":")
        name, _, start = name.rpartition(":")
        record = self.records.get(key)
        if record is None or name not in record.fields or not (start.isdecimal() and offsets.isdecimal()):
            return ""
        length = len(typed(record.fields[name])[1])
        inside = 0 <= int(start) < int(offsets) <= length
        return f"{record.digest}:{name}:{int(start)}:{int(offsets)}" if inside else ""

    def reach(self, decision: Decision) -> tuple[int, int]:
        """How many findings and records a decision covers."""
        if decision.on in (On.RECORD, On.SPAN):
            content = decision.target.partition(":")[0]
            copies = sum(digest == content for digest in self.digests.values())
            return (copies if decision.on is On.SPAN else 0), copies
        if decision.on not in (On.FINDING, On.PERSON):
            return 0, 0
        covered = [one for one in self.findings if decision.target in (one.id, one.person)]
        return len(covered), len({one.record for one in covered})


def acknowledgements(found: Found, note: str, reasons: Iterable[str] = ()) -> list[Wish]:
    """Wishes that acknowledge every gap of the case, or those of some reasons."""
    only = set(reasons)
    gaps = [gap for gap in found.gaps if not only or gap.reason in only]
    return [Wish(On.GAP, gap.id, Action.ACKNOWLEDGE, note=note) for gap in gaps]
