"""Records as text to look at: text as text, findings marked in it, nothing interpreted.

A mail's HTML is never rendered. Signs that a browser would act on or not show (controls, direction
overrides) are replaced one for one, so that offsets keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dsar.answer.release import TITLES, WORDS
from dsar.model.findings import CATEGORIES, Finding, Person
from dsar.model.records import Record, typed
from dsar.review.board import Board

AROUND = 70
"""Code points shown before and after a passage that is shown in its context."""

COVERED = "perhaps legal advice: not shown"
"""What stands for the text of a record that somebody else has to read first."""

LONGEST = 200_000
"""Code points of one field that are shown at once; where more, the page says so."""

_CONTROLS = {code: 0x2400 + code for code in range(32) if code not in (9, 10)}
_CONTROLS |= dict.fromkeys((*range(127, 160), *range(8234, 8239), *range(8294, 8298)), 9254)
_CONTROLS |= dict.fromkeys((0xFFFE, 0xFFFF, 0x2028, 0x2029), 0x2426)
_SURROGATES = re.compile("[\ud800-\udfff]")

TEXTS = ("text", "body", "message", "description", "content", "comment")
"""Fields that a person reads first."""


def visible(text: str) -> str:
    """A text of the same length that shows every sign as itself."""
    return _SURROGATES.sub("\ufffd", text.replace("\r\n", " \n").translate(_CONTROLS))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text; with `finding` where it is one, and `covered` where another holds it."""

    text: str
    finding: Finding | None = None
    state: str = ""
    covered: bool = False


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field: its name and its text in stretches. `long` are texts, the rest short facts."""

    name: str
    stretches: tuple[Stretch, ...]
    long: bool
    cut: bool = False


def stretches(board: Board, text: str, findings: Iterable[Finding]) -> Iterator[Stretch]:
    """A text cut at its findings. One that lies within another stands after it, covered."""
    at = 0
    for one in sorted(findings, key=lambda one: (one.start, -one.end)):
        if at < one.start:
            yield Stretch(visible(text[at : one.start]))
        start = max(at, one.start)
        covered = one.end <= at
        shown = text[one.start : one.end] if covered else text[start : one.end]
        if shown:
            yield Stretch(visible(shown), one, board.state_of(one), covered)
        at = max(at, one.end)
    if at < len(text):
        yield Stretch(visible(text[at:]))


def fields_of(board: Board, record: Record) -> list[FieldShown]:
    """The fields of a record: texts first, then facts, then headers."""
    by_field: dict[str, list[Finding]] = {}
    for one in board.by_record.get(record.id, ()):
        by_field.setdefault(one.field, []).append(one)
    shown = []
    for name in sorted(record.fields, key=rank):
        text = typed(record.fields[name])[1]
        cut = len(text) > LONGEST
        inside = [one for one in by_field.get(name, ()) if one.end <= LONGEST]
        long = is_text(name, text) or "\n" in text or len(text) > 160
        parts = tuple(stretches(board, text[:LONGEST], inside))
        shown.append(FieldShown(visible(name), parts, long, cut))
    return shown


def is_text(name: str, text: str) -> bool:
    """Whether a field is a text that a person wrote, and no short fact or header."""
    return rank(name) == 0 or (rank(name) == 1 and ("\n" in text or len(text) > 160))


def rank(name: str) -> int:
    """Where a field stands among others: texts first, headers last."""
    if name.rpartition(".")[2] in TEXTS:
        return 0
    return 2 if name.startswith("header.") else 1


@dataclass(frozen=True, slots=True)
class InContext:
    """A passage between the text before and after it, and the record it stands in."""

    finding: Finding
    before: str
    passage: str
    after: str
    state: str
    title: str
    where: str


def in_context(board: Board, finding: Finding) -> InContext | None:
    """A finding in its context, or nothing where its record is not in the snapshot any more."""
    record = board.record(finding.record)
    value = record.fields.get(finding.field) if record else None
    if record is None or value is None:
        return None
    if record.id in board.covered:
        state = board.state_of(finding)
        return InContext(finding, "", COVERED, "", state, COVERED, where_of(record))
    text = typed(value)[1]
    before = text[max(0, finding.start - AROUND) : finding.start]
    after = text[finding.end : finding.end + AROUND]
    return InContext(
        finding,
        ("…" if finding.start > AROUND else "") + visible(before),
        visible(text[finding.start : finding.end]),
        visible(after) + ("…" if finding.end + AROUND < len(text) else ""),
        board.state_of(finding),
        title_of(record),
        where_of(record),
    )


def title_of(record: Record) -> str:
    """What a record is called in lists."""
    title = str(record.fields.get(TITLES.get(record.kind, ""), ""))
    return visible(title)[:120] or WORDS.get(record.kind, record.kind.capitalize())


def when_of(record: Record) -> str:
    """When a record is from, as precisely as it is known."""
    if record.when is None:
        return ""
    return record.when.utc.strftime("%Y-%m-%d %H:%M") if record.when.utc else visible(record.when.original)


def where_of(record: Record) -> str:
    """Source and day, in one line."""
    return " · ".join(one for one in (visible(record.source), when_of(record)[:10]) if one)


def name_of(person: Person | None) -> str:
    """What a person is called on the page."""
    if person is None:
        return "nobody in particular"
    named = (*person.names, *(one.raw or one.value for one in person.identifiers))
    return visible(named[0]) if named else "somebody without a name"


def kind_of(finding: Finding) -> str:
    """What a finding is, in words."""
    return CATEGORIES.get(finding.category, finding.category)


def excerpt(record: Record, length: int = 240) -> str:
    """How a record begins: its texts first."""
    names = sorted((name for name in record.fields if not name.startswith("header.")), key=rank)
    texts = [f"{name}: {typed(record.fields[name])[1]}" for name in names]
    return visible(" | ".join(texts))[:length].replace("\n", " ")


def paged(rows: Sequence[object], page: int, size: int) -> tuple[int, int]:
    """The page that there is, nearest to the one asked for, and how many there are."""
    pages = max(1, -(-len(rows) // size))
    return min(max(1, page), pages), pages
