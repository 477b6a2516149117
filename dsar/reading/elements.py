"""The rows of JSON one by one: elements of the array, or members of the object, that holds them.

Where they stand in values is kept on a stack that can be written down (`Known`), so that reading goes on
from any element of a long array.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from dsar.reading import skim
from dsar.reading.cuts import Buffer, Known
from dsar.reading.scan import Broken, Member, Walk, skip, skip_value

_WRAPPERS = 3

_PATIENCE = 4
"""How many blocks are read element by element where they could not be gone through by their signs."""

_ONE_THING = frozenset(
    (
        *("_id", "body", "description", "email", "first_name", "guid", "id", "key", "message", "name"),
        *("number", "object", "ref", "reference", "subject", "text", "title", "uuid"),
    )
)


class _Frame:
    """An array or object whose rows are being read: `label` is the name it stands under."""

    __slots__ = ("depth", "label", "path", "walk")

    def __init__(self, walk: Walk, label: str, path: Sequence[str], depth: int) -> None:
        self.walk, self.label, self.path, self.depth = walk, label, path, depth


class Rows:
    """The rows of the value at `at` and of all that follow it, with or without commas between them.

    `path` is that of `JsonElements`.
    """

    def __init__(self, content: Buffer, at: int, path: Sequence[str]) -> None:
        self.content, self.path = content, path
        self._at = at
        self._stack: list[_Frame] = []
        self._single: Iterator[Member] | None = None

    @classmethod
    def resumed(cls, content: Buffer, path: Sequence[str], known: Known) -> Rows:
        """Go on with the element of an array that is known."""
        rows = cls(content, known.offset, path)
        for n, (start, label, own, depth) in enumerate(known.inside):
            walk = Walk(content, start)
            walk.is_due = False
            if n == len(known.inside) - 1:
                walk.resume(known.offset, known.number)
            rows._stack.append(_Frame(walk, label, own, depth))
        return rows

    def next(self) -> Member | None:
        """The next row; None behind the last. Raises `Broken`."""
        while True:
            if self._single is not None:
                member = next(self._single, None)
                if member is not None:
                    return member
                self._single = None
            elif self._stack:
                member = self._step(self._stack[-1])
                if member is not None:
                    return member
            elif self._at < len(self.content):
                self._enter(self._at, "", self.path, 0)
            else:
                return None

    def _enter(self, at: int, label: str, path: Sequence[str], depth: int) -> None:
        """Go on with the rows of the value at `at`."""
        content, opening = self.content, self.content[at : at + 1]
        if opening == b"[" or (opening == b"{" and (path or _is_container(content, at, depth))):
            self._stack.append(_Frame(Walk(content, at), label, path, depth))
        else:
            self._single = self._one(at, label)

    def _one(self, at: int, label: str) -> Iterator[Member]:
        self._leave((yield from _single(self.content, at, label)))

    def _leave(self, end: int) -> None:
        """Go on behind a value."""
        if self._stack:
            self._stack[-1].walk.past(end)
            return
        at = skip(self.content, end)
        self._at = skip(self.content, at + 1) if self.content[at : at + 1] == b"," else at

    def _step(self, frame: _Frame) -> Member | None:
        """The next row of an array or object; None where it ends or goes on inside."""
        content, walk, path = self.content, frame.walk, frame.path
        member = walk.next()
        if member is None:
            self._stack.pop()
            self._leave(walk.at)
            return None
        label = f"{frame.label}.{member.name}" if frame.label else member.name
        if not walk.is_object:
            label, deeper = f"{frame.label}[{member.name}]", False
        elif path:
            inside = content[member.value : member.value + 1] in (b"{", b"[")
            deeper = inside and path[0] in ("*", member.name) and list(path) != ["*"]
        else:
            deeper = _holds_rows(content, member.value, frame.depth + 1)
        if deeper:
            self._enter(member.value, label, path[1:], frame.depth + 1)
            return None
        end = skip_value(content, member.value)
        walk.past(end)
        return Member(label, member.start, member.value, end)

    def resume(self, offset: int, number: int) -> None:
        """Go on with another element of the array that is being read."""
        self._stack[-1].walk.resume(offset, number)

    def known(self, offset: int, pieces: int) -> Known | None:
        """The element of an array that was read last, as what begins at `offset`; None where it is none.

        `pieces` stand before it.
        """
        if not self._stack or self._stack[-1].walk.is_object:
            return None
        inside = tuple((one.walk.start, one.label, tuple(one.path), one.depth) for one in self._stack)
        return Known(offset, pieces, self._stack[-1].walk.count - 1, inside)


def landmarks(content: Buffer, path: Sequence[str]) -> Iterator[Known]:
    """Elements of long arrays, some way from one another, from which on reading may go on.

    All before one of them is whole, and so is it and one that follows: what breaks off or is broken
    later changes nothing there. They end where something is broken.
    """
    held = list[Known]()
    if len(content) < 2 * skim.BLOCK:  # as fast gone through once more by whoever asks
        return
    try:
        for one in _passed(Rows(content, begin(content), path), content):
            held.append(one)
            if len(held) > 2:
                yield held.pop(0)
    except Broken:
        return


def begin(content: Buffer) -> int:
    """Where the first value begins."""
    return skip(content, 3 if content[:3] == b"\xef\xbb\xbf" else 0)


def _passed(rows: Rows, content: Buffer) -> Iterator[Known]:
    """Elements every `skim.BLOCK` bytes or so. Raises `Broken`."""
    pieces = last = again = 0
    while (member := rows.next()) is not None:
        one = rows.known(member.start, pieces)
        pieces += 1
        if one is None:
            continue
        if member.start - last >= skim.BLOCK:
            last = member.start
            yield one
        if member.start < again:
            continue
        for offset, number in skim.skimmed(content, member.start):
            pieces, last = one.pieces + number, offset
            rows.resume(offset, one.number + number)
            yield replace(one, offset=offset, pieces=pieces, number=one.number + number)
        again = max(last, member.end) + _PATIENCE * skim.BLOCK


def _single(content: Buffer, at: int, name: str) -> Generator[Member, None, int]:
    """One value; of an object that ends too soon its complete members."""
    try:
        end = skip_value(content, at)
    except Broken as error:
        walk = Walk(content, at)
        while error.truncated and content[at : at + 1] == b"{" and (member := walk.next()) is not None:
            end = skip_value(content, member.value)
            yield Member(member.name, member.start, member.value, end)
            walk.past(end)
        raise
    yield Member(name, at, at, end)
    return end


def _is_container(content: Buffer, at: int, depth: int) -> bool:
    """Whether an object holds rows instead of being one: rows as a member, or only objects.

    An object with a member that things have (an id, a name, a subject) is a row with lists in it.
    """
    only_objects, count = True, 0
    walk = Walk(content, at)
    try:
        while (member := walk.next()) is not None:
            if member.name in _ONE_THING:
                return False
            if _holds_rows(content, member.value, depth + 1):
                return True
            count += 1
            only_objects = only_objects and content[member.value : member.value + 1] == b"{"
            walk.past(skip_value(content, member.value))
    except Broken:
        return False
    return only_objects and (count > 1 or (count == 1 and not depth))


def _holds_rows(content: Buffer, at: int, depth: int) -> bool:
    """Whether a value is an array of objects, or an object that holds one."""
    opening = content[at : at + 1]
    if opening == b"[":
        first = skip(content, at + 1)
        return bool(content[first : first + 1] == b"{")
    return opening == b"{" and depth <= _WRAPPERS and _is_container(content, at, depth)
