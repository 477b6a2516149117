"""How bytes fall into pieces: every byte of a part ends in a piece, a structural part or a gap."""

from __future__ import annotations

import mmap
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

Buffer = bytes | mmap.mmap
"""Bytes that can be searched and sliced without being copied as a whole."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of bytes and what it is: `piece`, `structure` or `gap`.

    `label` names a structural part, gives a gap's reason, or a piece's name in its container.
    `head` is the structural part that explains a piece, as (offset, length).
    """

    offset: int
    length: int
    role: str = "piece"
    label: str = ""
    head: tuple[int, int] = (0, 0)


class Cut(ABC):
    """A rule by which bytes fall into stretches."""

    @abstractmethod
    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Stretches in order of offset, without overlap, that together cover every byte."""


class Whole(Cut):
    """One piece: the whole part."""

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """The whole, or nothing where there are no bytes."""
        if len(content):
            yield Stretch(0, len(content))


class Lines(Cut):
    """One piece a line, its line end included; blank lines are structure.

    Text in UTF-16 or UTF-32 has no single-byte line ends and stays whole.
    """

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """The lines in order."""
        if is_wide(content[:4]):
            yield Stretch(0, len(content))
            return
        start, size = 0, len(content)
        while start < size:
            end = content.find(b"\n", start) + 1 or size
            blank = not content[start:end].strip()
            yield Stretch(
                start, end - start, "structure" if blank else "piece", "blank line" if blank else ""
            )
            start = end


def is_wide(head: bytes) -> bool:
    """Whether text that starts so is in UTF-16 or UTF-32 by its byte order mark."""
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] == b"\x00\x00\xfe\xff"


def covers(stretches: list[Stretch], size: int) -> bool:
    """Whether stretches lie end to end from 0 to `size`."""
    at = 0
    for stretch in stretches:
        if stretch.offset != at or stretch.length <= 0:
            return False
        at += stretch.length
    return at == size
