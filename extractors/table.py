"""Tables in text: CSV, TSV and the like, one record a row, mapped by a few lines of TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Directory, Part, Piece
from dsar.reading.cells import USUAL, cells
from dsar.reading.cuts import Buffer, narrowed
from dsar.reading.grouped import GroupedRows, rows_of
from dsar.reading.tables import HEADERLESS, PREAMBLE, UNFOUND, layout_of, names, read_label, sniff
from dsar.reading.text import decode, looks_like_text
from dsar.reading.told import ToldRows

from .mapped import Mapped, doubtful, has_glued_sign, leaves_alone

_BOUNDING = frozenset(",;\t|")
"""Delimiters beside which an address or an id ends."""


_ABOVE = 2**16
"""Bytes in which a header stands, if there is one."""


class Table(Mapped):
    """Reads delimited text; every cell is kept as it stands.

    Rows above the header and rows of a table without one are records with the fields `column 1`,
    `column 2` and so on.
    """

    kind = "record"
    suffixes = (".csv", ".tsv", ".tab")
    families = ("json", "html")

    def __init__(
        self, options: Mapping[str, object] | None = None, directory: Directory | None = None
    ) -> None:
        """Take the settings. Raises `UsageError` for a wrong one."""
        super().__init__(options, directory)
        rows = ToldRows(self.told, header=not self.mapping(()).columns)
        self._rows: dict[tuple[str, bytes], re.Pattern[bytes] | None] = {}
        self.cut = GroupedRows(rows, lambda columns: self.mapping(columns).group)

    def recognises(self, head: bytes, name: str) -> int:
        """Likely where one delimiter splits most of the first lines alike."""
        if (
            not head
            or not looks_like_text(head)
            or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[", b"<")
        ):
            return 0
        named = super().recognises(head, name)
        text = decode(head).text
        lines = [line for line in text.split("\n") if line.strip()][:20]
        delimiter = sniff(text)
        if not delimiter or len(lines) < 2:
            return named
        layout = layout_of(text, delimiter)
        rows = [cells(line, delimiter).values for line in lines][layout.preamble :]
        alike = sum(len(row) == len(rows[0]) for row in rows) >= max(2, len(rows) * 0.6)
        tidy = all(cell.strip() and len(cell) < 80 and cell.strip()[-1] not in ".:!?" for cell in rows[0])
        wide = len(rows[0]) >= 3 and layout.header and not layout.preamble
        return 2 + named if alike and tidy and (named or wide) else named

    def is_even(self, part: Part, content: Buffer) -> bool:
        """Cells stand in the bytes, unless a mapping takes them apart or a strange sign parts them."""
        pieces = (one for one in self.cut.stretches(content) if one.role == "piece")
        ways = {(one.label, one.head): one for one in pieces}
        for (label, (start, length)), one in ways.items():
            head = decode(bytes(content[start : start + length])).text
            row = decode(bytes(content[one.offset : one.offset + one.length])).text
            kind, delimiter = read_label(label, head, row)
            columns = () if kind == PREAMBLE else names(cells(head, delimiter).values)
            if delimiter not in _BOUNDING or not leaves_alone(self.mapping(columns, part.name)):
                return False
        own = self.mapping(())
        return leaves_alone(own) and leaves_alone(self.mapping(own.columns, part.name))

    def _says_whose(self, content: Buffer) -> bool:
        # Its columns stand above all rows, in letters of one byte or of more.
        return b"object" in bytes(content[:_ABOVE]).replace(b"\0", b"").lower()

    def is_sound(self, piece: Piece) -> bool:
        """Whether a row has as many cells as its header, each plain or quoted as a whole."""
        if self._requires or self.told.quoting != USUAL:
            return False
        way = piece.label, piece.head
        if way not in self._rows:
            head = decode(piece.head).text
            kind, delimiter = read_label(piece.label, head, "")
            usual = piece.label and kind in ("", HEADERLESS) and delimiter in _BOUNDING
            self._rows[way] = _row_rule(delimiter, len(cells(head, delimiter).values)) if usual else None
        rule = self._rows[way]
        return rule is not None and bool(rule.fullmatch(piece.raw)) and not has_glued_sign(piece.raw)

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One row, or all rows of a file in UTF-16, which stays whole."""
        for one in narrowed(piece, self.cut):
            if isinstance(one, Gap):
                yield one
            else:
                yield from self._row(one)

    def _row(self, piece: Piece) -> Iterator[Record | Gap]:
        decoded, head, how = self.decoded(piece.raw), self.decoded(piece.head).text, self.told.quoting
        kind, delimiter = read_label(piece.label, head, decoded.text)
        texts = rows_of(piece.raw, delimiter, how, self.told.encoding) or [""]
        rows = [cells(text, delimiter, how) for text in texts]
        row = rows[0]
        header = () if kind in (PREAMBLE, UNFOUND) else cells(head, delimiter, how).values
        beyond = row.values[len(header) :]
        own = self.mapping(()).columns
        titles = header
        if kind == HEADERLESS:
            titles = (*own[: len(header)], *("" for _ in range(len(header) - len(own))))
        columns = names((*titles, *("" for _ in beyond)))
        fields: dict[str, Value] = dict(zip(columns, row.values, strict=False))
        for n, other in enumerate(rows[1:], start=2):
            fields |= {
                f"row {n}.{column}": value
                for column, value in zip(columns, other.values, strict=False)
                if value and value != fields.get(column)
            }
        yield from self.records(piece.part, piece.locator(), fields, columns[: len(header)])
        if header:
            yield from self.absent(piece, columns[: len(header)])
        if kind == UNFOUND:
            yield Gap(
                piece.part.source.name,
                piece.locator("header"),
                "malformed",
                "no row is the header that is told",
            )
        if any(one.open_quote for one in rows):
            yield Gap(piece.part.source.name, piece.locator(), "malformed", "a quote that is never closed")
        elif header and (any(len(one.values) < len(header) for one in rows) or any(beyond)):
            detail = f"{len(row.values)} cells under {len(header)} columns; all were kept"
            yield Gap(piece.part.source.name, piece.locator(), "ragged-row", detail)
        yield from doubtful(piece, decoded)


def _row_rule(delimiter: str, width: int) -> re.Pattern[bytes]:
    """A row of so many cells that no quote but around a whole one stands in, as a pattern."""
    sign = re.escape(delimiter)
    cell = rf'(?>"(?:[^"]++|"")*+"|[^"{sign}\r\n]*+)'
    return re.compile(rf"{cell}(?:{sign}{cell}){{{width - 1}}}(?:\r\n|\n|\r)?".encode())
