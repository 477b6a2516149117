"""A workbook that names nobody we look for is not parsed: not one record is lost by that, and all are counted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.reading import sheets
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted
from dsar.steps.find import search
from dsar.testing import read

ALICE = Identifier.of("email", "alice.marlowe@harbour.example")
PHONE = Identifier.of("phone", "+447700900123")
ACCOUNT = Identifier.of("customer", "90071992547")
NAME = Identifier.of("name", "Zoë Quellfield")
WANTED = (ALICE, PHONE, ACCOUNT, NAME)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
    st.sampled_from(
        [
            "alice.marlowe@harbour.example", "Write to ALICE.MARLOWE@harbour.example & wait", "07700 900123", 447700900123,
            447700900123.0, 90071992547, "90071992547", "Zoë", "Quellfield", "=1+1", '="Zoë"&" Quellfield"', "<alice>", "Name",
            "alice.mar<b>lowe@harbour</b>.example", "alice.marlowe&#64;harbour.example",
        ]
    ),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=30)


def workbook(*tables: Sequence[Sequence[object]], lean: bool = False) -> bytes:
    book = openpyxl.Workbook(write_only=lean)
    for n, rows in enumerate(tables):
        sheet = book.create_sheet(f"Sheet {n}") if lean or n else book.worksheets[0]
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(max_examples=120, deadline=None)
@given(ROWS, ROWS, st.booleans())
def test_whoever_is_in_a_row_is_seen_and_every_row_is_counted(
    first: list[list[object]], second: list[list[object]], lean: bool
) -> None:
    raw = workbook(first, second, lean=lean)
    found = sheets.plain(raw)
    if found is None:
        return  # it is parsed
    records = read(plugins.extractor("workbook")(), "a.xlsx", raw)
    assert records.gaps == ()
    assert found.records == len(records.records)
    for one in WANTED:
        if any(Wanted([one]).hits(record) for record in records.records):
            assert Sieve([one]).sees(found.texts), one.kind


def rows(names: Sequence[str]) -> list[list[object]]:
    head: list[object] = ["Name", "Email", "Paid"]
    return [head, *([name, f"{name.lower()}@bakery.example", n] for n, name in enumerate(names))]


def test_most_workbooks_are_plain() -> None:
    for lean in (False, True):
        found = sheets.plain(workbook(rows([f"Ben{n}" for n in range(50)]), lean=lean))
        assert found
        assert found.records == 50


def with_comment() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows(["Ben"]))))
    book.worksheets[0]["A2"].comment = Comment("alice.marlowe@harbour.example complained", "Dana Quill")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(name: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(rows(["Ben"])))) as was, zipfile.ZipFile(out, "w") as now:
        for one in was.namelist():
            content = was.read(one)
            assert one != name or old in content
            now.writestr(one, content.replace(old, new) if one == name else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "raw",
    [
        with_comment(),
        changed(SHEET, b'ref="A1:C2"', b'ref="A1:Z900"'),
        changed(SHEET, b"<sheetData>", b"<!-- alice.marlowe@harbour.example --><sheetData>"),
        changed("xl/workbook.xml", b"<sheets>", b"<sheets><sheet name='a' sheetId='9' r:id='rId9'/>"),
        b"PK\x03\x04 nothing",
        b"",
    ],
)
def test_whatever_is_not_plain_is_parsed(raw: bytes) -> None:
    assert sheets.plain(raw) is None


def test_a_search_finds_and_counts_the_same_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none.xlsx").write_bytes(workbook(rows(["Ben", "Dana"])))
    (tmp_path / "one.xlsx").write_bytes(
        workbook([*rows(["Ben"]), ["Alice", "alice.marlowe@harbour.example", 3]])
    )
    (tmp_path / "comment.xlsx").write_bytes(with_comment())
    fast, _ = search([source_at(tmp_path, set())], WANTED)
    assert [one.record.locator.file for one in fast.kept] == ["comment.xlsx", "one.xlsx"]
    monkeypatch.setattr(sheets, "plain", lambda raw: None)
    slow, _ = search([source_at(tmp_path, set())], WANTED)
    assert [one.record for one in fast.kept] == [one.record for one in slow.kept]
    assert fast.ledger == slow.ledger
    assert fast.ledger[0].pieces == 2 + 2 + 1
