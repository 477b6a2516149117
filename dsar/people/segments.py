"""A text in stretches that are analysed one by one: paragraphs, and long ones in overlapping windows.

The same signature, quotation or footer stands in many messages and is then analysed once. A window
bounds what any pattern can cost, so that time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

WINDOW = 2000
"""Code points analysed together."""

OVERLAP = 160
"""How far windows reach into each other: no identifier is longer."""

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text and where it begins."""

    start: int
    text: str = field(repr=False)


def segments(text: str) -> Iterator[Segment]:
    """Every stretch of a text that holds anything, in order; windows of a long one overlap."""
    at = 0
    for gap in _BLANK.finditer(text):
        yield from _windows(text, at, gap.start())
        at = gap.end()
    yield from _windows(text, at, len(text))


def _windows(text: str, start: int, end: int) -> Iterator[Segment]:
    while end - start > WINDOW:
        stop = _space_before(text, start + WINDOW - OVERLAP, start + WINDOW)
        yield Segment(start, text[start:stop])
        start = _space_before(text, stop - OVERLAP, stop - OVERLAP // 2)
    if text[start:end].strip():
        yield Segment(start, text[start:end])


def _space_before(text: str, low: int, high: int) -> int:
    """The last white space in a range, where a word is not cut; else the end of the range."""
    for at in range(high, low, -1):
        if _SPACE.match(text, at):
            return at
    return high
