"""What a worker is handed and what it gives back: frozen values that travel between processes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

from dsar.model.ledger import Bucket, LedgerLine
from dsar.model.packed import Packed
from dsar.model.records import Gap, Match, Record
from dsar.model.sources import Directory, Part
from dsar.reading.cuts import Span
from dsar.search.known import Known
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Task:
    """What one worker is handed: a part, or a span of it, and everything it takes to search it.

    `stamp` is what the file was when its spans were told apart.
    """

    part: Part
    extractor: str
    wanted: Wanted
    sieve: Sieve
    directory: Directory
    known: Known | None = None
    span: Span | None = None
    stamp: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Judged(Packed):
    """A record that is in the case, or may be, with why."""

    record: Record
    bucket: Bucket
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome(Packed):
    """What came of one piece: its bucket, the records kept, the gaps met.

    `pieces` is more than 1 where a container's own entries are the pieces (`counts` then holds
    their buckets).
    """

    counts: dict[Bucket, int]
    kept: tuple[Judged, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class PartResult:
    """Everything one part gave: its line of the ledger, what came of each piece, and its own gaps."""

    line: LedgerLine
    outcomes: tuple[Outcome, ...] = ()
    gaps: tuple[Gap, ...] = ()


def unread(line: LedgerLine, gap: Gap) -> PartResult:
    """The account of a part none of which was read: one unread piece with its gap."""
    return PartResult(replace(line, accounted_bytes=line.bytes, pieces=1, unread=1, gaps=1), (), (gap,))


def own_version() -> str:
    """The version of this package, or empty where it is not installed."""
    try:
        return version("dsar-toolkit")
    except PackageNotFoundError:
        return ""
