"""Rows of a table that nobody needs, counted without being cut: only quotes and line ends are looked at."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from dsar.reading.blocks import BLOCK, MAY_BE_BLANK, Buffer, count_lines, forget
from dsar.reading.patterns import Patterns

_TELLING = 48
"""Bytes of a header that are looked for."""

_NEAR = 4096
"""Bytes in which a quote is looked for first."""


def row_end(rule: re.Pattern[bytes], content: Buffer, at: int) -> int:
    """Where the row at `at` ends, its line end included."""
    found = rule.match(content, at)
    return found.end() if found else len(content)


def row_bound(rule: re.Pattern[bytes], delimiter: bytes, content: Buffer, near: int, since: int) -> int:
    """The first line end from `near` on that ends a row, or a little more; a row begins at `since`.

    A quote ends its cell whatever was open before it where text stands before and a delimiter or line
    end behind it: alone among quotes, it closes a cell that runs over lines, and in any other cell it
    changes nothing. If no quote follows in its line, that ends a row, and lines without quotes behind
    it are rows. Only rows with other quotes are cut, from the last such line on. (Counting quotes would
    be no proof: one that stands alone, as in `5" pipe`, puts all that follow out of step.)
    """
    end = content.find(b"\n", near) + 1 or len(content)
    last = doubtful = _last_quote(content, since, end)
    if last < 0:
        return end
    at = since
    while doubtful >= 0:
        if _closes(content, doubtful, delimiter):
            break
        at = content.rfind(b"\n", since, doubtful) + 1 or since
        doubtful = _last_quote(content, since, at)
    if doubtful == last:
        return end
    while at <= last:
        at = row_end(rule, content, at)
    return max(at, end)


def _closes(content: Buffer, quote: int, delimiter: bytes) -> bool:
    before, after = content[quote - 1 : quote], content[quote + 1 : quote + 2]
    return before not in (delimiter, b"\n", b"\r", b'"') and after in (delimiter, b"\n", b"\r")


def _last_quote(content: Buffer, start: int, end: int) -> int:
    """Where the last quote stands between two places; -1 for none. Looks back in steps that grow."""
    step = _NEAR
    while end > start:
        begin = max(start, end - step)
        found = content[begin:end].rfind(b'"')
        if found >= 0:
            return begin + found
        if step == BLOCK:
            forget(content, begin, end)
        end, step = begin, min(2 * step, BLOCK)
    return -1


def marks(delimiter: bytes, *, quoted: bool = True) -> tuple[bytes, ...]:
    """Patterns of what makes rows other than lines: quotes that may stay open, lone returns, blanks.

    A line ends its row where its last quote closes a cell: where a delimiter or the line end follows
    and no delimiter or line end stands before it, nor a second quote that may be part of the text (two
    behind a delimiter are an empty cell, unless an open one holds them: `"x,""` goes on). No other line
    can leave a cell open, so that the row goes on. A lone return ends a row as well, as on old
    Macintoshes. Where cells are never quoted only that and blank lines tell.
    """
    if not quoted:
        return rb"\r[^\n]", MAY_BE_BLANK
    sign = re.escape(delimiter)
    edge = rb"[" + sign + rb"\r\n]"
    left_open = rb"\x22[^\x22" + sign + rb"\r\n][^\x22\n]*\n"
    opening = rb"[" + sign + rb"\n]\x22" + edge
    doubled = rb"[^" + sign + rb"\n]\x22\x22" + edge
    held = rb"\x22[^\x22" + sign + rb"\r\n][^\x22\n]*[" + sign + rb"]\x22\x22" + edge
    return left_open, opening, doubled, held, rb"\r[^\n]", MAY_BE_BLANK


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


def looked_for(content: Buffer, patterns: Sequence[bytes], start: int, end: int) -> list[int]:
    """A place inside each occurrence of the marks from the line end before `start` on, up to `end`."""
    return Patterns((), marks=patterns, overlap=BLOCK).seen(content, max(start - 1, 0), end)[1]


def lone_returns(content: Buffer, seen: Sequence[int], end: int) -> bool:
    """Whether rows up to `end` may end in a carriage return alone, given places of the marks."""
    for place in seen:
        around = content[max(place - 1, 0) : place + 2]
        if re.search(rb"\r[^\n]", around):
            return True
    return bool(content[end - 1 : end] == b"\r")


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
