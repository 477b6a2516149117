"""JSON cut into elements by its bytes, without holding a file or its tree.

The scanner looks only at structure: brackets, quotes, commas. It works on files of any size and
finds the complete elements of an array that was only half written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsar.reading.cuts import Buffer, Cut, Stretch, is_wide

_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\[\]{}:\"]++")
_SIGNS = re.compile(rb'["\[\]{}]')
_WRAPPERS = 3
_ONE_THING = frozenset(
    (
        *("_id", "body", "description", "email", "first_name", "guid", "id", "key", "message", "name"),
        *("number", "object", "ref", "reference", "subject", "text", "title", "uuid"),
    )
)


class Broken(ValueError):
    """The bytes are not JSON from `at` on; `truncated` where they only end too soon."""

    def __init__(self, at: int, *, truncated: bool) -> None:
        super().__init__()
        self.at = at
        self.truncated = truncated


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object or element of an array: its name or number, and its bytes.

    `start` is where the key stands (for an element, the value), `value` where the value begins.
    """

    name: str
    start: int
    value: int
    end: int


class JsonElements(Cut):
    """Pieces are the elements of the array, or the members of the object, that holds the rows.

    `path` names it, member by member, with `*` for every member ("resources.*", "tickets"). Without
    a path: the elements of a top-level array; of an object that holds arrays of objects, or nothing
    but objects, the elements of those and each other member by itself; else the object. A piece
    that is a member begins with its key, so that what is written in keys is read as well.
    """

    def __init__(self, path: str = "") -> None:
        self.path = [step for step in path.split(".") if step]

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Elements as pieces, what lies between them as structure, what is broken as a gap."""
        size = len(content)
        if not size or is_wide(content[:4]):
            if size:
                yield Stretch(0, size)
            return
        at, waiting = 0, list[Stretch]()
        try:
            start = 3 if content[:3] == _BOM else 0
            for member in _rows(content, _skip(content, start), self.path, ""):
                yield from waiting
                waiting = [Stretch(at, member.start - at, "structure", "json")] if member.start > at else []
                waiting.append(Stretch(member.start, member.end - member.start, "piece", member.name))
                at = member.end
        except Broken as error:
            yield from _broken(waiting, at, size, "truncated" if error.truncated else "malformed")
            return
        yield from waiting
        if at < size:
            closing = not content[at:size].strip(_BOM + b" \t\r\n[]{}")
            yield Stretch(at, size - at, *(("structure", "json") if closing else ("gap", "malformed")))


def _broken(waiting: list[Stretch], at: int, size: int, reason: str) -> Iterator[Stretch]:
    """The rest as a gap; where no byte is left for it, the sign before the last element is it."""
    if at == size and waiting:
        before, *_ = waiting
        waiting = [Stretch(before.offset, before.length, "gap", reason), *waiting[1:]]
    yield from waiting
    if at < size:
        yield Stretch(at, size - at, "gap", reason)


def _rows(content: Buffer, at: int, path: Sequence[str], name: str, depth: int = 0) -> Iterator[Member]:
    """The rows of the value at `at`, which stands under `name`."""
    opening = content[at : at + 1]
    if opening == b"[":
        for n, member in enumerate(members(content, at)):
            yield Member(f"{name}[{n}]", member.start, member.value, member.end)
    elif opening == b"{" and (path or _is_container(content, at, depth)):
        for member in members(content, at):
            label = f"{name}.{member.name}" if name else member.name
            inside = content[member.value : member.value + 1]
            if path:
                deeper = path[0] in ("*", member.name) and path != ["*"] and inside in (b"{", b"[")
            else:
                deeper = _holds_rows(content, member.value, depth + 1)
            if deeper:
                yield from _rows(content, member.value, path[1:], label, depth + 1)
            else:
                yield Member(label, member.start, member.value, member.end)
    elif opening:
        yield Member(name, at, at, skip_value(content, at))


def _is_container(content: Buffer, at: int, depth: int) -> bool:
    """Whether an object holds rows instead of being one: rows as a member, or only objects.

    An object with a member that things have (an id, a name, a subject) is a row with lists in it.
    """
    holds, only_objects, count = False, True, 0
    try:
        for member in members(content, at):
            count += 1
            if member.name in _ONE_THING:
                return False
            opening = content[member.value : member.value + 1]
            only_objects = only_objects and opening == b"{"
            if _holds_rows(content, member.value, depth + 1):
                holds = True
                break
    except Broken as error:
        # A half-written array is still an array of rows.
        return holds or (error.truncated and count == 0 and not depth)
    return holds or (only_objects and (count > 1 or (count == 1 and not depth)))


def _holds_rows(content: Buffer, at: int, depth: int) -> bool:
    """Whether a value is an array of objects, or an object that holds one."""
    opening = content[at : at + 1]
    first = _skip(content, at + 1)
    if opening == b"[":
        return bool(content[first : first + 1] == b"{")
    return opening == b"{" and depth <= _WRAPPERS and _is_container(content, at, depth)


def members(content: Buffer, at: int) -> Iterator[Member]:
    """The members of the object, or elements of the array, that opens at `at`. Raises `Broken`."""
    is_object = content[at : at + 1] == b"{"
    closing = b"}" if is_object else b"]"
    at, n = _skip(content, at + 1), 0
    if content[at : at + 1] == closing:
        return
    while True:
        name, start = str(n), at
        if is_object:
            name, at = _key(content, at)
        end = skip_value(content, at)
        yield Member(name, start, at, end)
        n += 1
        at = _skip(content, end)
        sign = content[at : at + 1]
        if sign == closing:
            return
        if sign != b",":
            raise Broken(at, truncated=at >= len(content))
        at = _skip(content, at + 1)


def _key(content: Buffer, at: int) -> tuple[str, int]:
    """A member's name, and where its value begins."""
    key = _STRING.match(content, at)
    if not key:
        raise Broken(at, truncated=at >= len(content) or content[at : at + 1] == b'"')
    colon = _skip(content, key.end())
    if content[colon : colon + 1] != b":":
        raise Broken(colon, truncated=colon >= len(content))
    try:
        name = str(json.loads(key.group()))
    except ValueError:
        name = key.group()[1:-1].decode("utf-8", "replace")
    return name, _skip(content, colon + 1)


def skip_value(content: Buffer, at: int) -> int:
    """Where the value that begins at `at` ends. Raises `Broken`. However deep it nests, it is a loop."""
    opening = content[at : at + 1]
    if opening == b'"':
        found = _STRING.match(content, at)
        if not found:
            raise Broken(at, truncated=True)
        return found.end()
    if opening not in (b"{", b"["):
        scalar = _SCALAR.match(content, at)
        if not scalar:
            raise Broken(at, truncated=at >= len(content))
        return scalar.end()
    depth = 0
    while True:
        sign = _SIGNS.search(content, at)
        if not sign:
            raise Broken(at, truncated=True)
        if sign.group() == b'"':
            at = skip_value(content, sign.start())
            continue
        depth += 1 if sign.group() in b"{[" else -1
        at = sign.end()
        if depth == 0:
            return at


def _skip(content: Buffer, at: int) -> int:
    found = _SPACE.match(content, at)
    return found.end() if found else at
