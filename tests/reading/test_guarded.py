"""A child that dies, loops, eats memory or lies is the end of one step, and of nothing else."""

from __future__ import annotations

import os
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dsar.reading import guarded
from dsar.reading.guarded import Lost
from tests.reading.dying import always, counts, moments, never

PLAIN = {"datetime": frozenset({"datetime", "timezone", "timedelta"})}


@pytest.fixture(autouse=True)
def _tests_are_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))


def told(fault: str, where: int = 2) -> tuple[list[str], list[Lost]]:
    found = list(guarded.read(counts, (fault, where), PLAIN))
    return [one for one in found if isinstance(one, str)], [one for one in found if isinstance(one, Lost)]


def test_a_child_that_lives_gives_everything() -> None:
    assert told("") == ([f"value {n}" for n in range(6)], [])
    assert told("prints") == ([f"value {n}" for n in range(6)], [])
    assert list(guarded.read(moments, None, PLAIN)) == [datetime(2026, 11, 2, tzinfo=UTC)]


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    ("fault", "words"),
    [("segfault", "SIGSEGV"), ("killed", "SIGKILL"), ("raises", "status 1"), ("lies", "SIGKILL")],
)
def test_what_ends_a_child_is_the_end_of_one_step(fault: str, words: str) -> None:
    values, lost = told(fault)
    assert values == [f"value {n}" for n in range(6) if n != 2]
    assert [(one.step, one.rest) for one in lost] == [(2, False)]
    assert words in lost[0].why


@pytest.mark.skipif(os.name != "posix", reason="limits")
def test_memory_without_bound_is_the_end_of_one_step() -> None:
    values, lost = told("eats", 5)
    assert (values, [one.step for one in lost]) == ([f"value {n}" for n in range(5)], [5])


def test_a_loop_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "SILENCE", 3)
    values, lost = told("loops", 5)
    assert (values, [one.step for one in lost]) == ([f"value {n}" for n in range(5)], [5])
    assert "no sign" in lost[0].why


def test_what_cannot_be_begun_is_given_up_at_once() -> None:
    assert [(one.step, one.rest) for one in guarded.read(never, None, PLAIN)] == [(0, True)]


def test_what_ends_every_child_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "LIVES", 3)
    assert [(one.step, one.rest) for one in guarded.read(always, None, PLAIN)] == [
        (0, False), (1, False), (2, True),
    ]  # fmt: skip


def test_leaving_early_leaves_no_child_behind() -> None:
    found = guarded.read(counts, ("", 0), PLAIN)
    assert next(found) == "value 0"
    assert isinstance(found, Generator)
    found.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
