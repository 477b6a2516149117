"""Pieces found from inside are the pieces that cutting everything gives, and the rest is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.reading import patterns, skim, tables
from dsar.reading.cells import UNQUOTED
from dsar.reading.cuts import Cut, Lines, Span, Stretch, covers, passed_over
from dsar.reading.objects import JsonElements
from dsar.reading.patterns import ENGINES, Patterns
from dsar.reading.tables import CsvRows

CUTS: dict[str, tuple[Cut, list[bytes]]] = {
    "lines": (Lines(), [b"\n", b"\n", b"\r\n", b" ", b"\t\n", b"abc", b"\x0b", b"\n\n", b"\r"]),
    "rows": (
        CsvRows(),
        [b"a,b,c\n", b"1,2,3\n", b'"', b'""', b'5" pipe', b'"q"', b',"', b'",', b",", b"\r\n", b"\n", b'x,"y\nz",w\n', b" \n", b"\r"],
    ),
    "rows without quotes": (
        CsvRows(quoting=UNQUOTED),
        [b"a,b,c\n", b"1,2,3\n", b'"', b",", b"\r\n", b"\n", b'x,"y\nz",w\n', b" \n", b"\r"],
    ),
    "elements": (
        JsonElements(),
        [b"[", b"]", b"{", b"}", b'{"a":1}', b",", b'"x"', b" ", b"\n", b'{"b":[{"c":2}]},'],
    ),
    "columns": (
        plugins.extractor("w3c").cut,
        [
            b"#Fields: a b\n", b"#Date: 2024-01-01\n", b"1 2\n", b"x y\r\n", b"\n", b" \n", b"#\n", b"1 #2\n", b"#Fields: c",
            b"\t#x\n",
        ],
    ),
    "records": (
        plugins.extractor("syslog").cut,
        [
            b"Jan  1 10:00:00 host x: y\n", b"<13>1 2024-01-01T10:00:00Z host x\n", b"  more\n", b"\n", b" ", b"Jan  1 10:00:00 ",
            b"x\n", b"Jan",
        ],
    ),
    "mail": (
        plugins.extractor("mbox").cut,
        [
            b"From a@b.example Mon Jan  1 10:00:00 2024\n", b"Subject: x\n", b"\n", b"text", b"\nFrom me\n",
            b"\xef\xbb\xbf", b"From a\n",
        ],
    ),
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skim, "BLOCK", 30)
        yield


@pytest.mark.parametrize("name", CUTS)
@settings(max_examples=300, deadline=None)
@given(choice=st.data())
def test_jumping_gives_what_cutting_everything_gives(name: str, choice: st.DataObject) -> None:
    cut, words = CUTS[name]
    content = b"".join(choice.draw(st.lists(st.sampled_from(words), max_size=25)))
    if name.startswith("rows") and choice.draw(st.booleans()):
        content = b"id,note,who\n" + content
    places = sorted(choice.draw(st.sets(st.integers(0, max(len(content) - 1, 0)), max_size=6)))
    span = None
    if choice.draw(st.booleans()):  # with what the pass over all bytes tells as well
        engine = choice.draw(st.sampled_from(ENGINES))
        span = Span(
            0, len(content), Patterns((), engine, marks=cut.marks(content)).seen(content, 0, len(content))[1]
        )
    jumped = list(cut.jump(content, places, span))
    assert covers(jumped, len(content))
    expected = [one for one in passed_over(cut.stretches(content), places) if one.role != "passed"]
    found = [one for one in jumped if one.role != "passed"]
    assert [(one.offset, one.length, one.role) for one in found] == [
        (one.offset, one.length, one.role) for one in expected
    ]
    assert [one.label for one in found] == [one.label for one in expected]
    assert [content[one.head[0] : sum(one.head)] for one in found] == [
        content[one.head[0] : sum(one.head)] for one in expected
    ]
    pieces = sum(one.role == "piece" for one in cut.stretches(content))
    assert sum(one.count for one in jumped if one.role in ("piece", "passed")) == pieces


@pytest.mark.parametrize("name", CUTS)
@settings(max_examples=300, deadline=None)
@given(choice=st.data())
def test_spans_give_together_what_the_whole_gives(name: str, choice: st.DataObject) -> None:
    cut, words = CUTS[name]
    content = b"".join(choice.draw(st.lists(st.sampled_from(words), max_size=40)))
    if name.startswith("rows") and choice.draw(st.booleans()):
        content = b"id,note,who\n" + content
    agree(cut, content, choice)


def agree(cut: Cut, content: bytes, choice: st.DataObject) -> None:
    """The spans of a content, of any size, together are its whole."""
    places = sorted(choice.draw(st.sets(st.integers(0, max(len(content) - 1, 0)), max_size=6)))
    spans = list(cut.spans(content, choice.draw(st.integers(1, 40))))
    ends = [0, *(span.end for span in spans)]
    assert [span.start for span in spans] == ends[:-1]
    assert ends[-1] == len(content)
    engine, found, count, within = choice.draw(st.sampled_from(ENGINES)), list[Stretch](), 0, list[Stretch]()
    for span in spans:
        _, marks = Patterns((), engine, marks=cut.marks(content)).seen(
            content, max(span.start - 1, 0), span.end
        )
        inside = [place for place in places if span.start <= place < span.end]
        seen = replace(span, marks=choice.draw(st.sampled_from([marks, None])))
        some = list(cut.jump(content, inside, seen))
        assert some[0].offset == span.start
        assert sum(one.length for one in some) == span.end - span.start
        found += [one for one in some if one.role != "passed"]
        count += sum(one.count for one in some if one.role in ("piece", "passed"))
        within += cut.within(content, span)
    whole = list(cut.stretches(content))
    assert found == [one for one in passed_over(whole, places) if one.role != "passed"]
    assert count == sum(one.role == "piece" for one in whole)
    assert within == whole


ROWS = [
    b'1,5" pipe,x\n',
    b'2,"two\nlines, one cell",x\n',
    b'3,"said ""hi,""\nand left",x\n',
    b'4,"stray,x\n',
    b"5,plain,x\n",
    b'6,"","all ""\n',
]


@pytest.mark.parametrize("sign", ["\N{SECTION SIGN}", "||", '"', "\n"])
def test_signs_that_are_no_single_byte_or_end_rows_leave_a_table_one_span(sign: str) -> None:
    content = f'id{sign}note\n1{sign}"x"\n'.encode() * 20
    assert list(CsvRows(sign).spans(content, 10)) == [Span(0, len(content))]


@pytest.mark.parametrize("size", [1, 20, 60])
def test_rows_out_of_step_with_their_quotes_are_told_apart_all_the_same(size: int) -> None:
    content = b"id,note,who\n" + b"".join(ROWS * 20)
    cut = CsvRows()
    spans = list(cut.spans(content, size))
    assert len(spans) > 10
    whole = list(cut.stretches(content))
    assert [one for span in spans for one in cut.within(content, span)] == whole
    counted = sum(one.count for span in spans for one in cut.jump(content, [], span))
    assert counted == sum(one.role == "piece" for one in whole) == 120


def test_spans_that_end_at_any_line_end_would_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"id,note,who\n" + b"".join(ROWS * 20)
    monkeypatch.setattr(tables, "row_bound", lambda *given: Lines().bound(content, given[3]))
    cut, together = CsvRows(), list[list[Stretch]]()
    for size in range(1, 60):
        spans = list(cut.spans(content, size))
        together.append([one for span in spans for one in cut.within(content, span)])
    assert any(within != list(cut.stretches(content)) for within in together)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=60) | st.text("abAB.=\r\n", max_size=60).map(str.encode))
def test_every_occurrence_has_a_place_inside(engine: str, content: bytes) -> None:
    if engine != "re":
        pytest.importorskip({"hyperscan": "hyperscan", "re2": "re2"}[engine])
    sources = [rb"ab", rb"b[.=]*a", rb"b=\r?\na", rb"[\x80-\xff]\x00"]
    places = Patterns(sources, engine).places(content)
    assert places == sorted(set(places))
    for source in sources:
        for start in range(len(content)):
            if hit := re.compile(source, re.IGNORECASE | re.DOTALL).match(content, start):
                assert any(hit.start() <= place < hit.end() for place in places)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_lies_across_two_blocks_is_found(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine != "re":
        pytest.importorskip({"hyperscan": "hyperscan", "re2": "re2"}[engine])
    monkeypatch.setattr(patterns, "BLOCK", 64)
    monkeypatch.setattr(patterns, "OVERLAP", 16)
    for at in range(40, 130):
        content = b"." * at + b"needle" + b"." * 100
        assert any(at <= place < at + 6 for place in Patterns([b"needle"], engine).places(content))
    assert Patterns([b"needle"], engine).places(b"." * 500) == []
