"""Rows of a table that nobody needs, counted without being cut: only quotes and line ends are looked at."""

from __future__ import annotations

import re

from dsar.reading.cuts import BLOCK, Buffer, count_lines


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


def pass_rows(rule: re.Pattern[bytes], content: Buffer, at: int, until: int, again: bytes) -> tuple[int, int]:
    """Where the row begins in which `until` lies, and how many rows stand between `at` and that.

    Where no quote stands, rows are lines; where one does, the row is cut by the rule.
    """
    count = 0
    while at < until:
        quote = content.find(b'"', at, until)
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
