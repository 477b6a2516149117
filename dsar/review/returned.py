"""A review workbook that came back: what it decides, what it leaves blank, which rows cannot be used.

Only the id, its check and the three yellow columns are read; everything else a reviewer changed is
ignored. Reading decides nothing. What cannot be read is an error, never an empty answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from dsar.answer.apply import apply
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.case.state import State
from dsar.errors import UsageError
from dsar.model.decisions import NEEDS_GROUND, Action, On, Wish
from dsar.review.rows import PAGES, Page, check_of, rows_of
from dsar.review.sheet import META, SCHEMA, YELLOW

COLUMNS = ("Id", "Check", *YELLOW)
_DAMAGE = (
    InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
    SyntaxError, EOFError, zlib.error, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What openpyxl raises for files that are no workbooks (a broken XML file is a SyntaxError)."""


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


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a returned sheet: its number in the file and the columns that are read."""

    at: int
    cells: dict[str, str] = field(repr=False)

    @property
    def decision(self) -> str:
        return self.cells["Decision"].casefold()


@dataclass(frozen=True, slots=True)
class _Written:
    """When a workbook was written: after which line of the journal, and from which snapshot."""

    entries: int
    snapshot: str


def read(case: Case, path: Path) -> SheetReport:
    """Read a returned workbook: decides nothing.

    Raises `UsageError` where it is damaged, of another case, or a sheet or column is gone.
    """
    book = _opened(path)
    written = _written(book, case.ref, path.name)
    state = case.state()
    found = case.found(state)
    wishes: list[Wish] = []
    refused: list[Refused] = []
    blank = 0
    for page in PAGES:
        check = _Check(case.ref, page, state, found, written)
        rows = list(_rows(book, page, path.name))
        decided = [row for row in rows if row.decision]
        blank += len(rows) - len(decided)
        for row in decided:
            reason = check.problem(row, decided)
            if reason:
                refused.append(Refused(page.title, row.at, reason))
            else:
                wishes.append(check.wish(row))
    return SheetReport(tuple(dict.fromkeys(wishes)), blank, tuple(refused))


def _opened(path: Path) -> openpyxl.Workbook:
    if not path.is_file():
        raise UsageError(f"{path.name} is not there")
    try:
        return openpyxl.load_workbook(path)
    except _DAMAGE:
        raise UsageError(f"{path.name} cannot be read as a workbook", hint="save it as .xlsx") from None


def _written(book: openpyxl.Workbook, ref: str, name: str) -> _Written:
    meta = [str(row[0] or "") for row in book[META].values if row] if META in book.sheetnames else []
    if len(meta) < 4 or meta[1] != ref:
        raise UsageError(f"{name} is not a review workbook of {ref}")
    if meta[0] != SCHEMA or not meta[2].isdecimal():
        raise UsageError(f"{name} was written by another version", hint="dsar review sheet writes a new one")
    return _Written(int(meta[2]), meta[3])


def _rows(book: openpyxl.Workbook, page: Page, name: str) -> Iterator[_Row]:
    """The rows of one sheet that name a target or decide something."""
    if page.title not in book.sheetnames:
        raise UsageError(f"{name} has no sheet {page.title} any more; nothing was read")
    rows = book[page.title].iter_rows(values_only=True)
    head = [str(cell or "").strip() for cell in next(rows, ())]
    lost = [column for column in COLUMNS if head.count(column) != 1]
    if lost:
        raise UsageError(
            f"the sheet {page.title} of {name} needs the column {lost[0]} exactly once; nothing was read",
            hint="the first row names the columns; dsar review sheet writes a new workbook",
        )
    places = {column: head.index(column) for column in COLUMNS}
    for at, row in enumerate(rows, start=2):
        cells = {column: _text(row[n]) if n < len(row) else "" for column, n in places.items()}
        if cells["Id"] or cells["Decision"]:
            yield _Row(at, cells)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


class _Check:
    """What makes a row of one page usable."""

    def __init__(self, ref: str, page: Page, state: State, found: Found, written: _Written) -> None:
        self.ref = ref
        self.page = page
        self.known = {row.id for row in rows_of(page, found, apply(found, state.decisions))}
        self.newer = {(one.on, one.target) for one in state.decisions if one.seq > written.entries}
        self.digests = {kept.record.id: kept.record.digest for kept in found.kept}
        self.searched_again = state.snapshot_sha256 != written.snapshot

    def problem(self, row: _Row, decided: list[_Row]) -> str:
        """Why a row cannot be used, or nothing."""
        key, action = row.cells["Id"], row.decision
        if not key:
            return "its id is gone"
        if key not in self.known:
            return "its id is not in this case"
        if row.cells["Check"] != check_of(self.ref, self.page, key):
            return "the row was copied: id and check do not match"
        if any(other.cells["Id"] == key and _answer(other) != _answer(row) for other in decided):
            return "its id stands in another row too, and that decides otherwise"
        if action not in self.page.actions:
            return "the decision is not one of " + ", ".join(self.page.actions)
        if action in NEEDS_GROUND and not row.cells["Ground"]:
            return "it needs a ground"
        if (self.page.on, self._target(key)) in self.newer:
            return "decided elsewhere since this workbook was written"
        if self.searched_again and (self.page.on, action) == (On.PERSON, Action.SHOW):
            return "searched again since this workbook was written: showing would cover what nobody saw"
        return ""

    def _target(self, key: str) -> str:
        return self.digests.get(key, "") if self.page.on is On.RECORD else key

    def wish(self, row: _Row) -> Wish:
        """What a usable row decides."""
        cells = row.cells
        return Wish(self.page.on, cells["Id"], Action(row.decision), cells["Ground"], cells["Note"])


def _answer(row: _Row) -> tuple[str, str, str]:
    return row.decision, row.cells["Ground"], row.cells["Note"]
