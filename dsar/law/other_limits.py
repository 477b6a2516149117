"""Periods beside the month: complaints, exam marks, data from the Principal Reporter (TL-13, TL-15, TL-16).

They do not move the date of the answer: each stands beside it for what it is about. `due` counts as
Regulation 1182/71 does, the day of the event itself left out and the last day moved past days without
work; `cautious` takes "beginning with" by the letter: that day counts, and nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dsar.law.counting import add_months, said
from dsar.law.events import pairs_of
from dsar.law.working_days import Region, next_working_day, region_named
from dsar.model.events import PAIRS, Event

MARKS_MONTHS, MARKS_DAYS, REPORTER_DAYS = 5, 40, 14


@dataclass(frozen=True, slots=True)
class Also:
    """One more date: the rule, what has to be done by it, the day it was done, and why."""

    rule: str
    what: str
    due: date
    cautious: date
    done: date | None
    because: str


def acknowledge_by(received: date, region: str = "england-wales") -> date:
    """By when a complaint to the controller is acknowledged (DPA 2018 section 164A(3), TL-13).

    Thirty days, the first of them the day after receipt.
    """
    return next_working_day(received + timedelta(days=30), region_named(region))


def also(events: Iterable[Event], region: Region) -> tuple[Also, ...]:
    """The dates that events of a request set beside its own. Raises `UsageError` as `check_events` does."""
    listed = tuple(events)
    return (*_marks(listed, region), *_reporter(listed, region))


def _marks(events: tuple[Event, ...], region: Region) -> Iterator[Also]:
    """Exam marks that were asked for before results are announced (Schedule 2 paragraph 25(2) to (4)).

    The earlier of five months from the question and forty days from the announcement.
    """
    for asked, announced in pairs_of(events, "marks_asked", PAIRS["marks_asked"]):
        last = add_months(asked.on, MARKS_MONTHS)
        why = f"five months from {said(asked.on)}"
        if announced and announced.on + timedelta(days=MARKS_DAYS) < last:
            last = announced.on + timedelta(days=MARKS_DAYS)
            why = f"forty days from the announcement on {said(announced.on)}, which is earlier"
        elif announced is None:
            why += ", or forty days from the announcement if that is earlier (results_announced=DATE)"
        due, cautious = next_working_day(last, region), last - timedelta(days=1)
        yield Also("TL-15", "give the exam marks", due, cautious, None, f"TL-15: {why}: {said(due)}")


def _reporter(events: tuple[Event, ...], region: Region) -> Iterator[Also]:
    """Social work or education data from Scotland's Principal Reporter (Schedule 3 paragraphs 12, 20).

    The Reporter is told within fourteen days that the question has arisen, and the data stays here
    until they have said that it does no serious harm (exemptions S3P12 and S3P20).
    """
    for arisen, told in pairs_of(events, "reporter_question", PAIRS["reporter_question"]):
        last = arisen.on + timedelta(days=REPORTER_DAYS)
        due, cautious = next_working_day(last, region), last - timedelta(days=1)
        done = told.on if told else None
        why = f"TL-16: fourteen days from {said(arisen.on)}: {said(due)}"
        if done:
            why += f"; told on {said(done)}" + (", late" if done > due else "")
        yield Also("TL-16", "tell the Principal Reporter that it is asked for", due, cautious, done, why)
