"""How bytes fall into pieces: every byte of a part ends in a piece, a structural part or a gap."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dsar.model.records import Gap
from dsar.model.sources import Piece
from dsar.reading.blocks import MAY_BE_BLANK, Buffer, blank_ends, count_lines, is_blank
from dsar.reading.text import decode, is_wide

__all__ = [
    "Buffer",
    "Cut",
    "Known",
    "Lines",
    "Span",
    "Stretch",
    "Whole",
    "covers",
    "narrowed",
    "passed",
    "passed_over",
    "wide",
]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of bytes and what it is: `piece`, `structure` or `gap`.

    `label` names a structural part, gives a gap's reason, or a piece's name in its container.
    `head` is the structural part that explains a piece, as (offset, length). A run of pieces that
    nobody needs, with the structure between them, has the role `passed` and says their `count`.
    """

    offset: int
    length: int
    role: str = "piece"
    label: str = ""
    head: tuple[int, int] = (0, 0)
    count: int = 1


@dataclass(frozen=True, slots=True)
class Known:
    """An element of an array from which on reading may go on: where it begins, what stands before it.

    `pieces` are those before it in all, `number` its own in its array. `inside` are the array and what
    holds it, from the outermost on: where each begins, its name, the path to rows in it, its depth.
    """

    offset: int
    pieces: int
    number: int
    inside: tuple[tuple[int, str, tuple[str, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a part that are searched by themselves, from `start` up to `end`.

    Both are the part's own beginning or end or what a cut's `spans` gave. `marks` are places inside
    all occurrences of the cut's `marks` from the line end before the span on; None where nobody
    looked for them. `known` are elements from its start up to its end, both of them too where they are
    elements; None where nobody looked.
    """

    start: int
    end: int
    marks: Sequence[int] | None = None
    known: tuple[Known, ...] | None = None


class Cut(ABC):
    """A rule by which bytes fall into stretches."""

    @abstractmethod
    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Stretches in order of offset, without overlap, that together cover every byte."""

    def kinds(self, content: Buffer) -> Iterator[Stretch]:
        """Pieces among which stands one with every label and head that any piece has."""
        return (one for one in self.stretches(content) if one.role == "piece")

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The pieces in which one of `places` (offsets in order) lies; all others only counted.

        The same stretches as above, but that runs of pieces without a place, and of the structure
        between them, are one stretch `passed`; of a span those inside it. Cuts that find bounds from
        inside override it.
        """
        yield from passed_over(self.stretches(content), places)

    def marks(self, content: Buffer) -> tuple[bytes, ...]:
        """Patterns of the bytes by which `jump` finds bounds: looked for in the same pass as people."""
        return ()

    def bound(self, content: Buffer, near: int) -> int:
        """The first place from `near` on where a piece begins, whatever stands before it.

        The end where none can be told without reading what stands before: the part is then one span.
        """
        return len(content)

    def spans(self, content: Buffer, size: int) -> Iterator[Span]:
        """The whole as spans of about `size` bytes, end to end; a single one where nothing tells more.

        Each is yielded as soon as it is known. Cuts that have to read what stands before override it.
        """
        start = 0
        while start < len(content):
            near = start + size
            end = self.bound(content, near) if near < len(content) else len(content)
            yield Span(start, end)
            start = end

    def within(self, content: Buffer, span: Span) -> Iterator[Stretch]:
        """The stretches of one of these spans."""
        for one in self.stretches(content):
            if one.offset >= span.end:
                return
            if one.offset >= span.start:
                yield one


def passed_over(stretches: Iterable[Stretch], places: Sequence[int], start: int = 0) -> Iterator[Stretch]:
    """Stretches from `start` on, with those pieces summed up in which no place lies."""
    at, count, nearest = start, 0, 0
    for one in stretches:
        end = one.offset + one.length
        while nearest < len(places) and places[nearest] < one.offset:
            nearest += 1
        wanted = one.role == "piece" and nearest < len(places) and places[nearest] < end
        if wanted or one.role == "gap":
            yield from passed(start, at, count)
            yield one
            start, count = end, 0
        else:
            count += one.count if one.role in ("piece", "passed") else 0
        at = end
    yield from passed(start, at, count)


def passed(start: int, end: int, count: int) -> Iterator[Stretch]:
    """Bytes that were passed over, if any."""
    if end > start:
        yield Stretch(start, end - start, "passed", count=count)


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
        yield from self.within(content, Span(0, len(content)))

    def within(self, content: Buffer, span: Span) -> Iterator[Stretch]:
        """The lines of a span."""
        if wide(content):
            yield Stretch(0, len(content))
            return
        start, size = span.start, span.end
        while start < size:
            end = content.find(b"\n", start) + 1 or size
            blank = is_blank(content, start, end)
            yield Stretch(
                start, end - start, "structure" if blank else "piece", "blank line" if blank else ""
            )
            start = end

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The lines around places; the others are counted by their line ends."""
        if wide(content):
            yield from passed_over(self.stretches(content), places)
            return
        done, size = (span.start, span.end) if span else (0, len(content))
        blanks = None if span is None or span.marks is None else blank_ends(content, span.marks, size - done)
        for place in places:
            if place < done:
                continue
            start = content.rfind(b"\n", done, place) + 1 or done
            end = content.find(b"\n", place) + 1 or size
            if is_blank(content, start, end):
                continue
            yield from passed(done, start, count_lines(content, done, start, blanks))
            yield Stretch(start, end - start)
            done = end
        yield from passed(done, size, count_lines(content, done, size, blanks))

    def marks(self, content: Buffer) -> tuple[bytes, ...]:
        """Blank lines."""
        return (MAY_BE_BLANK,)

    def bound(self, content: Buffer, near: int) -> int:
        """The next line."""
        return len(content) if wide(content) else content.find(b"\n", near) + 1 or len(content)


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
