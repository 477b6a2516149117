"""Training texts with strange words: names stay where they are marked, and what is put in is nobody's name."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from dsar.people import lists

from ..bench.train.corpora import Text
from ..bench.train.generate import Generator
from ..bench.train.strange import estranged, strange


@given(st.integers(0, 10_000), st.booleans())
def test_marked_names_stay_as_they_are(seed: int, anywhere: bool) -> None:
    random_ = random.Random(seed)
    (text,) = Generator(seed).documents(1)
    other = estranged(text, random_, 0.5, anywhere=anywhere)
    assert [other.text[a:b] for a, b, _ in other.spans] == [text.text[a:b] for a, b, _ in text.spans]
    assert [label for *_, label in other.spans] == [label for *_, label in text.spans]


def test_plain_words_are_exchanged_where_nobody_stands() -> None:
    random_ = random.Random(3)
    line = Text("The pump is broken. Ask reception about the filter", (), "log")
    changed = [estranged(line, random_, 1.0).text for _ in range(40)]
    assert all(one.startswith("The ") and " is broken. Ask reception about the " in one for one in changed)
    assert len(set(changed)) > 30
    assert "reception" not in estranged(line, random_, 1.0, anywhere=True).text


def test_no_strange_word_is_a_listed_name() -> None:
    random_ = random.Random(7)
    known = lists.listed() | lists.families()
    made = [strange(random_) for _ in range(3000)]
    assert len(set(made)) > 2000
    assert sum(one.casefold() in known for one in made) < 30
