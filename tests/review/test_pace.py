"""The forecast is of work, not of breaks, and says nothing before there is a pace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dsar.case.journal import Entry
from dsar.model.decisions import Action, On, Wish
from dsar.review.board import Board
from dsar.review.pace import decisions_left, forecast, seconds_each

from ..cases import BEN
from .asking import case_of
from .test_board import found

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def entries(*gaps: float) -> list[Entry]:
    """Decisions with those seconds between them."""
    at, made = NOON, []
    for n, gap in enumerate((0.0, *gaps), start=1):
        at += timedelta(seconds=gap)
        made.append(Entry(n, at.isoformat(timespec="milliseconds"), "x", "decision", {}, "", ""))
    return made


@given(st.lists(st.floats(1, 200), min_size=4, max_size=40), st.floats(301, 9000))
def test_breaks_do_not_count(gaps: list[float], rest: float) -> None:
    each = seconds_each(entries(*gaps), "2026-11-25")
    assert abs(each - sum(gaps) / len(gaps)) < 0.01
    if NOON + timedelta(seconds=sum(gaps) + rest) < NOON.replace(hour=23):
        assert abs(seconds_each(entries(*gaps, rest), "2026-11-25") - each) < 0.01


def test_no_pace_no_forecast(tmp_path: Path) -> None:
    assert seconds_each(entries(2, 3, 4), "2026-11-25") == 0.0
    assert seconds_each(entries(2, 3, 4, 5, 6), "2026-11-24") == 0.0
    board = Board(case_of(tmp_path, found()))
    assert forecast(board, "2026-11-25") == ""


def test_what_is_left_is_counted_in_decisions(tmp_path: Path) -> None:
    board = Board(case_of(tmp_path, found()))
    assert decisions_left(board) == 3 + 2
    board.decide([Wish(On.PERSON, BEN.id, Action.REDACT)])
    assert decisions_left(board) == 2 + 2
    board.decide([Wish(On.RECORD, board.applied.undecided_records[0], Action.CONFIRM)])
    assert decisions_left(board) == 2 + 1 + 1
