"""JSON scanned by its bytes: where values begin and end, member by member, without building any.

However large or deep a value is, nothing of it is held and nothing recurses.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from dsar.reading.blocks import Buffer

_TEXT = rb'[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SHALLOW = 3
"""How deep values nest that are skipped by one pattern, several times faster than sign by sign."""


def _run(depth: int) -> bytes:
    """What stands between brackets up to one that has no other, or that opens more than `depth` deep."""
    inside = rb'"' + _TEXT
    if depth:
        held = _run(depth - 1)
        inside = rb"(?:" + inside + rb"|\{" + held + rb"\}|\[" + held + rb"\])"
    return rb'[^"\[\]{}]*+(?:' + inside + rb'[^"\[\]{}]*+)*+'


_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"' + _TEXT, re.DOTALL)
_REST = re.compile(_TEXT, re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\[\]{}:\"]++")
_RUN = re.compile(_run(_SHALLOW), re.DOTALL)
_PAIRS = {b"{": 0x7D, b"[": 0x5D}


class Broken(ValueError):
    """The bytes are not JSON from `at` on; `truncated` where they only end too soon.

    `swallowed` says that a value ran on where it should have ended, so that the error may lie far
    before `at`.
    """

    def __init__(self, at: int, *, truncated: bool, swallowed: bool = False) -> None:
        super().__init__()
        self.at = at
        self.truncated = truncated
        self.swallowed = swallowed or truncated


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object or element of an array: its name or number, and its bytes.

    `start` is where the key stands (for an element, the value), `value` where the value begins.
    """

    name: str
    start: int
    value: int
    end: int = 0


class Walk:
    """The members of the object, or elements of the array, that opens at `at`, one by one.

    Whoever walks finds out where each value ends, and says so.
    """

    def __init__(self, content: Buffer, at: int) -> None:
        self.content, self.start = content, at
        self.is_object = content[at : at + 1] == b"{"
        self.at = skip(content, at + 1)
        self.count = 0
        self.is_due = True

    def next(self) -> Member | None:
        """The next member, its value not looked at yet; None behind the last. Raises `Broken`."""
        content, sign = self.content, self.content[self.at : self.at + 1]
        if sign == (b"}" if self.is_object else b"]"):
            self.at += 1
            return None
        if not self.is_due:
            if sign != b",":
                raise Broken(self.at, truncated=self.at >= len(content))
            self.at = skip(content, self.at + 1)
        name, start, self.count, self.is_due = str(self.count), self.at, self.count + 1, False
        if self.is_object:
            name, self.at = _key(content, self.at)
        return Member(name, start, self.at)

    def past(self, end: int) -> None:
        """Go on behind a value that ends at `end`."""
        self.at = skip(self.content, end)

    def resume(self, at: int, count: int) -> None:
        """Go on with the element that begins at `at`, before which `count` stand."""
        self.at, self.count, self.is_due = at, count, True


def _key(content: Buffer, at: int) -> tuple[str, int]:
    """A member's name, and where its value begins."""
    key = _STRING.match(content, at)
    if not key:
        raise Broken(at, truncated=at >= len(content) or content[at : at + 1] == b'"')
    colon = skip(content, key.end())
    if content[colon : colon + 1] != b":":
        raise Broken(colon, truncated=colon >= len(content))
    try:
        name = str(json.loads(key.group()))
    except ValueError:
        name = key.group()[1:-1].decode("utf-8", "replace")
    return name, skip(content, colon + 1)


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
    return skip_rest(content, at + 1, bytearray((_PAIRS[opening],)))


def skip_rest(content: Buffer, at: int, closing: bytearray) -> int:
    """Where the last of some open brackets is closed, given outside strings by which signs (taken away)."""
    while True:
        run = _RUN.match(content, at)
        at = run.end() if run else at
        sign = content[at : at + 1]
        if sign in _PAIRS:
            closing.append(_PAIRS[sign])
        elif sign in (b"}", b"]"):
            if sign[0] != closing.pop():
                raise Broken(at, truncated=False, swallowed=True)
            if not closing:
                return at + 1
        else:  # the end, or a string without one
            raise Broken(at, truncated=True)
        at += 1


def end_of_string(content: Buffer, at: int) -> int:
    """Where the string ends that `at` is inside of. Raises `Broken`."""
    found = _REST.match(content, at)
    if not found:
        raise Broken(at, truncated=True)
    return found.end()


def skip(content: Buffer, at: int) -> int:
    """Where the white space at `at` ends."""
    found = _SPACE.match(content, at)
    return found.end() if found else at
