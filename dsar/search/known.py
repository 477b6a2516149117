"""What a search is spared in a file that is as the index knows it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Span, Stretch, passed, wide
from dsar.search.sieve import Sieve

TOGETHER = 16 * 2**20
"""Bytes of blocks of a file that are read by themselves where more of it have to be read."""


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
    differ (`jump`), the cut finds the pieces again by their places. All of this is about the bytes of
    `span`, if there is one.
    """

    pieces: int
    blocks: tuple[Block, ...] = ()
    again: tuple[tuple[int, int], ...] = ()
    label: str = ""
    head: tuple[int, int] = (0, 0)
    jump: bool = False
    span: Span | None = None

    def shared(self, size: int) -> list[Known]:
        """The same about spans of a file of that size, end to end, where much of it has to be read."""
        groups: list[list[Block]] = [[]]
        held = 0
        for block in self.blocks:
            if held >= TOGETHER:
                groups.append([])
                held = 0
            groups[-1].append(block)
            held += block.length
        if self.jump or len(groups) < 2:
            return [self]
        found, rest = list[Known](), self.pieces
        bounds = [0, *(group[0].offset for group in groups[1:]), size]
        for group, (start, end) in reversed([*zip(groups, pairwise(bounds), strict=True)]):
            again = tuple(place for place in self.again if start <= place[0] < end)
            # Those that nobody looks at are counted with the first.
            count = (
                len({*again, *(place for block in group for place in block.stretches())}) if start else rest
            )
            rest -= count
            found.append(replace(self, pieces=count, blocks=tuple(group), again=again, span=Span(start, end)))
        return found[::-1]

    def stretches(self, extractor: Extractor, buffer: Buffer, sieve: Sieve) -> Iterator[Stretch]:
        """The pieces to be read, those that a search without an index reads, and what lies between them."""
        wanted = sorted({*self.again, *self._sieved(extractor, buffer, sieve)})
        if self.jump:
            yield from extractor.cut.jump(buffer, [offset for offset, _ in wanted])
            return
        done, end = (self.span.start, self.span.end) if self.span else (0, len(buffer))
        rest = self.pieces - len(wanted)
        for offset, length in wanted:
            if offset > done:
                yield from passed(done, offset, rest)
                rest = 0
            yield Stretch(offset, length, "piece", self.label, self.head)
            done = offset + length
        if self.span and rest and done == end:  # pieces of other spans, which are counted with this one
            yield Stretch(end, 0, "passed", count=rest)
        yield from passed(done, end, rest)

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
