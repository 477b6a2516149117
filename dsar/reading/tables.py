"""Tables in text: rows cut at line ends that stand outside quotes, cells as they stand (RFC 4180).

Cells are never typed: a telephone number keeps its zero and a postcode its shape.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsar.reading.blocks import blank_ends
from dsar.reading.cells import UNQUOTED, USUAL, Quoting, cells, rows_rule
from dsar.reading.cuts import Buffer, Cut, Span, Stretch, passed, passed_over, wide
from dsar.reading.passing import (
    Seen,
    header_mark,
    lone_returns,
    looked_for,
    marks,
    pass_rows,
    repeats,
    row_bound,
    row_end,
)
from dsar.reading.text import decode

ROWS = 20
"""How many rows that are not empty show how a table begins."""

DELIMITERS = (",", ";", "\t", "|")
HEADERLESS = "no header"
PREAMBLE = "preamble"
UNFOUND = "header not found"
_SAMPLE = 65_536
_BOM = b"\xef\xbb\xbf"
_CONTENT = re.compile(r"(?s).*[^\s@]@[^\s@]+\.[^\s@].*|[-+(£$€]?\s*\d[\d.,:/() \-]*(?:[T ][\d:.]+Z?)?%?")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table begins: its delimiter, rows above the header, and whether it has a header."""

    delimiter: str
    preamble: int = 0
    header: bool = True


class CsvRows(Cut):
    """Pieces are rows; the header row is structure and explains each of them.

    Rows above the header are pieces labelled `preamble`. A table whose first row already is
    content (an address or a number stands in it) has no header: all its rows are pieces labelled
    `no header`, explained by the first. Each label ends in the delimiter. A header that stands
    again below is structure as well: exports are put one behind the other. Where a quote never
    closes, the row ends at its own line end, so that one stray quote does not swallow the rest.
    Text in UTF-16 or UTF-32 stays whole.
    """

    def __init__(self, delimiter: str = "", *, header: bool = True, quoting: Quoting = USUAL) -> None:
        self.delimiter, self.header, self.quoting = delimiter, header, quoting

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """A byte order mark, the header, the rows and the blank lines between them."""
        size, at = len(content), 0
        if wide(content):
            yield Stretch(0, size)
            return
        if content[:3] == _BOM:
            yield Stretch(0, 3, "structure", "byte order mark")
            at = 3
        layout = layout_of(decode(bytes(content[at : at + _SAMPLE])).text, self.delimiter, self.quoting)
        if not self.header:  # whoever configured it knows
            layout = Layout(layout.delimiter, 0, header=False)
        rule, seen = rows_rule(layout.delimiter, self.quoting), 0
        while at < size:
            end = row_end(rule, content, at)
            row = content[at:end].strip()
            if row and seen == layout.preamble:
                yield from _table(rule, content, Span(at, size), layout, (at, end - at))
                return
            seen += bool(row)
            if row:
                yield Stretch(at, end - at, "piece", PREAMBLE + layout.delimiter)
            else:
                yield Stretch(at, end - at, "structure", "blank line")
            at = end

    def kinds(self, content: Buffer) -> Iterator[Stretch]:
        """What stands above the table, and its first row: the others are as that."""
        for one in self.stretches(content):
            if one.role == "piece":
                yield one
                if one.head[1] and self._is_plain(content):
                    return

    def spans(self, content: Buffer, size: int) -> Iterator[Span]:
        """Spans that end where a row does; a single one where only what stands before tells what a row is."""
        opening, sign = self._opening(content)[0], self._sign(content)
        usual = len(sign.encode()) == 1 and sign not in '\r\n"'
        if not (usual and self._is_plain(content) and _has_begun(opening)):
            yield from super().spans(content, size)
            return
        rule, start = rows_rule(sign, self.quoting), 0
        while start < len(content):
            since = max(start, opening[-1].offset + opening[-1].length)
            near, end = max(start + size, since), len(content)
            if near < end:
                end = row_bound(rule, sign.encode(), content, near, since)
            yield Span(start, end)
            start = end

    def within(self, content: Buffer, span: Span) -> Iterator[Stretch]:
        """The rows of a span."""
        opening, header = self._opening(content)
        if span.start == 0 or not self._is_plain(content) or not _has_begun(opening):
            yield from super().within(content, span)
            return
        layout = Layout(self._sign(content), header=bool(header))
        head = opening[-1].offset, opening[-1].length
        yield from _table(rows_rule(layout.delimiter, self.quoting), content, span, layout, head)

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The rows around places; of the others only quotes and line ends are looked at."""
        whole = span or Span(0, len(content))
        if not self._is_plain(content):  # quotes say nothing then about where rows end
            yield from passed_over(self.within(content, whole), places, whole.start)
            return
        opening, header = self._opening(content)
        begin, size = whole.start, whole.end
        odd = looked_for(content, self.marks(content), begin, size) if whole.marks is None else whole.marks
        if not _has_begun(opening) or lone_returns(content, odd, size):
            yield from passed_over(self.within(content, whole), places, whole.start)
            return
        first, sign, done = opening[-1], self._sign(content), begin
        if begin == 0:
            yield from passed_over(opening, places)
            done = first.offset + first.length
        blanks, again = blank_ends(content, odd, size - begin), repeats(content, header, odd)
        seen = Seen(rows_rule(sign, self.quoting), header, odd, blanks, again)
        label = f"{'' if header else HEADERLESS}{sign}"
        for place in places:
            if place < done:
                continue
            start, count = pass_rows(seen, content, done, place)
            end = row_end(seen.rule, content, start)
            row = content[start:end].strip()
            if not row or row == header:
                continue
            yield from passed(done, start, count)
            yield Stretch(start, end - start, "piece", label, (first.offset, first.length))
            done = end
        at, count = pass_rows(seen, content, done, size)  # short of the end where that is inside a row
        yield from passed(done, at, count)

    def marks(self, content: Buffer) -> tuple[bytes, ...]:
        """Quotes that may be left open, carriage returns that stand alone, and the header again."""
        header = self._opening(content)[1]
        found = marks(self._sign(content).encode(), quoted=bool(self.quoting.quote))
        return (*found, header_mark(header)) if header else found

    def _is_plain(self, content: Buffer) -> bool:
        """Whether rows are lines, but for quotes as they are usual."""
        return self.quoting in (USUAL, UNQUOTED) and not wide(content)

    def _opening(self, content: Buffer) -> tuple[list[Stretch], bytes]:
        """How the table begins, up to its header or the first row that stands for one; and the header."""
        opening: list[Stretch] = []
        for one in self.stretches(content):
            opening.append(one)
            if one.label == "header":
                return opening, content[one.offset : one.offset + one.length].strip()
            if one.head[1] or one.offset > _SAMPLE:
                break
        return opening, b""

    def _sign(self, content: Buffer) -> str:
        sample = bytes(content[: _SAMPLE + 3]).removeprefix(_BOM)
        return layout_of(decode(sample).text, self.delimiter, self.quoting).delimiter


def _has_begun(opening: Sequence[Stretch]) -> bool:
    """Whether the rows of a table follow, their header known."""
    return bool(opening) and (opening[-1].label == "header" or opening[-1].head[1] > 0)


def _table(
    rule: re.Pattern[bytes], content: Buffer, span: Span, layout: Layout, head: tuple[int, int]
) -> Iterator[Stretch]:
    """The rows of a span, explained by `head`, which is one of them or stands above."""
    again = content[head[0] : sum(head)].strip() if layout.header else b""
    label, at = f"{'' if layout.header else HEADERLESS}{layout.delimiter}", span.start
    while at < span.end:
        end = row_end(rule, content, at)
        row = content[at:end].strip()
        if not row:
            yield Stretch(at, end - at, "structure", "blank line")
        elif row == again:
            yield Stretch(at, end - at, "structure", "header")
        else:
            yield Stretch(at, end - at, "piece", label, head)
        at = end


def layout_of(sample: str, delimiter: str = "", how: Quoting = USUAL) -> Layout:
    """How a table begins, from its first lines; a delimiter that is known is taken as given."""
    sign = delimiter or sniff(sample) or ","
    rows = _first_rows(sample, sign, how)
    return layout_of_rows([cells(row, sign, how).values for row in rows], sign)


def layout_of_rows(rows: Sequence[Sequence[str]], sign: str = "") -> Layout:
    """The same from its first rows, none of them empty.

    The header is the first row that fills most columns. What stands above it is a preamble only
    where it is a line or two of text in a table of three columns or more: else rows would be lost
    to it.
    """
    if not rows:
        return Layout(sign)
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    enough = max(2, round(width * 0.6))
    top = next((n for n, count in enumerate(filled) if count >= enough), 0)
    if width < 3 or max(filled[:top], default=0) > 2:
        top = 0
    return Layout(sign, top, not is_content(rows[top]))


def _first_rows(sample: str, delimiter: str, how: Quoting) -> Iterator[str]:
    raw = sample.encode("utf-8", "surrogatepass")
    rule, at, given = rows_rule(delimiter, how), 0, 0
    while at < len(raw) and given < ROWS:
        end = row_end(rule, raw, at)
        row, at = raw[at:end], end
        if row.strip():
            given += 1
            yield row.decode("utf-8", "surrogatepass")


def is_content(row: Sequence[str]) -> bool:
    """Whether a row holds what no header does: an e-mail address, a number, a date."""
    return any(_CONTENT.fullmatch(cell.strip()) for cell in row if len(cell) < 200)


def sniff(text: str) -> str:
    """The delimiter of a table's first lines: the one that splits most of them alike; empty if none.

    Among those that do, one under which the first such line reads as a header is preferred: in
    `name;paid` above `Ann;1,50` the comma splits as much as the semicolon does.
    """
    lines = [line for line in re.split(r"\r\n|\n|\r", text[:_SAMPLE]) if line.strip()][:ROWS]
    best, score = "", (False, 0)
    for delimiter in DELIMITERS:
        rows = [cells(line, delimiter).values for line in lines]
        counts = Counter(len(row) for row in rows if len(row) > 1)
        if not counts:
            continue
        width, often = max(counts.items(), key=lambda one: (one[1] * one[0], one[0]))
        first = next(row for row in rows if len(row) == width)
        found = (not is_content(first), often * width)
        if found > score:
            best, score = delimiter, found
    return best


def read_label(label: str, head: str, row: str) -> tuple[str, str]:
    """What a row is (empty, or one of the labels) and its delimiter.

    A row without a label is cut by whatever delimiter its header shows.
    """
    for kind in (PREAMBLE, HEADERLESS, UNFOUND):
        if label.startswith(kind):
            return kind, label.removeprefix(kind) or ","
    return "", label or sniff(f"{head.rstrip()}\n{row}") or ","


def names(header: Sequence[str]) -> tuple[str, ...]:
    """Column names that are all different: repeated and empty ones get a number."""
    out: dict[str, None] = {}
    seen: Counter[str] = Counter()
    for n, raw in enumerate(header, start=1):
        name = re.sub(r"\s+", " ", raw.lstrip("\ufeff")).strip() or f"column {n}"
        place = name
        while place in out:
            seen[name] += 1
            place = f"{name} ({seen[name] + 1})"
        out[place] = None
    return tuple(out)
