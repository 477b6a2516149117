"""pictures: those of a case brought to be looked at, made anew without what is written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsar.answer.apply import apply
from dsar.case import pictures
from dsar.case.case import Case
from dsar.model.ledger import Bucket
from dsar.model.progress import OnProgress, Progress, silent
from dsar.model.sources import Source
from dsar.reading.clean import NotClean, clean
from dsar.search.again import PICTURE, fetched
from dsar.search.remote import brought_here


@dataclass(frozen=True, slots=True)
class Fetched:
    """The pictures of a case: how many there are to look at, decided, and not to be had.

    `missing` are record ids with the reason, in words that name nobody.
    """

    pictures: int
    kept: int
    shown: int
    missing: tuple[tuple[str, str], ...]


def fetch(case: Case, sources: Sequence[Source], on_progress: OnProgress = silent) -> Fetched:
    """Bring the pictures of the records in a case, made anew, into its folder; those there are stay.

    No original is kept. A picture whose source has changed since the search is not brought, and none
    leaves before a person decides so (`decide`, record, show). Raises `CaseError` where nothing was
    searched yet, `UsageError` for an address that cannot be reached.
    """
    state = case.state()
    found = case.found(state)
    records = [one for one in found.records(Bucket.ABOUT, Bucket.CANDIDATE) if one.kind == PICTURE]
    wanted = [one for one in records if not pictures.kept(case.folder, one.digest)]
    refused: dict[str, str] = {}
    with brought_here(sources) as (here, _):
        for n, (record, raw) in enumerate(fetched(here, wanted), start=1):
            try:
                pages = [(one.content, one.ending) for one in clean(raw)]
                pictures.keep(case.folder, record.digest, pages)
            except NotClean as why:
                refused[record.id] = str(why)
            on_progress(Progress("pictures", n, len(wanted)))
    there = {one.id for one in records if pictures.kept(case.folder, one.digest)}
    gone = "not where it was found, or not as it was"
    missing = [(one.id, refused.get(one.id, gone)) for one in records if one.id not in there]
    shown = apply(found, state.decisions).pictures
    return Fetched(len(records), len(there), sum(one.id in shown for one in records), tuple(missing))
