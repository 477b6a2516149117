"""The case as the review page keeps it in memory: the snapshot, the journal, and what they add up to.

Equal at any moment to applying the whole journal to the whole snapshot (`dsar.answer.apply`), but a
decision about one person costs only that person's passages. Decisions made elsewhere are read from
the journal at the next look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from dsar.answer.apply import Applied, Verdict, apply, marks, verdict_of
from dsar.answer.gate import contradictions
from dsar.answer.hidden import passage
from dsar.answer.near import Group
from dsar.answer.stops import privileged_unread, with_theirs
from dsar.case.case import Case
from dsar.case.found import Found, Kept
from dsar.case.state import State, fold
from dsar.errors import CaseError
from dsar.model.decisions import Action, Decision, On, Wish
from dsar.model.findings import Finding, Person
from dsar.model.records import Record, typed
from dsar.model.register import Register
from dsar.review.indexed import Indexed
from dsar.review.tally import Tally, state_of
from dsar.steps.decide import Changed, Known, decide

T = TypeVar("T")
_OF_PASSAGES = {Action.REDACT, Action.SHOW, Action.UNSURE}


class Board:
    """One case under review. Not for several threads: the server answers one request at a time."""

    def __init__(self, case: Case, register: Register | None = None) -> None:
        self.case = case
        self.register = register
        self._stamp: tuple[int, int] = (-1, -1)
        self._undone: list[tuple[Wish, ...]] = []
        self._groups: dict[int, tuple[int, ...]] = {}
        entries = case.journal.entries()
        self.state: State = fold(entries)
        self.applied: Applied
        self._verdicts: dict[tuple[str, str], Verdict]
        self._marked: dict[tuple[str, str], str]
        self._covered: frozenset[str] | None = None
        self._torn: tuple[str, tuple[str, ...]] = ("", ())
        self._fixed = self._read()
        self._rebuild()
        self.refresh()

    def _read(self) -> Indexed:
        if not self.state.snapshot:
            raise CaseError(f"nothing was searched for {self.case.ref} yet", hint="run dsar find")
        return Indexed.of(self.case.found(self.state), self.register.lawyers if self.register else ())

    @property
    def found(self) -> Found:
        """The snapshot that is looked at."""
        return self._fixed.found

    @property
    def persons(self) -> dict[str, Person]:
        """People by id, those merged into another included."""
        return self._fixed.persons

    @property
    def kept(self) -> dict[str, Kept]:
        """Records by id."""
        return self._fixed.kept

    @property
    def children(self) -> dict[str, list[str]]:
        """Ids of what hangs on a record: attachments, comments."""
        return self._fixed.children

    @property
    def near(self) -> dict[str, Group]:
        """The group of each record that says nearly the same as another."""
        return self._fixed.near

    def copies(self, record: str) -> list[Record]:
        """The exact copies of a record, which are one record with it."""
        return self._fixed.copies.get(record, [])

    def torn(self) -> tuple[str, ...]:
        """Ids of records that show a text which they, or one that says nearly the same, hide."""
        if self._torn[0] != self.state.head:
            self._torn = self.state.head, contradictions(self.found, self.applied, self.near)
        return self._torn[1]

    @property
    def covered(self) -> frozenset[str]:
        """Ids of records that may be legal advice, or hang on one, which others read first (HS-06)."""
        reader = self.register.reads_privileged if self.register else ""
        if reader and reader.casefold() == self.case.by.casefold():
            return frozenset()
        if self._covered is None:
            self._covered = with_theirs(self.unread_advice(), self.found)
        return self._covered

    def unread_advice(self) -> frozenset[str]:
        """Ids of records that may be legal advice and on which nobody has decided that."""
        lawyers = self.register.lawyers if self.register else ()
        return privileged_unread(self.state, self._fixed.advice, lawyers)

    def why(self, record: str) -> list[str]:
        """What put a record into the case."""
        return self._fixed.matches.get(record, [])

    def record(self, key: str) -> Record | None:
        """A record of the case, or nothing."""
        kept = self.kept.get(key)
        return kept.record if kept else None

    def refresh(self) -> None:
        """Take in what the journal gained since the last look. Raises `BrokenChain`."""
        try:
            seen = self.case.journal.path.stat()
        except OSError:
            raise CaseError(f"the journal of {self.case.ref} is not there any more") from None
        stamp = (seen.st_size, seen.st_mtime_ns)
        if stamp == self._stamp:
            return
        entries = self.case.journal.entries()
        before = self.state
        self._covered = None
        self.state = fold(entries[before.entries :], before)
        self._stamp = stamp
        if self.state.snapshot_sha256 != before.snapshot_sha256:
            self._fixed = self._read()
            self._rebuild()
        else:
            self._take_in(before.decisions, self.state.decisions)

    def _take_in(self, old: Sequence[Decision], new: Sequence[Decision]) -> None:
        """Bring the verdicts from one list of decisions to another."""
        if old is new:
            return
        there, here = {one.seq for one in old}, {one.seq for one in new}
        changed = [one for one in old if one.seq not in here] + [one for one in new if one.seq not in there]
        about = [one for one in changed if one.on in (On.FINDING, On.PERSON)]
        others = [one for one in changed if one.on not in (On.FINDING, On.PERSON, On.GAP, On.CASE)]
        if others or any(one.action not in _OF_PASSAGES for one in about):
            self._rebuild()
            return
        done = frozenset(one.target for one in new if one.action is Action.ACKNOWLEDGE)
        if done != self.applied.acknowledged:
            self.applied = replace(self.applied, acknowledged=done)
        by_target = _by_target(new)
        touched: dict[tuple[str, str], Finding] = {}
        for one in about:
            index = self.by_id if one.on is On.FINDING else self.by_person
            for finding in index.get(one.target, ()):
                touched[finding.record, finding.id] = finding
        for key, finding in touched.items():
            verdict = verdict_of(finding, by_target, self._marked.get(key, ""))
            self._recount(finding, self._verdicts[key], verdict)
            self._verdicts[key] = verdict

    def _rebuild(self) -> None:
        """Add everything up again."""
        applied = apply(self.found, self.state.decisions)
        self._verdicts = dict(applied.verdicts)
        self.applied = replace(applied, verdicts=self._verdicts)
        self._marked = {key: ground for key, (_, ground) in marks(self.found, self.state.decisions).items()}
        self.inside = {record.id: record for record in self.applied.included}
        self.by_id: defaultdict[str, list[Finding]] = defaultdict(list)
        self.by_person: defaultdict[str, list[Finding]] = defaultdict(list)
        self.by_record: defaultdict[str, list[Finding]] = defaultdict(list)
        self.of_person: defaultdict[str, Tally] = defaultdict(Tally)
        self.of_record: defaultdict[str, Tally] = defaultdict(Tally)
        self.whole = Tally()
        self.memo: dict[str, Any] = {}
        for finding in self.applied.findings:
            self.by_id[finding.id].append(finding)
            self.by_person[finding.person].append(finding)
            self.by_record[finding.record].append(finding)
            if finding.record in self.inside:
                self._count(finding, self._verdicts[finding.record, finding.id], 1)
        for findings in self.by_record.values():
            findings.sort(key=lambda one: (one.field, one.start, -one.end))

    def _recount(self, finding: Finding, before: Verdict, after: Verdict) -> None:
        if finding.record in self.inside and before != after:
            self._count(finding, before, -1)
            self._count(finding, after, 1)

    def _count(self, finding: Finding, verdict: Verdict, by: int) -> None:
        state = state_of(verdict)
        self.whole.add(state, by)
        self.of_record[finding.record].add(state, by)
        self.of_person[finding.person].add(state, by)

    def state_of(self, finding: Finding) -> str:
        """`open`, `hidden` or `shown`."""
        return state_of(self._verdicts[finding.record, finding.id])

    def text_of(self, finding: Finding) -> str:
        """The passage itself."""
        record = self.record(finding.record)
        return passage(record, finding) if record else ""

    def same_text(self, finding: Finding) -> list[Finding]:
        """Every finding of the case with the same text, without regard to case."""
        by_text = self.remembered("texts", self._by_text)
        return by_text[self.text_of(finding).casefold()]

    def _by_text(self) -> defaultdict[str, list[Finding]]:
        by_text: defaultdict[str, list[Finding]] = defaultdict(list)
        for record, findings in self.by_record.items():
            found = self.record(record)
            texts = {name: typed(value)[1] for name, value in found.fields.items()} if found else {}
            for one in findings:
                by_text[texts.get(one.field, "")[one.start : one.end].casefold()].append(one)
        return by_text

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """What was made once from the findings as they stand; forgotten when those change."""
        if name not in self.memo:
            self.memo[name] = make()
        made: T = self.memo[name]
        return made

    def decide(self, wishes: Sequence[Wish], *, again: bool = False) -> tuple[Changed, ...]:
        """Record decisions as `dsar.steps.decide` does; what this page did together undoes together."""
        self.refresh()
        changed = decide(self.case, wishes, Known(self.state, self.found, self.applied))
        group = tuple(one.seq for one in changed)
        if any(one.action is not Action.UNDO for one in wishes):
            self._groups.update(dict.fromkeys(group, group))
            if not again:
                self._undone.clear()
        self.refresh()
        return changed

    def undo(self, seq: int = 0) -> tuple[Decision, ...]:
        """Take back a decision, or the last one in force that is this reviewer's; with its group.

        Returns what was taken back: nothing, where there is nothing left to undo.
        """
        self.refresh()
        mine = [
            one for one in self.state.decisions if seq in (0, one.seq) and (seq or one.by == self.case.by)
        ]
        if not mine:
            return ()
        group = (mine[-1].seq,) if seq else self._groups.get(mine[-1].seq, (mine[-1].seq,))
        gone = tuple(one for one in self.state.decisions if one.seq in group)
        again = tuple(self._wish(one) for one in gone)
        self.decide([Wish(On.DECISION, str(one.seq), Action.UNDO) for one in gone])
        self._undone.append(again)
        return gone

    def redo(self) -> tuple[Changed, ...]:
        """Decide again what was undone last from this page, or nothing."""
        while self._undone:
            wishes = self._undone.pop()
            if all(one.target for one in wishes):
                return self.decide(wishes, again=True)
        return ()

    def _wish(self, decision: Decision) -> Wish:
        """A decision as a wish that makes it again."""
        target = decision.target
        if decision.on in (On.RECORD, On.SPAN):
            digest, colon, place = target.partition(":")
            ids = [key for key, kept in self.kept.items() if kept.record.digest == digest]
            target = f"{ids[0]}{colon}{place}" if ids else ""
        return Wish(decision.on, target, decision.action, decision.ground, decision.note, decision.scope)


def _by_target(decisions: Iterable[Decision]) -> dict[tuple[On, str], list[Decision]]:
    grouped: defaultdict[tuple[On, str], list[Decision]] = defaultdict(list)
    for one in decisions:
        grouped[one.on, one.target].append(one)
    return grouped
