"""Months in the language of an export."""

from __future__ import annotations

import pytest

from dsar.errors import UsageError
from dsar.reading.dates import when
from dsar.reading.mapping import moment
from dsar.reading.mapping_file import mapping_of
from dsar.reading.months import LANGUAGES, in_english


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "3. März 2026 10:00", "2026-03-03"), ("de", "03. Mrz. 2026", "2026-03-03"),
        ("de", "3. Dez 2026", "2026-12-03"), ("fr", "1er février 2026", "2026-02-01"),
        ("fr", "le 14 juil. 2026 09:30", "2026-07-14"), ("fr", "5 aout 2026", "2026-08-05"),
        ("es", "3 de marzo de 2026", "2026-03-03"), ("it", "7 gen 2026", "2026-01-07"),
        ("nl", "2 mrt 2026", "2026-03-02"), ("pl", "9 października 2026", "2026-10-09"),
        ("pt", "4 de março de 2026", "2026-03-04"), ("sv", "6 maj 2026", "2026-05-06"),
    ],
)  # fmt: skip
def test_they_are_read(language: str, text: str, day: str) -> None:
    mapping = mapping_of({"when": ["Datum"], "locale": language, "timezone": "UTC"})
    found = moment({"Datum": text}, mapping)
    assert found is not None
    assert found.utc is not None
    assert found.utc.date().isoformat() == day


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_of_every_language(language: str) -> None:
    from dsar.reading.months import _NAMES

    for number, name in enumerate(_NAMES[language].split(), start=1):
        found = when(in_english(f"2 {name} 2026 08:00 +0000", language))
        assert found is not None
        assert found.utc is not None
        assert (found.utc.month, found.utc.day) == (number, 2)


@pytest.mark.parametrize("text", ["3 jui 2026", "2026-03-03", "nothing", "3 smarch 2026"])
def test_what_names_no_one_month_stays(text: str) -> None:
    assert in_english(text, "fr") == text


def test_a_language_that_is_not_known_is_told() -> None:
    with pytest.raises(UsageError, match="locale"):
        mapping_of({"locale": "tlh"})
