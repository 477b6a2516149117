"""Tables in text: CSV, TSV and the like, one record a row, mapped by a few lines of TOML."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.cuts import is_wide
from dsar.reading.tables import Cells, CsvRows, cells, names, sniff
from dsar.reading.text import decode, looks_like_text

from . import mapped


class Table(Extractor):
    """Reads delimited text; every cell is kept as it stands."""

    kind = "record"
    suffixes = (".csv", ".tsv")
    cut = CsvRows()

    def recognises(self, head: bytes, name: str) -> int:
        """Likely where one delimiter splits most of the first lines alike."""
        if not head or not looks_like_text(head) or head.lstrip()[:1] in (b"{", b"[", b"<"):
            return 0
        named = super().recognises(head, name)
        text = decode(head).text
        lines = [line for line in text.splitlines() if line.strip()][:20]
        delimiter = sniff(text)
        if not delimiter or len(lines) < 2:
            return named
        header, widths = (
            cells(lines[0], delimiter).values,
            [len(cells(one, delimiter).values) for one in lines],
        )
        alike = sum(width == len(header) for width in widths) >= max(2, len(widths) * 0.6)
        tidy = all(cell.strip() and len(cell) < 80 and cell.strip()[-1] not in ".:!?" for cell in header)
        return 2 + named if alike and tidy and (named or len(header) >= 3) else named

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One row, or all rows of a file in UTF-16, which stays whole."""
        if is_wide(piece.raw[:4]) and not piece.head:
            yield from self._whole(piece)
            return
        head = decode(piece.head).text
        delimiter = str(self.options.get("delimiter") or sniff(head) or ",")
        columns = names(cells(head, delimiter).values)
        text = decode(piece.raw).text
        yield from self._row(piece, "", columns, cells(text, delimiter))

    def _whole(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        text = decode(piece.raw).text
        rows = [line for line in text.splitlines() if line.strip()]
        delimiter = str(self.options.get("delimiter") or sniff(text) or ",")
        columns = names(cells(rows[0], delimiter).values) if rows else ()
        for n, line in enumerate(rows[1:], start=2):
            yield from self._row(piece, f"row {n}", columns, cells(line, delimiter))

    def _row(self, piece: Piece, inner: str, columns: tuple[str, ...], row: Cells) -> Iterator[Record | Gap]:
        wide = [f"column {n}" for n in range(len(columns) + 1, len(row.values) + 1)]
        fields: dict[str, Value] = dict(zip([*columns, *wide], row.values, strict=False))
        mapping = mapped.in_force(self.options, columns)
        yield mapped.record(piece.part, piece.locator(inner), fields, mapping)
        if row.open_quote:
            yield Gap(
                piece.part.source.name, piece.locator(inner), "malformed", "a quote that is never closed"
            )
        elif len(row.values) != len(columns):
            detail = f"{len(row.values)} cells under {len(columns)} columns; all were kept"
            yield Gap(piece.part.source.name, piece.locator(inner), "ragged-row", detail)
