"""Chinese names are told by their syllables, in either order; English words and cities that are spelt so are none."""

from __future__ import annotations

import pytest

from dsar.people import lists
from dsar.people.given import names_of_lists
from dsar.people.pinyin import SURNAMES, is_given

FOUND = (
    ("I would keep Ruiling Pan on it", "Ruiling Pan"),
    ("I would keep Pan Ruiling on it", "Pan Ruiling"),
    ("sent to Yaqi Deng", "Yaqi Deng"),
    ("ask ruiling about it", "ruiling"),
    ("Ruiling, quick one.", "Ruiling"),
)
NONE = (
    "the Guide to Dating", "in Shanghai and Beijing", "Sushi for two", "a dongle", "Boxing Day", "Yaqi", "Linen shirt", "Mingle here",
)  # fmt: skip


@pytest.mark.parametrize(("text", "name"), FOUND)
def test_a_chinese_name_is_found_in_either_order(text: str, name: str) -> None:
    assert name in {text[one.start : one.end] for one in names_of_lists(text)}


@pytest.mark.parametrize("text", NONE)
def test_what_is_spelt_alike_is_no_name(text: str) -> None:
    assert not [text[one.start : one.end] for one in names_of_lists(text)]


def test_no_plain_word_is_a_given_name() -> None:
    assert len(SURNAMES) > 100
    assert not [word for word in lists.plain_words() if is_given(word)]
