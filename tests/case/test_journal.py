from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.case.journal import START, BrokenChain, Journal


def written(folder: Path, count: int = 5) -> Journal:
    journal = Journal(folder / "journal.jsonl")
    for n in range(count):
        journal.append("note", {"n": n}, by="lena")
    return journal


def test_entries_come_back_in_order_and_chained(tmp_path: Path) -> None:
    entries = written(tmp_path).entries()
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[0].previous == START
    assert all(later.previous == earlier.seal for earlier, later in itertools.pairwise(entries))


def test_the_file_is_private(tmp_path: Path) -> None:
    assert written(tmp_path).path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["edit", "drop", "swap", "insert", "repeat", "reformat"])
def test_every_kind_of_tampering_is_found(tmp_path: Path, change: str) -> None:
    journal = written(tmp_path)
    lines = journal.path.read_bytes().splitlines(keepends=True)
    if change == "edit":
        lines[2] = lines[2].replace(b'"n":2', b'"n":7')
    elif change == "drop":
        del lines[2]
    elif change == "swap":
        lines[1], lines[2] = lines[2], lines[1]
    elif change == "insert":
        lines.insert(2, lines[2].replace(b'"n":2', b'"n":9'))
    elif change == "repeat":
        lines.append(lines[-1])
    else:
        lines[2] = json.dumps(json.loads(lines[2])).encode() + b"\n"
    journal.path.write_bytes(b"".join(lines))
    report = journal.verify()
    assert not report.ok
    assert report.problem
    with pytest.raises(BrokenChain):
        journal.append("note", {}, by="lena")


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(tmp_path_factory: pytest.TempPathFactory, at: int, bit: int) -> None:
    folder = tmp_path_factory.mktemp("flip")
    journal = written(folder, 3)
    content = bytearray(journal.path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    journal.path.write_bytes(content)
    report = journal.verify()
    # Only the very last line end may go: then the last line counts as never acknowledged.
    assert not report.ok or (report.entries < 3 and report.unfinished)


def test_a_torn_last_line_was_never_acknowledged(tmp_path: Path) -> None:
    journal = written(tmp_path, 3)
    whole = journal.path.read_bytes()
    for cut in range(1, 60):
        journal.path.write_bytes(whole + whole[:cut].replace(b"\n", b""))
        assert journal.verify().ok
        assert [entry.seq for entry in journal.entries()] == [1, 2, 3]
    journal.append("note", {"n": 3}, by="lena")
    assert [entry.seq for entry in journal.entries()] == [1, 2, 3, 4]


def test_a_cut_tail_shows_only_to_whoever_kept_the_head(tmp_path: Path) -> None:
    journal = written(tmp_path, 3)
    head = journal.head()
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines[:-1]))
    assert journal.verify().ok
    assert journal.head() != head


APPEND = """
import sys
from pathlib import Path
from dsar.case.journal import Journal
for n in range(20):
    Journal(Path(sys.argv[1])).append("note", {"n": n}, by="someone")
"""


def test_two_processes_append_without_losing_a_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    workers = [subprocess.Popen([sys.executable, "-c", APPEND, str(path)]) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert Journal(path).verify().ok
    assert len(Journal(path).entries()) == 40
