"""Whether what was found is still within the notice's periods. Nothing is dropped or deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from dsar.answer.release import categories_of
from dsar.case.found import Found
from dsar.case.state import State
from dsar.law.retention import Facts, Keep, Verdict, facts_of, longest, verdict
from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.model.register import Register

HELD = (Bucket.ABOUT, Bucket.CANDIDATE, Bucket.DUPLICATE)
"""What the controller itself holds: copies as well, for each has its own place."""

INTERACTIONS = frozenset({"mail", "ticket", "form", "chat", "call", "enquiry", "message"})
"""Kinds of record that are an interaction with somebody: a log line or an invoice is none."""


def last_interaction(found: Found) -> date | None:
    """The day on which the person was last in touch, across all sources."""
    days = (
        record.when.utc.date()
        for record in found.records(Bucket.ABOUT)
        if record.kind in INTERACTIONS and record.when and record.when.utc
    )
    return max(days, default=None)


def facts_for(state: State, found: Found) -> Facts:
    """What the periods of a case count from."""
    request = state.request
    return facts_of(request.events, contract=request.contract_party, last_interaction=last_interaction(found))


def kept(record: Record, register: Register, facts: Facts, on: date) -> Verdict:
    """The verdict on one record: it is kept as long as any of its categories is."""
    entered = record.when.utc.date() if record.when and record.when.utc else None
    mine = replace(facts, entered=entered)
    categories = categories_of(record)
    if not categories:
        return Verdict(Keep.GAP, None, "the record has no category")
    return longest(verdict(one, register, mine, on) for one in categories)


def verdicts_of(state: State, found: Found, register: Register, on: date) -> Mapping[str, Verdict]:
    """The verdict on every record of a case, by record id."""
    facts = facts_for(state, found)
    return {record.id: kept(record, register, facts, on) for record in found.records(*HELD)}


def over(found: Found, verdicts: Mapping[str, Verdict]) -> tuple[tuple[str, int], ...]:
    """How many records of each source are past their period: for the source's owner to look at."""
    counts: dict[str, int] = {}
    for one in found.records(*HELD):
        if verdicts[one.id].keep is Keep.OVER:
            counts[one.source] = counts.get(one.source, 0) + 1
    return tuple(sorted(counts.items()))


def kept_until(
    state: State, found: Found, register: Register, records: Sequence[Record], on: date
) -> tuple[tuple[str, date], ...]:
    """The last day that a rule gives for each category of some records, where it gives one at all.

    A category of which anything is kept by a criterion alone, or has no rule, has no such day.
    """
    facts = facts_for(state, found)
    days: dict[str, date | None] = {}
    for record in records:
        entered = record.when.utc.date() if record.when and record.when.utc else None
        for category in categories_of(record):
            told = verdict(category, register, replace(facts, entered=entered), on)
            before = days.get(category, date.min)
            days[category] = max(before, told.until) if before and told.until else None
    return tuple((category, day) for category, day in days.items() if day)
