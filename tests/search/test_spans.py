"""A large file searched in spans gives what it gives as a whole, and goes on inside when it was stopped."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.executors import open_executor
from dsar.model.identifiers import Identifier
from dsar.model.progress import Progress
from dsar.reading import skim
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
