"""A text in stretches that are analysed one by one: paragraphs at one quote level, long ones in windows.

The same signature, quotation or footer stands in many messages and is then analysed once; the marks
of a quotation (`> `) are taken off, so that a paragraph and its quotations are one stretch. A window
bounds what any pattern can cost: time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dsar.model.findings import Span

WINDOW = 2000
"""Code points analysed together."""

OVERLAP = 160
"""How far windows reach into each other: no identifier is longer."""

SHORT = 60
"""Letters below which a paragraph is not looked at by itself."""

Line = tuple[int, str]
"""Where a line begins in the text, and its letters without the marks of a quotation."""

_LINE = re.compile(r"([^\S\n]*(?:>[^\S\n]?)+)?([^\n]*)(?:\n|\Z)")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text; `starts` say where each of its lines begins, here and in the whole text."""

    text: str = field(repr=False)
    starts: tuple[tuple[int, int], ...]

    def moved(self, span: Span) -> Span:
        """A span of the stretch in offsets of the whole text; marks of a quotation inside stay in it."""
        return replace(span, start=self._there(span.start), end=self._there(span.end - 1) + 1)

    def _there(self, at: int) -> int:
        here, there = self.starts[bisect_right(self.starts, (at, 1 << 60)) - 1]
        return there + at - here


def segments(text: str) -> Iterator[Segment]:
    """Every stretch of a text that holds anything, in order; windows of a long one overlap.

    A short paragraph goes with its neighbour: what a name in a line of its own is, the line before says.
    """
    held: list[Line] = []
    level, last = 0, 0
    for depth, lines in _paragraphs(text):
        size = sum(len(line) for _, line in lines)
        if held and (depth != level or (size >= SHORT and last >= SHORT)):
            yield from _windows(held)
            held = []
        level, last = depth, size
        held += [(lines[0][0], ""), *lines] if held else lines
    if held:
        yield from _windows(held)


def _paragraphs(text: str) -> Iterator[tuple[int, list[Line]]]:
    """Lines that stand together at one quote level, without the marks of it, and the level."""
    lines: list[Line] = []
    level = 0
    for line in _LINE.finditer(text):
        depth = (line[1] or "").count(">")
        if lines and (depth != level or not line[2].strip()):
            yield level, lines
            lines = []
        if line[2].strip():
            level = depth
            lines.append((line.start(2), line[2]))
    if lines:
        yield level, lines


def _windows(lines: list[Line]) -> Iterator[Segment]:
    """The lines as one stretch, or as several that overlap."""
    starts, at = [], 0
    for there, line in lines:
        starts.append((at, there))
        at += len(line) + 1
    whole = Segment("\n".join(line for _, line in lines), tuple(starts))
    start, end = 0, len(whole.text)
    while end - start > WINDOW:
        stop = _space_before(whole.text, start + WINDOW - OVERLAP, start + WINDOW)
        yield _part(whole, start, stop)
        start = _space_before(whole.text, stop - OVERLAP, stop - OVERLAP // 2)
    yield whole if not start else _part(whole, start, end)


def _part(whole: Segment, start: int, end: int) -> Segment:
    """A stretch of a stretch."""
    first = bisect_right(whole.starts, (start, 1 << 60)) - 1
    last = bisect_right(whole.starts, (end, -1), lo=first)
    moved = [(max(0, here - start), there + max(0, start - here)) for here, there in whole.starts[first:last]]
    return Segment(whole.text[start:end], tuple(moved))


def _space_before(text: str, low: int, high: int) -> int:
    """The last white space in a range, where a word is not cut; else the end of the range."""
    for at in range(high, low, -1):
        if _SPACE.match(text, at):
            return at
    return high
