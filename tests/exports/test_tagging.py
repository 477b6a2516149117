"""The letter's structure: every mark on a page belongs to the tree, fonts are embedded, nothing is a box."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph as Flowing

from dsar import plugins
from dsar.errors import UsageError
from dsar.model.release import Release
from dsar.plugins import LETTERS

from .releases import everyday
from .test_letters import full

TaggedTable = import_module("dsar.exports.tagging").TaggedTable
letter_pdf = import_module("dsar.exports.letter_layout").pdf
blocks: Any = import_module("dsar.exports.letter_blocks")
NAMES = "Zoë Nguyễn-Łukasz, Σωκράτης, Иван, אליס לוי, أليس حداد"


def named(name: str) -> Release:
    made = full(everyday())
    return replace(made, notice=replace(made.notice, request=replace(made.notice.request, name=name)))


def reader(kind: str, made: Release, folder: Path) -> pypdf.PdfReader:
    (path,) = plugins.exporter(kind, LETTERS).write(made, folder)
    return pypdf.PdfReader(io.BytesIO(path.read_bytes()))


def elements(node: Any) -> list[DictionaryObject]:
    """Every element of a structure tree, in order."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject) or node.get("/Type") == "/MCR":
        return []
    kids = node.get("/K", ArrayObject())
    below = [one for kid in kids for one in elements(kid)]
    return [node, *below] if "/S" in node else below


@pytest.mark.parametrize("kind", ["partial-refusal", "portability"])
def test_the_tree_has_headings_lists_and_tables_with_scope(kind: str, tmp_path: Path) -> None:
    pdf = reader(kind, full(everyday()), tmp_path)
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    found = elements(root["/StructTreeRoot"])
    roles = [str(one["/S"]) for one in found]
    assert roles.count("/H1") == 1
    assert roles.count("/H2") > 0
    assert roles.count("/LI") == roles.count("/LBody") > 2
    heads = [one for one in found if str(one["/S"]) == "/TH"]
    assert all(one["/A"]["/Scope"] in ("/Column", "/Row") for one in heads)  # type: ignore[index]
    assert bool(heads) is (kind == "partial-refusal")


def test_nothing_is_painted_outside_a_mark_and_every_mark_has_its_element(tmp_path: Path) -> None:
    pdf = reader("partial-refusal", full(everyday()), tmp_path)
    root: Any = pdf.trailer["/Root"]
    parents = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for number, page in enumerate(pdf.pages):
        content = page.get_contents()
        assert content is not None
        depth, marks = 0, 0
        for line in re.findall(rb"BDC|BMC|EMC|\bT[jJ]\b|\bre\b|\bf\b|\bS\b", content.get_data()):
            if line in (b"BDC", b"BMC"):
                depth += 1
                marks += line == b"BDC"
            elif line == b"EMC":
                depth -= 1
            else:
                assert depth == 1, line
        assert depth == 0
        assert marks == len(parents[2 * number + 1].get_object())


def test_all_fonts_that_are_used_are_embedded(tmp_path: Path) -> None:
    for page in reader("portability", named(NAMES), tmp_path).pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        used = set(re.findall(rb"(/\S+) [\d.]+ Tf", page.get_contents().get_data()))  # type: ignore[union-attr]
        assert len(used) == 2
        for name in used:
            assert "/FontFile2" in fonts[name.decode()]["/FontDescriptor"]


def test_names_in_other_scripts_are_printed_and_read_in_their_own_order(tmp_path: Path) -> None:
    pdf = reader("portability", named(NAMES), tmp_path)
    root: Any = pdf.trailer["/Root"]
    told = [str(one["/ActualText"]) for one in elements(root["/StructTreeRoot"]) if "/ActualText" in one]
    assert any(NAMES in one for one in told)
    shown = pdf.pages[0].extract_text()
    assert re.search("[\ufe70-\ufeff]", shown), "Arabic letters are joined"


@pytest.mark.parametrize("name", ["李爱丽", "प्रिया", "𓀀", "א" * 70])
def test_what_the_font_cannot_print_is_reported_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot print"):
        reader("portability", named(name), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_lines_do_not_run_together(tmp_path: Path) -> None:
    text = " ".join(page.extract_text() for page in reader("refusal", full(everyday()), tmp_path).pages)
    assert "undue delay" in " ".join(text.split())
    assert not re.search(r"[a-z]\.[A-Z][a-z]", text.replace("START-HERE.html", ""))


def test_the_metadata_is_fixed(tmp_path: Path) -> None:
    info = reader("refusal", full(everyday()), tmp_path).metadata
    assert info is not None
    assert set(info) <= {"/Author", "/CreationDate", "/Creator", "/Keywords", "/ModDate", "/Producer",
                         "/Subject", "/Title", "/Trapped"}  # fmt: skip
    assert str(info["/CreationDate"]).startswith("D:20261122")


def table(*lines: int) -> Any:
    """A head and a row of so many lines each, every line another."""
    style = ParagraphStyle("cell", fontSize=10, leading=12)
    rows = [
        ["head"],
        *(
            [Flowing("<br/>".join(f"{n}.{at}" for at in range(count)), style)]
            for n, count in enumerate(lines)
        ),
    ]
    made = TaggedTable(rows, colWidths=[200], repeatRows=1)
    made.wrap(200, 10_000)
    return made


def test_a_row_goes_whole_onto_the_next_page() -> None:
    first, rest = table(5, 5, 5).split(200, 140)
    assert [len(part._cellvalues) for part in (first, rest)] == [2, 3]
    assert table(5, 5).split(200, 60) == [], "nothing but a head would stay"


def test_a_row_as_tall_as_a_page_breaks() -> None:
    first, rest = table(60, 5).split(200, 300)
    assert len(first._cellvalues) == 2
    assert len(rest._cellvalues) == 3


@pytest.mark.parametrize("before", range(18, 36))
@pytest.mark.parametrize("leads", [False, True])
def test_no_heading_over_a_table_stays_behind_at_the_foot_of_a_page(before: int, leads: bool) -> None:
    """However many lines stand before it on its page."""
    lines = [blocks.Paragraph((f"line {n}",)) for n in range(before)]
    grid = blocks.Grid(("who", "what"), ((("a",), ("much " * 60,)), (("b",), ("more",))), (0.5, 0.5))
    story = (*lines, blocks.Heading("over"), *lines[:leads], grid)
    letter = blocks.Letter("s", (), "r", (), "t", "s", "en-GB", date(2026, 1, 1), story, "left", "right")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(letter_pdf(letter))).pages]
    assert [("over" in page) for page in pages] == [("who" in page and "much" in page) for page in pages]
