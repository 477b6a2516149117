"""Rows of a table that are one thing: an order and its further lines, an invoice and its lines.

Products write the thing's own cells in its first row alone; a row without its first would have lost
whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dsar.reading.cells import USUAL, Quoting, cells, split_rows
from dsar.reading.columns import resolve
from dsar.reading.cuts import Buffer, Cut, Span, Stretch, passed_over
from dsar.reading.tables import CsvRows, names, read_label
from dsar.reading.text import decode

MOST = 10_000
"""How many rows one thing may have."""


class GroupedRows(Cut):
    """Rows that follow one another with the same cell in the column that `group_of` names are one piece.

    `group_of` is given the table's columns; where it names none, each row is a piece.
    """

    def __init__(self, rows: CsvRows, group_of: Callable[[Sequence[str]], str]) -> None:
        self.rows, self.group_of = rows, group_of

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """The stretches of the rows, those of one thing joined."""
        place = -1
        known: tuple[int, int] | None = None
        held: Stretch | None = None
        key, count = "", 0
        for one in self.rows.stretches(content):
            kind, delimiter = read_label(one.label, "", "") if one.role == "piece" else ("", "")
            if one.role == "piece" and not kind and one.head != known:
                known, place = one.head, self._place(content, one, delimiter)
            own = ""
            if one.role == "piece" and not kind and place >= 0:
                own = self._cell(content, one, delimiter, place)
            if held and own and own == key and count < MOST:
                held = Stretch(held.offset, held.length + one.length, "piece", held.label, held.head)
                count += 1
                continue
            if held:
                yield held
            held, key, count = one, own, 1
        if held:
            yield held

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The rows, or groups of rows, around places."""
        if self._is_grouped(content):
            yield from passed_over(self.stretches(content), places)
        else:
            yield from self.rows.jump(content, places, span)

    def spans(self, content: Buffer, size: int) -> Iterator[Span]:
        """Those of the rows; a single one where rows are grouped: where a group ends only its rows tell."""
        yield from (
            super().spans(content, size) if self._is_grouped(content) else self.rows.spans(content, size)
        )

    def kinds(self, content: Buffer) -> Iterator[Stretch]:
        """Those of the rows, each of which may be a group."""
        return super().kinds(content) if self._is_grouped(content) else self.rows.kinds(content)

    def within(self, content: Buffer, span: Span) -> Iterator[Stretch]:
        """The rows, or groups of rows, of a span."""
        grouped = self._is_grouped(content)
        yield from super().within(content, span) if grouped else self.rows.within(content, span)

    def marks(self, content: Buffer) -> tuple[bytes, ...]:
        """Those of the rows."""
        return self.rows.marks(content)

    def _is_grouped(self, content: Buffer) -> bool:
        first = next((one for one in self.rows.stretches(content) if one.head[1]), None)
        return first is not None and self._place(content, first, read_label(first.label, "", "")[1]) >= 0

    def _place(self, content: Buffer, one: Stretch, delimiter: str) -> int:
        start, length = one.head
        columns = names(
            cells(decode(bytes(content[start : start + length])).text, delimiter, self.rows.quoting).values
        )
        spec = self.group_of(columns)
        found = resolve(spec, columns) if spec else ()
        return columns.index(found[0]) if found else -1

    def _cell(self, content: Buffer, one: Stretch, delimiter: str, place: int) -> str:
        text = decode(bytes(content[one.offset : one.offset + one.length])).text
        row = cells(text, delimiter, self.rows.quoting).values
        return row[place].strip() if place < len(row) else ""


def rows_of(raw: bytes, delimiter: str, how: Quoting = USUAL, encoding: str = "") -> list[str]:
    """The rows of a piece, as text."""
    return [decode(row, encoding, trust=True).text for row in split_rows(raw, delimiter, how)]
