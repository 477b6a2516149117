"""JSON cut into elements by its bytes, without holding a file or its tree.

The scanner looks only at structure: brackets, quotes, commas. It works on files of any size, finds
the complete elements of an array that was only half written, and goes on behind one that is broken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from dsar.reading.cuts import Buffer, Cut, Known, Span, Stretch, passed, passed_over, wide
from dsar.reading.elements import Rows, begin, landmarks
from dsar.reading.scan import Broken

_BOM = b"\xef\xbb\xbf"
_NEXT = re.compile(rb"(?<=\})[ \t\r\n]*+,?[ \t\r\n]*+(?=\{)")
_CLOSING = _BOM + b" \t\r\n,[]{}"
TRIES = 16
"""How often an object that swallowed the rest of the bytes is stepped over: each costs a whole pass."""


class JsonElements(Cut):
    """Pieces are the elements of the array, or the members of the object, that holds the rows.

    `path` names it, member by member, with `*` for every member ("resources.*", "tickets"). Without
    a path: the elements of a top-level array; of an object that holds arrays of objects, or nothing
    but objects, the elements of those and each other member by itself; else the object. A piece
    that is a member begins with its key, so that what is written in keys is read as well. Values
    that follow one another are cut one after the other. Of an object that ends too soon, each
    complete member is a piece. What is broken is a gap up to the next object that can be made out.
    """

    def __init__(self, path: str = "") -> None:
        self.path = [step for step in path.split(".") if step]

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Elements as pieces, what lies between them as structure, what is broken as a gap."""
        size = len(content)
        if not size or wide(content):
            if size:
                yield Stretch(0, size)
            return
        yield from _cut(content, Rows(content, begin(content), self.path), 0)

    def spans(self, content: Buffer, size: int) -> Iterator[Span]:
        """Spans that end where an element of a long array begins; each holds what tells where it stands."""
        start, known = 0, list[Known]()
        for one in () if wide(content) else landmarks(content, self.path):
            known.append(one)
            if one.offset - start >= size:
                yield Span(start, one.offset, known=tuple(known))
                start, known = one.offset, [one]
        if start < len(content):
            yield Span(start, len(content), known=tuple(known))

    def within(self, content: Buffer, span: Span) -> Iterator[Stretch]:
        """The elements of a span."""
        known = span.known or ()
        if span.start == 0 or not known or known[0].offset != span.start:
            yield from super().within(content, span)
            return
        for one in _resumed(content, self.path, known[0]):
            if one.offset >= span.end:
                return
            yield one

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The elements around places; of the others only the signs are looked at that part them."""
        whole = span or Span(0, len(content))
        if wide(content):
            yield from passed_over(self.stretches(content), places)
            return
        known = landmarks(content, self.path) if whole.known is None else whole.known
        yield from passed_over(self._sections(content, places, whole, known), places, whole.start)

    def _sections(
        self, content: Buffer, places: Sequence[int], span: Span, known: Iterable[Known]
    ) -> Iterator[Stretch]:
        """The stretches of a span; what lies between two landmarks and has no place is one that is passed."""
        last: Known | None = None
        start = span.start
        for one in known:
            if one.offset > span.end:
                break
            if one.offset > start:
                before = last.pieces if last else 0
                counted = last.offset == start if last else not start
                if counted and bisect_left(places, start) == bisect_left(places, one.offset):
                    yield from passed(start, one.offset, one.pieces - before)
                else:
                    yield from self._until(content, start, one.offset, last)
                start = one.offset
            last = one
        if start < span.end:
            yield from self._until(content, start, span.end, last)

    def _until(self, content: Buffer, start: int, end: int, known: Known | None) -> Iterator[Stretch]:
        for one in _resumed(content, self.path, known) if known else self.stretches(content):
            if one.offset >= end:
                return
            if one.offset >= start:
                yield one


def _resumed(content: Buffer, path: Sequence[str], known: Known) -> Iterator[Stretch]:
    """The stretches from a landmark on."""
    return _cut(content, Rows.resumed(content, path, known), known.offset)


def _cut(content: Buffer, rows: Rows, done: int) -> Iterator[Stretch]:
    """The stretches from `done` on, given the rows that follow."""
    size, tries = len(content), TRIES
    held: list[Stretch] = []
    at = done
    while at < size:
        try:
            while (member := rows.next()) is not None:
                yield from held
                held = _between(done, member.start, "structure", "json")
                held.append(Stretch(member.start, member.end - member.start, "piece", member.name))
                done = member.end
            at = size
        except Broken as error:
            tries -= error.swallowed
            at = _following(content, error, done) if tries else size
            reason = "truncated" if error.truncated else "malformed"
            if error.truncated and done == size and held[0].role == "structure":
                # Only the closing sign is missing: the sign before the last element tells of it.
                held[0] = Stretch(held[0].offset, held[0].length, "gap", reason)
            yield from held
            closing = at == size and not error.truncated and not content[done:at].strip(_CLOSING)
            held = _between(done, at, *(("structure", "json") if closing else ("gap", reason)))
            done = at
            rows = Rows(content, at, rows.path)
    yield from held
    yield from _between(done, size, "structure", "json")


def _between(start: int, end: int, role: str, label: str) -> list[Stretch]:
    return [Stretch(start, end - start, role, label)] if end > start else []


def _following(content: Buffer, error: Broken, done: int) -> int:
    """Where the next object begins behind what is broken; the end where none can be made out."""
    at, between = max(error.at, done), _NEXT.match(content, done)
    if error.swallowed:
        at = (between.end() if between else done) + 1
    elif between and between.end() >= error.at:
        return between.end()
    found = _NEXT.search(content, at)
    return found.end() if found else len(content)
