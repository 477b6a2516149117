"""What a search is spared in a file that is as the index knows it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Stretch, passed, wide
from dsar.search.sieve import Sieve


@dataclass(frozen=True, slots=True)
class Block:
    """Some pieces that follow one another, which the index knows together.

    `bounds` are the lengths of its stretches in order, and whether each is a piece; `pieces` is how
    many pieces they count as.
    """

    offset: int
    length: int
    pieces: int
    bounds: tuple[tuple[int, bool], ...]

    def stretches(self) -> Iterator[tuple[int, int]]:
        """The places of its pieces."""
        at = self.offset
        for length, is_piece in self.bounds:
            if is_piece:
                yield at, length
            at += length


@dataclass(frozen=True, slots=True)
class Known:
    """Which pieces of an unchanged file may have to be read, as the index knows: all others are counted.

    `pieces` is how many there are in all; what is looked for may stand in the `blocks`, and `again`
    are pieces that every search reads. `label` and `head` are those of every piece; where they
    differ (`jump`), the cut finds the pieces again by their places.
    """

    pieces: int
    blocks: tuple[Block, ...] = ()
    again: tuple[tuple[int, int], ...] = ()
    label: str = ""
    head: tuple[int, int] = (0, 0)
    jump: bool = False

    def stretches(self, extractor: Extractor, buffer: Buffer, sieve: Sieve) -> Iterator[Stretch]:
        """The pieces to be read, those that a search without an index reads, and what lies between them."""
        wanted = sorted({*self.again, *self._sieved(extractor, buffer, sieve)})
        if self.jump:
            yield from extractor.cut.jump(buffer, [offset for offset, _ in wanted])
            return
        done, rest = 0, self.pieces - len(wanted)
        for offset, length in wanted:
            if offset > done:
                yield from passed(done, offset, rest)
                rest = 0
            yield Stretch(offset, length, "piece", self.label, self.head)
            done = offset + length
        yield from passed(done, len(buffer), rest)

    def _sieved(self, extractor: Extractor, buffer: Buffer, sieve: Sieve) -> Iterator[tuple[int, int]]:
        families = extractor.families
        if families is None or extractor.unit == "entries" or wide(buffer):
            for block in self.blocks:
                yield from block.stretches()
            return
        for together in _runs(self.blocks):
            start, end = together[0].offset, together[-1].offset + together[-1].length
            places = [start + place for place in sieve.places(bytes(buffer[start:end]), families)]
            for block in together:
                for offset, length in block.stretches():
                    nearest = bisect_left(places, offset)
                    if nearest < len(places) and places[nearest] < offset + length:
                        yield offset, length


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that lie side by side, together."""
    cuts = [0]
    for n, (one, following) in enumerate(pairwise(blocks), start=1):
        if one.offset + one.length != following.offset:
            cuts.append(n)
    for start, end in pairwise([*cuts, len(blocks)]):
        if end > start:
            yield list(blocks[start:end])
