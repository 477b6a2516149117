"""Decoding never raises, ends, and gives no more text than a fixed multiple of what it was given."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.reading.forms import byte_texts, readings

KNOTS = [
    "\\\\" * 2000,
    "&amp;" * 800,
    "%25" * 1000,
    "=3D" * 1000,
    '""' * 2000,
    "<" * 3000,
    "a+" * 2000,
    "A" * 4000,
    "=?utf-8?b?" * 400,
    "=?x?q?" + "=" * 3000,
    "\\ud83d" * 500,
    "=\n" * 2000,
    "[(\\9 \\08 \\) (] TJ" * 200,
    "<FE F> TJ <feff00> TJ" * 200,
    "begin 644 x\nM\n\u00e9\n`\n" * 200,
    "=ybegin \n=\u00e9=\n=yend" * 200,
    "+AO+AOs-++/" * 200,
    "one two " * 1000,
    "\\110000 \\5a" * 200,
    "x*0*=a;x*1*=b;" * 200,
]


@pytest.mark.parametrize("text", KNOTS)
def test_hostile_text_gives_a_bounded_amount_of_text(text: str) -> None:
    assert sum(len(read.text) for read in readings(text)) <= 120 * len(text)


@settings(deadline=None)
@given(raw=st.binary(max_size=400))
def test_any_bytes_can_be_read(raw: bytes) -> None:
    for read in byte_texts(raw):
        assert any(True for _ in readings(read.text, read.form, read.sure))


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_can_be_read_and_stands_first_as_it_is(text: str) -> None:
    assert next(readings(text)).text == text
    assert all(isinstance(read.text, str) for read in readings(text))


def test_encodings_in_one_another_are_followed_and_rubbish_is_not_sure() -> None:
    inner = json.dumps(json.dumps("Zoë in a sentence that is long enough"))
    text = base64.b64encode(inner.encode()).decode()
    assert any("Zoë in a" in read.text and read.sure for read in readings(text))
    rubbish = base64.b64encode(bytes(range(128, 255))).decode()
    assert {read.sure for read in readings(rubbish) if read.form == "base64"} == {False}
