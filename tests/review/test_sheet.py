"""The spreadsheet door: what is written, filled in and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dsar.case.case import Case
from dsar.errors import UsageError
from dsar.model.decisions import Action, On, Wish
from dsar.review import returned, sheet
from dsar.steps.decide import decide

from ..cases import GAP, MAYBE, finding, mail, opened, ordinary
from ..cases import found_of as pulled

FORMULA = mail(9, '=cmd|"/c calc"!A1 says Ben Carter', subject='=HYPERLINK("http://x.example")')


def written(case: Case, folder: Path, name: str = "review.xlsx") -> Path:
    path = folder / name
    sheet.write(case, path)
    return path


def fill(path: Path, decisions: dict[str, tuple[str, str]]) -> None:
    """Choose in the yellow columns: id -> (decision, ground)."""
    book = openpyxl.load_workbook(path)
    left = dict(decisions)
    for page in book.worksheets:
        head = [str(cell.value or "") for cell in page[1]]
        if "Decision" not in head:
            continue
        for row in page.iter_rows(min_row=2):
            key = str(row[head.index("Id")].value)
            if key in left:
                action, ground = left.pop(key)
                cell: Any = row[head.index("Decision")]
                cell.value = action
                other: Any = row[head.index("Ground")]
                other.value = ground
    assert left == {}, "a target is not in the workbook"
    book.save(path)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    from dataclasses import replace

    from dsar.case.found import Kept
    from dsar.model.ledger import Bucket

    found = ordinary(gaps=(GAP,))
    return opened(tmp_path, replace(found, kept=(*found.kept, Kept(MAYBE, Bucket.CANDIDATE))))


def test_what_is_chosen_is_decided(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)
    fill(
        path,
        {
            "P-ben": ("redact", "S2P16"),
            "P-dana": ("show", ""),
            MAYBE.id: ("reject", ""),
            GAP.id: ("acknowledge", ""),
        },
    )
    report = returned.read(case, path)
    assert report.refused == ()
    assert {(one.on, one.target, one.action) for one in report.wishes} == {
        (On.PERSON, "P-ben", Action.REDACT),
        (On.PERSON, "P-dana", Action.SHOW),
        (On.RECORD, MAYBE.id, Action.REJECT),
        (On.GAP, GAP.id, Action.ACKNOWLEDGE),
    }
    before = case.state().entries
    assert case.state().entries == before, "reading decides nothing"
    decide(case, report.wishes)
    assert {one.action for one in case.state().decisions} >= {Action.REDACT, Action.SHOW, Action.REJECT}


def test_sheet_and_command_write_the_same_journal_entries(tmp_path: Path) -> None:
    by_sheet, by_hand = opened(tmp_path / "a", ordinary()), opened(tmp_path / "b", ordinary())
    path = written(by_sheet, tmp_path)
    fill(path, {"P-ben": ("redact", "S2P16")})
    decide(by_sheet, returned.read(by_sheet, path).wishes)
    decide(by_hand, [Wish(On.PERSON, "P-ben", Action.REDACT, "S2P16")])
    first, second = (
        [(one.on, one.target, one.action, one.ground, one.scope) for one in case.state().decisions]
        for case in (by_sheet, by_hand)
    )
    assert first == second


def test_every_text_is_a_string_and_never_a_formula(tmp_path: Path) -> None:
    found = pulled((FORMULA,), (finding(FORMULA, "Ben Carter", "P-ben"),))
    path = written(opened(tmp_path, found), tmp_path)
    book = openpyxl.load_workbook(path)
    cells = [
        cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None
    ]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any(str(cell.value).startswith("=") for cell in cells), "the control: such a text is in the sheet"


def test_nothing_chosen_decides_nothing(case: Case, tmp_path: Path) -> None:
    report = returned.read(case, written(case, tmp_path))
    assert report.wishes == ()
    assert report.blank > 3


def test_a_row_that_was_changed_is_refused(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)
    fill(path, {"P-ben": ("redact", "")})
    book = openpyxl.load_workbook(path)
    people = book["People"]
    head = [cell.value for cell in people[1]]
    row = next(row for row in people.iter_rows(min_row=2) if row[head.index("Id")].value == "P-ben")
    swapped: Any = row[head.index("Id")]
    swapped.value = "P-dana"
    book.save(path)
    report = returned.read(case, path)
    assert report.wishes == ()
    assert len(report.refused) == 1


@pytest.mark.parametrize(("action", "ground"), [("delete", ""), ("withhold", ""), ("confirm", "")])
def test_what_cannot_be_decided_is_refused(case: Case, tmp_path: Path, action: str, ground: str) -> None:
    path = written(case, tmp_path)
    key = MAYBE.id if action == "withhold" else "P-ben"
    fill(path, {key: (action, ground)})
    report = returned.read(case, path)
    assert (len(report.wishes), len(report.refused)) == (0, 1)


def test_another_cases_sheet_is_refused(case: Case, tmp_path: Path) -> None:
    other = opened(tmp_path / "other", ordinary(), ref="SAR-2026-0002")
    with pytest.raises(UsageError, match="not a review workbook"):
        returned.read(case, written(other, tmp_path))


def test_a_damaged_sheet_is_told(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(UsageError, match="cannot be read"):
        returned.read(case, path)


def test_a_sheet_is_never_overwritten(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)
    with pytest.raises(UsageError, match="exists"):
        sheet.write(case, path)


def test_decisions_are_chosen_from_a_list(case: Case, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(case, tmp_path))
    (choice,) = book["People"].data_validations.dataValidation
    assert choice.formula1 == '"redact,show"'
    assert book["People"].freeze_panes == "C2"
    assert book["_dsar"].sheet_state == "veryHidden"
