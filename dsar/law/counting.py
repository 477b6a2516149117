"""Months, days that do not count, and the one roll at the end (Regulation 1182/71 Article 3)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dsar.law.events import Pause
from dsar.law.working_days import Region, next_working_day
from dsar.model.events import Event


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of a month that has no such day (TL-03, TL-04)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def said(day: date) -> str:
    """A day as the derivation writes it."""
    return f"{day:%a} {day.day} {day:%b %Y}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A last day, the same before it moved past days without work, and the days left out."""

    day: date
    unrolled: date
    excluded: frozenset[date]


class Count:
    """Counts periods from one start, leaving out pauses."""

    def __init__(self, start: date, region: Region, pauses: Sequence[Pause]) -> None:
        self.start = start
        self.region = region
        self.pauses = sorted(pauses, key=lambda pause: pause[0].on)

    def end(self, months: int, reading: str) -> Counted | None:
        """The last day of a period, or None where it stands still.

        A pause that was asked for after the period had ended cannot revive it.
        """
        excluded: frozenset[date] = frozenset()
        counted = self._last(months, reading, excluded)
        for question, answer in self.pauses:
            if question.on > counted.day:
                break
            if answer is None:
                return None
            excluded |= frozenset(self._days(question, answer, reading))
            counted = self._last(months, reading, excluded)
        return counted

    def late(self, months: int, reading: str) -> tuple[Event, ...]:
        """Questions that were asked when the period had ended."""
        counted = self.end(months, reading)
        return tuple(one for one, _ in self.pauses if counted and one.on > counted.day)

    def open_question(self) -> Event | None:
        """The first question without an answer."""
        return next((question for question, answer in self.pauses if answer is None), None)

    def _last(self, months: int, reading: str, excluded: frozenset[date]) -> Counted:
        day = add_months(self.start, months) + timedelta(days=len(excluded))
        if reading == "strict-day-one":
            day -= timedelta(days=1)
        return Counted(next_working_day(day, self.region), day, excluded)

    def _days(self, question: Event, answer: Event, reading: str) -> Iterator[date]:
        """Days of waiting after the start, which is itself not counted (Article 3(1))."""
        last = answer.on - timedelta(days=1) if reading == "cautious" else answer.on
        day = max(question.on, self.start + timedelta(days=1))
        while day <= last:
            yield day
            day += timedelta(days=1)
