"""Spreadsheets (XLSX): one record a row of every sheet, hidden ones included.

A sheet's stated size is not believed: every cell that is there is read, and a false statement is a
gap. Formulas are read by their last value, and by their text where there is none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.tables import names

from . import mapped

UNPACKED = 512 * 2**20
"""The size above which a workbook is a gap: a few kilobytes can unpack to anything."""

_ENCRYPTED = b"\xd0\xcf\x11\xe0"


class Workbook(Extractor):
    """Reads .xlsx and .xlsm workbooks through openpyxl."""

    kind = "record"
    suffixes = (".xlsx", ".xlsm")
    unit = "entries"

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where a ZIP begins with a workbook's parts; an encrypted one only by its name."""
        if head[:4] == b"PK\x03\x04":
            return 3 if b"xl/" in head or super().recognises(head, name) else 0
        return super().recognises(head, name) if head[:4] == _ENCRYPTED else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every row of every sheet."""
        source = piece.part.source.name
        if piece.raw[:4] == _ENCRYPTED:
            yield Gap(source, piece.locator(), "encrypted", "a workbook with a password, or an old .xls")
            return
        try:
            if _unpacked(piece.raw) > UNPACKED:
                yield Gap(source, piece.locator(), "too-large", "the workbook unpacks to more than 512 MiB")
                return
            values = openpyxl.load_workbook(io.BytesIO(piece.raw), data_only=True, rich_text=True)
            formulas = openpyxl.load_workbook(io.BytesIO(piece.raw), rich_text=True)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError, EOFError,
                IndexError, NotImplementedError, SyntaxError) as error:  # fmt: skip
            yield Gap(source, piece.locator(), "malformed", type(error).__name__)
            return
        stated = _dimensions(piece.raw)
        for sheet in values.worksheets:
            yield from self._sheet(piece, sheet, formulas[sheet.title], stated.get(sheet.title, ""))

    def _sheet(
        self, piece: Piece, sheet: Worksheet, formulas: Worksheet, stated: str
    ) -> Iterator[Record | Gap | Part]:
        columns: tuple[str, ...] = ()
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_value(cell.value, formulas[cell.coordinate].value) for cell in row]
            if all(cell is None for cell in cells):
                continue
            texts = [cell for cell in cells if isinstance(cell, str)]
            if not columns and len(texts) >= 2 and len(texts) == sum(cell is not None for cell in cells):
                columns = names([str(cell or "") for cell in cells])
                continue
            fields = self._fields(row, cells, columns)
            fields["sheet"] = sheet.title
            if sheet.sheet_state != "visible":
                fields["sheet_state"] = sheet.sheet_state
            mapping = mapped.in_force(self.options, columns)
            yield mapped.record(piece.part, piece.locator(f"{sheet.title}!{number}"), fields, mapping)
        if stated and stated != sheet.dimensions and _larger(sheet.dimensions, stated):
            detail = f"sheet {sheet.title} states {stated} and has {sheet.dimensions}; all was read"
            yield Gap(piece.part.source.name, piece.locator(sheet.title), "false-dimension", detail)

    def _fields(self, row: Any, cells: list[Value | None], columns: tuple[str, ...]) -> dict[str, Value]:
        fields: dict[str, Value] = {}
        for n, (cell, value) in enumerate(zip(row, cells, strict=True)):
            name = columns[n] if n < len(columns) else f"column {n + 1}"
            if value is not None:
                fields[name] = value
            if cell.comment is not None:
                fields[f"{name} (comment)"] = str(cell.comment.text)
            if cell.hyperlink is not None and cell.hyperlink.target:
                fields[f"{name} (link)"] = str(cell.hyperlink.target)
        return fields


def _value(value: object, formula: object) -> Value | None:
    found = formula if value is None else value
    if found is None or isinstance(found, (str, bool, int)):
        return str(found) if isinstance(found, CellRichText) else found
    if isinstance(found, float):
        return int(found) if found.is_integer() and abs(found) < 1e15 else Decimal(str(found))
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)
    if isinstance(found, (date, time)):
        return found.isoformat()
    return str(getattr(found, "text", found))


def _unpacked(raw: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return sum(info.file_size for info in archive.infolist())


def _dimensions(raw: bytes) -> dict[str, str]:
    """What each sheet states as its size, by title; nothing for a sheet that states none."""
    stated = {}
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
        for sheet in book.worksheets:
            lean: Any = sheet  # a read-only sheet repeats what the file states
            try:
                stated[sheet.title] = str(lean.calculate_dimension())
            except ValueError:
                continue
        book.close()
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return {}
    return stated


def _larger(real: str, stated: str) -> bool:
    """Whether a sheet holds cells beyond what it states."""
    try:
        inner, outer = range_boundaries(stated), range_boundaries(real)
    except (ValueError, TypeError):
        return True
    return any((a or 0) < (b or 0) for a, b in zip(inner[2:], outer[2:], strict=True)) or inner != outer
