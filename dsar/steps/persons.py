"""The people in what a search found: part of `find`, apart because it loads far more than searching does."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from dsar.case.case import Case
from dsar.case.found import Found
from dsar.executors import expect
from dsar.model.ledger import Bucket
from dsar.model.progress import OnProgress, Progress
from dsar.model.register import Register
from dsar.model.sources import Directory
from dsar.people.detect import names_are_detected, people_of
from dsar.people.minted import Minted

_NAMES_RATE = 30_000
"""Signs a second in which one process looks for names, once it has loaded what it takes."""


def check(model: str) -> None:
    """Raise `UsageError` for a model that cannot be used."""
    names_are_detected(model)


def with_people(
    case: Case,
    found: Found,
    directory: Directory,
    register: Register | None,
    model: str,
    executor: Executor | None,
    on_progress: OnProgress,
) -> tuple[Found, list[tuple[str, Sequence[str]]]]:
    """What was found with its persons and findings; and persons met for the first time, to be kept."""
    state = case.state()
    records = tuple(found.records(Bucket.ABOUT, Bucket.CANDIDATE))
    # Each process has to load what finds names: half a minute's work is worth it.
    signs = sum(len(value) for one in records for value in one.fields.values() if isinstance(value, str))
    expect(executor, signs / _NAMES_RATE - 30)
    people = people_of(
        records,
        subject=found.identifiers,
        links=directory.links,
        register=register,
        minted=[Minted(person, digests) for person, digests in state.minted.items()],
        salt=state.salt,
        model=model,
        executor=executor,
        analysed=case.analysed(state),
        on_progress=lambda done, total: on_progress(Progress("people", done, total)),
    )
    complete = replace(
        found,
        persons=people.persons,
        findings=people.findings,
        analysed=people.analysed,
        detected=True,
        names_detected=names_are_detected(model),
    )
    # The order of minting becomes the numbers that labels show: it must say nothing about anybody.
    shuffled = sorted(people.minted, key=lambda one: hmac.digest(state.salt, one.id.encode(), "sha256"))
    return complete, [(one.id, one.digests) for one in shuffled]
