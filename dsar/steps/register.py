"""register: whether sources and what was found in them still fit the privacy notice."""

from __future__ import annotations

from collections.abc import Sequence

from dsar.answer.release import categories_of
from dsar.case.case import Case
from dsar.model.ledger import Bucket
from dsar.model.register import Register
from dsar.model.sources import Source
from dsar.register.check import drift


def drift_of(register: Register, sources: Sequence[Source], case: Case | None = None) -> tuple[str, ...]:
    """Where sources, and what a case found in them, no longer agree with a register.

    Data held for another controller is not the register's matter.
    """
    purposes = [one for source in sources if source.role != "processor" for one in source.processing]
    categories: list[str] = []
    state = case.state() if case else None
    if case and state and state.snapshot:
        found = case.found(state)
        purposes += [one for listed in found.processing.values() for one in listed]
        for record in found.records(Bucket.ABOUT, Bucket.CANDIDATE):
            categories += categories_of(record)
    return drift(register, categories, purposes)
