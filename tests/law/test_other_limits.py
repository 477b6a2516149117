"""Periods beside the month: exam marks and the Principal Reporter (`reference/law.md` TL-15, TL-16)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.cli import main
from dsar.errors import UsageError
from dsar.law.deadlines import deadline
from dsar.model.events import Event


@pytest.mark.parametrize(
    ("events", "due", "cautious"),
    [
        ("marks_asked=2026-03-10", "2026-08-10", "2026-08-09"),
        ("marks_asked=2026-03-10;results_announced=2026-05-01", "2026-06-10", "2026-06-09"),
        # Forty days from a late announcement would end after the five months: those come first.
        ("marks_asked=2026-03-10;results_announced=2026-08-01", "2026-08-10", "2026-08-09"),
        ("marks_asked=2026-09-30", "2027-03-01", "2027-02-27"),  # no 30 February, and the 28th is a Sunday
        ("reporter_question=2026-11-02", "2026-11-16", "2026-11-15"),
        ("reporter_question=2026-12-11;reporter_informed=2026-12-14", "2026-12-29", "2026-12-24"),
    ],
)
def test_other_dates_stand_beside_the_answers(events: str, due: str, cautious: str) -> None:
    found = deadline("2026-03-10", events)
    (one,) = found.also
    assert (one.due.isoformat(), one.cautious.isoformat()) == (due, cautious)
    assert found.due == deadline("2026-03-10").due
    assert one.because.startswith(one.rule)


def test_scotland_counts_its_own_holidays() -> None:
    (one,) = deadline("2026-11-02", "reporter_question=2026-11-16", region="scotland").also
    assert one.due == date(2026, 12, 1)  # Saint Andrew's Day is the 30th of November
    (one,) = deadline("2026-11-02", "reporter_question=2026-11-16").also
    assert one.due == date(2026, 11, 30)


def test_what_was_done_late_is_said() -> None:
    (one,) = deadline("2026-11-02", "reporter_question=2026-11-02;reporter_informed=2026-11-20").also
    assert one.done == date(2026, 11, 20)
    assert one.because.endswith("late")


def test_the_union_knows_neither() -> None:
    assert deadline("2026-11-02", "marks_asked=2026-11-02", regime="EU", region="EU-IE").also == ()


@pytest.mark.parametrize(
    ("events", "rule"),
    [
        ("results_announced=2026-11-10", "TL-15"),
        ("reporter_informed=2026-11-10", "TL-16"),
        ("marks_asked=2026-11-10;results_announced=2026-11-09", "TL-15"),
    ],
)
def test_an_answer_to_nothing_names_its_rule(events: str, rule: str) -> None:
    with pytest.raises(UsageError, match=rule):
        deadline("2026-11-02", events)


@given(st.dates(date(2026, 2, 5), date(2028, 1, 1)), st.integers(0, 400))
def test_an_announcement_never_makes_the_date_later(asked: date, after: int) -> None:
    plain = deadline(asked, (Event("marks_asked", asked),)).also[0]
    told = Event("results_announced", asked + timedelta(days=after))
    announced = deadline(asked, (Event("marks_asked", asked), told)).also[0]
    assert announced.due <= plain.due
    assert announced.cautious < announced.due
    assert announced.due.weekday() < 5


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["deadline", "--received", "2026-03-10", "--events", "marks_asked=2026-03-10"]
    for more in (["--json"], []):
        with pytest.raises(SystemExit):
            main([*asked, *more])
        out, err = capsys.readouterr()
        if more:
            assert json.loads(out)["also"][0]["due"] == "2026-08-10"
        else:
            assert "Also: give the exam marks by 2026-08-10" in err
