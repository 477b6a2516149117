"""The filters of a model's hits: each names its rule, and lets a name pass that only looks like it."""

from __future__ import annotations

import pytest

from dsar.model.findings import Span
from dsar.people.sifted import RULES, outside, sifted

DROPPED = (
    ("write to carol.brown@x.example", "brown", "address"),
    ("see https://x.example/Carol now", "Carol", "address"),
    ("Room B12 Carol", "B12", "number"),
    ("user_carol did", "carol", "machine"),
    ("down 512.20 Mbit/s, up", "Mbit", "machine"),
    ("Kind Regards", "Kind Regards", "closing"),
    ("will you come", "will", "ordinary"),
    ("Done. Mark the invoice as paid", "Mark", "ordinary"),
    ("Mark as read", "Mark", "ordinary"),
    ("the Brown Group called", "Brown Group", "organisation"),
    ("on Monday", "Monday", "calendar"),
    ("Firmware Bug found by the scanner", "Firmware Bug", "plain words"),
    ("the KVM Kernel is old", "KVM Kernel", "plain words"),
    ("the TreeLayout code", "TreeLayout", "joined"),
    ("(X11; Linux x86)", "Linux", "program"),
    ("frobd: [warn] no such server", "frobd", "program"),
    ("the lead 5m Grey", "Grey", "ordinary"),
    ("2 x Olive Kit", "Olive", "thing"),
    ("the room Nelson is shut", "Nelson", "thing"),
    ("a Jasmine Table", "Jasmine", "thing"),
    ("offices in Bolivia, Peru", "Bolivia", "place"),
    ("the APIC is set", "APIC", "code"),
    ("high 04:51, LW 11:02 low", "LW", "code"),
    ("run libace-dev now", "libace-dev", "machine"),
    ("2026-01-01T10:00:00 INFO a=1 Carol b=2", "Carol", "log line"),
)
KEPT = (
    "SMITH",
    "Rose",
    "Bill Gates",
    "Carol Brown",
    "May Brown",
    "Brown, J.",
    "O'Brien",
    "Jean-Luc",
    "carol",
    "Bell",
    "Ng",
)


def hit(text: str, value: str) -> Span:
    start = text.index(value)
    return Span(start, start + len(value), "name", 0.85, "name model")


@pytest.mark.parametrize(("text", "value", "rule"), DROPPED)
def test_what_cannot_be_a_name_is_dropped_by_its_rule(text: str, value: str, rule: str) -> None:
    assert [found for _, found in sifted(text, hit(text, value))] in ([rule], [])


def test_every_rule_has_its_case() -> None:
    assert {rule for _, _, rule in DROPPED} | {"inside"} == set(RULES)


@pytest.mark.parametrize("value", KEPT)
def test_a_name_is_kept_whole(value: str) -> None:
    text = f"I met {value} again"
    ((span, rule),) = sifted(text, hit(text, value))
    assert rule == ""
    assert text[span.start : span.end] == value


@pytest.mark.parametrize("text", ["JB", "JB rang", "so it was JB who paid", "Cover: JB", "Thanks\nJB"])
def test_initials_of_somebody_are_kept(text: str) -> None:
    assert [rule for _, rule in sifted(text, hit(text, "JB"))] == [""]


def test_titles_and_signs_are_cut_off() -> None:
    text = "so Dear Mr Brown's, came"
    ((span, rule),) = sifted(text, hit(text, "Dear Mr Brown's,"))
    assert (text[span.start : span.end], rule) == ("Brown", "")


def test_initials_alone_on_a_line_are_somebodys() -> None:
    ((_, rule),) = sifted("see you then\nMHC\n", hit("see you then\nMHC\n", "MHC"))
    assert rule == ""


@pytest.mark.parametrize("text", ["drita: did you see it", "[09:12] Drita: it took 5 minutes"])
def test_who_speaks_in_a_chat_is_somebody(text: str) -> None:
    name = "drita" if "drita" in text else "Drita"
    ((_, rule),) = sifted(text, hit(text, name))
    assert rule == ""


def test_a_dash_between_words_parts_a_hit() -> None:
    text = "libads-bin - Carol Brown"
    assert [(text[one.start : one.end], rule) for one, rule in sifted(text, hit(text, text))] == [
        ("libads-bin", "machine"),
        ("Carol Brown", ""),
    ]


def test_a_number_after_a_name_is_cut_off() -> None:
    ((span, rule),) = sifted("Xhaferi x3 is out", hit("Xhaferi x3 is out", "Xhaferi x3"))
    assert ("Xhaferi x3"[span.start : span.end], rule) == ("Xhaferi", "")


def test_a_plain_word_before_a_name_is_cut_off() -> None:
    ((span, rule),) = sifted("ask Coach Xhaferi", hit("ask Coach Xhaferi", "Coach Xhaferi"))
    assert ("ask Coach Xhaferi"[span.start : span.end], rule) == ("Xhaferi", "")


def test_names_on_two_lines_are_two() -> None:
    text = "Carol\n> Brown"
    assert [text[span.start : span.end] for span, _ in sifted(text, hit(text, text))] == ["Carol", "Brown"]


def test_a_name_inside_an_address_is_part_of_it() -> None:
    street = Span(0, 20, "address", 0.6, "form")
    inner, after = Span(3, 8, "name", 0.85, "name model"), Span(22, 27, "name", 0.85, "name model")
    assert outside([street, inner, after]) == {street, after}
