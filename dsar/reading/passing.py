"""Rows of a table that nobody needs, counted without being cut: only quotes and line ends are looked at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from dsar.reading.blocks import BLOCK, MAY_BE_BLANK, Buffer, count_lines
from dsar.reading.patterns import Patterns

_TELLING = 48
"""Bytes of a header that are looked for."""


def row_end(rule: re.Pattern[bytes], content: Buffer, at: int) -> int:
    """Where the row at `at` ends, its line end included."""
    found = rule.match(content, at)
    return found.end() if found else len(content)


def marks(delimiter: bytes) -> tuple[bytes, ...]:
    """Patterns of what makes rows other than lines: quotes that may stay open, lone returns, blanks.

    A line ends its row where its last quote closes a cell: where a delimiter or the line end follows
    and no delimiter or line end stands before it, nor a second quote that may be part of the text.
    No other line can leave a cell open, so that the row goes on. A lone return ends a row as well, as
    on old Macintoshes.
    """
    sign = re.escape(delimiter)
    edge = rb"[" + sign + rb"\r\n]"
    left_open = rb"\x22[^\x22" + sign + rb"\r\n][^\x22\n]*\n"
    opening = rb"[" + sign + rb"\n]\x22" + edge
    doubled = rb"[^" + sign + rb"\n]\x22\x22" + edge
    return left_open, opening, doubled, rb"\r[^\n]", MAY_BE_BLANK


def header_mark(header: bytes) -> bytes:
    """A pattern for the header standing again: exports are put one behind the other."""
    space = rb"[ \t\n\r\x0b\x0c]"  # around a short one, which may be a word that cells hold
    escaped = re.escape(header[:_TELLING])
    return escaped if len(header) > 8 else space + escaped + space


def repeats(content: Buffer, header: bytes, seen: Sequence[int]) -> list[int]:
    """Where lines begin that are the header once more, in order, given places of the marks."""
    if not header:
        return []
    found: dict[int, None] = {}
    last = content.rfind(b"\n") + 1
    if content[last:].strip() == header:  # no line end follows
        found[last] = None
    for place in seen:
        start = max(place - _TELLING, 0)
        near = content[start : place + _TELLING].lower().find(header[:_TELLING].lower())
        if near < 0:
            continue
        line = content.rfind(b"\n", 0, start + near + 1) + 1
        end = content.find(b"\n", line) + 1 or len(content)
        if content[line:end].strip() == header:
            found[line] = None
    return sorted(found)


def looked_for(content: Buffer, patterns: Sequence[bytes]) -> list[int]:
    """A place inside each occurrence of the marks."""
    return Patterns((), marks=patterns, overlap=BLOCK).seen(content, 0, len(content))[1]


def lone_returns(content: Buffer, seen: Sequence[int]) -> bool:
    """Whether rows may end in a carriage return alone, given places of the marks."""
    for place in seen:
        around = content[max(place - 1, 0) : place + 2]
        if re.search(rb"\r[^\n]", around):
            return True
    return bool(content[len(content) - 1 :] == b"\r")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one pass showed of a table: odd places (of the marks), where blank lines end, repeated headers.

    `blanks` are as for `count_lines`.
    """

    rule: re.Pattern[bytes]
    header: bytes
    odd: Sequence[int]
    blanks: Sequence[int] | None
    headers: Sequence[int]

    def count(self, content: Buffer, start: int, end: int) -> int:
        """How many rows stand between two line starts, none of them odd."""
        again = bisect_left(self.headers, end) - bisect_left(self.headers, start)
        return count_lines(content, start, end, self.blanks) - again


def pass_rows(seen: Seen, content: Buffer, at: int, until: int) -> tuple[int, int]:
    """Where the row begins in which `until` lies, and how many rows stand between `at` and that.

    Rows are lines; only around odd places a row is cut by the rule.
    """
    count, odd = 0, seen.odd
    while at < until:
        nearest = bisect_left(odd, at)
        quote = odd[nearest] if nearest < len(odd) and odd[nearest] < until else -1
        if quote < 0 and until == len(content):
            return until, count + seen.count(content, at, until)
        start = content.rfind(b"\n", at, quote if quote >= 0 else until) + 1 or at
        count += seen.count(content, at, start)
        if quote < 0:
            return start, count
        end = row_end(seen.rule, content, start)
        if end > until or end <= start:
            return start, count
        row = content[start:end].strip()
        count += bool(row) and row != seen.header
        at = end
    return at, count
