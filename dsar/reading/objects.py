"""JSON cut into elements by its bytes, and objects as flat fields.

The scanner looks only at structure: brackets, quotes, commas. It works on files of any size without
holding them, and finds the complete elements of an array that was only half written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dsar.model.records import Value
from dsar.reading.cuts import Buffer, Cut, Stretch, is_wide

DEPTH = 100
_BOM = b"\xef\xbb\xbf"
_SPACE = re.compile(rb"[ \t\r\n]*")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\[\]{}:\"]+")
_SIGNS = re.compile(rb'["\[\]{}]')


class Broken(ValueError):
    """The bytes are not JSON from `at` on; `truncated` where they only end too soon."""

    def __init__(self, at: int, *, truncated: bool) -> None:
        super().__init__()
        self.at = at
        self.truncated = truncated


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object or element of an array: its name or number, and its value's bytes."""

    name: str
    start: int
    end: int


class JsonElements(Cut):
    """Pieces are the elements of the array (or the members of the object) that holds the rows.

    `path` names it, member by member, with `*` for every member ("resources.*", "tickets"). Without
    a path: the elements of a top-level array; of a top-level object that holds arrays of objects,
    or nothing but objects, the elements of those and each other member by itself; else the object.
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
        at = 0
        try:
            start = 3 if content[:3] == _BOM else 0
            for member in self._rows(content, _skip(content, start), self.path, ""):
                if member.start > at:
                    yield Stretch(at, member.start - at, "structure", "json")
                yield Stretch(member.start, member.end - member.start, "piece", member.name)
                at = member.end
            rest = content[at:size]
            if at < size:
                closing = not rest.strip(b" \t\r\n]}") or not at
                role = ("structure", "json") if closing else ("gap", "malformed")
                yield Stretch(at, size - at, *role)
        except Broken as error:
            yield Stretch(at, size - at, "gap", "truncated" if error.truncated else "malformed")

    def _rows(self, content: Buffer, at: int, path: Sequence[str], name: str) -> Iterator[Member]:
        if at >= len(content):
            return
        opening = content[at : at + 1]
        if opening == b"[":
            for n, member in enumerate(members(content, at)):
                yield Member(f"{name}[{n}]", member.start, member.end)
        elif opening == b"{" and path:
            for member in members(content, at):
                label = f"{name}.{member.name}" if name else member.name
                if path[0] not in ("*", member.name) or (len(path) == 1 and path[0] == "*"):
                    yield Member(label, member.start, member.end)
                else:
                    yield from self._rows(content, member.start, path[1:], label)
        elif opening == b"{" and _is_container(content, at):
            for member in members(content, at):
                if _holds_objects(content, member.start):
                    yield from self._rows(content, member.start, (), member.name)
                else:
                    yield Member(member.name, member.start, member.end)
        else:
            yield Member(name, at, skip_value(content, at))


def _is_container(content: Buffer, at: int) -> bool:
    """Whether an object holds rows: some array of objects as a direct member, or only objects."""
    kinds = []
    try:
        for member in members(content, at):
            if _holds_objects(content, member.start):
                return not _has_identity(kinds, content)
            kinds.append(content[member.start : member.start + 1])
    except Broken:
        pass
    return len(kinds) > 1 and all(kind == b"{" for kind in kinds)


def _has_identity(kinds: Sequence[bytes], content: Buffer) -> bool:
    """Whether scalars come before the first array of objects: a record with lists inside it."""
    return sum(kind not in (b"{", b"[") for kind in kinds) >= 3


def _holds_objects(content: Buffer, at: int) -> bool:
    if content[at : at + 1] != b"[":
        return False
    first = _skip(content, at + 1)
    return content[first : first + 1] == b"{"


def members(content: Buffer, at: int) -> Iterator[Member]:
    """The members of the object, or elements of the array, that opens at `at`. Raises `Broken`."""
    is_object = content[at : at + 1] == b"{"
    closing = b"}" if is_object else b"]"
    at = _skip(content, at + 1)
    n = 0
    if content[at : at + 1] == closing:
        return
    while True:
        name = str(n)
        if is_object:
            key = _STRING.match(content, at)
            if not key:
                raise Broken(at, truncated=at >= len(content))
            name = _text(key.group())
            at = _skip(content, key.end())
            if content[at : at + 1] != b":":
                raise Broken(at, truncated=at >= len(content))
            at = _skip(content, at + 1)
        end = skip_value(content, at)
        yield Member(name, at, end)
        n += 1
        at = _skip(content, end)
        sign = content[at : at + 1]
        if sign == closing:
            return
        if sign != b",":
            raise Broken(at, truncated=at >= len(content))
        at = _skip(content, at + 1)


def skip_value(content: Buffer, at: int) -> int:
    """Where the value that begins at `at` ends. Raises `Broken`."""
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


def _text(raw: bytes) -> str:
    try:
        return str(json.loads(raw))
    except (ValueError, RecursionError):
        return raw.decode("utf-8", "replace").strip('"')


class Doubled(dict[str, Any]):
    """An object whose repeated keys are all kept, numbered."""


def parse(text: str) -> Any:
    """A JSON value with exact numbers and every repeated key. Raises `ValueError`."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_pairs)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _pairs(pairs: list[tuple[str, Any]]) -> Doubled:
    out = Doubled()
    for name, value in pairs:
        place, n = name, 2
        while place in out:
            place, n = f"{name} ({n})", n + 1
        out[place] = value
    return out


def flatten(value: Any, prefix: str = "") -> dict[str, Value]:
    """An object as flat fields: dotted names, lists of scalars joined, null left out."""
    out: dict[str, Value] = {}
    if isinstance(value, dict):
        for name, inside in value.items():
            out.update(flatten(inside, f"{prefix}.{name}" if prefix else str(name)))
    elif isinstance(value, list):
        if all(not isinstance(one, (dict, list)) for one in value):
            joined = "; ".join(_plain(one) for one in value if one is not None)
            if joined:
                out[prefix or "value"] = joined
        else:
            for n, inside in enumerate(value):
                out.update(flatten(inside, f"{prefix}.{n}" if prefix else str(n)))
    elif value is not None:
        out[prefix or "value"] = value if isinstance(value, (str, bool, int, Decimal)) else str(value)
    return out


def _plain(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
