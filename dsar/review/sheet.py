"""The spreadsheet door into review: `write` makes the workbook, `dsar.review.returned` reads it back.

Cells are text and nothing but text: what begins like a formula stays text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from dsar.answer.apply import apply
from dsar.answer.stops import privileged_unread, with_theirs
from dsar.case.case import Case
from dsar.case.files import private_opener
from dsar.errors import UsageError
from dsar.model.register import Register
from dsar.review.rows import PAGES, Page, Row, check_of, rows_of

CELL_LIMIT = 32_000
"""Excel holds 32,767 characters in a cell."""

YELLOW = ("Decision", "Ground", "Note")
META = "_dsar"
SCHEMA = "dsar.review/2"
_NOT_ALLOWED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_README = (
    "How to use this workbook",
    "Decide people first: one decision about a person covers every place that names them.",
    "Choose in the yellow columns only. What you leave blank stays undecided, and hidden.",
    "redact: hide it in the answer. show: leave it in the answer.",
    "confirm: the record is about the person. reject: it is not.",
    "withhold and out of scope keep a whole record back and need a ground.",
    "Grey columns are for reading; changes there are ignored. Do not copy rows.",
    "This file holds other people's personal data: keep it where the case is, delete it afterwards.",
)


def write(case: Case, path: Path, register: Register | None = None) -> dict[str, int]:
    """Write the case's review workbook to `path`; returns rows per sheet. Refuses to overwrite.

    What may be legal advice shows its text only to the person whom the register names for it (HS-06).
    """
    if path.exists():
        raise UsageError(f"{path.name} exists already; nothing was written")
    state = case.state()
    found = case.found(state)
    applied = apply(found, state.decisions)
    lawyers, reader = (register.lawyers, register.reads_privileged) if register else ((), "")
    mine = bool(reader) and case.by.casefold() == reader.casefold()
    covered = frozenset[str]() if mine else with_theirs(privileged_unread(state, found, lawyers), found)
    book = openpyxl.Workbook(write_only=True)
    first = book.create_sheet("Read me first")
    first.column_dimensions["A"].width = 100
    for n, line in enumerate(_README):
        first.append([_text_cell(first, line, font=Font(bold=True, size=14) if n == 0 else None)])
    counts = {}
    for page in PAGES:
        rows = rows_of(page, found, applied, covered)
        _write_page(book.create_sheet(page.title), case.ref, page, rows)
        counts[page.title] = len(rows)
    meta = book.create_sheet(META)
    meta.sheet_state = "veryHidden"
    for value in (SCHEMA, case.ref, str(state.entries), state.snapshot_sha256):
        meta.append([_text_cell(meta, value)])
    with open(path, "xb", opener=private_opener) as file:
        book.save(file)
    return counts


def _write_page(sheet: Any, ref: str, page: Page, rows: Sequence[Row]) -> None:
    """Write one sheet row by row: fifty thousand rows take seconds, and never stand in memory as cells."""
    columns = ("Id", "Check", *page.columns, "Decided now", *YELLOW)
    grey, yellow = PatternFill("solid", fgColor="EEEEEE"), PatternFill("solid", fgColor="FFF4B8")
    sheet.freeze_panes = "C2"
    for n, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = 44 if name in ("Begins", "Because") else 20
    if rows:
        letter = get_column_letter(len(columns) - 2)
        choice = DataValidation(type="list", formula1=f'"{",".join(page.actions)}"', allow_blank=True)
        sheet.data_validations.append(choice)
        choice.add(f"{letter}2:{letter}{len(rows) + 1}")
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    bold = Font(bold=True)
    fills = [yellow if name in YELLOW else grey for name in columns]
    sheet.append([_text_cell(sheet, name, bold, fill) for name, fill in zip(columns, fills, strict=True)])
    top = Alignment(vertical="top", wrap_text=True)
    texts = [_text_cell(sheet, "", alignment=top) for _ in columns[: -len(YELLOW)]]
    chosen = [_text_cell(sheet, "", fill=yellow) for _ in YELLOW]
    for row in rows:
        values = (row.id, check_of(ref, page, row.id), *row.cells, row.decided)
        # A row is written as it is appended: its cells serve the next one as well.
        sheet.append([*(_put(cell, value) for cell, value in zip(texts, values, strict=True)), *chosen])


def _text_cell(
    sheet: Any, text: str, font: Font | None = None, fill: PatternFill | None = None, alignment: Any = None
) -> Any:
    """A cell that holds text, whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    cell.quotePrefix = True
    for name, style in (("font", font), ("fill", fill), ("alignment", alignment)):
        if style is not None:
            setattr(cell, name, style)
    return _put(cell, text)


def _put(cell: Any, value: str | int) -> Any:
    """Give a cell a text, or a count; never a formula."""
    if isinstance(value, int):
        cell.value = value
        return cell
    cell.value = _NOT_ALLOWED.sub("\ufffd", value)[:CELL_LIMIT]
    cell.data_type = "s"
    return cell
