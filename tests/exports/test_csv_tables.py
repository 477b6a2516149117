"""CSV: nothing runs in a spreadsheet, and taking the mark away gives the value back."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.model.records import Value, typed

from .hostile import OURS, collected
from .releases import release, released

RUNS = (
    "=1+1", "+44 7700 900123", "-42.10", "@SUM(A1)", "\t=1", "\rx", "  =1", "\ufeff=1", "\x00=1", '"=1"',
    "'=1", "＝1", "＋1", "－1", "＠x", "﹦1", "\u2212 5", "\u200b=1", "\u00a0=1", "“=1", "\n=1",
)  # fmt: skip
QUOTES = "'\"`‘’“”«»"
HARMLESS = ("a=1", "42", "'quoted'", "'", "", "hello - there", "2026-01-02", "[person 7 · name]", "/x=1")


def cells(records: list[object], folder: Path) -> list[list[str]]:
    """The cells of the only CSV file that these records give, as any reader sees them."""
    (path,) = plugins.exporter("csv").write(release(records), folder)  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))


def cell(value: Value) -> str:
    """How one value stands in its cell."""
    with tempfile.TemporaryDirectory() as folder:
        return cells([released(1, fields={"x": value})], Path(folder))[1][-1]


def restored(text: str) -> str:
    """What README.txt tells the requester to do: take away the apostrophe before = + - and @."""
    if not text.startswith("'"):
        return text
    for char in text:
        if char in "\t\r\u2212" or unicodedata.normalize("NFKC", char)[:1] in tuple("=+-@"):
            return text[1:]
        if not char.isspace() and char not in QUOTES and unicodedata.category(char) not in ("Cc", "Cf"):
            return text
    return text


@pytest.mark.parametrize("text", RUNS)
def test_what_a_spreadsheet_might_run_is_marked(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_alone(text: str) -> None:
    assert cell(text) == text


@given(st.one_of(st.text(), st.text("'\"=+-@ \t\r\n\ufeff＝−a\x00", max_size=8)))
@example("''=1")
@example("'\tabc")
@settings(max_examples=300, deadline=None)
def test_taking_the_mark_away_gives_the_value(text: str) -> None:
    assert restored(cell(text)) == text


def test_every_value_equals_the_one_in_the_json(tmp_path: Path) -> None:
    texts = [*RUNS, *HARMLESS, "مرحبا\r\nשלום", "你好 👩‍👧", "y" * 100_000, 'a"b,c;d']
    texts += [text for text in OURS if "\udc80" not in text]
    fields: dict[str, Value] = {**{f"f{n}": text for n, text in enumerate(texts)}, "n": -5, "on": True}
    head, row = cells([released(1, fields=fields)], tmp_path)
    list(plugins.exporter("json").write(release([released(1, fields=fields)]), tmp_path))
    exact = json.loads((tmp_path / "data/support-mailbox.json").read_bytes())["records"][0]["fields"]
    found = dict(zip(head, row, strict=True))
    for name, value in exact.items():
        assert restored(found[name]) == typed(value)[1]


def test_a_lone_surrogate_is_spelt_out_so_that_the_file_is_utf8(tmp_path: Path) -> None:
    assert cells([released(1, fields={"x": "a\udc80"})], tmp_path)[1][-1] == "a\\udc80"


def test_the_file_is_what_old_spreadsheets_expect(tmp_path: Path) -> None:
    (path,) = plugins.exporter("csv").write(release([released(1), released(2)]), tmp_path)
    raw = path.read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"id"')
    assert raw.endswith(b'"\r\n')
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 4
    assert all(line.startswith('"') for line in lines[:-1])


def test_fields_named_like_our_columns_stay_apart(tmp_path: Path) -> None:
    fields: dict[str, Value] = {"id": "42", "kind": "gold", "field.id": "43", "=cmd": "x"}
    head, row = cells([released(1, fields=fields)], tmp_path)
    assert len(set(head)) == len(head)
    found = dict(zip(head, row, strict=True))
    assert found["id"] == "R0001"
    assert found["field.id"] == "42"
    assert found["field.field.id"] == "43"
    assert found["field.kind"] == "gold"
    assert found["'=cmd"] == "x"


def test_records_with_different_fields_share_a_table(tmp_path: Path) -> None:
    records: list[object] = [released(1, fields={"a": 1}), released(2, fields={"b": 2, "a": 3})]
    head, first, second = cells(records, tmp_path)
    assert head[-2:] == ["a", "b"]
    assert first[-2:] == ["1", ""]
    assert second[-2:] == ["3", "2"]


def test_hostile_strings_of_the_world_are_harmless_and_exact(tmp_path: Path) -> None:
    texts = [text for text in collected() if not any("\ud800" <= char <= "\udfff" for char in text)]
    if not texts:
        pytest.skip("../shared/hostile is not here")
    table = cells([released(n, title=text, fields={"x": text}) for n, text in enumerate(texts)], tmp_path)
    for text, row in zip(texts, table[1:], strict=True):
        assert restored(row[-1]) == text
        assert row[-1].strip()[:1] not in ("=", "+", "-", "@")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula(tmp_path: Path) -> None:
    records = [released(n, fields={"x": text}) for n, text in enumerate((*RUNS, *HARMLESS), start=1)]
    (path,) = plugins.exporter("csv").write(release(records), tmp_path)
    control = tmp_path / "control.csv"
    control.write_text("=1+1\n")
    counts = []
    for source in (path, control):
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
        command += ["--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        with zipfile.ZipFile(tmp_path / f"{source.stem}.xlsx") as book:
            counts.append(book.read("xl/worksheets/sheet1.xml").count(b"<f"))
    assert counts[0] == 0
    assert counts[1] == 1
