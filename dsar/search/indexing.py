"""One file read for the index: its blocks of pieces, and the digests of what they could be found under.

A piece in whose bytes everything stands as its texts have it (`Extractor.is_even`, and no veil over
it) is not parsed: the traces are looked for in the bytes. Of any other the format may say more
cheaply what is in it (`Extractor.said`); else it is parsed as a search would.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dsar.model.sources import Directory, Part, Piece, Said
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Span, Stretch, wide
from dsar.reading.patterns import Patterns
from dsar.reading.veils import veils
from dsar.search import content
from dsar.search.collect import extractor_for, judge, piece_at
from dsar.search.gathering import Gatherer, plain_views
from dsar.search.insides import Insides
from dsar.search.packing import Segment
from dsar.search.postings import Blocks, Postings
from dsar.search.resumed import Kept, Resumed
from dsar.search.sieve import Sieve
from dsar.search.tokens import Collector
from dsar.search.work import Task

BLOCK = 32 * 2**10
"""Bytes after which a block ends: a larger one takes less to index and longer to read."""

SPAN = 64 * 2**20
"""Bytes of a file after which is written down what was read of it."""


@dataclass(frozen=True, slots=True)
class FileIndex:
    """What the index keeps of one file beside its postings.

    `search` says that it has to be searched whenever it is asked about. `again` are pieces that a
    search would open whoever is looked for, because something in them could not be read. `label`,
    `head` and `jump` are those of `known.Known`.
    """

    pieces: int = 0
    search: bool = False
    links: bool = False
    again: tuple[tuple[int, int], ...] = ()
    label: str = ""
    head: tuple[int, int] = (0, 0)
    jump: bool = False


@dataclass(frozen=True, slots=True)
class Indexed:
    """A file as a worker read it: what is kept of it, its blocks, its postings and words in their numbers."""

    file: FileIndex
    blocks: Blocks = field(default_factory=Blocks)
    postings: Postings = field(default_factory=Postings)
    words: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexTask:
    """What a worker is handed to index a part, or the pieces that begin in a span of it.

    In `folder` it keeps what it read of a large file, as `identity`.
    """

    part: Part
    extractor: str
    directory: Directory
    key: bytes = field(repr=False)
    folder: Path | None = None
    identity: str = ""
    span: Span | None = None


def joined(made: Sequence[Indexed]) -> Indexed:
    """A file of which each worker read some bytes, in their order."""
    if len(made) == 1:
        return made[0]
    links = any(one.file.links for one in made)
    if any(one.file.search for one in made):
        return Indexed(FileIndex(search=True, links=links))
    blocks, rows, words = Blocks(), Postings(), list[Segment]()
    for one in made:
        first = len(blocks.offsets)
        rows.extend(one.postings, first)
        words += [(0, first + more, each) for _, more, each in one.words]
        blocks.extend(one.blocks)
    ways = {(one.file.label, one.file.head, one.file.jump) for one in made if one.file.pieces}
    label, head, jump = next(iter(ways)) if len(ways) == 1 else ("", (0, 0), bool(ways))
    again = tuple(place for one in made for place in one.file.again)
    file = FileIndex(sum(blocks.pieces), False, links, again, label, head, jump)
    return Indexed(file, blocks, rows, tuple(words))


def index_part(task: IndexTask) -> Indexed:
    """Read a part for the index. Never raises: what cannot be indexed is searched."""
    try:
        with content.opened(task.part) as buffer:
            return _indexed(task, buffer) if task.extractor else Indexed(FileIndex(search=True))
    except (OSError, content.Changed):
        return Indexed(FileIndex(search=True))


def _indexed(task: IndexTask, buffer: Buffer) -> Indexed:
    extractor = extractor_for(task.extractor, task.part, task.directory)
    if extractor.live:
        return Indexed(FileIndex(search=True, links=True))
    own = type(extractor).links is not Extractor.links
    if task.span and task.span.start:
        own = False  # whoever reads the beginning asks it of the whole file
    links = extractor.holds or (own and any(True for _ in extractor.links(task.part, buffer)))
    reading = _Reading(task, extractor, buffer)
    resumed = Resumed(task.folder, task.identity, task.key)
    for known in resumed.spans():
        reading.take(known)
    ways: set[tuple[str, tuple[int, int]]] = set()
    cut = extractor.cut
    for block in _blocks(cut.within(buffer, task.span) if task.span else cut.stretches(buffer)):
        pieces = [one for one in block if one.role == "piece"]
        if len(ways) < 2:
            ways.update((one.label, one.head) for one in pieces)
        entries = extractor.unit == "entries" and len(pieces) + (block[0].offset > 0) > 1
        if entries or any(one.role == "gap" for one in block):
            # What is broken has to be told of each time; of entries it is not known which stand where.
            return Indexed(FileIndex(search=True, links=links))
        if block[0].offset >= reading.end:
            reading.block(block)
        if block[-1].offset + block[-1].length - reading.end >= SPAN:
            resumed.keep(reading.span())
    reading.span()
    label, head = next(iter(ways)) if len(ways) == 1 else ("", (0, 0))
    count = sum(reading.blocks.pieces)
    kept = FileIndex(count, False, links, tuple(reading.again), label, head, len(ways) > 1)
    return Indexed(kept, reading.blocks, reading.postings, tuple(reading.words))


def _blocks(stretches: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    held, size = list[Stretch](), 0
    for one in stretches:
        if held and size + one.length > BLOCK:
            yield held
            held, size = [], 0
        held.append(one)
        size += one.length
    if held:
        yield held


class _Reading:
    """One file as it is read: what was found so far."""

    def __init__(self, task: IndexTask, extractor: Extractor, buffer: Buffer) -> None:
        self.extractor, self.part, self.buffer = extractor, task.part, buffer
        self.blocks, self.postings, self.words = Blocks(), Postings(), list[Segment]()
        self.end = task.span.start if task.span else 0
        self.again: list[tuple[int, int]] = []
        self.gathered, self._key = Gatherer(task.key), task.key
        self._settled = self._told = 0
        self._collector = Collector()
        everything = Sieve(())
        everything.blind = True  # what is inside a piece is read whole, not only around what is looked for
        self._work = Task(task.part, task.extractor, self._collector, everything, task.directory)
        self._insides = Insides(self._work, self._collector)
        families = extractor.families
        self._behind: list[int] | None = None
        usual = families is not None and not wide(buffer)
        self._span = task.span or Span(0, len(buffer))
        self._even = usual and extractor.is_even_within(task.part, buffer, self._span)

    def take(self, span: Kept) -> None:
        """Go on behind a span that was read before."""
        self.blocks.extend(span.blocks)
        self._settle(span)

    def span(self) -> Kept:
        """What was read since the last one."""
        self._catch_up()
        fresh = len(self.blocks.offsets) - self._settled
        last = self.blocks.offsets[-1] + self.blocks.lengths[-1] if fresh else self.end
        found, words = self.gathered.postings(fresh), self.gathered.words(fresh)
        self.gathered = Gatherer(self._key)
        again = tuple(sorted(self.again[self._told :]))
        span = Kept(last, self.blocks.since(self._settled), found, words, again)
        del self.again[self._told :]
        self._settle(span)
        return span

    def _settle(self, span: Kept) -> None:
        self.postings.extend(span.postings)
        self.words.append((0, 0, span.words))
        self.again += span.again
        self._settled, self._told, self.end = len(self.blocks.offsets), len(self.again), span.end

    def block(self, stretches: Sequence[Stretch]) -> None:
        """Read some pieces as one block."""
        first, last = stretches[0].offset, stretches[-1].offset + stretches[-1].length
        count, number = 0, len(self.blocks.offsets)
        if self._even:
            for view in plain_views(bytes(self.buffer[first:last]), cells=bool(self.extractor.families)):
                self.gathered.add(number, view)
        plain = self._even and not self._is_veiled(Stretch(first, last - first))
        for one in stretches:
            if one.role == "piece":
                even = plain or (self._even and not self._is_veiled(one))
                even = even and self.extractor.is_sound(self._at(one))
                count += 1 if even else self._piece(number, one)
        self.blocks.add(first, last - first, count, ((one.length, one.role == "piece") for one in stretches))

    def _piece(self, number: int, one: Stretch) -> int:
        """A piece that has to be understood; as how many it counts."""
        by_itself = self.extractor.from_file and self.part.path is not None
        piece = self._at(one)
        says = not by_itself and self.extractor.unit != "entries"
        said = self.extractor.said(piece) if says else None
        if said is not None:
            self._said(number, said)
            self._insides.keep(number, piece, said.inside)
            if self._insides.are_due:
                self._catch_up()
            return 1
        outcome = judge(self._work, self.extractor, piece)
        self.gathered.add(number, self._collector.taken())
        if outcome.gaps:
            self._broken(number, piece)
        return sum(outcome.counts.values())

    def _catch_up(self) -> None:
        """Read what is inside the pieces of which the rest was read."""
        for number, piece in self._insides.read(self.gathered):
            self._broken(number, piece)

    def _broken(self, number: int, piece: Piece) -> None:
        """A piece something in which cannot be read."""
        if (self.extractor.from_file and self.part.path is not None) or self._is_opened(piece):
            self.again.append((piece.offset, piece.length))
        else:
            # A search that opens the piece tells of its gaps, though it may find nobody in it.
            self.gathered.mark(number)

    def _at(self, one: Stretch) -> Piece:
        by_itself = self.extractor.from_file and self.part.path is not None
        raw = b"" if by_itself else bytes(self.buffer[one.offset : one.offset + one.length])
        return piece_at(self.part, self.buffer, one, raw)

    def _said(self, number: int, said: Said) -> None:
        for view in plain_views(b"\0".join(said.texts)):
            self.gathered.add(number, view)

    def _is_opened(self, piece: Piece) -> bool:
        """Whether a search opens a piece that names nobody it looks for."""
        if self.extractor.families is None:
            return self.extractor.hides(piece.raw)
        veiled = self._is_veiled(Stretch(piece.offset, piece.length))
        return veiled and self.extractor.visible(piece.raw) is None

    def _is_veiled(self, one: Stretch) -> bool:
        if self._behind is None:  # seldom asked for where a format says what is in its pieces
            hiding = Patterns(veils(self.extractor.families or ()))
            self._behind = hiding.seen(self.buffer, self._span.start, self._span.end)[0]
        at = bisect_left(self._behind, one.offset)
        return at < len(self._behind) and self._behind[at] < one.offset + one.length
