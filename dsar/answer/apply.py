"""Decisions applied to what was found: what is hidden, what is shown, what is still open.

Undecided is hidden. A decision about one finding wins over one about its person; among decisions
about the same thing the last wins; "unsure" leaves it undecided. A person's
`redact` covers mentions found later, a `show` only those counted when it was given: across runs
hiding grows and showing does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dsar.case.found import Found, Kept
from dsar.model.decisions import OF_PICTURES, Action, Decision, On
from dsar.model.findings import Finding, Span
from dsar.model.ledger import Bucket
from dsar.model.records import Record

INCLUDED, UNDECIDED, REJECTED = "included", "undecided", "rejected"
MARKED = "a person"
"""The detector of a span that a person marked."""
UNNAMED = "marked"
"""The ground of a mark that names none (`dsar.law.grounds` says what that means)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What decisions say of one finding: `decided` False is hidden all the same."""

    hidden: bool
    decided: bool
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was found, with every decision in force applied.

    `verdicts` are by (record id, finding id); `withheld` are grounds by id of records kept back
    whole; `undecided_records` are candidates nobody decided. `included` holds the records that may
    leave, passages hidden as `verdicts` say. `merged` maps a person's id to the one it became.
    `pictures` are the SHA-256 of those that somebody looked at and lets go, by record id.
    """

    findings: tuple[Finding, ...]
    verdicts: Mapping[tuple[str, str], Verdict]
    included: tuple[Record, ...]
    withheld: Mapping[str, str]
    out_of_scope: tuple[str, ...]
    undecided_records: tuple[str, ...]
    acknowledged: frozenset[str]
    merged: Mapping[str, str]
    pictures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def verdict(self, finding: Finding) -> Verdict:
        """The verdict on a finding."""
        return self.verdicts[finding.record, finding.id]

    def undecided(self) -> tuple[Finding, ...]:
        """Findings in included records that nobody decided."""
        inside = {record.id for record in self.included}
        return tuple(one for one in self.findings if one.record in inside and not self.verdict(one).decided)


def apply(found: Found, decisions: Sequence[Decision]) -> Applied:
    """Apply decisions, in their order, to a snapshot."""
    by_target: defaultdict[tuple[On, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_target[decision.on, decision.target].append(decision)
    merged = merges(decisions)
    marked = marks(found, decisions)
    detected = {(one.record, one.id) for one in found.findings}
    split = {key for one in decisions if one.action is Action.SPLIT for key in one.scope}
    findings = tuple(
        _whose(one, "" if one.id in split else merged.get(one.person, one.person))
        for one in (*found.findings, *(one for key, (one, _) in marked.items() if key not in detected))
    )
    verdicts = {
        (one.record, one.id): verdict_of(one, by_target, _ground(marked.get((one.record, one.id))))
        for one in findings
    }
    records = _Records(found, by_target)
    outcomes = [(kept.record, *records.outcome(kept)) for kept in found.kept]
    return Applied(
        findings=findings,
        verdicts=verdicts,
        included=tuple(record for record, outcome, _ in outcomes if outcome == INCLUDED),
        withheld={record.id: ground for record, outcome, ground in outcomes if outcome == Action.WITHHOLD},
        out_of_scope=tuple(record.id for record, outcome, _ in outcomes if outcome == Action.OUT_OF_SCOPE),
        undecided_records=tuple(record.id for record, outcome, _ in outcomes if outcome == UNDECIDED),
        acknowledged=frozenset(one.target for one in decisions if one.action is Action.ACKNOWLEDGE),
        merged=merged,
        pictures={
            kept.record.id: shown for kept in found.kept if (shown := _pictures(kept.record, by_target))
        },
    )


def _pictures(record: Record, by_target: Mapping[tuple[On, str], Sequence[Decision]]) -> tuple[str, ...]:
    """The pictures of a record that were looked at and may leave; none where nobody has."""
    decided = [one for one in by_target.get((On.RECORD, record.digest), ()) if one.action in OF_PICTURES]
    return decided[-1].scope if decided and decided[-1].action is Action.SHOW else ()


def _whose(finding: Finding, person: str) -> Finding:
    return finding if finding.person == person else replace(finding, person=person)


def verdict_of(
    finding: Finding, by_target: Mapping[tuple[On, str], Sequence[Decision]], marked: str = ""
) -> Verdict:
    """What decisions, by what they are about and in their order, say of one finding.

    `marked` is the ground of the mark that a person made there, empty where nobody did.
    """
    own = by_target.get((On.FINDING, finding.id))
    if own and own[-1].action is Action.UNSURE:
        return Verdict(True, False)
    if own:
        return Verdict(own[-1].action is not Action.SHOW, True, own[-1].ground)
    if marked:
        return Verdict(True, True, marked)
    about = [
        one
        for one in by_target.get((On.PERSON, finding.person), ())
        if finding.person and one.action in (Action.REDACT, Action.SHOW)
    ]
    if not about:
        return Verdict(True, False)
    last = about[-1]
    if last.action is Action.REDACT:
        return Verdict(True, True, last.ground)
    return Verdict(False, True, last.ground) if finding.id in last.scope else Verdict(True, False)


def merges(decisions: Iterable[Decision]) -> dict[str, str]:
    """Person ids that were merged into another, as they stand after all merges."""
    merged: dict[str, str] = {}
    for one in decisions:
        if one.action is Action.MERGE:
            for person in one.scope:
                merged[person] = one.target
            merged = {person: merged.get(into, into) for person, into in merged.items()}
    return merged


def marks(found: Found, decisions: Iterable[Decision]) -> dict[tuple[str, str], tuple[Finding, str]]:
    """Spans that a person marked, as findings in every record with that content, each with its ground.

    A mark without a ground has the toolkit's own, `marked`; of two on one span the last counts.
    """
    by_digest: defaultdict[str, list[Record]] = defaultdict(list)
    for kept in found.kept:
        by_digest[kept.record.digest].append(kept.record)
    made: dict[tuple[str, str], tuple[Finding, str]] = {}
    for one in decisions:
        if one.action is Action.MARK:
            digest, _, place = one.target.partition(":")
            name, start, end = place.rsplit(":", 2)
            span = Span(int(start), int(end), "marked", 1.0, MARKED)
            for record in by_digest.get(digest, ()):
                finding = Finding.of(record.id, record.digest, name, span)
                made[finding.record, finding.id] = finding, one.ground or UNNAMED
    return made


def _ground(marked: tuple[Finding, str] | None) -> str:
    return marked[1] if marked else ""


class _Records:
    """What becomes of each record: attachments follow what they hang on unless decided themselves."""

    def __init__(self, found: Found, by_target: Mapping[tuple[On, str], list[Decision]]) -> None:
        self.by_target = by_target
        self.by_id = {kept.record.id: kept for kept in found.kept}

    def outcome(self, kept: Kept) -> tuple[str, str]:
        """`included`, `undecided`, `rejected`, `elsewhere` or the action, and its ground."""
        if kept.bucket not in (Bucket.ABOUT, Bucket.CANDIDATE):
            return "elsewhere", ""
        parent = self.by_id.get(kept.record.parent)
        above = self.outcome(parent) if parent else None
        if above and above[0] not in (INCLUDED, UNDECIDED):
            return above
        about = self.by_target.get((On.RECORD, kept.record.digest), ())
        decided = [one for one in about if one.action not in OF_PICTURES]
        if decided:
            last = decided[-1]
            if last.action is Action.CONFIRM:
                return INCLUDED, ""
            return (REJECTED if last.action is Action.REJECT else last.action.value), last.ground
        if above:
            return above
        return (INCLUDED if kept.bucket is Bucket.ABOUT else UNDECIDED), ""
