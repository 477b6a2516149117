"""JSON: valid against the schema beside it, and exact."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.model.records import Value, typed

from .hostile import OURS
from .releases import everyday, release, released

TEXTS = (
    "السلام عليكم، كيف حالك؟",
    "שלום עולם [person 2 · name]",
    "你好，世界",
    "👩‍👩‍👧‍👦 🏳️‍🌈 é é",
    "x" * 100_000,
    "a\x00b\x1f\x7f\u2028\ufeff",
    *OURS,
)
VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(timezones=st.just(UTC)),
)


def written(records: list[Any], folder: Path) -> dict[str, bytes]:
    """What the JSON exporter writes for these records, by path."""
    paths = plugins.exporter("json").write(release(records), folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def schema_of(files: dict[str, bytes]) -> Any:
    return json.loads(files["schema/record.schema.json"])


def test_files_follow_the_schema_beside_them(tmp_path: Path) -> None:
    files = written(list(everyday().records), tmp_path)
    schema = schema_of(files)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    documents = [json.loads(files[name]) for name in files if name.endswith(".json") and "schema" not in name]
    assert len(documents) == 5
    for document in documents:
        validator.validate(document)
    records = [json.loads(text) for text in files["data/all-records.jsonl"].splitlines()]
    assert len(records) == len(everyday().records)
    record_schema = {"$ref": "#/$defs/record", "$defs": schema["$defs"]}
    line = jsonschema.Draft202012Validator(record_schema)
    for record in records:
        line.validate(record)


@pytest.mark.parametrize(
    "damage",
    [
        {"records": [{"id": "R0001"}]},
        {"schema": "dsar.records/2"},
        {"extra": True},
    ],
)
def test_the_schema_refuses_what_is_not_such_a_file(damage: dict[str, object], tmp_path: Path) -> None:
    files = written([released(1)], tmp_path)
    document = json.loads(files["data/support-mailbox.json"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema_of(files)).validate({**document, **damage})


def test_the_schema_refuses_numbers_that_readers_round(tmp_path: Path) -> None:
    files = written([released(1)], tmp_path)
    document = json.loads(files["data/support-mailbox.json"])
    refused: tuple[object, ...] = (0.1, 2**53, None, [])
    for wrong in refused:
        document["records"][0]["fields"]["x"] = wrong
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema_of(files)).validate(document)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_text_comes_back_code_point_by_code_point(text: str, tmp_path: Path) -> None:
    record = released(1, title=text, label=text, fields={"text": text, text or "empty": "value"})
    files = written([record], tmp_path)
    for name, content in files.items():
        content.decode("utf-8")
        assert name.isascii()
    back = json.loads(files["data/support-mailbox.json"])
    assert back["records"][0]["fields"] == dict(record.fields)
    assert back["records"][0]["title"] == text
    assert json.loads(files["data/all-records.jsonl"])["fields"] == dict(record.fields)


def test_letters_of_every_script_are_written_as_themselves(tmp_path: Path) -> None:
    files = written([released(1, fields={"text": TEXTS[0] + TEXTS[2]})], tmp_path)
    assert (TEXTS[0] + TEXTS[2]).encode() in files["data/support-mailbox.json"]


@given(st.dictionaries(st.text(max_size=20), VALUES, max_size=6))
@settings(max_examples=60, deadline=None)
def test_values_are_exact(fields: dict[str, Value]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        files = written([released(1, fields=fields)], Path(folder))
    back = json.loads(files["data/support-mailbox.json"])["records"][0]["fields"]
    assert list(back) == list(fields)
    for name, value in fields.items():
        assert typed(back[name])[1] == typed(value)[1]
        if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53):
            assert type(back[name]) is type(value)
        else:
            assert isinstance(back[name], str)


def test_moments_and_numbers_are_written_in_full(tmp_path: Path) -> None:
    record = released(
        1,
        when=datetime(2026, 7, 1, 23, 59, tzinfo=UTC),
        fields={"sum": Decimal("1.10"), "big": 2**53, "small": -7, "on": True},
    )
    files = written([record], tmp_path)
    back = json.loads(files["data/support-mailbox.json"])["records"][0]
    assert back["when"] == "2026-07-01T23:59:00+00:00"
    assert back["fields"] == {"sum": "1.10", "big": "9007199254740992", "small": -7, "on": True}


def test_every_record_names_its_case(tmp_path: Path) -> None:
    files = written(list(everyday(5).records), tmp_path)
    lines = files["data/all-records.jsonl"].splitlines()
    assert {json.loads(line)["case"] for line in lines} == {"SAR-2026-0001"}


def test_reasons_for_hiding_are_in_words(tmp_path: Path) -> None:
    files = written([released(1, hidden={"undecided": 1, "S2P16": 2, "other people": 1})], tmp_path)
    hidden = json.loads(files["data/all-records.jsonl"])["hidden"]
    assert sum(hidden.values()) == 4
    assert not {"undecided", "S2P16"} & set(hidden)
