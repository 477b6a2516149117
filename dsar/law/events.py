"""Events as they are written and checked before anything counts from them; errors name the rule.

The grammar is `reference/law.md` 3.4: `none`, or `key=YYYY-MM-DD` joined by `;`, and `right=…`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dsar.errors import UsageError
from dsar.model.events import CLOCK, FACTS, KINDS, PAIRS, Event
from dsar.model.request import RIGHTS

OFFICE = "Europe/London"
"""The zone whose days count (TL-11)."""

RULES = {"clarification_requested": "TL-08", "marks_asked": "TL-15", "reporter_question": "TL-16"}
"""The rule that an error about a question and its answer names, where it is not TL-02."""

ENDS = ("answered", "reopened")
"""What ends a request, and what takes that back."""

Pause = tuple[Event, Event | None]
"""A question and its answer, if there is one yet."""


def day_of(text: str, zone: str = OFFICE) -> date:
    """A day from `YYYY-MM-DD`. Raises `UsageError` for any other form, and for a day there is not.

    A moment with a zone of its own is refused with the day that it was at the office: which day an
    event belongs to is never guessed.
    """
    written = text.strip()
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", written)
    if found:
        year, month, day = (int(part) for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            if (month, day) == (2, 29):
                raise UsageError(
                    f"TL-03: there is no 29 February in {year}", hint=f"28 February or 1 March {year}"
                ) from None
            raise UsageError(f"TL-03: there is no day {written}", hint="YYYY-MM-DD") from None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise UsageError(f"TL-03: {written!r} is not a day", hint="YYYY-MM-DD") from None
    where = "the office's local time"
    if moment.tzinfo is None:
        raise UsageError(f"TL-11: events are days in {where}, without a time", hint=f"{moment.date()}")
    local = moment.astimezone(ZoneInfo(zone)).date()
    raise UsageError(
        f"TL-11: events are days in {where} ({zone}): there it was {local}", hint=f"write {local}"
    )


def parse_events(text: str) -> tuple[str, tuple[Event, ...]]:
    """The right, or nothing, and the events of one line in the grammar above. Raises `UsageError`."""
    right, events = "", []
    for term in (part.strip() for part in text.split(";")):
        if term in ("", "none"):
            continue
        key, equals, value = (part.strip() for part in term.partition("="))
        if not equals:
            raise UsageError(f"{term!r} is not an event", hint="key=YYYY-MM-DD, joined by ;")
        if key == "right":
            if value not in RIGHTS:
                raise UsageError(f"{value!r} is not a right", hint="one of: " + ", ".join(RIGHTS))
            right = value
        else:
            events.append(Event(_kind(key, (*CLOCK, *FACTS)), day_of(value)))
    return right, tuple(events)


def _kind(key: str, known: Sequence[str]) -> str:
    if key in known:
        return key
    near = difflib.get_close_matches(key, known, 1)
    hint = f"did you mean {near[0]}?" if near else "known: " + ", ".join(known)
    raise UsageError(f"{key!r} is not a kind of event", hint=hint)


def check_events(received: date | None, events: Iterable[Event], today: date | None = None) -> None:
    """Raise `UsageError`, naming the rule, for events that cannot have happened as they are written.

    `today` is given where events are facts: then none lies in the future.
    """
    listed = tuple(events)
    clock = [one for one in listed if one.kind in CLOCK]
    for one in listed:
        _kind(one.kind, KINDS)
        if today and one.on > today:
            raise UsageError(f"TL-11: {one.words} on {one.on} lies in the future")
    if clock and received is None:
        raise UsageError("TL-02: the day the request was received is not recorded", hint="--received")
    if received and today and received > today:
        raise UsageError(f"TL-02: a request received on {received} lies in the future")
    for one in clock:
        if received and one.on < received:
            raise UsageError(f"TL-02: {one.words} on {one.on}, before the request came in ({received})")
    seen: set[tuple[str, date]] = set()
    for one in listed:
        if one.kind not in ("note", *ENDS) and (one.kind, one.on) in seen:
            raise UsageError(f"TL-08: {one.words} on {one.on} is given twice", hint="each event counts once")
        seen.add((one.kind, one.on))
    for asked, answered in PAIRS.items():
        pairs_of(listed, asked, answered)
    if sum(one.kind == "extension_notified" for one in listed) > 1:
        raise UsageError("TL-07: extension notified can be given once only")
    _ends(listed)
    _holds(listed)


def _ends(events: Iterable[Event]) -> None:
    """A request is answered once, and once more each time that it was opened again (PR-02)."""
    last: Event | None = None
    for one in (one for one in events if one.kind in ENDS):
        if one.kind == (last.kind if last else "reopened"):
            reason = "can be given once only" if last else "without an answer before it"
            raise UsageError(f"PR-02: {one.words} {reason}", hint="dsar request reopen opens it again")
        if last and one.on < last.on:
            raise UsageError(f"PR-02: {one.words} on {one.on}, before {last.words} on {last.on}")
        last = one


def answer_of(events: Iterable[Event]) -> tuple[Event | None, Event | None]:
    """The answer that stands, and the day a request was opened again after an answer that does not."""
    ends = [one for one in events if one.kind in ENDS]
    if not ends:
        return None, None
    return (ends[-1], None) if ends[-1].kind == "answered" else (None, ends[-1])


def pairs_of(events: Iterable[Event], asked: str, answered: str) -> tuple[Pause, ...]:
    """The n-th question with the n-th answer. Raises `UsageError` where they are out of order."""
    listed = tuple(events)
    questions = [one for one in listed if one.kind == asked]
    answers = [one for one in listed if one.kind == answered]
    rule = RULES.get(asked, "TL-02")
    if len(answers) > len(questions):
        raise UsageError(
            f"{rule}: {answers[-1].words} on {answers[-1].on}, but nothing was asked that it answers",
            hint=f"record {asked} first",
        )
    pairs = []
    for n, question in enumerate(questions):
        answer = answers[n] if n < len(answers) else None
        if answer and answer.on < question.on:
            raise UsageError(
                f"{rule}: {answer.words} on {answer.on}, before {question.words} on {question.on}",
                hint="events are given in the order in which they happened",
            )
        if n and question.on < questions[n - 1].on:
            raise UsageError(f"{rule}: {question.words} on {question.on} is out of order")
        pairs.append((question, answer))
    return tuple(pairs)


def _holds(events: Iterable[Event]) -> None:
    pairs_of(events, "hold_began", "hold_ended")
