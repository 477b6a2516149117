"""Tables, JSON and XML that were made to break readers: every byte accounted for, nothing raised, nothing silent.

Files of JSONTestSuite, csv-spectrum (with what it expects) and a fuzzer's corpora, read from where they lie.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsar import plugins
from dsar.reading.cells import cells
from dsar.reading.cuts import covers
from dsar.reading.tables import CsvRows
from dsar.testing import Reading, accounted, digest_of, read, unique

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile"
pytestmark = pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared hostile files are not here")


def files(place: str) -> list[Path]:
    """Every file below a folder of the hostile ones."""
    return sorted(path for path in (HOSTILE / place).rglob("*") if path.is_file()) if HOSTILE.is_dir() else []


SUITE = files("json/nst+JSONTestSuite")
SPECTRUM = [path for path in files("csv") if path.suffix == ".csv"]
FUZZED = (
    {kind: files(f"fuzz-text/dvyukov+go-fuzz-corpus/{kind}") for kind in ("csv", "json", "xml")}
    if HOSTILE.is_dir()
    else {}
)
READERS = ("table", "json", "jsonl", "xml", "fixed", "lines")


def held(extractor: str, path: Path, options: dict[str, object] | None = None) -> Reading:
    """A file read; every byte in its place, every place once, the same twice, and something told of it."""
    content = path.read_bytes()
    found = read(plugins.extractor(extractor)(options), path.name, content)
    accounted(found, content)
    unique(found)
    assert covers(list(found.stretches), len(content))
    assert digest_of(read(plugins.extractor(extractor)(options), path.name, content)) == digest_of(found)
    if any(one.role != "structure" for one in found.stretches):
        assert found.records or found.gaps or found.parts
    return found


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.name)
def test_json_that_is_right_is_read_and_what_is_wrong_is_told(path: Path) -> None:
    found = held("json", path)
    held("jsonl", path)
    if path.name.startswith("y_") and path.parent.name == "test_parsing":
        assert found.gaps == ()
    if path.name.startswith("n_"):
        assert bool(found.gaps) != (path.name in FORGIVEN), "what is no JSON was read without a word"


FORGIVEN = {
    *("n_structure_no_data.json", "n_single_space.json", "n_array_comma_after_close.json"),
    # Brackets and commas without a value, or one comma too many.
    *("n_array_just_comma.json", "n_array_number_and_comma.json", "n_array_double_extra_comma.json"),
    *("n_structure_end_array.json", "n_structure_open_array_comma.json"),
    "n_structure_open_object_open_array.json",
    "n_number_infinity.json",  # kept as the word that it is
}
"""Files that are no JSON and are read all the same without a loss: nothing is in them, or it is all read."""


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.name)
def test_cells_are_those_that_are_expected(path: Path) -> None:
    expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
    expected = [expected] if isinstance(expected, dict) else expected
    other = "Contact Phone Number" if path.stem == "location_coordinates" else ""  # another one in the oracle
    rows, wanted = (
        [{key: value for key, value in row.items() if value != "" and key != other} for row in given]
        for given in ([one.fields for one in held("table", path).records], expected)
    )
    assert rows == wanted


@pytest.mark.parametrize("kind", sorted(FUZZED))
@pytest.mark.parametrize("extractor", READERS)
def test_what_a_fuzzer_found_breaks_nothing(kind: str, extractor: str) -> None:
    assert FUZZED[kind]
    for path in FUZZED[kind]:
        held(extractor, path)


@pytest.mark.parametrize(
    "options",
    [{"skip_until": "a", "stop_at": "b"}, {"header": 2, "comment": "#"}, {"quote": "'", "escape": "\\"}, {"quote": ""}, {"encoding": "cp1250"}],
)  # fmt: skip
def test_settings_break_nothing(options: dict[str, object]) -> None:
    for path in (*FUZZED["csv"], *SPECTRUM):
        held("table", path, options)


def test_every_field_of_a_fuzzed_table_is_in_its_records() -> None:
    """Nothing that a cell holds is lost on the way into fields."""
    for path in FUZZED["csv"]:
        content = path.read_bytes()
        for one in CsvRows().stretches(content):
            raw = content[one.offset : one.offset + one.length]
            if one.role == "piece" and raw.isascii() and one.label in (",", "preamble,"):
                said = "".join(cells(raw.decode(), ",").values)
                whole = raw.decode().rstrip("\r\n").replace('"', "").replace(",", "")
                assert said.replace('"', "").replace(",", "") == whole, str(path)
