"""Rows of a table that nobody needs, counted without being cut: only quotes and line ends are looked at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from dsar.reading.cuts import BLOCK, Buffer, count_lines
from dsar.reading.patterns import Patterns


def row_end(rule: re.Pattern[bytes], content: Buffer, at: int) -> int:
    """Where the row at `at` ends, its line end included."""
    found = rule.match(content, at)
    return found.end() if found else len(content)


def lone_returns(content: Buffer) -> bool:
    """Whether rows may end in a carriage return alone, as on old Macintoshes."""
    at = content.find(b"\r")
    while at >= 0:
        if content[at + 1 : at + 2] != b"\n":
            return True
        block = content[at : at + BLOCK]
        if block.count(b"\r") != block.count(b"\r\n") + block.endswith(b"\r"):
            return True
        at = content.find(b"\r", at + len(block) - block.endswith(b"\r"))
    return False


def odd_quotes(content: Buffer, delimiter: bytes) -> list[int]:
    """A place in every line whose last quote may leave a cell open, so that the row may go on.

    A line ends its row where its last quote closes a cell: where a delimiter or the line end follows
    and no delimiter or line end stands before it, nor a second quote that may be part of the text.
    """
    sign = re.escape(delimiter)
    edge = rb"[" + sign + rb"\r\n]"
    left_open = rb"\x22[^\x22" + sign + rb"\r\n][^\x22\n]*\n"
    opening = rb"[" + sign + rb"\n]\x22" + edge
    doubled = rb"[^" + sign + rb"\n]\x22\x22" + edge
    return Patterns((left_open, opening, doubled), overlap=BLOCK).places(content)


def pass_rows(
    rule: re.Pattern[bytes], content: Buffer, at: int, until: int, again: bytes, odd: Sequence[int]
) -> tuple[int, int]:
    """Where the row begins in which `until` lies, and how many rows stand between `at` and that.

    Rows are lines; only around `odd` places (of `odd_quotes`) a row is cut by the rule.
    """
    count = 0
    while at < until:
        nearest = bisect_left(odd, at)
        quote = odd[nearest] if nearest < len(odd) and odd[nearest] < until else -1
        if quote < 0 and until == len(content):
            return until, count + count_lines(content, at, until) - _repeats(content, at, until, again)
        start = content.rfind(b"\n", at, quote if quote >= 0 else until) + 1 or at
        count += count_lines(content, at, start) - _repeats(content, at, start, again)
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
