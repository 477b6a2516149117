"""`dsar.detect`: known people in every spelling, bad input, nothing that asks the network."""

from __future__ import annotations

import socket
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsar

KNOWN = ["Caroline Brownlow <c.brownlow@firm.example>", "Quill, Dana", "ötzi@berg.example"]


def names(text: str, *known: str) -> list[str]:
    return [
        text[one.start : one.end] for one in dsar.detect([text], known=known)[0] if one.category == "name"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ask Caroline Brownlow", "ask Brownlow, Caroline", "ask BROWNLOW, C.", "C. Brownlow rang", "ask Caroline", "it was caroline",
        "Caroline\u00a0Brownlow rang", "Caro\u00adline Brownlow rang", "Caroline\n> Brownlow rang", "caroline_brownlow.docx",
        "Dana was here", "D. Quill was here",
    ],
)  # fmt: skip
def test_a_known_person_is_found_in_every_spelling(text: str) -> None:
    assert names(text, *KNOWN)


def test_a_known_address_is_found_and_is_no_name() -> None:
    (spans,) = dsar.detect(["to c.brownlow@firm.example or C.BROWNLOW@firm.example"], known=KNOWN)
    assert [one.category for one in spans] == ["email", "email"]


def test_an_address_that_is_a_name_leaves_the_name_a_name() -> None:
    known = "Tavrik Quill <tavrik@firm.example>"
    assert names("so Tavrik rang, and tavrik came", known) == ["Tavrik", "tavrik"]
    (spans,) = dsar.detect(["home/tquill22/x"], known=["Tavrik Quill <tquill22@firm.example>"])
    assert [one.category for one in spans] == ["username"]


def test_a_desk_among_the_known_is_nobody() -> None:
    assert (
        names("Kind regards\nthe Repairs desk, Repairs and repairs", "Repairs <repairs@firm.example>") == []
    )


def test_a_name_is_found_again_in_the_same_text() -> None:
    text = "On Monday, Drita Xhaferi <d@x.example> wrote:\n\nso xyz. The rest is what Xhaferi said, not D. Xhaferi's boss."
    assert len(names(text)) == 3


def test_a_single_name_is_found_again_unless_it_is_another_word() -> None:
    text = "Hi Tavrik,\n\nthe pump is in.\n\n> the key that Tavrik took\n\nHi Penny,\n\nthe penny dropped. Penny Black stamps"
    assert names(text)[:2] == ["Tavrik", "Tavrik"]
    assert names("Hi Penny,\n\na Penny farthing") == ["Penny"]


def test_nobody_is_found_where_nobody_is_known_by_it() -> None:
    assert names("The brown fox, a quill and a low brow.", "Caroline Brownlow", "Dana Quill") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mark, three to look at please", ["Mark"]), ("so it is.\n\n> Mark,\nyes", ["Mark"]), ("Yes. Mark rang twice", ["Mark"]),
        ("Mark the invoice as paid", []), ("Mark three as read", []), ("Remark, then mark, three", []),
    ],
)  # fmt: skip
def test_a_known_name_that_is_a_word_counts_where_somebody_is_spoken_to_or_acts(
    text: str, found: list[str]
) -> None:
    assert names(text, "Mark Quillfeather") == found


BAD = (
    "", " ", "\0", "\ud800 Caroline \udfff", "\u202eenilorac\u202c שרה כהן wrote محمد علي", "😀😀 Caroline 😀",
    "x" * 3_000_000, "Caroline " * 1_000, "名前 東京 Caroline", "\ufeffHi Caroline,\r\n\r\n", "a\u0300" * 1_000,
)  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_input_gives_spans_inside_the_text(text: str) -> None:
    (spans,) = dsar.detect([text], known=KNOWN)
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    if "Caroline" in text:
        assert "Caroline" in {text[one.start : one.end] for one in spans}


def test_a_line_of_ten_megabytes_ends() -> None:
    text = "x" * 10_000_000 + " Caroline Brownlow"
    (spans,) = dsar.detect([text], known=KNOWN)
    assert [text[one.start : one.end] for one in spans] == ["Caroline Brownlow"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_ordered_spans(text: str) -> None:
    (spans,) = dsar.detect([text])
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_no_text_gives_no_list() -> None:
    assert dsar.detect([]) == []


def test_nothing_asks_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert dsar.detect(["carol@brown.example, 01632 960123, Carol Brown, https://x.com/carolbrown"])[0]
