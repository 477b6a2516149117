"""How long the rest will take, from how quickly decisions were made today."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta

from dsar.case.journal import Entry
from dsar.review.board import Board

LEAST = 5
"""Decisions of one day below which there is no pace to speak of."""

BREAK = timedelta(minutes=5)
"""A pause this long is not work."""


def decisions_left(board: Board) -> int:
    """Decisions that settle everything: one a person, one a passage of nobody, one a candidate."""
    people = sum(1 for key, tally in board.of_person.items() if key and tally.open)
    loose = board.of_person[""].open if "" in board.of_person else 0
    return people + loose + len(board.applied.undecided_records)


def seconds_each(entries: Iterable[Entry], day: str) -> float:
    """Seconds that a decision took on a day (`YYYY-MM-DD`, UTC), breaks left out; 0.0 where too few."""
    made = [
        datetime.fromisoformat(one.at) for one in entries if one.kind == "decision" and one.at[:10] == day
    ]
    # What one key decided at once was one decision.
    apart = [after - before for before, after in itertools.pairwise(made)]
    worked = [gap for gap in apart if timedelta(seconds=0.2) < gap < BREAK]
    if len(worked) < LEAST - 1:
        return 0.0
    return sum(worked, timedelta()).total_seconds() / len(worked)


def forecast(board: Board, day: str) -> str:
    """What is left and how long it takes at today's pace, in words; empty where that is not known."""
    left = decisions_left(board)
    each = seconds_each(board.case.journal.entries(), day)
    if not left or not each:
        return ""
    minutes = max(1, round(left * each / 60))
    words = f"{minutes} minute{'s' * (minutes != 1)}" if minutes < 120 else f"{round(minutes / 60)} hours"
    return f"At today's pace the {left:,} decisions that are left take about {words}."
