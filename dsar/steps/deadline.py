"""deadline: the clock of a case, and the events that move it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dsar.case.case import Case
from dsar.errors import NeedsDecision, UsageError
from dsar.law.deadlines import clock_of
from dsar.law.events import check_events, parse_events
from dsar.model.events import Event
from dsar.model.request import Request


def record_events(case: Case, events: Sequence[Event], today: date | None = None) -> None:
    """Record events; all of them or, where one cannot be, none (`UsageError` names the rule).

    Raises `NeedsDecision` for an extension that comes too late: its notice is void.
    """
    request = case.state().request
    together = (*request.events, *events)
    now = today or date.today()
    if request.closed and any(one.kind != "note" for one in events):
        raise UsageError("PR-02: the request is closed", hint="dsar request note TEXT still can be added")
    check_events(request.received, together, now)
    clock_of(replace(request, events=together))
    for one in events:
        _check_effect(request, one, now)
    case.event(events)


def _check_effect(request: Request, event: Event, now: date) -> None:
    if event.kind == "clarification_requested" and request.right != "access":
        raise UsageError(
            "TL-12: a question stops the clock of access requests only (Article 12A(5))",
            hint="dsar request note TEXT keeps the question",
        )
    if event.kind in ("clarification_requested", "extension_notified") and len(event.note.strip()) < 3:
        needed = "what was asked" if event.kind != "extension_notified" else "why it is necessary"
        raise UsageError(f"TL-07, TL-08: say {needed}: it has to be shown later")
    if event.kind != "extension_notified":
        return
    clock = clock_of(request, now)
    if clock and clock.notice_limit and event.on > clock.notice_limit:
        raise NeedsDecision(
            "TL-07: the notice of an extension comes too late and would be void",
            [f"it had to be given by {clock.notice_limit}; the answer is due on {clock.due}"],
        )


def notes(told: Sequence[str], today: date) -> list[Event]:
    """Events from terms such as `id_requested=2026-11-24`; anything else is a note of today.

    Raises `UsageError` for a term that looks like an event and is none.
    """
    events: list[Event] = []
    for term in told:
        if re.fullmatch(r"[a-z_]+=\S*", term.strip()):
            right, parsed = parse_events(term)
            if right:
                raise UsageError("the right is not an event", hint="dsar request open --right")
            events += parsed
        elif term.strip():
            events.append(Event("note", today, term.strip()))
    return events
