"""Bytes looked at block by block, so that a file of any size passes through little memory; their lines."""

from __future__ import annotations

import mmap
import os
import re
from bisect import bisect_right
from collections.abc import Sequence

from dsar.model.sources import Buffer as Buffer

BLOCK = 4 * 2**20
"""Bytes that are counted in one go."""

MAY_BE_BLANK = rb"\n[ \t\r\x0b\x0c\n]"
"""A line end and what a blank line, or one that is indented, begins with: for the pass over all bytes."""

_MUCH = 2**20
"""Bytes from which on it is worth the call to give them back."""

_RARE = 1000
"""Bytes to a place: where they are nearer to one another, lines are counted in another way."""

_WHITE = re.compile(rb"[ \t\r\x0b\x0c\n]*+")
_BLANK = re.compile(rb"\n((?:[ \t\r\x0b\x0c]*+\n)+)")


def forget(content: Buffer, start: int, end: int) -> None:
    """Let the system take back pages of a mapped file that were read: they can be read again."""
    advise = getattr(content, "madvise", None)
    first = -(-start // 4096) * 4096
    if advise is not None and end > first and hasattr(os, "sysconf") and hasattr(mmap, "MADV_DONTNEED"):
        advise(mmap.MADV_DONTNEED, first, (end - first) // 4096 * 4096)


def holds(content: Buffer, word: bytes) -> bool:
    """Whether a word stands in the bytes; much faster in a large file than looking through its mapping."""
    for at in range(0, len(content), BLOCK):
        if content[at : at + BLOCK + len(word)].find(word) >= 0:
            return True
        forget(content, at, at + BLOCK)
    return False


def is_blank(content: Buffer, start: int, end: int) -> bool:
    """Whether nothing but white space stands there; nothing is copied, however long a line is."""
    found = _WHITE.match(content, start, end)
    return not found or found.end() == end


def count_lines(content: Buffer, start: int, end: int, blanks: Sequence[int] | None = None) -> int:
    """How many lines between two line starts hold more than white space.

    `blanks` are where all blank lines end but the first and an unended last, where that is known
    (`blank_ends`): then line ends alone are counted.
    """
    count = 0
    if blanks is not None and start < end:
        return _count_without(content, start, end, blanks)
    while start < end:
        stop = min(start + BLOCK, end)
        if stop < end:  # up to a line end, so that no line is counted twice
            stop = content.rfind(b"\n", start, stop) + 1 or content.find(b"\n", stop) + 1 or end
            stop = min(stop, end)
        block = content[start:stop]
        count += block.count(b"\n") + (block[-1:] != b"\n") - _blank_lines(block)
        forget(content, start, stop)
        start = stop
    return count


def _count_without(content: Buffer, start: int, end: int, blanks: Sequence[int]) -> int:
    count = 0
    for at in range(start, end, BLOCK):
        count += content[at : min(at + BLOCK, end)].count(b"\n")
        if end - start > _MUCH:
            forget(content, at, min(at + BLOCK, end))
    count -= bisect_right(blanks, end) - bisect_right(blanks, start)
    first = content.find(b"\n", 0, end) + 1 if start == 0 else 0
    if first and not content[:first].strip():  # no line end stands before it, so that no pattern saw it
        count -= 1
    if content[end - 1 : end] != b"\n":
        count += bool(content[content.rfind(b"\n", start, end) + 1 or start : end].strip())
    return count


def blank_ends(content: Buffer, places: Sequence[int], length: int) -> list[int] | None:
    """Where blank lines end, in order, given a place inside each occurrence of `MAY_BE_BLANK`.

    None where there are so many places in `length` bytes that looking at each is slow.
    """
    if len(places) > 1000 + length // _RARE:
        return None
    found: dict[int, None] = {}
    for place in places:
        # The place may be either sign: the line it is in and the one behind it are looked at.
        start = content.rfind(b"\n", 0, place) + 1
        end = content.find(b"\n", place) + 1
        after = content.find(b"\n", end) + 1 if end == place + 1 else 0
        if start and end and is_blank(content, start, end):
            found[end] = None
        if after and is_blank(content, end, after):
            found[after] = None
    return sorted(found)


def _blank_lines(block: bytes) -> int:
    # Without splitting: only what stands after a line end and is blank is ever looked at.
    first = block.find(b"\n") + 1 or len(block)
    last = block.rfind(b"\n") + 1
    count = int(not block[:first].strip()) + sum(one.group(1).count(b"\n") for one in _BLANK.finditer(block))
    return count + int(first <= last < len(block) and not block[last:].strip())
