"""Tables in text: rows cut at line ends that stand outside quotes, cells as they stand.

Cells are never typed: a telephone number keeps its zero and a postcode its shape.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsar.reading.cuts import Buffer, Cut, Stretch, is_wide

DELIMITERS = (",", ";", "\t", "|")
FIELD_LIMIT = 64 * 2**20
_SAMPLE = 65_536
_ROW_LIMIT = 16 * 2**20
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: its cells, and whether a quote was still open where its bytes ended."""

    values: tuple[str, ...]
    open_quote: bool = False


class CsvRows(Cut):
    """Pieces are rows; the header row is structure and explains each of them.

    A row ends at the first line end at which every quote is closed. Where a quote never closes,
    the row ends at its own line end, so that one stray quote does not swallow the rest. Text in
    UTF-16 or UTF-32 stays whole.
    """

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """A byte order mark, the header, the rows and the blank lines between them."""
        size, at = len(content), 0
        if is_wide(content[:4]):
            yield Stretch(0, size)
            return
        if content[:3] == _BOM:
            yield Stretch(0, 3, "structure", "byte order mark")
            at = 3
        head: tuple[int, int] | None = None
        while at < size:
            end = row_end(content, at)
            line = content[at:end]
            if not line.strip():
                yield Stretch(at, end - at, "structure", "blank line")
            elif head is None:
                head = (at, end - at)
                yield Stretch(at, end - at, "structure", "header")
            else:
                yield Stretch(at, end - at, "piece", "", head)
            at = end


def row_end(content: Buffer, start: int) -> int:
    """Where the row that begins at `start` ends: after the line end that no quote spans."""
    size = len(content)
    first = end = _line_end(content, start)
    quotes = content[start:end].count(b'"')
    while quotes % 2 and end < size and end - start < _ROW_LIMIT:
        further = _line_end(content, end)
        quotes += content[end:further].count(b'"')
        end = further
    return end if quotes % 2 == 0 else first


def _line_end(content: Buffer, at: int) -> int:
    size = len(content)
    newline = content.find(b"\n", at)
    end = newline + 1 if newline >= 0 else size
    # Old exports end lines with a bare carriage return.
    carriage = content.find(b"\r", at, end)
    return carriage + 1 if 0 <= carriage < end - 2 else end


def cells(text: str, delimiter: str) -> Cells:
    """The cells of one row. Never raises: a row that is no CSV is split at its delimiters."""
    csv.field_size_limit(FIELD_LIMIT)
    open_quote = text.count('"') % 2 == 1
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        rows = []
    if len(rows) != 1 or open_quote:
        rows = [text.rstrip("\r\n").split(delimiter)] if open_quote or not rows else [sum(rows, [])]
    return Cells(tuple(rows[0]), open_quote)


def sniff(text: str) -> str:
    """The delimiter of a table's first lines: the one that splits most of them alike; empty if none."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:20]
    best, score = "", 0
    for delimiter in DELIMITERS:
        counts = Counter(len(cells(line, delimiter).values) for line in lines)
        width, often = max(counts.items(), key=lambda one: (one[0] > 1, one[1], one[0]), default=(0, 0))
        if width > 1 and often * width > score:
            best, score = delimiter, often * width
    return best


def names(header: Sequence[str]) -> tuple[str, ...]:
    """Column names that are all different: repeated and empty ones get a number."""
    seen: Counter[str] = Counter()
    out = []
    for n, raw in enumerate(header, start=1):
        name = re.sub(r"\s+", " ", raw).strip().lstrip("\ufeff") or f"column {n}"
        seen[name] += 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(out)
