"""What a mapping tells of a file: where its header is, how it is written; no row is lost by it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.config import source_at
from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.model.sources import Source
from dsar.reading.cuts import covers
from dsar.reading.mapping_file import mapping_of
from dsar.steps.find import search
from dsar.testing import Reading, accounted, read, survives

REPORT = (
    "Northgate Systems\nSales by Customer,,,\nJanuary - March 2026,,,\n\n"
    "Customer,E-mail,Date,Amount\nAlice Marlowe,alice@h.example,03/02/2026,12.50\nBo,bo@b.example,04/02/2026,3\n"
    "TOTAL,,,15.50\nPrinted for alice@h.example,,,\n"
)


def table(content: str | bytes, **options: object) -> Reading:
    """A table read with settings; every byte is accounted for, and it may be cut off anywhere."""
    raw = content.encode() if isinstance(content, str) else content
    extractor = plugins.extractor("table")(options)
    found = read(extractor, "a.csv", raw)
    accounted(found, raw)
    survives(extractor, "a.csv", raw, 16)
    return found


def names(found: Reading) -> list[object]:
    return [one.fields.get("Customer") for one in found.records]


@pytest.mark.parametrize(
    "options",
    [
        {"header": 4, "stop_at": "^TOTAL"},
        {"skip_until": "^Customer,", "stop_at": "^TOTAL"},
        {"skip_until": "E-mail", "stop_at": "TOTAL,"},
    ],
)
def test_a_reports_header_and_end_are_told(options: dict[str, object]) -> None:
    found = table(REPORT, **options)
    assert names(found) == [None, None, None, "Alice Marlowe", "Bo", None, None]
    assert "Printed for alice@h.example" in found.records[-1].fields.values(), "what stands behind is read"
    assert found.gaps == ()


def test_a_header_that_is_not_found_is_told_and_nothing_is_lost() -> None:
    found = table(REPORT, skip_until="^Kunde")
    assert [(one.reason, one.detail) for one in found.gaps] == [
        ("malformed", "no row is the header that is told")
    ]
    assert len(found.records) == 8


def test_comments_are_read_as_such() -> None:
    found = table("# made for alice@h.example\nCustomer,E-mail,Note\nAl,al@x.example,x\n# end\n", comment="#")
    assert names(found) == [None, "Al", None]
    assert found.records[0].fields["column 1"] == "# made for alice@h.example"


def test_a_table_told_to_have_no_header() -> None:
    found = table("Al,Mill Lane,Leeds\nBo,High Road,York\n", header=0)
    assert [one.fields["column 1"] for one in found.records] == ["Al", "Bo"]
    named = table("Al,Mill Lane,Leeds\nBo,High Road,York\n", columns=["Customer", "Street", "Town"])
    assert names(named) == ["Al", "Bo"]


@pytest.mark.parametrize(
    ("content", "options", "cells"),
    [
        ("Customer,Note\n'Al','a, b'\n", {"quote": "'"}, "a, b"),
        ('Customer,Note\nAl,"a \\" b, c"\n', {"escape": "\\"}, 'a " b, c'),
        ("Customer,Note\nAl,a \\, b\n", {"escape": "\\"}, "a , b"),
        ('Customer,Note\nAl,"a\n', {"quote": ""}, '"a'),
        ("Customer~Note\nAl~x\n", {"delimiter": "~"}, "x"),
        ("Customer,Note\nAl,Łódź\n".encode("cp1250"), {"encoding": "cp1250"}, "Łódź"),
        ("Customer,Note\nAl,東京\n".encode("shift_jis"), {"encoding": "shift_jis"}, "東京"),
    ],
)
def test_how_it_is_written_is_told(content: str | bytes, options: dict[str, object], cells: str) -> None:
    (one,) = table(content, **options).records
    assert (one.fields["Customer"], one.fields["Note"]) == ("Al", cells)


def test_a_name_in_an_encoding_that_is_told_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("Customer,Note,X\nŁucja Żak,x,y\nBo,x,y\n".encode("cp1250"))
    source = Source("a", tmp_path, options={"encoding": "cp1250"})
    found, _ = search([source], [Identifier.of("name", "Łucja Żak")])
    assert [one.record.fields["Customer"] for one in found.kept] == ["Łucja Żak"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("header", -2), ("header", True), ("skip_until", "("), ("quote", "''"), ("escape", "\n"), ("delimiter", '"'),
        ("encoding", "utf-99"), ("encoding", "cp037"), ("encoding", "rot13"), ("widths", ["a"]), ("widths", [0]), ("sheet", 1.5),
    ],
)  # fmt: skip
def test_mistakes_are_named(key: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"^{key}"):
        mapping_of({key: value})


WORDS: Sequence[str] = (
    "a,b,c\n",
    "1,2,3\n",
    '"',
    "'",
    "\\",
    ",",
    "\r\n",
    "\n",
    "# x\n",
    "TOTAL,\n",
    'x,"y\nz",w\n',
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=20),
    st.fixed_dictionaries(
        {},
        optional={
            "header": st.integers(0, 3), "skip_until": st.sampled_from(["^a", "z"]), "stop_at": st.just("TOTAL"),
            "comment": st.just("#"), "quote": st.sampled_from(["", "'", '"']), "escape": st.sampled_from(["", "\\"]),
        },
    ),
)  # fmt: skip
def test_whatever_is_told_no_byte_is_lost(words: list[str], options: dict[str, object]) -> None:
    content = "".join(words).encode()
    extractor = plugins.extractor("table")(options)
    found = read(extractor, "a.csv", content)
    accounted(found, content)
    places = list(range(0, len(content), 3))
    jumped = list(extractor.cut.jump(content, places))
    assert covers(jumped, len(content))
    said = "".join(str(value) for one in found.records for value in one.fields.values())
    header = set("abc") if found.stretches else set()
    assert {sign for sign in "123xyzw" if sign in content.decode()} <= set(said) | header | set(
        "".join(
            content[one.offset : one.offset + one.length].decode()
            for one in found.stretches
            if one.role == "structure"
        )
    )


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook with these sheets."""
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


ROWS: list[list[object]] = [
    ["Sales report"],
    ["for 2026"],
    ["Customer", "E-mail", "Paid"],
    ["Al", "al@x.example", "yes"],
    ["TOTAL", "", "1"],
]


@pytest.mark.parametrize(
    ("sheet", "mapped"),
    [("Sales", ["Sales"]), ("s*", ["Sales", "Staff"]), (2, ["Staff"]), ("*", ["Sales", "Staff", "Other"]), ("", ["Sales", "Staff", "Other"])],
)  # fmt: skip
def test_a_mapping_is_for_the_sheets_that_it_names_and_all_are_read(
    sheet: str | int, mapped: list[str]
) -> None:
    content = book({"Sales": ROWS, "Staff": ROWS, "Other": ROWS})
    extractor = plugins.extractor("workbook")(
        {"kind": "billing", "sheet": sheet, "skip_until": "^Customer", "stop_at": "^TOTAL"}
    )
    found = read(extractor, "a.xlsx", content)
    assert sorted({str(one.fields["sheet"]) for one in found.records if one.kind == "billing"}) == sorted(
        mapped
    )
    people = [one for one in found.records if one.fields.get("Customer") == "Al"]
    assert {str(one.fields["sheet"]) for one in people} >= set(mapped)
    for title in ("Sales", "Staff", "Other"):
        told = " ".join(
            str(value)
            for one in found.records
            if one.fields.get("sheet") == title
            for value in one.fields.values()
        )
        assert all(word in told for word in ("Sales report", "al@x.example", "TOTAL")), (
            "nothing of a sheet is lost"
        )


def test_a_sheets_header_that_is_not_found_is_told() -> None:
    found = read(plugins.extractor("workbook")({"skip_until": "^Kunde"}), "a.xlsx", book({"Sales": ROWS}))
    assert [one.detail for one in found.gaps] == ["no row is the header that is told"]


FIXED = "ID  NAME          MAIL\n1   Alice Marlowe alice@h.example\n22  Bo            bo@b.example\n"


def fixed(content: str, **options: object) -> list[Record]:
    extractor = plugins.extractor("fixed")(options)
    found = read(extractor, "a.txt", content.encode())
    accounted(found, content.encode())
    return list(found.records)


def test_fixed_widths_are_told_or_seen() -> None:
    told = fixed(FIXED, widths=[4, 14, 20])
    assert [one.fields["MAIL"] for one in told] == ["alice@h.example", "bo@b.example"]
    bare = fixed(FIXED.partition("\n")[2], widths=[4, 14, 20], columns=["ID", "NAME", "MAIL"])
    assert [one.fields for one in bare] == [one.fields for one in told]
    seen = fixed(
        "ID    NAME            MAIL\n1     Alice Marlowe   alice@h.example\n22    Bo              bo@b.example\n"
    )
    assert [(one.fields["NAME"], one.fields["MAIL"]) for one in seen] == [
        ("Alice Marlowe", "alice@h.example"),
        ("Bo", "bo@b.example"),
    ]


def test_a_cell_that_outgrows_its_column_is_kept_whole(tmp_path: Path) -> None:
    short = "NAME        MAIL            TOWN\n" + "Bo          bo@b.example    York\n" * 60
    (tmp_path / "a.prn").write_text(short + "Alice       alice.marlowe@harbour.example Leeds\n")
    found, _ = search([source_at(tmp_path, set())], [Identifier.of("email", "alice.marlowe@harbour.example")])
    assert [one.bucket for one in found.kept] == [Bucket.ABOUT]
    assert "reaches over" in found.gaps[0].detail
