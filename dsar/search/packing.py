"""Lists of numbers that grow, as few bytes: what each is more than the one before it, seven bits a byte."""

from __future__ import annotations

from typing import Any

from dsar.search.anchors import numpy

_BITS, _MORE = 7, 128
"""Bits of a number that a byte holds; the bit that says that another byte follows."""


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
