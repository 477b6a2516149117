"""SQLite databases: one record a row of every table and view of none, read without changing a byte."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from dsar.model.records import Gap, Link, Record, Value
from dsar.model.sources import Part, Piece
from dsar.reading.cuts import Buffer, Whole
from dsar.reading.flat import free
from dsar.reading.text import decode, looks_like_text

from .mapped import Mapped, table_of

_MAGIC = b"SQLite format 3\0"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
CELL = 64 * 2**20
"""The size above which a cell is a gap."""


class Sqlite(Mapped):
    """Reads every row of every table; a cell of bytes is handed on, to be read by what it is.

    The database is opened as it lies in its file, never written to and without its journal: what is
    only in a write-ahead log beside it is a gap.
    """

    kind = "record"
    suffixes = (".sqlite", ".sqlite3", ".db")
    unit = "entries"
    live = True
    from_file = True
    cut = Whole()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head.startswith(_MAGIC) else 0

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """The id and address of every row of a table of people."""
        if part.path is None:
            return
        for one in self._rows(Piece(part, 0, len(content), b"")):
            if isinstance(one, Record):
                link = self.link(one.fields, replace(part, name=one.locator.inner.partition("!")[0]))
                if link:
                    yield link

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every row of every table."""
        if piece.part.path is not None and not piece.raw:
            yield from self._rows(piece)
            return
        with tempfile.TemporaryDirectory() as folder:  # a database inside an archive or a message
            path = Path(folder) / "inside.sqlite"
            path.write_bytes(piece.raw)
            yield from self._rows(piece, path)

    def _rows(self, piece: Piece, path: Path | None = None) -> Iterator[Record | Gap | Part]:
        source, place = piece.part.source.name, path or piece.part.path
        assert place is not None
        beside = place.with_name(place.name + "-wal")
        if beside.is_file() and beside.stat().st_size:
            yield Gap(source, piece.locator("journal"), "unsupported", "what is only in its write-ahead log")
        with place.open("rb") as file:
            head, size = file.read(100), place.stat().st_size
        if _stated(head) > size:
            yield Gap(source, piece.locator("end"), "truncated", "a database without all its pages")
        connection = sqlite3.connect(f"file:{quote(str(place))}?mode=ro&immutable=1", uri=True)
        try:
            connection.text_factory = _text
            for (table,) in connection.execute(_TABLES).fetchall():
                yield from self._table(piece, connection, table)
        except (sqlite3.Error, OverflowError) as error:
            yield Gap(source, piece.locator(), "malformed", type(error).__name__)
        finally:
            connection.close()

    def _table(
        self, piece: Piece, connection: sqlite3.Connection, table: str
    ) -> Iterator[Record | Gap | Part]:
        part = replace(piece.part, name=table)
        try:
            named = '"' + table.replace('"', '""') + '"'
            rows = connection.execute(f"SELECT * FROM {named}")  # noqa: S608 - the name is the database's own
            columns = [column[0] for column in rows.description]
            for n, row in enumerate(rows, start=1):
                yield from self._row(piece, part, f"{table}!{n}", columns, row)
        except (sqlite3.Error, OverflowError) as error:
            yield Gap(part.source.name, piece.locator(table), "malformed", type(error).__name__)

    def _row(
        self, piece: Piece, part: Part, inner: str, columns: list[str], row: tuple[object, ...]
    ) -> Iterator[Record | Gap | Part]:
        fields: dict[str, Value] = {"table": table_of(part)}
        held: list[tuple[str, bytes]] = []
        for column, cell in zip(columns, row, strict=True):
            if isinstance(cell, bytes):
                if looks_like_text(cell):
                    fields[free(column, fields)] = decode(cell).text
                elif cell:
                    held.append((column, cell))
            elif isinstance(cell, (str, int)):
                fields[free(column, fields)] = cell
            elif cell is not None:
                fields[free(column, fields)] = str(cell)
        records = list(self.records(part, piece.locator(inner), fields))
        yield from records
        for column, cell in held:
            place = f"{inner}/{column}"
            if len(cell) > CELL:
                yield Gap(part.source.name, piece.locator(place), "too-large", "a cell")
                continue
            yield piece.child(cell, name=column, media_type="", inner=place, parent=records[0].id)


def _stated(head: bytes) -> int:
    """How many bytes a database says that it has (SQLite's file format, 1.3)."""
    if len(head) < 100:
        return 100
    page = int.from_bytes(head[16:18], "big")
    return (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")


def _text(raw: bytes) -> str:
    """Text as it is stored; what is no UTF-8 is not lost."""
    return decode(raw).text
