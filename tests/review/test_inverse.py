"""Hide all but: what is named stays, everything else in a record's texts is hidden, in every body of it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.model.decisions import Action
from dsar.model.records import Locator, Record
from dsar.review.inverse import all_but

from ..cases import found_of, mail
from .asking import Page, case_of

TEXT = "Dear Alice,\nyour printer is repaired.\nBen has the flu again.\nYour printer is repaired, really."
ONE = mail(1, TEXT, html_text="<p>Ben has the flu again.</p>\nDear Alice", cc="ben.carter@bakery.example")


def left(record: Record, places: list[str]) -> dict[str, str]:
    """The texts of a record with the places blotted out."""
    texts = {name: str(value) for name, value in record.fields.items()}
    for place in places:
        _, name, start, end = place.split(":")
        text = texts[name]
        texts[name] = text[: int(start)] + "\0" * (int(end) - int(start)) + text[int(end) :]
    return {name: " ".join(text.replace("\0", " ").split()) for name, text in texts.items()}


def test_every_place_of_what_is_kept_stays_and_other_bodies_are_hidden_as_well() -> None:
    places, missing = all_but(ONE, ["our printer is\n repaired"])
    assert missing == set()
    shown = left(ONE, places)
    assert shown["text"] == "our printer is repaired our printer is repaired"
    assert shown["html_text"] == ""
    assert shown["cc"] == "ben.carter@bakery.example"
    assert shown["subject"] == ONE.fields["subject"]


def test_what_is_not_there_is_told_and_case_counts() -> None:
    assert all_but(ONE, ["YOUR PRINTER", "Dear Alice"])[1] == {"YOUR PRINTER"}


@given(
    st.text("ab \n", max_size=60),
    st.lists(st.text("ab ", min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=3),
)
def test_nothing_stays_but_what_was_named(text: str, kept: list[str]) -> None:
    record = Record.of("s", "mail", Locator("f"), {"text": text})
    places, missing = all_but(record, kept)
    spans = sorted((int(place.split(":")[2]), int(place.split(":")[3])) for place in places)
    hidden = {at for start, end in spans for at in range(start, end)}
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    for at, sign in enumerate(text):
        if at not in hidden and not sign.isspace():
            around = [
                " ".join(text[a:b].split()) for a in range(at + 1) for b in range(at + 1, len(text) + 1)
            ]
            assert any(" ".join(one.split()) in around for one in kept)
    for one in kept:
        if one not in missing:
            continue
        assert " ".join(one.split()) not in text


def test_the_page_hides_all_else_and_takes_it_back_at_once(tmp_path: Path) -> None:
    page = Page(case_of(tmp_path, found_of((ONE,)))).open()
    _, told = page.press("keep", record=ONE.id, keep="Dear Alice\nyour printer is repaired.", ground="S2P22")
    assert "hidden" in told["words"]
    assert "attachments stay" in told["words"]
    after = page.desk.preview(ONE)
    assert "flu" not in str(after.fields)
    assert "Dear Alice" in str(after.fields["text"])
    assert {one.action for one in page.board.state.decisions} == {Action.MARK}
    assert set(page.desk.preview(ONE).hidden) == {"S2P22"}
    page.press("undo")
    assert page.board.state.decisions == ()


@pytest.mark.parametrize(
    ("keep", "words"), [("", "say what stays"), ("not there", "not in its texts"), (" \n ", "say what stays")]
)
def test_what_cannot_be_hides_nothing(tmp_path: Path, keep: str, words: str) -> None:
    page = Page(case_of(tmp_path, found_of((ONE,)))).open()
    _, told = page.press("keep", record=ONE.id, keep=keep)
    assert not told["ok"]
    assert words in told["words"]
    assert page.board.state.decisions == ()
