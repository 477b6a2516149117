"""Looking only where a stem stands never misses what a pattern would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.law import special
from dsar.law.special import health_in

from ..cases import mail


@pytest.mark.parametrize(
    ("pattern", "stems"),
    [(special._HEALTH, special._HEALTH_STEMS), (special._ADVICE, special._ADVICE_STEMS)],
)
def test_every_match_holds_a_stem(pattern: re.Pattern[str], stems: tuple[str, ...]) -> None:
    @given(st.from_regex(pattern, fullmatch=True), st.integers(0, 3))
    def holds(words: str, far: int) -> None:
        padding = "and so on, " * (far * 40)
        assert next(special._hits(pattern, stems, f"{padding}{words}. {padding}"), None)

    holds()


def test_lines_and_capitals_do_not_hide_anything() -> None:
    assert health_in(mail(1, "She is on SICK\n  leave.")) == ("text",)
