"""What is inside pieces (attachments, nested messages) read for the index, once where it is the same."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.sources import Inside, Piece
from dsar.search.collect import judge
from dsar.search.gathering import Gatherer
from dsar.search.lots import LOT, make_out
from dsar.search.nobody import Handing
from dsar.search.tokens import Collector
from dsar.search.work import Task

HELD = 64 * 2**20
"""Bytes of texts of attachments that are kept, so that the same one is read once."""


class Insides:
    """Holds pieces back until there are enough: the words in all their pictures are made out together."""

    def __init__(self, work: Task, collector: Collector) -> None:
        self._work, self._collector = work, collector
        self._waiting: list[tuple[int, Piece, tuple[Inside, ...]]] = []
        self._size = self._held = 0
        self._known: dict[bytes, tuple[bytes, bool]] = {}

    @property
    def are_due(self) -> bool:
        """Whether enough was held back."""
        return self._size >= LOT

    def keep(self, block: int, piece: Piece, inside: tuple[Inside, ...]) -> None:
        """Hold back what is inside a piece of a block."""
        if inside:
            self._waiting.append((block, piece, inside))
            self._size += len(piece.raw)

    def read(self, gathered: Gatherer) -> Iterator[tuple[int, Piece]]:
        """Read all that was held back; the pieces, and their blocks, in which something cannot be read."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        every = (one for *_, inside in waiting for one in inside if one.key not in self._known)
        make_out((picture for one in every for picture in one.pictures()), self._work.part.source)
        gathered.turn()
        for block, piece, inside in waiting:
            broken = [self._one(block, piece, one, gathered) for one in inside]  # all of them are read
            if any(broken):
                yield block, piece
        gathered.turn()

    def _one(self, block: int, piece: Piece, one: Inside, gathered: Gatherer) -> bool:
        """Read something, where it is not known; whether some of it cannot be read."""
        if one.key not in self._known:
            outcome = judge(self._work, Handing(one), piece)
            said = self._collector.taken()
            self._held += len(said)
            if self._held > HELD:
                self._known, self._held = {}, len(said)
            self._known[one.key] = said, bool(outcome.gaps)
        said, gaps = self._known[one.key]
        gathered.add(block, said)
        return gaps
