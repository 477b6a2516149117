"""The letter says what a period comes to for this person, where a rule gives a day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dsar.answer.apply import apply
from dsar.answer.build import reasons_of
from dsar.case.case import Case
from dsar.model.events import Event
from dsar.model.release import Release
from dsar.steps.deadline import record_events
from dsar.steps.export import prepare

from ..cases import found_of, mail, opened, register

ON = date(2026, 11, 22)
LOG = replace(mail(2, "GET /"), kind="log", categories=("technical",))


def release(case: Case) -> Release:
    state = case.state()
    found = case.found(state)
    made, _, _ = prepare(state, found, apply(found, state.decisions), register(), ON)
    return made


def said(made: Release) -> str:
    return json.dumps(reasons_of(made, "access"))


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("2024-03-31", "For you that is until 31 March 2031 at the latest."),
        ("2015-03-31", "For you that ended on 31 March 2022. We still have it, and will look at why."),
    ],
)
def test_a_day_is_printed_where_a_rule_gives_one(tmp_path: Path, ended: str, words: str) -> None:
    case = opened(tmp_path, found_of((mail(1, "Hello"), LOG), (), persons=()))
    assert release(case).notice.kept_until == ()
    assert "For you" not in said(release(case))
    record_events(case, [Event("service_ended", date.fromisoformat(ended))])
    told = release(case)
    assert {category for category, _ in told.notice.kept_until} == {"contact", "account"}
    assert words in said(told)


def test_a_hold_has_no_day(tmp_path: Path) -> None:
    case = opened(tmp_path, found_of((mail(1, "Hello"),), (), persons=()))
    record_events(case, [Event("service_ended", date(2024, 3, 31)), Event("hold_began", date(2026, 11, 3))])
    assert release(case).notice.kept_until == ()
