"""Files that vanish, change, loop or break off: each is named and counted, and the rest is answered."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from dsar.case.found import Found
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part, Source
from dsar.search.collect import read_part
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted
from dsar.search.work import Task
from dsar.steps.find import search

ALICE = [Identifier.of("email", "alice@x.example")]
LINES = b'{"note": "alice@x.example"}\n{"note": "nobody"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "kept"
    place.mkdir()
    (place / "good.jsonl").write_bytes(LINES)
    return place


def answer(folder: Path) -> Found:
    found = search([source_at(folder, set())], ALICE)[0]
    (line,) = found.ledger
    assert line.balanced
    assert [kept.record.locator.file for kept in found.kept if kept.record.locator.file == "good.jsonl"] == [
        "good.jsonl"
    ]
    return found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no pipes among files")
def test_a_pipe_is_named_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert {(gap.locator.file, gap.reason) for gap in answer(folder).gaps} == {("pipe", "not-a-file")}


def test_a_link_that_loops_is_named_and_not_followed(folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "round").symlink_to(folder / "round")
    assert {gap.locator.file for gap in answer(folder).gaps} == {"loop", "round"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "shut.jsonl").write_bytes(LINES)
    (folder / "shut.jsonl").chmod(0)
    assert {(gap.locator.file, gap.reason) for gap in answer(folder).gaps} == {("shut.jsonl", "unreadable")}


def test_a_compressed_file_is_read_and_one_that_breaks_off_is_named(folder: Path) -> None:
    packed = gzip.compress(LINES * 400, mtime=0)
    (folder / "whole.jsonl.gz").write_bytes(packed)
    (folder / "torn.jsonl.gz").write_bytes(packed[:-20])
    found = answer(folder)
    files = [kept.record.locator.file for kept in found.kept]
    assert files.count("whole.jsonl.gz") >= 400
    assert any(gap.locator.file == "torn.jsonl.gz" for gap in found.gaps)


def read(path: Path, during: object = None) -> tuple[str, int, int]:
    part = Part(Source("s", path), path.name, path, name=path.name)

    class Watched(Sieve):
        def seen(self, *given: Any) -> tuple[list[int], list[int]]:
            if callable(during):
                during()
            return super().seen(*given)

    result = read_part(Task(part, "jsonl", Wanted(ALICE), Watched(ALICE), Directory()))
    assert result.line.balanced
    return (result.gaps[0].reason if result.gaps else "", result.line.unread, len(result.outcomes))


def test_a_file_that_changes_while_it_is_read_is_named(folder: Path) -> None:
    path = folder / "good.jsonl"

    def grow() -> None:
        with path.open("ab") as file:
            file.write(LINES)

    assert read(path) == ("", 0, 1)
    assert read(path, grow) == ("changed", 1, 0)


def test_a_file_that_is_gone_before_it_is_read_is_named(folder: Path) -> None:
    assert read(folder / "never.jsonl") == ("unreadable", 1, 0)
