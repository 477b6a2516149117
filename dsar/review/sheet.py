"""The spreadsheet door into review: out with `write`, back in with `read`.

Cells are text and nothing but text: what begins like a formula stays text. Coming back, only the
id, its check and the three yellow columns are read; everything else a reviewer changed is ignored.
Reading decides nothing: it says what it would decide, what it could not use and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dsar.answer.apply import apply
from dsar.case.case import Case
from dsar.errors import UsageError
from dsar.model.decisions import Action, Wish
from dsar.review.rows import PAGES, Page, Row, check_of, rows_of

CELL_LIMIT = 32_000
"""Excel holds 32,767 characters in a cell."""

YELLOW = ("Decision", "Ground", "Note")
META = "_dsar"
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


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not used: where it is and why, without its text."""

    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What a returned workbook says: decisions ready to be made, blanks, and rows not used."""

    wishes: tuple[Wish, ...]
    blank: int
    refused: tuple[Refused, ...]


def write(case: Case, path: Path) -> dict[str, int]:
    """Write the case's review workbook to `path`; returns rows per sheet. Refuses to overwrite."""
    if path.exists():
        raise UsageError(f"{path.name} exists already; nothing was written")
    state = case.state()
    found = case.found(state)
    applied = apply(found, state.decisions)
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Read me first"
    for n, line in enumerate(_README, start=1):
        _put(first, n, 1, line)
    first["A1"].font = Font(bold=True, size=14)
    first.column_dimensions["A"].width = 100
    counts = {}
    for page in PAGES:
        rows = rows_of(page, found, applied)
        _write_page(book.create_sheet(page.title), case.ref, page, list(rows))
        counts[page.title] = len(rows)
    meta = book.create_sheet(META)
    meta.sheet_state = "veryHidden"
    for n, value in enumerate(("dsar.review/1", case.ref, str(state.entries)), start=1):
        _put(meta, n, 1, value)
    book.save(path)
    path.chmod(0o600)
    return counts


def _write_page(sheet: Worksheet, ref: str, page: Page, rows: list[Row]) -> None:
    columns = ("Id", "Check", *page.columns, "Decided now", *YELLOW)
    grey, yellow = PatternFill("solid", fgColor="EEEEEE"), PatternFill("solid", fgColor="FFF4B8")
    for n, name in enumerate(columns, start=1):
        cell = _put(sheet, 1, n, name)
        cell.font = Font(bold=True)
        cell.fill = yellow if name in YELLOW else grey
        sheet.column_dimensions[get_column_letter(n)].width = 44 if name in ("Begins", "Because") else 20
    for at, row in enumerate(rows, start=2):
        for n, value in enumerate((row.id, check_of(ref, page, row.id), *row.cells, row.decided), start=1):
            _put(sheet, at, n, value).alignment = Alignment(vertical="top", wrap_text=True)
        for n in range(len(columns) - 2, len(columns) + 1):
            _put(sheet, at, n, "").fill = yellow
    sheet.freeze_panes = "C2"
    if rows:
        letter = get_column_letter(len(columns) - 2)
        choice = DataValidation(type="list", formula1=f'"{",".join(page.actions)}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{len(rows) + 1}")
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"


def _put(sheet: Worksheet, row: int, column: int, value: str | int) -> Any:
    """Write a cell as text, or as a count; never as a formula."""
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, int):
        cell.value = value
        return cell
    cell.value = _NOT_ALLOWED.sub("\ufffd", value)[:CELL_LIMIT]
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def read(case: Case, path: Path) -> SheetReport:
    """Read a returned workbook: decides nothing. Raises `UsageError` where it is of another case."""
    try:
        book = openpyxl.load_workbook(path)
    except FileNotFoundError:
        raise UsageError(f"{path.name} is not there") from None
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        raise UsageError(f"{path.name} cannot be read as a workbook", hint="save it as .xlsx") from None
    meta = [str(row[0]) for row in book[META].values] if META in book.sheetnames else []
    if len(meta) < 3 or meta[1] != case.ref:
        raise UsageError(f"{path.name} is not a review workbook of {case.ref}")
    state = case.state()
    newer = {(one.on, one.target) for one in state.decisions if one.seq > int(meta[2])}
    found = case.found(state)
    applied = apply(found, state.decisions)
    digests = {kept.record.id: kept.record.digest for kept in found.kept}
    wishes: list[Wish] = []
    refused: list[Refused] = []
    blank = 0
    for page in PAGES:
        known = {row.id for row in rows_of(page, found, applied)}
        seen: set[str] = set()
        for at, cells in _answers(book, page):
            if not cells["Decision"]:
                blank += 1
                continue
            target = digests.get(cells["Id"], "") if page.on == "record" else cells["Id"]
            reason = _problem(case.ref, page, cells, known, seen)
            if not reason and (page.on, target) in newer:
                reason = "decided elsewhere since this workbook was written"
            if reason:
                refused.append(Refused(page.title, at, reason))
                continue
            seen.add(cells["Id"])
            action = Action(cells["Decision"])
            wishes.append(Wish(page.on, cells["Id"], action, cells["Ground"], cells["Note"]))
    return SheetReport(tuple(wishes), blank, tuple(refused))


def _answers(book: openpyxl.Workbook, page: Page) -> Iterator[tuple[int, dict[str, str]]]:
    if page.title not in book.sheetnames:
        return
    rows = book[page.title].iter_rows(values_only=True)
    head = [str(cell or "") for cell in next(rows, ())]
    for at, row in enumerate(rows, start=2):
        cells = {
            name: str(value).strip() for name, value in zip(head, row, strict=False) if value is not None
        }
        if cells.get("Id"):
            yield at, {name: cells.get(name, "") for name in ("Id", "Check", *YELLOW)}


def _problem(ref: str, page: Page, cells: dict[str, str], known: set[str], seen: set[str]) -> str:
    """Why a row cannot be used, or nothing."""
    if cells["Id"] not in known:
        return "its id is not in this case"
    if cells["Check"] != check_of(ref, page, cells["Id"]):
        return "the row was copied: id and check do not match"
    if cells["Id"] in seen:
        return "its id stands in another row too"
    if cells["Decision"] not in page.actions:
        return "the decision is not one of " + ", ".join(page.actions)
    if cells["Decision"] in (Action.WITHHOLD, Action.OUT_OF_SCOPE) and not cells["Ground"]:
        return "it needs a ground"
    return ""
