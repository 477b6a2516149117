"""Rows that are called sound: reading them meets no gap, and their words stand in the bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.model.records import Gap, Record
from dsar.model.sources import Directory, Part, Piece, Source
from dsar.reading.folded import fold

SIGNS = ['"', '""', ",", ";", "\n", "\r\n", "ann", "bob", " ", "{", "}", "[", "]", ":", "1", "'", "\\", "\\n", "&#193", "&eacute", "&eacute;", "é", "\t"]  # fmt: skip
HEADS = {"table": b"id,name,note\n", "jsonl": b'{"a": 1}\n{"b": 2}\n', "json": b'[{"a": 1},\n'}
ENDS = {"table": b"", "jsonl": b"", "json": b"]"}
WORD = re.compile(r"[a-z]+")


def _pieces(name: str, text: str) -> list[tuple[plugins.Extractor, Piece]]:
    raw = HEADS[name] + text.encode() + ENDS[name]
    part = Part(Source("s", Path("s")), "f", content=raw, name="f")
    extractor = plugins.extractor(name)({}, Directory())
    found = []
    for one in extractor.cut.stretches(raw):
        if one.role == "piece":
            (start, length), end = one.head, one.offset + one.length
            head = raw[start : start + length]
            found.append(
                (extractor, Piece(part, one.offset, one.length, raw[one.offset : end], head, one.label))
            )
    return found


@settings(max_examples=400, deadline=None)
@given(
    name=st.sampled_from(sorted(HEADS)),
    text=st.lists(st.sampled_from(SIGNS), max_size=14).map("".join)
    | st.sampled_from(['{"a": "ann"}', "1,ann,bob\n", '2,"ann, bob",x\n', '{"a": {"b": ["ann"]}}\n']),
)
def test_what_is_sound_meets_no_gap_and_stands_in_its_bytes(name: str, text: str) -> None:
    for extractor, piece in _pieces(name, text):
        if extractor.is_sound(piece):
            held = list(extractor.read(piece))
            assert not any(isinstance(one, Gap) for one in held)
            said = [value for one in held if isinstance(one, Record) for value in one.fields.values()]
            told = {word for value in said for word in WORD.findall(fold(str(value)).text)}
            bytes_of = piece.raw.decode().lower()
            shown = {*WORD.findall(bytes_of), *WORD.findall(re.sub(r"\\n", " ", bytes_of))}
            assert {word for word in told if "ann" in word or "bob" in word} <= shown


@pytest.mark.parametrize(
    ("name", "text", "sound"),
    [
        ("table", "1,ann,bob\n", True),
        ("table", '1,"ann, bob",x\n', True),
        ("table", '1,"an""n",x', True),
        ("table", "1,ann\n", False),
        ("table", "1,ann,bob,x\n", False),
        ("table", '1,"an"n,x\n', False),
        ("table", '1,"ann,x\n', False),
        ("table", "1,&#193lvarez,x\n", False),
        ("table", "1,&#193;lvarez &amp; x,x\n", True),
        ("jsonl", '{"a": "ann"}\n', True),
        ("jsonl", '{"a": ann}\n', False),
        ("jsonl", '"a": 1\n', False),
        ("jsonl", "[" * 101 + "]" * 101 + "\n", False),
        ("json", '{"a": "ann"}', True),
        ("json", '{"a": "&Aacutelvarez"}', False),
    ],
)
def test_which_rows_are_sound(name: str, text: str, sound: bool) -> None:
    extractor, piece = _pieces(name, text)[-1]
    assert extractor.is_sound(piece) is sound
