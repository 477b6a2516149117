from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.reading.folded import fold
from dsar.reading.hunt import Hunt, huntable


def seen(text: str, *values: str) -> list[str]:
    return [text[one.start : one.end] for one in Hunt(values).seen(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ben Adeyemi wrote", "Ben Adeyemi"),
        ("BEN\nADEYEMI", "Ben Adeyemi"),
        ("ben\u00a0adeyemi", "Ben Adeyemi"),
        ("Ade\u00adyemi", "Adeyemi"),
        ("to ben@x.example.", "ben@x.example"),
        ("Will's idea, WILL", "Will"),
        ("Zoë's", "Zoë"),
        ("ZOE\u0308", "Zoë"),
    ],
)
def test_a_value_is_seen_as_it_may_be_written(text: str, value: str) -> None:
    assert seen(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I will call", "Will"),
        ("annual", "Ann"),
        ("malice@x.example", "alice@x.example"),
        ("not.alice@x.example", "alice@x.example"),
        ("alice@x.example.org", "alice@x.example"),
        ("Ben and Adeyemi", "Ben Adeyemi"),
    ],
)
def test_a_longer_or_common_word_is_not_a_value(text: str, value: str) -> None:
    assert not seen(text, value)


@given(
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    value=st.sampled_from(["Ben Adeyemi", "ben@x.example", "07700 900456", "P-1042/7"]),
)
def test_a_value_between_spaces_is_always_seen_in_place(before: str, value: str, after: str) -> None:
    text = f"{before} {value} {after}"
    assert value in seen(text, value)


@given(st.text(alphabet=st.characters(codec=None)))
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
    assert all(text[one.start : one.end] for one in Hunt(["a", "Ben Adeyemi", ""]).seen(text))


def test_counts_and_initials_are_not_hunted() -> None:
    assert not huntable("42")
    assert not huntable("A")
    assert huntable("Bo")
    assert huntable("90012345")
    assert huntable("ab12")
