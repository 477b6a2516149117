"""File names and escaping. The module under test is reached through the files it names."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dsar import plugins

from .releases import everyday, release, released

RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=100)


def names_for(sources: list[str]) -> list[str]:
    """The file names that the JSON exporter gives to records of these sources."""
    records = [released(n, source=source) for n, source in enumerate(sources, start=1)]
    with tempfile.TemporaryDirectory() as folder:
        paths = list(plugins.exporter("json").write(release(records), Path(folder)))
    return [path.name for path in paths if path.suffix == ".json" and path.parent.name == "data"]


@given(st.lists(ANY_TEXT, unique=True, max_size=8))
@example(["mail", "Mail", "MAIL ", "mäil", "ma/il"])
@example(["con", "CON", "nul.", "com1", "source", "", "邮件", "数据"])
@example(["all-records", "a" * 99, "a" * 98])
@settings(max_examples=60, deadline=None)
def test_every_source_has_a_safe_file_of_its_own(sources: list[str]) -> None:
    names = names_for(sources)
    assert len(names) == len(sources)
    assert len({name.lower() for name in names}) == len(sources)
    for name in names:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*\.json", name)
        assert len(name) <= 80
        assert name.removesuffix(".json") not in RESERVED


def test_file_names_do_not_depend_on_the_order_of_sources() -> None:
    sources = ["Mail", "mail", "mail!", "tickets"]
    there = dict(zip(sources, names_for(sources), strict=True))
    back = dict(zip(sources[::-1], names_for(sources[::-1]), strict=True))
    assert there == back
    assert there["tickets"] == "tickets.json"


@pytest.mark.parametrize("form", ["json", "csv", "html", "about"])
def test_every_yielded_path_exists_in_the_folder(form: str, tmp_path: Path) -> None:
    paths = list(plugins.exporter(form).write(release([released(1)]), tmp_path))
    assert paths
    for path in paths:
        assert path.is_file()
        assert path.is_relative_to(tmp_path)
        assert path.name.isascii()


@pytest.mark.parametrize("form", ["json", "csv", "html", "about"])
def test_the_same_release_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    seen = []
    for turn in ("one", "two"):
        folder = tmp_path / turn
        folder.mkdir()
        paths = plugins.exporter(form).write(everyday(), folder)
        seen.append([(path.relative_to(folder), path.read_bytes()) for path in paths])
    assert seen[0] == seen[1]
    other = tmp_path / "other"
    other.mkdir()
    changed = [path.read_bytes() for path in plugins.exporter(form).write(everyday(41), other)]
    assert changed != [content for _, content in seen[0]]
