"""JSON scanned by its bytes: where values begin and end, member by member, without building any.

However large or deep a value is, nothing of it is held and nothing recurses.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from dsar.reading.blocks import Buffer

_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\[\]{}:\"]++")
_SIGNS = re.compile(rb'["\[\]{}]')
_PAIRS = {b"{": b"}", b"[": b"]"}


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
        self.content = content
        self.is_object = content[at : at + 1] == b"{"
        self.at = skip(content, at + 1)
        self.count = 0

    def next(self) -> Member | None:
        """The next member, its value not looked at yet; None behind the last. Raises `Broken`."""
        content, sign = self.content, self.content[self.at : self.at + 1]
        if sign == (b"}" if self.is_object else b"]"):
            self.at += 1
            return None
        if self.count:
            if sign != b",":
                raise Broken(self.at, truncated=self.at >= len(content))
            self.at = skip(content, self.at + 1)
        name, start, self.count = str(self.count), self.at, self.count + 1
        if self.is_object:
            name, self.at = _key(content, self.at)
        return Member(name, start, self.at)

    def past(self, end: int) -> None:
        """Go on behind a value that ends at `end`."""
        self.at = skip(self.content, end)


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
    closing: list[bytes] = []
    while True:
        sign = _SIGNS.search(content, at)
        if not sign:
            raise Broken(at, truncated=True)
        kind, at = sign.group(), sign.end()
        if kind == b'"':
            at = skip_value(content, sign.start())
        elif kind in _PAIRS:
            closing.append(_PAIRS[kind])
        elif kind != closing.pop():
            raise Broken(at, truncated=False, swallowed=True)
        elif not closing:
            return at


def skip(content: Buffer, at: int) -> int:
    """Where the white space at `at` ends."""
    found = _SPACE.match(content, at)
    return found.end() if found else at
