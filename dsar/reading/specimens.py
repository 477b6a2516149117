"""Examples of what a pattern matches: an engine proves itself on them before it is trusted."""

from __future__ import annotations

import re._parser as syntax  # type: ignore[import-not-found]
from collections.abc import Iterator
from typing import Any

FILLERS = (b"d", b" ")
_AROUND = 70
"""Bytes before an example: more than a processor compares at once."""


def specimens(pattern: bytes) -> Iterator[bytes]:
    """Texts that a pattern matches: the shortest, one with each repetition once more, last choices taken."""
    tree = syntax.parse(pattern)
    yield from dict.fromkeys((_one(tree, 0, 0), _one(tree, 1, 0), _one(tree, 0, -1), _one(tree, 1, -1)))


def displayed(pattern: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each example amid filler, with where it begins and ends.

    It is alone in its text: engines are quick to pass over what comes before the first sign of a match,
    and have been seen to pass over the match.
    """
    for one in specimens(pattern):
        for filler in FILLERS:
            around = filler * _AROUND
            yield around + one + around * 64, _AROUND, _AROUND + len(one)


def _one(tree: Any, more: int, choice: int) -> bytes:
    out = b""
    for kind, given in tree:
        match str(kind):
            case "LITERAL":
                out += bytes((given,))
            case "NOT_LITERAL":
                out += b"a" if given != ord("a") else b"b"
            case "ANY":
                out += b"a"
            case "IN":
                out += bytes((_sign(given, choice),))
            case "BRANCH":
                out += _one(given[1][choice], more, choice)
            case "SUBPATTERN":
                out += _one(given[-1], more, choice)
            case _:  # a repetition, greedy or not
                least, most, inner = given
                out += _one(inner, more, choice) * min(least + more, int(most))
    return out


def _sign(given: Any, choice: int) -> int:
    """The first or last sign of a class."""
    signs: set[int] = set()
    for kind, value in given:
        match str(kind):
            case "LITERAL":
                signs.add(value)
            case "RANGE":
                signs |= set(range(value[0], value[1] + 1))
            case "CATEGORY":
                signs |= set(_CATEGORIES[str(value)])
    if str(given[0][0]) == "NEGATE":
        signs = set(range(256)) - signs
    return sorted(signs)[choice]


_CATEGORIES = {
    "CATEGORY_DIGIT": b"0123456789",
    "CATEGORY_SPACE": b" \t\n\r\x0b\x0c",
    "CATEGORY_WORD": b"0123456789_abcdefghijklmnopqrstuvwxyz",
}
