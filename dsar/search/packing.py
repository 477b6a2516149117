"""Lists of numbers that grow, as few bytes: what each is more than the one before it, seven bits a byte."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dsar.search.anchors import numpy

_BITS, _MORE = 7, 128
"""Bits of a number that a byte holds; the bit that says that another byte follows."""

WORDS = 1 << 24
"""How many words are told apart."""

_PLACE_BITS = 39
"""Bits of a block's number, beside a word."""


def _column() -> array[int]:
    return array("q")


@dataclass(frozen=True, slots=True)
class Listed:
    """Words in order, each with the blocks in which it stands, packed; and those that stand in all of a file.

    Of a large file there are too many for a number each. `bounds` tell where each list begins and the
    last ends.
    """

    words: array[int] = field(default_factory=_column)
    bounds: array[int] = field(default_factory=_column)
    stands: bytes = field(default=b"", repr=False)
    everywhere: array[int] = field(default_factory=_column)

    def between(self, least: int, above: int, first: int, file: int) -> tuple[Any, Any]:
        """Words of a range, each as often as there are blocks, and these, `first` added to their numbers.

        A number below zero stands for all of a file that begins with the block `file`.
        """
        np = numpy()
        words, bounds = (np.frombuffer(one, np.int64) for one in (self.words, self.bounds))
        whole = np.frombuffer(self.everywhere, np.int64)
        whole = whole[(whole >= least) & (whole < above)]
        start, end = np.searchsorted(words, (least, above))
        if start == end:
            return whole, np.full(len(whole), -1 - file)
        chosen = bounds[start : end + 1]
        data = np.frombuffer(self.stands, np.uint8)[chosen[0] : chosen[-1]]
        blocks, counts = unpacked(data, chosen - chosen[0])
        return (
            np.concatenate((np.repeat(words[start:end], counts), whole)),
            np.concatenate((blocks + first, np.full(len(whole), -1 - file))),
        )


Segment = tuple[int, int, Listed]
"""Some words of a file: the number of its first block, how far behind it these lists begin, and these."""


def listed(words: Any, blocks: Any) -> Listed:
    """Words, as often as there are blocks, and these; below zero where one stands for all of a file."""
    np, whole = numpy(), blocks < 0
    each, places, counts = grouped(words[~whole], blocks[~whole])
    bounds, data = packed(places, counts)
    return Listed(column(each), column(bounds), data, column(np.unique(words[whole])))


def grouped(words: Any, places: Any) -> tuple[Any, Any, Any]:
    """Each word once, in order; the places of all, in the order of their words; how many each word has."""
    np = numpy()
    # Word and place in one number: such sort many times faster than pairs do.
    both = np.sort(words << _PLACE_BITS | places)
    words = both >> _PLACE_BITS
    firsts = np.flatnonzero(np.concatenate((np.ones(min(len(words), 1), bool), words[1:] != words[:-1])))
    return words[firsts], both & (1 << _PLACE_BITS) - 1, np.diff(np.append(firsts, len(words)))


def column(numbers: Any) -> array[int]:
    """Numbers of eight bytes as Python keeps them."""
    out = array("q")
    out.frombytes(numbers.astype("<i8").tobytes())
    return out


def together(pairs: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Pairs of arrays, one behind the other."""
    np = numpy()
    none = np.zeros(0, np.int64)
    first, second = ([none, *some] for some in zip(*pairs, strict=True)) if pairs else ([none], [none])
    return np.concatenate(first), np.concatenate(second)


def packed(values: Any, counts: Any) -> tuple[Any, bytes]:
    """Lists of so many numbers each, one after the other: where each begins and the last ends, and bytes."""
    np = numpy()
    ends = np.cumsum(counts)
    gaps = np.diff(values, prepend=0)
    begun = (ends - counts)[counts > 0]
    gaps[begun] = values[begun]
    sizes = np.ones(len(gaps), np.int64)
    for shift in range(_BITS, 63, _BITS):
        sizes += gaps >> shift > 0
    places = np.append(0, np.cumsum(sizes))
    out = np.zeros(places[-1], np.uint8)
    for n in range(int(sizes.max(initial=0))):
        chosen = sizes > n
        part = gaps[chosen] >> _BITS * n & _MORE - 1
        out[places[:-1][chosen] + n] = part | np.where(sizes[chosen] > n + 1, _MORE, 0)
    return places[np.append(0, ends)], out.tobytes()


def unpacked(data: Any, bounds: Any) -> tuple[Any, Any]:
    """The numbers of all lists in some bytes (numbers from 0 to 255), and how many each list has."""
    np = numpy()
    last = np.flatnonzero(data < _MORE)
    if not len(last):
        return np.zeros(0, np.int64), np.zeros(len(bounds) - 1, np.int64)
    first = np.append(0, last[:-1] + 1)
    place = np.arange(len(data)) - np.repeat(first, last + 1 - first)
    gaps = np.add.reduceat((data.astype(np.int64) & _MORE - 1) << _BITS * place, first)
    ends = np.searchsorted(last, bounds)
    counts = np.diff(ends)
    sums = np.append(0, np.cumsum(gaps))
    return sums[1:] - np.repeat(sums[ends[:-1]], counts), counts


def numbers(raw: bytes) -> list[int]:
    """The numbers of one list."""
    found: list[int] = []
    number = shift = total = 0
    for byte in raw:
        number |= (byte & _MORE - 1) << shift
        shift += _BITS
        if byte < _MORE:
            total += number
            found.append(total)
            number = shift = 0
    return found
