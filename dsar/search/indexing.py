"""One file read for the index: its pieces, and the digests of what they could be found under."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from dsar.model.sources import Directory, Part
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Stretch
from dsar.reading.patterns import Patterns
from dsar.reading.veils import veils
from dsar.search import content
from dsar.search.collect import extractor_for, judge, piece_at
from dsar.search.postings import Postings
from dsar.search.sieve import Sieve
from dsar.search.tokens import Collector
from dsar.search.work import Task

COMMON = 32
"""A digest in more than one of so many pieces of a file is not kept: asked for it, the file is searched."""

LEAST = 64
"""How often it has to stand there for that."""


@dataclass(frozen=True, slots=True)
class FileIndex:
    """What the index keeps of one file.

    `search` says that it has to be searched whenever it is asked about. `again` are pieces that a
    search would open whoever is looked for, because something in them could not be read. `label`,
    `head` and `jump` are those of `work.Known`; `common` are digests that are not posted.
    """

    pieces: int = 0
    search: bool = False
    links: bool = False
    again: tuple[tuple[int, int], ...] = ()
    common: tuple[int, ...] = ()
    label: str = ""
    head: tuple[int, int] = (0, 0)
    jump: bool = False
    postings: Postings = field(default_factory=Postings)


@dataclass(frozen=True, slots=True)
class IndexTask:
    """What a worker is handed to index a part."""

    part: Part
    extractor: str
    directory: Directory
    key: bytes = field(repr=False)


def digest_of(token: str, key: bytes) -> int:
    """The keyed digest of a token: BLAKE2b of 8 bytes, as a signed number."""
    raw = hashlib.blake2b(token.encode("utf-8", "surrogatepass"), key=key, digest_size=8).digest()
    return int.from_bytes(raw, "little", signed=True)


def index_part(task: IndexTask) -> FileIndex:
    """Read a part for the index. Never raises: what cannot be indexed is searched."""
    try:
        with content.opened(task.part) as buffer:
            return _indexed(task, buffer) if task.extractor else FileIndex(search=True)
    except (OSError, content.Changed):
        return FileIndex(search=True)


def _indexed(task: IndexTask, buffer: Buffer) -> FileIndex:
    extractor = extractor_for(task.extractor, task.part, task.directory)
    if extractor.live:
        return FileIndex(search=True, links=True)
    own = type(extractor).links is not Extractor.links
    links = extractor.holds or (own and any(True for _ in extractor.links(task.part, buffer)))
    stretches = list(extractor.cut.stretches(buffer))
    if any(one.role == "gap" for one in stretches):
        return FileIndex(search=True, links=links)
    pieces = [one for one in stretches if one.role == "piece"]
    collector, postings, again = Collector(), Postings(), list[tuple[int, int]]()
    work = Task(task.part, task.extractor, collector, Sieve(()), task.directory)
    behind = _behind_veils(extractor, buffer)
    count = 0
    for stretch in pieces:
        by_itself = extractor.from_file and task.part.path is not None
        raw = b"" if by_itself else bytes(buffer[stretch.offset : stretch.offset + stretch.length])
        collector.found.clear()
        outcome = judge(work, extractor, piece_at(task.part, buffer, stretch, raw))
        count += sum(outcome.counts.values())
        if outcome.gaps and (by_itself or _is_opened(extractor, raw, stretch, behind)):
            again.append((stretch.offset, stretch.length))
        for token in collector.found:
            postings.add(digest_of(token, task.key), 0, stretch.offset, stretch.length)
    if extractor.unit == "entries" and len(pieces) > 1:
        return FileIndex(search=True, links=links)  # which of its entries stand where is not known
    common = _without_common(postings, len(pieces))
    ways = {(one.label, one.head) for one in pieces}
    label, head = next(iter(ways)) if len(ways) == 1 else ("", (0, 0))
    return FileIndex(count, False, links, tuple(again), common, label, head, len(ways) > 1, postings)


def _behind_veils(extractor: Extractor, buffer: Buffer) -> list[int]:
    return [] if extractor.families is None else Patterns(veils(extractor.families)).places(buffer)


def _is_opened(extractor: Extractor, raw: bytes, stretch: Stretch, behind: list[int]) -> bool:
    """Whether a search opens a piece that names nobody it looks for."""
    if extractor.families is None:
        return extractor.hides(raw)
    at = bisect_left(behind, stretch.offset)
    veiled = at < len(behind) and behind[at] < stretch.offset + stretch.length
    return veiled and extractor.visible(raw) is None


def _without_common(postings: Postings, pieces: int) -> tuple[int, ...]:
    """Take out digests that stand in many pieces; which they are."""
    often = Counter(postings.digests)
    common = {one for one, count in often.items() if count > max(LEAST, pieces // COMMON)}
    if common:
        rows = [n for n, digest in enumerate(postings.digests) if digest not in common]
        for name in ("digests", "files", "offsets", "lengths"):
            column = getattr(postings, name)
            setattr(postings, name, type(column)("q", [column[n] for n in rows]))
    return tuple(sorted(common))
