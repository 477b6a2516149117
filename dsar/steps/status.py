"""status: where a case stands and what blocks its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dsar.answer.apply import Applied, apply
from dsar.answer.gate import Blocker, blockers
from dsar.answer.hidden import Hidden
from dsar.answer.notice import notice_of
from dsar.answer.stops import alarms_of
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


def status_of(case: Case, register: Register | None) -> Status:
    """Add a case up. Without a register the letter's blanks are not known, which itself blocks.

    `clock` is None while the day of receipt is not recorded; `alarms` are signs that somebody else
    may be asking, for a person to look at.
    """
    state = case.state()
    found = case.found(state) if state.snapshot else None
    applied = apply(found, state.decisions) if found else None
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
    )


def blanks(
    state: State, found: Found | None, applied: Applied | None, register: Register | None
) -> tuple[str, ...]:
    """What the letter needs and nobody has said yet, in words."""
    if register is None:
        return ("a register: the privacy notice as data (register = in dsar.toml, or --register)",)
    if found is None or applied is None:
        return ()
    return missing_items(notice_of(state, found, applied, register, prepared=date.today(), hidden=Hidden()))
