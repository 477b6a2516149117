"""A closed request is opened again with its reason, its time limit and its decisions as they were."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from dsar.cli import main
from dsar.errors import UsageError
from dsar.law.deadlines import Status, clock_of, deadline
from dsar.model.decisions import Action, On, Wish
from dsar.model.events import Event
from dsar.steps.cases import close_request, reopen_request
from dsar.steps.deadline import record_events
from dsar.steps.decide import decide
from dsar.steps.purge import purge
from dsar.steps.status import status_of

from ..cases import FINDINGS, opened, ordinary, register

TODAY = date.today()


def test_it_goes_on_where_it_was(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary())
    decide(case, [Wish(On.FINDING, FINDINGS[0].id, Action.SHOW)])
    due = clock_of(case.state().request)
    close_request(case, "answered")
    closed = clock_of(case.state().request)
    assert closed
    assert closed.status is Status.ANSWERED
    with pytest.raises(UsageError, match="closed"):
        record_events(case, [Event("extension_notified", TODAY, "three systems")])
    reopen_request(case, "they miss the tickets of May")
    state = case.state()
    again = clock_of(state.request)
    assert again
    assert due
    assert not state.request.closed
    assert (again.due, again.status) == (due.due, due.status)
    assert any("opened again" in line for line in again.because)
    assert [one.action for one in state.decisions] == [Action.SHOW]
    assert state.snapshot
    close_request(case, "answered in full")
    last = clock_of(case.state().request)
    assert last
    assert last.status is Status.ANSWERED
    assert case.state().request.closed == "answered in full"
    assert case.journal.entries()


def test_a_mistake_without_a_day_of_receipt_is_taken_back_as_well(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary())
    close_request(case, "withdrawn")
    reopen_request(case, "that was somebody else's")
    close_request(case, "answered")
    reopen_request(case, "once more")
    assert not case.state().request.closed
    kinds = [one.kind for one in case.state().request.events]
    assert kinds == ["answered", "reopened", "answered", "reopened"]


@pytest.mark.parametrize(
    ("reason", "on", "words"),
    [
        ("", None, "say why"),
        ("x", None, "say why"),
        ("they want more", TODAY + timedelta(days=1), "future"),
        ("they want more", TODAY - timedelta(days=1), "PR-02"),
    ],
)
def test_what_cannot_be_is_refused_with_the_case_as_it_was(
    tmp_path: Path, reason: str, on: date | None, words: str
) -> None:
    case = opened(tmp_path, ordinary())
    close_request(case, "answered")
    before = case.journal.path.read_bytes()
    with pytest.raises(UsageError, match=words):
        reopen_request(case, reason, on)
    assert case.journal.path.read_bytes() == before


def test_an_open_request_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not closed"):
        reopen_request(opened(tmp_path, ordinary()), "they want more")


def test_what_was_purged_is_searched_for_again(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary())
    close_request(case, "answered")
    purge(case)
    reopen_request(case, "they miss the tickets of May")
    assert not case.state().snapshot
    assert "search" in {one.code for one in status_of(case, register()).blockers}
    case.pulled(ordinary(), ())
    assert case.found().kept


@pytest.mark.parametrize(
    "events",
    [
        "reopened=2026-11-10",
        "answered=2026-11-10;answered=2026-11-11",
        "answered=2026-11-12;reopened=2026-11-10",
    ],
)
def test_the_order_of_answers_is_held(events: str) -> None:
    with pytest.raises(UsageError, match="PR-02"):
        deadline("2026-11-02", events)


def test_the_last_answer_decides_whether_it_came_late() -> None:
    found = deadline("2026-11-02", "answered=2026-11-10;reopened=2026-11-20;answered=2026-12-20")
    assert found.status is Status.ANSWERED
    assert any("20 Dec 2026, late" in line for line in found.because)
    waiting = deadline("2026-11-02", "answered=2026-11-10;reopened=2026-11-20", today=date(2026, 12, 20))
    assert waiting.status is Status.OVERDUE


def test_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = opened(tmp_path, ordinary())
    close_request(case, "answered")
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main(["request", "reopen", "--case", str(case.folder), "--reason", "they want more", "--json"])
    assert left.value.code == 0
    assert json.loads(capsys.readouterr().out)["closed"] is None
