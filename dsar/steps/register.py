"""register: whether sources and what was found in them still fit the privacy notice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from dsar.answer.keeping import over, verdicts_of
from dsar.answer.release import categories_of
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.case.state import State
from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.model.register import Register
from dsar.model.sources import Source
from dsar.register.drift import Seen, drift

_SENDERS = frozenset({"from", "sender", "author"})
_READERS = frozenset({"to", "cc", "bcc", "recipient"})


def drift_of(
    register: Register, sources: Sequence[Source], case: Case | None = None, today: date | None = None
) -> tuple[str, ...]:
    """Where sources, and what a case found in them, no longer agree with a register.

    Data held for another controller is not the register's matter.
    """
    now = today or date.today()
    own = [source for source in sources if source.role != "processor"]
    purposes = [one for source in own for one in source.processing]
    bare = [source.name for source in own if not source.processing]
    state = case.state() if case else None
    if not case or not state or not state.snapshot:
        return drift(register, Seen(purposes=purposes, bare=bare), now)
    found = case.found(state)
    return drift(register, _seen(register, state, found, purposes, bare, now), now)


def _seen(
    register: Register, state: State, found: Found, purposes: Sequence[str], bare: Sequence[str], now: date
) -> Seen:
    held = list(found.records(Bucket.ABOUT, Bucket.CANDIDATE))
    return Seen(
        categories=[category for record in held for category in categories_of(record)],
        purposes=[*purposes, *(one for listed in found.processing.values() for one in listed)],
        bare=bare,
        sent=_sent(register, found, held),
        overdue=over(found, verdicts_of(state, found, register, now)),
    )


def _sent(register: Register, found: Found, records: Sequence[Record]) -> dict[str, tuple[int, str]]:
    """What went from the controller to somebody outside who is no recipient, and not the person."""
    theirs = {one.value.rpartition("@")[2] for one in found.identifiers if one.kind == "email"}
    named = (named for each in register.recipients for named in each.named)
    theirs |= {domain.casefold().lstrip("@") for one in named for domain in one.domains}
    counts: dict[str, tuple[int, str]] = {}
    for record in records:
        senders, readers = _addresses(record, _SENDERS), _addresses(record, _READERS)
        if any(register.is_ours(one) for one in senders) and any(
            not register.is_ours(one) and not _within(one, theirs) for one in readers
        ):
            count, first = counts.get(record.source, (0, record.id))
            counts[record.source] = (count + 1, first)
    return counts


def _addresses(record: Record, roles: Collection[str]) -> set[str]:
    return {
        identifier.value
        for party in record.parties
        if party.role.casefold() in roles
        for identifier in party.identifiers
        if identifier.kind == "email"
    }


def _within(address: str, domains: Collection[str]) -> bool:
    domain = "." + address.rpartition("@")[2].casefold()
    return any(domain.endswith("." + one) for one in domains)
