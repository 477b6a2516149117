"""When an answer is due: from events to dates, with every step in words. `reference/law.md` section 3.

United Kingdom: UK GDPR Article 12A (Data (Use and Access) Act 2025 section 76). European Union: GDPR
Article 12(3). Both count by Regulation 1182/71: the same day a month on, the last day of a shorter
month, and only the very last day moves past days on which offices do not work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from dsar.errors import UsageError
from dsar.law.counting import Count, Counted, add_months, said
from dsar.law.events import Pause, answer_of, check_events, day_of, pairs_of, parse_events
from dsar.law.other_limits import Also, also
from dsar.law.working_days import Region, beyond, region_named
from dsar.model.events import Event
from dsar.model.request import READINGS, REGIMES, RIGHTS, Request

STOP_THE_CLOCK = date(2026, 2, 5)
"""Since when Article 12A is in force (S.I. 2026/82); before, the same was the regulator's guidance."""

STARTS = (
    ("id_requested", "id_received", "what confirms their identity", "Article 12A(2)(b)"),
    ("authority_requested", "authority_received", "what shows the agent's authority", "AG-01"),
    ("fee_requested", "fee_paid", "the fee", "Article 12A(2)(c)"),
)


class Status(StrEnum):
    """Where the clock of a request stands."""

    NOT_STARTED = "NOT_STARTED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    EXTENDED = "EXTENDED"
    OVERDUE = "OVERDUE"
    ANSWERED = "ANSWERED"


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be argued about and is therefore a setting.

    `pauses`: whether the day of an answer counts (`statutory`, `cautious`, `strict-day-one`).
    `eu_pauses`: whether questions stop the clock under the GDPR of the Union, which does not say so.
    `prompt_days`: how long after the start a question is no longer prompt. `wait_months`: how long
    an unanswered question stays open before it is chased (TL-14).
    """

    pauses: str = "statutory"
    eu_pauses: bool = False
    prompt_days: int = 7
    wait_months: int = 1


@dataclass(frozen=True, slots=True)
class Deadline:
    """The dates of one request, and why.

    `due` is the last lawful day, None where the month has not started or stands still. `cautious`
    is the date on the stricter reading and the one to aim for; `target` is 28 days, counted the same
    way. `notice_limit` is the last day to tell the requester of an extension. `chase` is when an
    unanswered question should be followed up. `also` are periods that run beside it.
    """

    status: Status
    start: date | None
    due: date | None
    cautious: date | None
    target: date | None
    notice_limit: date | None
    extended: bool
    chase: date | None
    because: tuple[str, ...]
    warnings: tuple[str, ...]
    also: tuple[Also, ...] = ()

    @property
    def shown(self) -> str:
        """The due date, or the word for why there is none."""
        if self.due:
            return self.due.isoformat()
        return str(Status.NOT_STARTED if self.start is None else Status.PAUSED)


def deadline(
    received: date | str,
    events: Iterable[Event] | str = (),
    *,
    regime: str = "UK",
    region: str = "england-wales",
    right: str = "access",
    today: date | None = None,
    reading: Reading | None = None,
) -> Deadline:
    """Count the time limit of a request from its events, or from a line of them (`law.events`).

    `today` decides only whether it is overdue. Raises `UsageError`, naming the rule, for events that
    cannot be, a region without data and dates that the data does not reach.
    """
    named, given = parse_events(events) if isinstance(events, str) else ("", tuple(events))
    right, how = named or right, reading or Reading()
    day = day_of(received) if isinstance(received, str) else received
    for value, known in ((regime, REGIMES), (right, RIGHTS), (how.pauses, READINGS)):
        if value not in known:
            raise UsageError(f"{value!r} is not known", hint="one of: " + ", ".join(known))
    check_events(day, given)
    return _Limit(day, given, regime, region_named(region), right, how).counted(today)


def clock_of(request: Request, today: date | None = None) -> Deadline | None:
    """The time limit of a request, or None while the day it came in is not recorded."""
    if request.received is None:
        return None
    return deadline(
        request.received,
        request.events,
        regime=request.regime,
        region=request.region,
        right=request.right,
        today=today,
        reading=Reading(pauses=request.reading, eu_pauses=request.eu_pauses),
    )


class _Limit:
    """One request on its way to its dates; says why while it counts."""

    def __init__(
        self, received: date, events: Sequence[Event], regime: str, region: Region, right: str, how: Reading
    ) -> None:
        self.received, self.events, self.regime = received, events, regime
        self.region, self.right, self.how = region, right, how
        self.because: list[str] = []
        self.warnings: list[str] = []
        if region.in_union != (regime == "EU"):
            self.warnings.append(f"TL-10: the regime is {regime}, but holidays are those of {region.words}")

    def counted(self, today: date | None) -> Deadline:
        """The dates."""
        self.because.append(f"TL-11: received on {said(self.received)}, whatever day of the week")
        if self.regime == "UK" and self.received < STOP_THE_CLOCK:
            self.because.append("LAW-14: before 5 February 2026 the same was counted as guidance")
        start, chase = self._start()
        if start is None:
            return self._finished(
                Deadline(Status.NOT_STARTED, None, None, None, None, None, False, chase, (), ()), today
            )
        count = Count(start, self.region, self._pauses(start))
        limit = count.end(1, self.how.pauses)
        extended = self._extended(limit)
        months = 3 if extended else 1
        due, cautious = count.end(months, self.how.pauses), count.end(months, "cautious")
        self._explain(count, months, due)
        status = Status.EXTENDED if extended else Status.RUNNING
        if due is None or cautious is None:
            status, chase = Status.PAUSED, self._chase(count.open_question())
            return self._finished(
                Deadline(status, start, None, None, None, None, extended, chase, (), ()), today
            )
        self.warnings += beyond(due.day)
        careful = min(due.day, cautious.day)
        target = min(start + timedelta(days=28 * months + len(cautious.excluded)), careful)
        last = limit.day if limit else None
        done = Deadline(status, start, due.day, careful, target, last, extended, None, (), ())
        return self._finished(done, today)

    def _finished(self, found: Deadline, today: date | None) -> Deadline:
        answered, again = answer_of(self.events)
        status = found.status
        if again:
            self.because.append(
                f"PR-02: opened again on {said(again.on)}: what was sent was not the end, the date stays"
            )
        if answered:
            status = Status.ANSWERED
            late = bool(found.due and answered.on > found.due)
            self.because.append(f"PR-02: answered on {said(answered.on)}" + (", late" if late else ""))
        elif today and found.due and today > found.due:
            status = Status.OVERDUE
            self.warnings.append(f"TL-01: overdue since {said(found.due)}")
        beside = also(self.events, self.region) if self.regime == "UK" else ()
        return replace(
            found, status=status, because=tuple(self.because), warnings=tuple(self.warnings), also=beside
        )

    def _start(self) -> tuple[date | None, date | None]:
        """When the month starts, or None and when to chase what it waits for (TL-02)."""
        start, waits = self.received, []
        for asked, answered, words, provision in STARTS:
            for question, answer in pairs_of(self.events, asked, answered):
                self._prompt(question, self.received)
                if not self._restarts(question, words):
                    continue
                if answer is None:
                    waits.append(question)
                    self.because.append(f"TL-02: {words}, asked for on {said(question.on)}, is still missing")
                elif answer.on > start:
                    start = answer.on
                    self.because.append(
                        f"TL-02: {words} came on {said(answer.on)}: the month starts anew ({provision})"
                    )
        return (None, self._chase(waits[0])) if waits else (start, None)

    def _restarts(self, question: Event, words: str) -> bool:
        if self.regime == "UK" or (question.on == self.received and question.kind != "fee_requested"):
            return True
        if not (self.how.eu_pauses and question.kind != "fee_requested"):
            self.warnings.append(
                f"EU-03: asking for {words} on {said(question.on)} does not move the date (a setting)"
            )
        return False

    def _pauses(self, start: date) -> tuple[Pause, ...]:
        """The questions that stop the clock (TL-08); says why others do not."""
        asked = pairs_of(self.events, "clarification_requested", "clarification_received")
        for question, _ in asked:
            self._prompt(question, start)
        if any(one.kind == "format_query" for one in self.events):
            self.because.append("TL-09: a question about format does not stop the clock")
        if asked and self.right != "access":
            self.warnings.append("TL-12: a question stops the clock of access requests only: ignored")
            return ()
        if self.regime == "UK":
            return asked
        if asked and not self.how.eu_pauses:
            self.warnings.append("EU-03: the GDPR of the Union knows no pause: ignored (a setting)")
        if not self.how.eu_pauses:
            return ()
        identity = pairs_of(self.events, "id_requested", "id_received")
        return (*asked, *(pair for pair in identity if pair[0].on > self.received))

    def _prompt(self, question: Event, since: date) -> None:
        late = (question.on - since).days
        if late > self.how.prompt_days:
            self.warnings.append(
                f"TL-09: {question.words} on {said(question.on)}, {late} days in: ask at once"
            )

    def _chase(self, question: Event | None) -> date | None:
        if question is None:
            return None
        chase = add_months(question.on, self.how.wait_months)
        self.because.append(f"TL-14: no answer by {said(chase)}: chase it, or close and say so")
        return chase

    def _extension(self) -> Event | None:
        return next((one for one in self.events if one.kind == "extension_notified"), None)

    def _extended(self, limit: Counted | None) -> bool:
        notice = self._extension()
        if notice is None:
            return False
        if limit and notice.on > limit.day:
            self.warnings.append(
                f"TL-07: notice of an extension on {said(notice.on)}, after {said(limit.day)}: it is void"
            )
            return False
        if limit and notice.on > limit.unrolled:
            self.warnings.append(
                f"TL-07: in time only because {said(limit.unrolled)} is no working day; that is arguable"
            )
        self.because.append(
            f"TL-07: extension notified on {said(notice.on)}, in time: three months from the start"
        )
        return True

    def _explain(self, count: Count, months: int, due: Counted | None) -> None:
        for question in count.late(months, self.how.pauses):
            self.warnings.append(
                f"TL-08: clarification asked on {said(question.on)}, after the period had ended: ignored"
            )
        words = "one month" if months == 1 else "three months"
        self.because.append(
            f"TL-01: {words} from {said(count.start)} end on {said(add_months(count.start, months))}"
            + (
                " (TL-04: the month is shorter)"
                if add_months(count.start, months).day < count.start.day
                else ""
            )
        )
        if due is None:
            self.because.append("TL-08: the clock stands still until the clarification comes")
            return
        if due.excluded:
            days = len(due.excluded)
            self.because.append(
                f"TL-08: {days} day{'s' * (days != 1)} of waiting do not count: {said(due.unrolled)}"
            )
        if due.day != due.unrolled:
            self.because.append(
                f"TL-05: {said(due.unrolled)} is no working day in {self.region.words}: {said(due.day)}"
            )
