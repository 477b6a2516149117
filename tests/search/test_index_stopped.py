"""A build of the index that is killed: what was written down counts, inside one large file too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.executors import open_executor
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part
from dsar.reading import skim
from dsar.search import indexing, postings, spans
from dsar.search.content import files_of
from dsar.search.detecting import format_of
from dsar.search.indexing import Indexed, IndexTask, index_part
from dsar.search.packing import WORDS, Listed
from dsar.search.resumed import ENDING, Kept, Resumed
from dsar.steps.find import search
from dsar.steps.index import _ranges, build, load_index
from tests.bench.corpus import EMAIL, IP, PHONE, write

pytest.importorskip("pyarrow")

_KILLED = """
import os, signal, sys
from pathlib import Path
from dsar.config import source_at
from dsar.search import indexing, resumed
from dsar.steps.index import build

indexing.SPAN = 100_000
keep, left = resumed.Resumed.keep, 3

def keep_and_die(self, span):
    global left
    keep(self, span)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

resumed.Resumed.keep = keep_and_die
build(Path(sys.argv[1]), [source_at(Path(sys.argv[2]), set())])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("name", ["mail.mbox", "access.log", "billing.csv", "tickets.jsonl"])
def test_a_killed_build_goes_on_inside_a_file(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / "made", 1.2, 78, (name,)).path(name)
    sources, place = [source_at(file, set())], tmp_path / "index"
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(place), str(file)], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    kept = sorted(place.glob(f"*.{ENDING}"))
    assert len(kept) == 3
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert not any(EMAIL.encode() in path.read_bytes() for path in kept)
    made = build(place, sources)
    assert made.added == 1
    assert not list(place.glob(f"*.{ENDING}*"))
    for one in (Identifier.of("email", EMAIL), Identifier.of("name", "Pia Quill")):
        assert search(sources, [one], index=load_index(place))[0] == search(sources, [one])[0]


def test_what_goes_on_ends_as_what_was_never_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "made", 0.8, 79, ("mail.mbox",)).path("mail.mbox")
    part = next(one for one in files_of(source_at(file, set())) if isinstance(one, Part))
    whole = index_part(IndexTask(part, "mbox", Directory(), bytes(32)))
    monkeypatch.setattr(indexing, "SPAN", 100_000)
    task = IndexTask(part, "mbox", Directory(), bytes(32), tmp_path, "me")
    index_part(task)
    kept = list(Resumed(tmp_path, "me", bytes(32)).spans())
    assert len(kept) >= 4
    for path in sorted(tmp_path.glob(f"*.{ENDING}"))[2:]:
        path.unlink()
    again = index_part(task)
    assert again.blocks == whole.blocks
    assert again.file == whole.file
    rows = ((set(_rows(again.postings)), set(_rows(whole.postings))), (_words(again), _words(whole)))
    for found, told in rows:
        everywhere = {digest for digest, block in found if block < 0}
        assert {row for row in told if row[0] not in everywhere} <= found


def _words(made: Indexed) -> set[tuple[int, int]]:
    return {
        row
        for file, more, each in made.words
        for row in zip(*(one.tolist() for one in each.between(0, WORDS, more, file)), strict=True)
    }


def _rows(rows: postings.Postings) -> Iterator[tuple[int, int]]:
    return zip(rows.digests, rows.blocks, strict=True)


def test_spans_of_another_file_or_key_or_torn_ones_do_not_count(tmp_path: Path) -> None:
    blocks = postings.Blocks()
    blocks.add(0, 10, 1, [(10, True)])
    words = Listed(array("q", [7, 9]), array("q", [0, 1, 2]), b"ab", array("q", [11]))
    span = Kept(10, blocks, postings.Postings(), words, ((0, 10),))
    Resumed(tmp_path, "me", bytes(32)).keep(span)
    assert list(Resumed(tmp_path, "me", bytes(32)).spans()) == [span]
    assert not list(Resumed(tmp_path, "you", bytes(32)).spans())
    assert not list(Resumed(tmp_path, "me", bytes(31) + b"x").spans())
    path = next(tmp_path.glob(f"*.{ENDING}"))
    path.write_bytes(path.read_bytes()[:-5])
    assert not list(Resumed(tmp_path, "me", bytes(32)).spans())


def test_a_large_file_is_read_by_several_workers_and_answers_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "SPAN", 50_000)
    monkeypatch.setattr(skim, "BLOCK", 10_000)
    folder = write(tmp_path / "made", 1.5, 81).folder
    tickets = (folder / "tickets.jsonl").read_text().splitlines()
    (folder / "tickets.json").write_text(f'{{"tickets": [{", ".join(tickets)}]}}')
    sources, place = [source_at(folder, set())], tmp_path / "index"
    with open_executor("threads:2") as executor:
        build(place, sources, executor=executor)
    index = load_index(place)
    parts = [one for one in files_of(sources[0]) if isinstance(one, Part)]
    assert all(len(_ranges(part, format_of(part), Directory())) > 2 for part in parts)
    assert not any(entry.file.search for entry in index.entries.values())
    for wanted in (Identifier.of("email", EMAIL), Identifier.of("phone", PHONE), Identifier.of("ip", IP)):
        assert search(sources, [wanted], index=index)[0] == search(sources, [wanted])[0]


def test_a_worker_that_dies_leaves_its_file_to_be_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_text('{"note": "alice@x.example"}\n')
    sources, place = [source_at(tmp_path / "a.jsonl", set())], tmp_path / "index"
    monkeypatch.setattr("dsar.steps.index.index_part", _die)
    with open_executor("processes:1") as executor:
        made = build(place, sources, executor=executor)
    assert (made.files, made.searched) == (1, 1)
    found = search(sources, [Identifier.of("email", "alice@x.example")], index=load_index(place))[0]
    assert len(found.kept) == 1


def _die(task: IndexTask) -> None:
    os._exit(1)
