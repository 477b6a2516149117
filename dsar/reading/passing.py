"""Rows of a table that nobody needs, counted without being cut: only quotes and line ends are looked at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from dsar.reading.blocks import BLOCK, MAY_BE_BLANK, Buffer, count_lines
from dsar.reading.patterns import Patterns


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


def looked_for(content: Buffer, delimiter: bytes) -> list[int]:
    """A place inside each occurrence of the marks."""
    return Patterns((), marks=marks(delimiter), overlap=BLOCK).seen(content, 0, len(content))[1]


def lone_returns(content: Buffer, seen: Sequence[int]) -> bool:
    """Whether rows may end in a carriage return alone, given places of the marks."""
    for place in seen:
        around = content[max(place - 1, 0) : place + 2]
        if re.search(rb"\r[^\n]", around):
            return True
    return bool(content[len(content) - 1 :] == b"\r")


def pass_rows(
    rule: re.Pattern[bytes],
    content: Buffer,
    at: int,
    until: int,
    again: bytes,
    odd: Sequence[int],
    blanks: Sequence[int] | None,
) -> tuple[int, int]:
    """Where the row begins in which `until` lies, and how many rows stand between `at` and that.

    Rows are lines; only around `odd` places (of the marks) a row is cut by the rule.
    `blanks` are as for `count_lines`.
    """
    count = 0
    while at < until:
        nearest = bisect_left(odd, at)
        quote = odd[nearest] if nearest < len(odd) and odd[nearest] < until else -1
        if quote < 0 and until == len(content):
            return until, count + count_lines(content, at, until, blanks) - _repeats(
                content, at, until, again
            )
        start = content.rfind(b"\n", at, quote if quote >= 0 else until) + 1 or at
        count += count_lines(content, at, start, blanks) - _repeats(content, at, start, again)
        if quote < 0:
            return start, count
        end = row_end(rule, content, start)
        if end > until or end <= start:
            return start, count
        row = content[start:end].strip()
        count += bool(row) and row != again
        at = end
    return at, count


def _repeats(content: Buffer, start: int, end: int, again: bytes) -> int:
    """How many lines are the header once more."""
    count, at = 0, content.find(again, start, end) if again else -1
    while at >= 0:
        first = content.rfind(b"\n", start, at) + 1 or start
        stop = content.find(b"\n", at, end) + 1 or end
        count += content[first:stop].strip() == again
        at = content.find(again, stop, end)
    return count
