"""A large file searched in spans gives what it gives as a whole, and goes on inside when it was stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dsar.config import source_at
from dsar.errors import DsarError
from dsar.executors import open_executor
from dsar.model.identifiers import Identifier
from dsar.model.progress import Progress
from dsar.reading import skim
from dsar.reading.cuts import Span
from dsar.reading.grouped import GroupedRows
from dsar.reading.objects import JsonElements
from dsar.search import collect, spans
from dsar.search.work import PartResult, Task
from dsar.steps.find import search
from tests.bench.corpus import EMAIL, Writer, plants

ALICE = [Identifier.of("email", EMAIL), Identifier.of("phone", "+447700900123")]


def mail(writer: Writer) -> bytes:
    every = [body for _, body in plants()] * 3
    for n in range(120):
        every.append(f"From: x@y.example\nSubject: {n}\n\n{writer.text(1, 2)}\nFrom here on.\n".encode())
    writer.dice.shuffle(every)
    return b"".join(b"From x@y.example Mon Jan  1 10:00:00 2024\n" + one + b"\n" for one in every)


def lines(writer: Writer) -> bytes:
    dice = writer.dice
    said = ['{"note": "%s"}', '{"who": "%s"}', "", "  ", '{"note": "no\\u0041ody %s"}']
    rows = [
        dice.choice(said).replace("%s", dice.choice(["nobody", EMAIL, "07700 900123"])) for _ in range(3000)
    ]
    return "\r\n".join(rows).encode()


def rows(writer: Writer) -> bytes:
    dice, out = writer.dice, ["id,note,who"]
    for n in range(2500):
        note = dice.choice(
            ["ok", '"two\r\nlines, one cell"', '"said ""hi,""\nand left"', '5" pipe', '"stray', ""]
        )
        out.append(f"{n},{note},{dice.choice(['nobody', EMAIL, '07700 900123'])}")
        out += [""] if dice.random() < 0.05 else []
    return "\r\n".join(out).encode()


def elements(writer: Writer) -> bytes:
    dice = writer.dice
    said = [EMAIL, "nobody", "07700 900123", 'a "quoted" \\ word', "]} , {[", "caf\u00e9"]
    listed = [
        {
            "id": n,
            "to": {"who": dice.choice(said)},
            "notes": [{"text": dice.choice(said)}] * dice.randint(0, 3),
        }
        for n in range(2500)
    ]
    return json.dumps(
        {"meta": {"page": 1}, "items": listed, "next": None}, indent=dice.choice([None, 1])
    ).encode()


MADE = {"mail.mbox": mail, "log.jsonl": lines, "rows.csv": rows, "elements.json": elements}


@pytest.fixture(params=MADE)
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(skim, "BLOCK", 300)
    path = tmp_path / str(request.param)
    path.write_bytes(MADE[path.name](Writer(3)))
    return path


@pytest.mark.parametrize("deep", [True, False])
@pytest.mark.parametrize("spec", ["inline", "processes:2"])
def test_spans_give_what_the_whole_gives(
    file: Path, deep: bool, spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_at(file, set())
    whole = search([source], ALICE, deep=deep)[0]
    assert whole.kept
    for span in (700, 5000, 20_000):
        monkeypatch.setattr(spans, "SPAN", span)
        with open_executor(spec) as executor:
            assert search([source], ALICE, deep=deep, executor=executor)[0] == whole


def stop_after(count: int) -> object:
    def stop(_: Progress) -> None:
        nonlocal count
        count -= 1
        if not count:
            raise KeyboardInterrupt

    return stop


def test_a_search_that_was_stopped_inside_a_file_goes_on_there(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, kept = source_at(file, set()), tmp_path / "kept"
    whole = search([source], ALICE)[0]
    monkeypatch.setattr(spans, "SPAN", file.stat().st_size // 10)
    read: list[int] = []
    real = collect.read_part

    def counted(task: Task) -> PartResult:
        assert task.span is not None
        read.append(task.span.start)
        return real(task)

    monkeypatch.setattr("dsar.steps.running.read_part", counted)
    with pytest.raises(KeyboardInterrupt):
        search([source], ALICE, unfinished=kept, on_progress=stop_after(4))  # type: ignore[arg-type]
    assert len(read) == 4
    assert search([source], ALICE, unfinished=kept)[0] == whole
    assert len(read) == len(set(read)) > 8


def test_a_file_that_changes_between_its_spans_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "SPAN", file.stat().st_size // 4)
    changed = False

    def change(_: Progress) -> None:
        nonlocal changed
        if not changed:
            os.utime(file, ns=(1, 1))
            changed = True

    found = search([source_at(file, set())], ALICE, on_progress=change)[0]
    gaps = [gap for gap in found.gaps if gap.reason == "changed"]
    assert len(gaps) >= 3
    assert all(line.balanced for line in found.ledger)
    first = min(gap.locator.offset for gap in gaps)
    assert first > 0
    assert sum(gap.locator.length for gap in gaps) == file.stat().st_size - first


_KILLED = """
import os, signal, sys
from pathlib import Path
from dsar.config import source_at
from dsar.errors import DsarError
from dsar.model.identifiers import Identifier
from dsar.reading import skim
from dsar.reading.cuts import Span
from dsar.reading.grouped import GroupedRows
from dsar.reading.objects import JsonElements
from dsar.search import spans, unfinished
from dsar.steps.find import search

skim.BLOCK, spans.SPAN, unfinished.COUNT = 300, int(sys.argv[3]), 1
write, left = unfinished.Unfinished.write, 3

def write_and_die(self):
    global left
    write(self)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

unfinished.Unfinished.write = write_and_die
search([source_at(Path(sys.argv[1]), set())], [Identifier.of("email", sys.argv[4])], unfinished=Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_search_goes_on_inside_a_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, size = tmp_path / "kept", file.stat().st_size // 10
    words = [sys.executable, "-c", _KILLED, str(file), str(kept), str(size), EMAIL]
    done = subprocess.run(words, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    source, alice = source_at(file, set()), ALICE[:1]
    whole = search([source], alice)[0]
    monkeypatch.setattr(spans, "SPAN", size)
    read: list[int] = []
    real = collect.read_part

    def counted(task: Task) -> PartResult:
        assert task.span is not None
        read.append(task.span.start)
        return real(task)

    monkeypatch.setattr("dsar.steps.running.read_part", counted)
    assert search([source], alice, unfinished=kept)[0] == whole
    assert len(read) > 5
    assert min(read) > 2 * size


@pytest.mark.parametrize(("name", "made"), [("rows.csv", rows), ("elements.json", elements)])
def test_spans_that_do_not_fit_are_noticed_by_the_sums(
    name: str, made: Callable[[Writer], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(made(Writer(3)))
    monkeypatch.setattr(skim, "BLOCK", 300)
    monkeypatch.setattr(spans, "SPAN", 5000)
    real = GroupedRows.spans if name.endswith("csv") else JsonElements.spans

    def wrong(cut: Any, content: bytes, size: int) -> Iterator[Span]:
        """Spans one end of which lies inside a piece: in a cell of two lines, or an element."""
        every = list(real(cut, content, size))
        inside = content.find(b'"two\r\n' if name.endswith("csv") else b'"notes"', every[1].start) + 6
        ends = [every[0].end, inside, len(content)]
        for start, end in pairwise([0, *ends]):
            known = tuple(one for span in every for one in span.known or () if start <= one.offset <= end)
            yield Span(start, end, known=known if name.endswith("json") else None)

    owner = GroupedRows if name.endswith("csv") else JsonElements
    monkeypatch.setattr(owner, "spans", wrong)
    with pytest.raises(DsarError, match="does not balance"):
        search([source_at(path, set())], ALICE)
