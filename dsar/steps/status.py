"""status: where a case stands and what blocks its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dsar.answer.apply import Applied, apply
from dsar.answer.gate import Blocker, blockers
from dsar.answer.hidden import Hidden
from dsar.answer.keeping import over, verdicts_of
from dsar.answer.notice import notice_of
from dsar.answer.stops import alarms_of, shown_without_reason
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.case.state import State
from dsar.law.access_items import missing_items
from dsar.law.deadlines import Deadline, clock_of
from dsar.law.identity import Alarm
from dsar.model.register import Register


@dataclass(frozen=True, slots=True)
class Status:
    """Where a case stands: its request, counts, and everything that blocks an answer."""

    state: State
    found: Found | None
    applied: Applied | None
    blockers: tuple[Blocker, ...]
    clock: Deadline | None = None
    alarms: tuple[Alarm, ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)
    past: tuple[tuple[str, int], ...] = ()
    bare: int = 0


def status_of(case: Case, register: Register | None) -> Status:
    """Add a case up. Without a register the letter's blanks are not known, which itself blocks.

    `clock` is None while the day of receipt is not recorded; `alarms` are signs that somebody else
    may be asking, for a person to look at. `kept` counts records by verdict on their period, `past`
    those past it by source; `bare` counts people who are shown while nothing says why.
    """
    state = case.state()
    found = case.found(state) if state.snapshot else None
    applied = apply(found, state.decisions) if found else None
    verdicts = verdicts_of(state, found, register, date.today()) if found and register else {}
    return Status(
        state,
        found,
        applied,
        blockers(
            state,
            found,
            applied,
            blanks(state, found, applied, register),
            register.lawyers if register else (),
        ),
        clock_of(state.request, date.today()),
        alarms_of(state, found),
        Counter(str(one.keep) for one in verdicts.values()),
        over(found, verdicts) if found and verdicts else (),
        shown_without_reason(state, found, applied) if found and applied else 0,
    )


def blanks(
    state: State, found: Found | None, applied: Applied | None, register: Register | None
) -> tuple[str, ...]:
    """What the letter needs and nobody has said yet, in words."""
    if register is None:
        return ("a register: the privacy notice as data (register = in dsar.toml, or --register)",)
    if found is None or applied is None or state.request.right != "access":
        return ()
    return missing_items(notice_of(state, found, applied, register, prepared=date.today(), hidden=Hidden()))
