"""A search shared out: what workers do of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dsar.model.sources import Directory, Part
from dsar.reading.cuts import Span
from dsar.search import content
from dsar.search.known import Known
from dsar.search.sieve import Sieve
from dsar.search.spans import spans_of
from dsar.search.wanted import Wanted
from dsar.search.work import Task


def tasks_of(
    parts: Sequence[tuple[Part, str]],
    wanted: Wanted,
    sieve: Sieve,
    directory: Directory,
    in_index: Mapping[int, Known],
) -> Iterator[Task]:
    """Parts, or spans of large ones; of those in the index (by their number) what is known of them."""
    for n, (part, name) in enumerate(parts):
        stamp = content.stamp_of(part)  # of the file as it was before it was divided
        shares: Iterable[tuple[Known | None, Span | None]]
        if n in in_index:
            shares = ((one, one.span) for one in in_index[n].shared(content.size_of(part)))
        else:
            shares = ((None, span) for span in spans_of(part, name, sieve, directory))
        for known, span in shares:
            yield Task(part, name, wanted, sieve, directory, known, span, stamp if span else None)
