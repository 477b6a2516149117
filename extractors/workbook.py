"""Spreadsheets (XLSX): one record a row of every sheet, hidden ones included.

A sheet's stated size is not believed: every cell that is there is read, and a false statement is a
gap. Formulas are read by their last value, and by their text where there is none. Properties,
drawings, caches of pivot tables and embedded files are read as well, and pictures are
handed on.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dsar.model.records import Gap, Party, Record, Value
from dsar.model.sources import Part, Piece, Said
from dsar.reading import ooxml, sheets, workbook_words
from dsar.reading.flat import free
from dsar.reading.folded import compared
from dsar.reading.tables import ROWS, layout_of_rows, names

from .mapped import Mapped, leaves_alone, takes_apart

if TYPE_CHECKING:
    import openpyxl
    from openpyxl.worksheet.worksheet import Worksheet

UNPACKED = 512 * 2**20
"""The size above which a workbook is a gap: a few kilobytes can unpack to anything."""

_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_SIGNS = (b"xl/workbook", b"xl/worksheets/", b"xl/_rels/", b"xl/sharedStrings", b"xl/styles", b"xl/theme/")
_BROKEN = (*ooxml.BROKEN, TypeError, AttributeError, IndexError, SyntaxError, ArithmeticError, AssertionError)
_Row = dict[int, Any]


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook opened twice, and what each sheet states as its size."""

    values: openpyxl.Workbook
    formulas: openpyxl.Workbook
    stated: dict[str, str]


class Workbook(Mapped):
    """Reads .xlsx and .xlsm workbooks through openpyxl."""

    kind = "record"
    suffixes = (".xlsx", ".xlsm")
    unit = "entries"
    families: tuple[str, ...] | None = ()
    _plain: tuple[bytes, sheets.Plain | None] = (b"", None)

    def visible(self, raw: bytes) -> list[str] | None:
        """The texts of a workbook that is nothing but rows; None for any other."""
        found = self._read(raw)
        return found.texts if found else None

    def said(self, piece: Piece) -> Said | None:
        """The same, where every cell is kept as it stands."""
        found = self._read(piece.raw)
        own = self.mapping((), piece.part.name)
        if (
            found is None
            or self.beside
            or not leaves_alone(own)
            or not leaves_alone(self.mapping(own.columns))
        ):
            return None
        if self._base is None and takes_apart(found.heads):
            return None
        return Said(tuple(map(compared, found.texts)))

    def entries(self, raw: bytes) -> int:
        """How many rows there are in a workbook that was not parsed."""
        found = self._read(raw)
        return found.records if found else 1

    def _read(self, raw: bytes) -> sheets.Plain | None:
        if self._plain[0] is not raw:
            self._plain = raw, sheets.plain(raw)
        return self._plain[1]

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where a ZIP begins with a workbook's parts; an encrypted one only by its name."""
        named = super().recognises(head, name)
        if head[:4] == b"PK\x03\x04":
            return 3 if named or any(sign in head for sign in _SIGNS) else 0
        return named if head[:4] == _ENCRYPTED else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every row of every sheet."""
        source = piece.part.source.name
        if piece.raw[:4] == _ENCRYPTED:
            yield Gap(source, piece.locator(), "encrypted", "a workbook with a password, or an old .xls")
            return
        try:
            if ooxml.unpacked(piece.raw) > UNPACKED:
                yield Gap(source, piece.locator(), "too-large", "the workbook unpacks to more than 512 MiB")
                return
            book, told = _opened(piece.raw), ooxml.properties(piece.raw)
            beside = list(ooxml.beside(piece.raw))
        except _BROKEN as error:
            yield Gap(source, piece.locator(), "malformed", type(error).__name__)
            return
        if told:
            people = [("creator", "author"), ("lastModifiedBy", "editor")]
            parties = tuple(Party(role, name, told[name]) for name, role in people if name in told)
            yield Record.of(source, self.kind, piece.locator("properties"), dict(told), parties=parties)
        for number, sheet in enumerate(book.values.worksheets, start=1):
            # What the mapping is not for is read all the same, as if there were none.
            reader = self if self.told.means(sheet.title, number) else Workbook({}, self.directory)
            stated = book.stated.get(sheet.title, "")
            yield from reader._sheet(piece, sheet, book.formulas[sheet.title], stated)
        named = workbook_words.named(book.formulas.defined_names)
        if named:
            yield Record.of(source, self.kind, piece.locator("defined names"), {"defined names": named})
        for member in beside:
            yield from self._beside(piece, member)

    def _sheet(
        self, piece: Piece, sheet: Worksheet, formulas: Worksheet, stated: str
    ) -> Iterator[Record | Gap]:
        rows = _rows(sheet)
        texts = [_texts(row, formulas) for _, row in rows[: 2 * ROWS]]
        filled = [row for row in texts if any(row)][:ROWS]
        layout = layout_of_rows(filled)
        has_header = layout.header and len(filled) > layout.preamble + 1  # a header alone heads nothing
        start, end = layout.preamble if has_header else -1, len(rows)
        columns: tuple[str, ...] = self.mapping(()).columns
        if self.told.about_rows:
            lines = [", ".join(row) for row in (_texts(row, formulas) for _, row in rows) if any(row)]
            start, end = self.told.span(lines)
            if start == len(lines):
                detail = "no row is the header that is told"
                yield Gap(piece.part.source.name, piece.locator(f"{sheet.title}!header"), "malformed", detail)
        seen = 0
        for number, row in rows:
            cells = _texts(row, formulas)
            is_header = any(cells) and seen == start and not self.mapping(()).columns
            seen += any(cells)
            if is_header:
                columns = names(cells)
            elif seen > end:
                columns = ()
            fields = _fields(row, formulas, columns, values=not is_header)
            if not fields:
                continue
            fields[free("sheet", fields)] = sheet.title
            if sheet.sheet_state != "visible":
                fields[free("sheet_state", fields)] = sheet.sheet_state
            yield from self.records(piece.part, piece.locator(f"{sheet.title}!{number}"), fields, columns)
        around = workbook_words.around(sheet)
        if around:
            place = piece.locator(f"{sheet.title}!around")
            yield Record.of(piece.part.source.name, self.kind, place, {"sheet": sheet.title, **around})
        if stated and _ends(stated) != _ends(sheet.dimensions):
            detail = f"a sheet states {stated} and has {sheet.dimensions}; all was read"
            yield Gap(piece.part.source.name, piece.locator(sheet.title), "false-dimension", detail)

    def _beside(self, piece: Piece, member: ooxml.Member) -> Iterator[Record | Gap | Part]:
        source, place = piece.part.source.name, piece.locator(member.name)
        if member.kind == "image":
            yield piece.child(
                member.content, name=member.name, media_type="", inner=member.name, parent=piece.part.parent
            )
        elif member.kind == "text":
            text = ooxml.words(member.content)
            if text:
                yield Record.of(source, self.kind, place, {"name": member.name, "text": text})
        else:
            record = Record.of(source, "attachment", place, {"name": member.name}, content=member.content)
            yield record
            yield piece.child(
                member.content, name=member.name, media_type="", inner=member.name, parent=record.id
            )


def _opened(raw: bytes) -> _Book:
    import openpyxl  # slow to load: only where there is a workbook

    with warnings.catch_warnings():  # about features that it does not know and that hold no cells
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(raw), data_only=True, rich_text=True)
        # What has no formulas is not built twice: that is most of the time.
        formulas = openpyxl.load_workbook(io.BytesIO(raw), rich_text=True) if sheets.counts(raw) else values
        stated = {}
        lean = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
        for sheet in lean.worksheets:
            given: Any = sheet  # a read-only sheet repeats what the file states
            try:
                stated[sheet.title] = str(given.calculate_dimension())
            except ValueError:  # it states none
                continue
        lean.close()
    return _Book(values, formulas, stated)


def _rows(sheet: Any) -> list[tuple[int, _Row]]:
    """The rows that have cells: a sheet may hold one in its last corner, and walking there takes years."""
    rows: dict[int, _Row] = {}
    for (row, column), cell in sheet._cells.items():
        rows.setdefault(row, {})[column] = cell
    return sorted(rows.items())


def _value(cell: Any, formulas: Worksheet) -> Value | None:
    """What a cell shows; dates as they are written, without a time zone that nobody stated."""
    found = cell.value if cell.value is not None else formulas[cell.coordinate].value
    if found is None or isinstance(found, (bool, int)):
        return found
    if isinstance(found, float):
        return int(found) if found.is_integer() and abs(found) < 1e15 else Decimal(str(found))
    if isinstance(found, datetime):
        return found.date().isoformat() if found.time() == time() else found.isoformat(" ")
    if isinstance(found, (date, time)):
        return found.isoformat()
    return str(getattr(found, "text", None) or found)


def _texts(row: _Row, formulas: Worksheet) -> list[str]:
    texts = {column: _value(cell, formulas) for column, cell in row.items()}
    shown = {column: str(value) for column, value in texts.items() if value is not None}
    return [shown.get(column, "") for column in range(1, max(shown, default=0) + 1)]


def _fields(row: _Row, formulas: Worksheet, columns: Sequence[str], *, values: bool) -> dict[str, Value]:
    """A row's cells, and their comments and links; of a header row the latter alone."""
    fields: dict[str, Value] = {}
    for column, cell in sorted(row.items()):
        name = columns[column - 1] if column <= len(columns) else f"column {column}"
        value = _value(cell, formulas) if values else None
        if value is not None and value != "":
            fields[free(name, fields)] = value
        if cell.comment is not None:
            fields[free(f"{name} (comment)", fields)] = str(cell.comment.text)
            fields[free(f"{name} (comment by)", fields)] = str(cell.comment.author or "")
        if cell.hyperlink is not None and cell.hyperlink.target:
            fields[free(f"{name} (link)", fields)] = str(cell.hyperlink.target)
        if cell.hyperlink is not None and cell.hyperlink.tooltip:
            fields[free(f"{name} (link shows)", fields)] = str(cell.hyperlink.tooltip)
    return fields


def _ends(dimension: str) -> tuple[int | None, ...]:
    """The last column and row of a range; nothing for what is none."""
    from openpyxl.utils.cell import range_boundaries

    try:
        return range_boundaries(dimension)[2:]
    except (ValueError, TypeError):
        return ()
