"""Names from lists: where a listed name counts, and where the same word is something else."""

from __future__ import annotations

import pytest

from dsar.model.findings import Span
from dsar.people import lists
from dsar.people.given import names_of_lists

FOUND = (
    ("I gave it to Catriona yesterday", ["Catriona"]),
    ("Catriona Xhaferi rang", ["Catriona Xhaferi"]),
    ("it is what Okafor said", ["Okafor"]),
    ("J. R. Okafor signed", ["J. R. Okafor"]),
    ("Xyl Okafor signed", ["Xyl Okafor"]),
    ("ask catriona about it", ["catriona"]),
    ("catriona: on my way", ["catriona"]),
    ("[09:12] bo: yeah, catriona is coming", ["catriona"]),
    ("Ask Catriona. And catriona knows, too.", ["Catriona", "catriona"]),
    ("I wanted Sue to hear it", ["Sue"]),
)
LEFT = (
    "They sue the firm", "Sue them", "Okafor Holdings Ltd has moved", "12 Okafor Street", "a catrionaish thing", "x=Catriona",
    "Will it work", "the Mark of the beast", "see catriona.example", "The invoice (catriona) went out",
)  # fmt: skip


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_a_listed_name_counts_where_a_name_stands(text: str, names: list[str]) -> None:
    spans = sorted(names_of_lists(text))
    found = [one for one in spans if not any(_inside(one, other) for other in spans)]
    assert [text[one.start : one.end] for one in found] == names


def _inside(one: Span, other: Span) -> bool:
    return (
        (other.start, other.end) != (one.start, one.end) and other.start <= one.start and one.end <= other.end
    )


@pytest.mark.parametrize("text", LEFT)
def test_the_same_word_elsewhere_is_nobody(text: str) -> None:
    assert [text[one.start : one.end] for one in names_of_lists(text)] == []


def test_a_word_is_a_name_or_nobodys() -> None:
    assert not lists.plain_words() & (lists.listed() | lists.families())


def test_lists_hold_single_words() -> None:
    for words in (lists.listed(), lists.families(), lists.plain_words()):
        assert len(words) > 10_000
        assert not any(sign in word for word in words for sign in " .-@")
