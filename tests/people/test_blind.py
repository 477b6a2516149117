"""The texts of the report share nothing with what the model learns from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..bench import borrowed, marked, origins
from ..bench.people import BLIND, OWN
from ..bench.train.generate import _TEMPLATES
from ..bench.train.names import LOCALES, pools

_PARTICLES = {"le", "de", "mac"}
WORDS_IN_A_ROW = 5


def trained() -> set[str]:
    """Every name part that generated training text may hold."""
    return {
        word.casefold()
        for parts in pools().values()
        for names in parts
        for name in names
        for word in name.split()
    }


def parts(texts: Iterable[marked.Marked]) -> set[str]:
    """Every part of a marked person's name."""
    return {
        word.casefold()
        for one in texts
        for start, end, label in one.text.spans
        if label == "PERSON"
        for word in re.findall(r"[^\W\d_]{2,}(?:['’\-][^\W\d_]+)*", one.text.text[start:end])
    }


def rows(text: str) -> set[tuple[str, ...]]:
    """Every few words in a row, names and slots left out."""
    words = re.findall(r"[a-z']+", re.sub(r"\{[^}]*\}", " | ", text.casefold()))
    return {tuple(words[at : at + WORDS_IN_A_ROW]) for at in range(len(words) - WORDS_IN_A_ROW + 1)}


def test_no_name_of_the_blind_texts_is_trained_on() -> None:
    names = parts(one for genre in BLIND for one in marked.read(genre, blind=True))
    assert len(names) > 150
    assert names & trained() - _PARTICLES == set()


def test_no_name_of_the_own_texts_is_trained_on() -> None:
    names = parts(one for genre in OWN for one in marked.read(genre))
    assert len(names) > 1_000
    assert names & trained() - _PARTICLES == set()


def test_no_name_of_an_origin_is_trained_on() -> None:
    every = {name.casefold() for first, last in origins.origins().values() for name in (*first, *last)}
    assert len(every) > 2_000
    assert every & trained() - _PARTICLES == set()


def test_the_blind_texts_repeat_no_template() -> None:
    templates = set().union(*(rows(path.read_text(encoding="utf-8")) for path in _TEMPLATES.glob("*.txt")))
    blind = set().union(*(rows(one.text.text) for genre in BLIND for one in marked.read(genre, blind=True)))
    assert len(blind) > 1_000
    shared = {" ".join(row) for row in blind & templates}
    assert shared <= {"on fri mar at pm", "i am away until from"}, shared


def test_renamed_texts_keep_their_marks() -> None:
    texts = marked.read("mail")
    for origin in origins.origins():
        for before, after in zip(texts, origins.texts_of(origin, texts), strict=True):
            assert len(before.text.spans) == len(after.text.spans)
            for start, end, _ in after.text.spans:
                assert after.text.text[start:end].strip() == after.text.text[start:end] != ""


def test_no_name_of_the_borrowed_lines_is_trained_on() -> None:
    names = {one.casefold() for first, last in (borrowed.names(tuple(LOCALES)),) for one in (*first, *last)}
    assert len(names) > 2_000
    assert names & trained() == set()


def test_slots_are_filled_and_people_marked() -> None:
    for file, least in (("borrowed", 150), ("casual", 500)):
        texts = list(borrowed.texts(file))
        assert not [one.text.text for one in texts if "$" in one.text.text or "{P" in one.text.text]
        assert sum(len(one.text.spans) for one in texts) > least
