"""The quick way to folded text gives the text of the slow one."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.reading.folded import UNSEEN, fold, folded_text

_MARKS = [chr(code) for code in range(0x300, 0x370)]
signs = st.characters() | st.sampled_from([*UNSEEN, *_MARKS, *"aeiJHTWYÅßİıŉſﬁ①Ａ１"])


@settings(max_examples=2000, deadline=None)
@given(st.text(signs, max_size=12))
def test_it_is_the_same(text: str) -> None:
    assert folded_text(text) == fold(text).text


def test_every_sign_by_itself() -> None:
    odd = [chr(code) for code in range(0x110000) if folded_text(chr(code)) != fold(chr(code)).text]
    assert not [sign for sign in odd if unicodedata.category(sign) != "Cs"]
