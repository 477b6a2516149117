"""Texts in stretches: nothing is lost, offsets lead back, a quotation is the paragraph it quotes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsar.model.findings import Span
from dsar.people.segments import OVERLAP, WINDOW, segments

TEXTS = st.text(
    st.one_of(st.sampled_from(" \n>\t\r.,abcXYZ09\u00a0\u00ad\u202e\U0001f600"), st.characters()),
    max_size=400,
)


@given(TEXTS)
def test_a_place_in_a_stretch_is_the_same_letter_in_the_text(text: str) -> None:
    for segment in segments(text):
        for at, char in enumerate(segment.text):
            if char != "\n":
                moved = segment.moved(Span(at, at + 1, "name", 1.0, "a test"))
                assert text[moved.start : moved.end] == char


@given(TEXTS)
def test_every_letter_lies_in_a_stretch(text: str) -> None:
    seen = {
        segment.moved(Span(at, at + 1, "name", 1.0, "a test")).start
        for segment in segments(text)
        for at, char in enumerate(segment.text)
        if char != "\n"
    }
    assert [n for n, char in enumerate(text) if char.isalnum() and n not in seen] == []


def test_a_quotation_is_the_paragraph_it_quotes() -> None:
    paragraph = "Bob Jones rang about the flat in Marlow Street.\nHe wants his key back by Friday."
    quoted = "\n".join(f"> > {line}" for line in paragraph.split("\n"))
    text = f"{paragraph}\n{quoted}"
    first, last = segments(text)
    assert first.text == last.text == paragraph
    moved = last.moved(Span(0, 9, "name", 1.0, "a test"))
    assert text[moved.start : moved.end] == "Bob Jones"


def test_a_long_line_is_cut_into_windows_that_overlap() -> None:
    text = "word " * 40_000
    parts = list(segments(text))
    assert max(len(part.text) for part in parts) <= WINDOW
    assert len(parts) < 2 * len(text) / (WINDOW - OVERLAP)


def test_a_line_without_a_space_is_cut_too() -> None:
    parts = list(segments("x" * 1_000_000))
    assert max(len(part.text) for part in parts) <= WINDOW


def test_a_name_in_a_line_of_its_own_stays_with_the_closing_before_it() -> None:
    (one,) = segments("Many thanks,\n\nBob Jones\n")
    assert one.text == "Many thanks,\n\nBob Jones"
