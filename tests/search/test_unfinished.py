"""A search that is stopped goes on where it was; what another search left is not used."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.progress import Progress
from dsar.search import collect, unfinished
from dsar.search.work import PartResult, Task
from dsar.steps.find import search
from tests.bench.corpus import EMAIL, Writer, plants

ALICE = [Identifier.of("email", EMAIL)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place, writer = tmp_path / "mail", Writer(9)
    place.mkdir()
    for n, (_, body) in enumerate(plants()):
        text = f"Subject: {n}\n\n{writer.text(1, 2)}\n".encode()
        (place / f"{n:02d}.mbox").write_bytes(
            b"".join(b"From x@y.example Mon Jan  1 10:00:00 2024\n" + one + b"\n" for one in (text, body))
        )
    return place


def stopped(folder: Path, kept: Path, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(progress: Progress) -> None:
        nonlocal after
        after -= 1
        if not after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search([source_at(folder, set())], ALICE, unfinished=kept, on_progress=stop)


def test_a_stopped_search_goes_on(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = search([source_at(folder, set())], ALICE)[0]
    kept = tmp_path / "kept"
    stopped(folder, kept, 7, monkeypatch)
    read: list[str] = []
    real = collect.read_part

    def counted(task: Task) -> PartResult:
        read.append(task.part.file)
        return real(task)

    monkeypatch.setattr("dsar.steps.running.read_part", counted)
    assert search([source_at(folder, set())], ALICE, unfinished=kept)[0] == expected
    assert len(read) == len(plants()) - 7


def test_a_changed_file_or_another_person_is_searched_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = tmp_path / "kept", [Identifier.of("email", "bob@harbour.example")]
    stopped(folder, kept, 9, monkeypatch)
    (folder / "00.mbox").write_bytes(b"From x@y.example Mon Jan  1 10:00:00 2024\nSubject: none\n\nnone\n")
    expected = search([source_at(folder, set())], ALICE)[0]
    assert search([source_at(folder, set())], ALICE, unfinished=kept)[0] == expected
    assert (
        search([source_at(folder, set())], other, unfinished=kept)[0]
        == search([source_at(folder, set())], other)[0]
    )


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (exec, ("raise SystemExit('ran')",))


def test_a_file_that_is_no_result_is_not_run(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o700)
    (kept / "000001.part-results").write_bytes(pickle.dumps(("x", [Evil()])))
    (kept / "000002.part-results").write_bytes(b"\x80\x04torn")
    assert unfinished.Unfinished(kept, ["x"]).known() == {}
    assert list(kept.iterdir()) == []


def test_a_killed_find_goes_on_and_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "dsar",
        "find",
        "--email",
        EMAIL,
        "--source",
        str(folder),
        "--records-only",
    ]
    running = subprocess.Popen(
        [*words, "--workers", "processes:1"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    running.wait(timeout=60)
    (case,) = (tmp_path / "cases").iterdir() if (tmp_path / "cases").is_dir() else (None,)
    case_words = ["--case", case.name] if case else []
    done = subprocess.run(
        [*words, *case_words, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 6)
    assert not list((tmp_path / "cases").glob("*/unfinished"))
