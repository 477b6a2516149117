"""The gate: everything that has to be settled before an answer may leave, listed at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dsar.answer.apply import Applied
from dsar.answer.hidden import passage
from dsar.answer.near import Group, group_of, groups
from dsar.answer.stops import content_stops, identity_stops
from dsar.case.found import Found
from dsar.case.state import State
from dsar.errors import NeedsDecision

WAIVERS = ("gaps", "names", "undecided")
"""What may be waived, with a reason that the file note keeps. Nothing else may."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands in the way: its code, words, how often, the waiver that lifts it."""

    code: str
    words: str
    count: int = 1
    waiver: str = ""


def blockers(
    state: State,
    found: Found | None,
    applied: Applied | None,
    blanks: Iterable[str],
    lawyers: Iterable[str] = (),
    near: Mapping[str, Group] | None = None,
) -> tuple[Blocker, ...]:
    """What blocks an answer now, most basic first; `blanks` are what the letter still needs.

    `lawyers` are domains of the controller's lawyers: what they wrote is read first by who may.
    `near` is as in `contradictions`.
    """
    stops = [Blocker("blank", f"the letter needs {one}") for one in blanks]
    stops += [Blocker(*one) for one in identity_stops(state, found)]
    if found is None or applied is None:
        return (*stops, Blocker("search", "nothing was searched yet (dsar find)"))
    stops += [Blocker(*one) for one in content_stops(state, found, applied, lawyers)]
    if not found.detected:
        stops.append(Blocker("detect", "other people were not looked for (dsar find without --records-only)"))
    elif not found.names_detected:
        stops.append(Blocker("names", "names in free text are not detected by a model", waiver="names"))
    return (*stops, *_left_open(found, applied, near))


def _left_open(found: Found, applied: Applied, near: Mapping[str, Group] | None) -> Iterator[Blocker]:
    """What a person still has to decide or acknowledge."""
    candidates = len(applied.undecided_records)
    if candidates:
        words = f"{candidates:,} records may be about the person: confirm or reject each"
        yield Blocker("candidates", words, candidates)
    undecided = len(applied.undecided())
    if undecided:
        words = f"{undecided:,} passages are undecided (they stay hidden)"
        yield Blocker("undecided", words, undecided, "undecided")
    unseen = sum(gap.id not in applied.acknowledged for gap in found.gaps)
    if unseen:
        words = "1 gap is not acknowledged" if unseen == 1 else f"{unseen:,} gaps are not acknowledged"
        yield Blocker("gaps", words, unseen, "gaps")
    torn = len(contradictions(found, applied, near))
    if torn:
        words = f"{torn:,} records show a text that they, or one that says nearly the same, hide elsewhere"
        yield Blocker("contradictions", words, torn)


def contradictions(
    found: Found, applied: Applied, near: Mapping[str, Group] | None = None
) -> tuple[str, ...]:
    """Ids of records in which the same text of the same person is both hidden and shown.

    Records that say nearly the same count as one here: what one of them hides another must not show.
    `near` is the group of each record where that is known already. A passage that is attributed to
    nobody may be anybody's.
    """
    both: defaultdict[str, set[bool]] = defaultdict(set)
    joined = group_of(groups(found)) if near is None else near
    places = {
        record.id: joined[record.id].records[0] if record.id in joined else record.id
        for record in applied.included
    }
    for finding in applied.findings:
        if finding.record in places:
            both[places[finding.record]].add(applied.verdict(finding).hidden)
    mixed = {record.id: record for record in applied.included if len(both[places[record.id]]) > 1}
    seen: defaultdict[tuple[str, str], set[tuple[str, bool, str]]] = defaultdict(set)
    for finding in applied.findings:
        record = mixed.get(finding.record)
        text = passage(record, finding).casefold() if record else ""
        if text:
            told = finding.person, applied.verdict(finding).hidden, finding.record
            seen[places[finding.record], text].add(told)
    torn = (
        record
        for decided in seen.values()
        if _torn({one[:2] for one in decided})
        for *_, record in sorted(decided)
    )
    return tuple(dict.fromkeys(torn))


def _torn(decided: Iterable[tuple[str, bool]]) -> bool:
    """Whether some person is both hidden and shown, or nobody's passage may make it so."""
    hidden = {person for person, gone in decided if gone}
    shown = {person for person, gone in decided if not gone}
    return bool(hidden & shown) or bool(hidden and shown and "" in hidden | shown)


def check(stops: Iterable[Blocker], waived: Collection[str], reason: str) -> tuple[str, ...]:
    """Raise `NeedsDecision` with everything that blocks and is not waived, in one message.

    Returns the waivers that lifted something. A waiver without a reason waives nothing.
    """
    listed = tuple(stops)
    left = [stop for stop in listed if not stop.waiver or stop.waiver not in waived]
    lines = [stop.words + (f" (or --waive {stop.waiver})" if stop.waiver else "") for stop in left]
    if waived and not reason.strip():
        lines.append("waiving needs --reason: it is kept in the journal and the file note")
    if lines:
        raise NeedsDecision(
            f"not yet: {len(lines)} thing{'s' * (len(lines) != 1)} to settle before anything leaves", lines
        )
    return tuple(sorted({stop.waiver for stop in listed if stop.waiver in waived}))
