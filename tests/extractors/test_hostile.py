"""Files made to mislead readers: whatever was planted in one is read, but for the few that are named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsar import plugins
from dsar.reading.cuts import Stretch
from dsar.search.detecting import detect
from dsar.testing import Reading, accounted, read, unique

PLANTED = Path(__file__).resolve().parents[3] / "shared" / "hostile" / "planted"
DEPTH = 12
ELSEWHERE = {
    "024-eml-nested-150.eml": "150 messages in one another: the parser ends at 100, with a gap",
    "045-eml-url-encoded.eml": "percent signs are undone by whoever compares, not by whoever reads",
    "064-json-base64-field.json": "base64 in a field is undone by a mapping's step, where one says so",
}
"""Files of which something planted is in no record, and why."""

pytestmark = pytest.mark.skipif(not PLANTED.is_dir(), reason="the shared hostile files are not here")
CASES = json.loads((PLANTED / "ORACLE.json").read_text())["cases"] if PLANTED.is_dir() else []


def readings(name: str, content: bytes, depth: int = 0) -> Iterator[Reading]:
    """A file and all inside it; nothing for what no extractor knows."""
    label = detect(content[:65_536], name)
    if not label or depth > DEPTH:
        return
    reading = read(plugins.extractor(label)({"ocr": False}), name, content)
    accounted(reading, content)
    unique(reading)
    yield reading
    for part in reading.parts:
        yield from readings(part.name, bytes(part.content or b""), depth + 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["file"]))
def test_what_was_planted_is_read_or_told(case: dict[str, list[str]]) -> None:
    path = PLANTED / str(case["file"])
    found = list(readings(path.name, path.read_bytes()))
    text = "\n".join(
        str(value) for one in found for record in one.records for value in record.fields.values()
    )
    missing = [one for one in case["planted"] if one not in text]
    assert bool(missing) == (path.name in ELSEWHERE), f"{len(missing)} of {len(case['planted'])}"


def test_there_are_cases() -> None:
    assert len(CASES) == 90


def silent(reading: Reading) -> bool:
    told = reading.records or reading.gaps or reading.parts
    return not told and any(one.role != "structure" for one in reading.stretches)


FILES = sorted(path for path in PLANTED.parent.rglob("*") if path.is_file()) if PLANTED.is_dir() else []
FOLDERS = sorted(
    {path.relative_to(PLANTED.parent).parts[0] for path in FILES if path.parent != PLANTED.parent}
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_whatever_was_made_to_break_readers_is_read_or_told(folder: str) -> None:
    """Every file gives records, parts or gaps, accounted for to the byte; nothing is raised, nothing silent."""
    read_of, quiet = 0, []
    for path in FILES:
        if path.relative_to(PLANTED.parent).parts[0] != folder:
            continue
        for reading in readings(path.name, path.read_bytes()):
            read_of += 1
            if silent(reading):
                quiet.append(path.name)
    assert quiet == []
    assert read_of or folder == "LICENSES"


def test_the_check_sees_a_silent_reader() -> None:
    assert silent(Reading((Stretch(0, 1),), (), (), ()))
    assert not silent(Reading((Stretch(0, 1, "structure", "a"),), (), (), ()))
