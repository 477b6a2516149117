"""JSON values as flat fields: exact numbers, exact strings, every repeated key."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from dsar.model.records import Value

DEPTH = 100
"""How deep a value may nest before it is a gap instead of being read."""

_SIGNS = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_PERSONAL = re.compile(r"(?s).*(?:\S@\S|\d{6}|\n).*|.{121,}")


class TooDeep(ValueError):
    """A value nests deeper than `DEPTH`."""


class Doubled(dict[str, Any]):
    """An object whose repeated keys are all kept, numbered."""


def parse(text: str) -> Any:
    """A JSON value. Raises `ValueError`, and its kind `TooDeep`."""
    if text.count("[") + text.count("{") > DEPTH and _depth(text) > DEPTH:
        raise TooDeep
    return json.loads(
        text, parse_float=_decimal, parse_int=_integer, parse_constant=str, object_pairs_hook=_pairs
    )


def parse_piece(text: str) -> tuple[str, Any]:
    """The name and value of a piece that is an object's member, or "" and the value of any other."""
    stripped = text.strip()
    if stripped[:1] == '"':
        try:
            value = parse("{" + stripped + "}")
        except TooDeep:
            raise
        except ValueError:
            return "", parse(text)
        name, inside = next(iter(value.items()))
        return name, inside
    return "", parse(text)


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in _SIGNS.finditer(text):
        if sign.group() in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign.group() in "]}":
            depth -= 1
    return deepest


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _integer(text: str) -> int | str:
    # Python refuses to read numbers of thousands of digits; as text they stay exact.
    return int(text) if len(text) < 1000 else text


def _pairs(pairs: list[tuple[str, Any]]) -> Doubled:
    out = Doubled()
    for name, value in pairs:
        out[free(name, out)] = value
    return out


def free(name: str, taken: Container[str]) -> str:
    """A field's name that is not taken: the same, or with a number behind it."""
    place, n = name, 2
    while place in taken:
        place, n = f"{name} ({n})", n + 1
    return place


def flatten(value: Any, prefix: str = "") -> dict[str, Value]:
    """A value as flat fields: dotted names, lists of scalars joined by "; ", null left out.

    A key that may itself be somebody's (an address, a long number) becomes a field's value: names
    of fields are shown to everybody and are never searched.
    """
    out: dict[str, Value] = {}
    for name, one in _leaves(value, prefix):
        out[free(name, out)] = one
    return out


def _leaves(value: Any, prefix: str) -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict):
        for n, (name, inside) in enumerate(value.items(), start=1):
            place = name
            if _PERSONAL.fullmatch(name):
                place = f"entry {n}"
                yield _under(prefix, f"{place}.key"), name
            yield from _leaves(inside, _under(prefix, place))
    elif isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
        for n, inside in enumerate(value):
            yield from _leaves(inside, _under(prefix, str(n)))
    elif isinstance(value, list):
        joined = "; ".join(_plain(one) for one in value if one is not None)
        if joined:
            yield prefix or "value", joined
    elif value is not None:
        yield prefix or "value", value if isinstance(value, (str, bool, int, Decimal)) else str(value)


def _under(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def _plain(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
