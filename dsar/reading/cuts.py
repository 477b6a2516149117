"""How bytes fall into pieces: every byte of a part ends in a piece, a structural part or a gap."""

from __future__ import annotations

import mmap
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from dsar.model.records import Gap
from dsar.model.sources import Piece
from dsar.reading.text import decode, is_wide

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
        if wide(content):
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


def wide(content: Buffer) -> bool:
    """Whether text is in UTF-16 or UTF-32, by its mark or its zero bytes."""
    return is_wide(content[:64])


def covers(stretches: list[Stretch], size: int) -> bool:
    """Whether stretches lie end to end from 0 to `size`."""
    at = 0
    for stretch in stretches:
        if stretch.offset != at or stretch.length <= 0:
            return False
        at += stretch.length
    return at == size


def narrowed(piece: Piece, cut: Cut) -> Iterator[Piece | Gap]:
    """The pieces inside a piece in UTF-16 or UTF-32, where no cut can see line ends; else the piece.

    The text is written as UTF-8 and cut again; places inside it count in those bytes.
    """
    if not wide(piece.raw):
        yield piece
        return
    content = decode(piece.raw).text.encode("utf-8", "surrogatepass")
    part = piece.child(
        content, name=piece.part.name, media_type="", inner="as UTF-8", parent=piece.part.parent
    )
    for one in cut.stretches(content):
        start, length = one.head
        head, end = content[start : start + length], one.offset + one.length
        inside = Piece(part, one.offset, one.length, content[one.offset : end], head, one.label)
        if one.role == "piece":
            yield inside
        elif one.role == "gap":
            yield Gap(part.source.name, inside.locator(), one.label or "malformed")
