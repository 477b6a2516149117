"""JSON cut into elements by its bytes, without holding a file or its tree.

The scanner looks only at structure: brackets, quotes, commas. It works on files of any size, finds
the complete elements of an array that was only half written, and goes on behind one that is broken.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from dsar.reading.cuts import Buffer, Cut, Stretch, wide
from dsar.reading.scan import Broken, Member, Walk, skip, skip_value

_BOM = b"\xef\xbb\xbf"
_NEXT = re.compile(rb"(?<=\})[ \t\r\n]*+,?[ \t\r\n]*+(?=\{)")
_CLOSING = _BOM + b" \t\r\n,[]{}"
_WRAPPERS = 3
TRIES = 16
"""How often an object that swallowed the rest of the bytes is stepped over: each costs a whole pass."""

_ONE_THING = frozenset(
    (
        *("_id", "body", "description", "email", "first_name", "guid", "id", "key", "message", "name"),
        *("number", "object", "ref", "reference", "subject", "text", "title", "uuid"),
    )
)


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
        done, tries = 0, TRIES
        held: list[Stretch] = []
        at = skip(content, 3 if content[:3] == _BOM else 0)
        while at < size:
            try:
                for member in _values(content, at, self.path):
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


def _values(content: Buffer, at: int, path: Sequence[str]) -> Iterator[Member]:
    """The rows of the value at `at` and of all that follow it, with or without commas between them."""
    while at < len(content):
        at = yield from _rows(content, at, path, "")
        at = skip(content, at)
        if content[at : at + 1] == b",":
            at = skip(content, at + 1)


def _rows(
    content: Buffer, at: int, path: Sequence[str], name: str, depth: int = 0
) -> Generator[Member, None, int]:
    """The rows of the value at `at`, which stands under `name`; returns where the value ends."""
    opening = content[at : at + 1]
    walk = Walk(content, at)
    if opening == b"[":
        while (element := walk.next()) is not None:
            end = skip_value(content, element.value)
            yield Member(f"{name}[{element.name}]", element.start, element.value, end)
            walk.past(end)
        return walk.at
    if opening != b"{" or not (path or _is_container(content, at, depth)):
        return (yield from _single(content, at, name))
    while (member := walk.next()) is not None:
        label = f"{name}.{member.name}" if name else member.name
        inside = content[member.value : member.value + 1]
        if path:
            deeper = path[0] in ("*", member.name) and list(path) != ["*"] and inside in (b"{", b"[")
        else:
            deeper = _holds_rows(content, member.value, depth + 1)
        if deeper:
            end = yield from _rows(content, member.value, path[1:], label, depth + 1)
        else:
            end = skip_value(content, member.value)
            yield Member(label, member.start, member.value, end)
        walk.past(end)
    return walk.at


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
