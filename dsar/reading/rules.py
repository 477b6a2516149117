"""Patterns that an analyst wrote, which must never hang on whatever a file holds.

RE2 matches in linear time whatever the pattern. Where it is not installed, or the pattern uses what it
does not know (look-around, references back), Python's own engine matches, which tries every way to
divide a text among repeats: patterns in which there are too many ways are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Protocol, cast

LONGEST = 4000
"""The length of the longest pattern."""

TEXT = 20_000
"""How much of a text a pattern is tried on."""

SHORT = 1000
"""How much of a text Python's engine searches."""

_MANY = 16
_WAYS = 2
"""How many repeats may take the same signs one behind the other: the work grows with that power."""

_Set = frozenset[int]
_ANY: _Set = frozenset(range(257))
_CATEGORIES = {
    name: frozenset({*(n for n in range(256) if re.match(sign, chr(n))), 256})
    for name, sign in (
        ("CATEGORY_DIGIT", r"\d"), ("CATEGORY_NOT_DIGIT", r"\D"), ("CATEGORY_SPACE", r"\s"),
        ("CATEGORY_NOT_SPACE", r"\S"), ("CATEGORY_WORD", r"\w"), ("CATEGORY_NOT_WORD", r"\W"),
    )
}  # fmt: skip


class Found(Protocol):
    """What a match says."""

    def groupdict(self) -> dict[str, str | None]:
        """The named groups; None for one that took no part."""


class Rule(Protocol):
    """A compiled pattern."""

    def fullmatch(self, text: str) -> Found | None:
        """A match of the whole text."""

    def search(self, text: str) -> Found | None:
        """The first match anywhere."""


@lru_cache(maxsize=1024)
def rule(pattern: str, *, engine: str = "") -> Rule:
    """A pattern ready to match (`.` is any sign).

    `engine` is `re`, or empty for the best there is. Raises `ValueError` as `check` does.
    """
    check(pattern, engine=engine)
    fast = None if engine == "re" else _with_re2(pattern)
    return fast or _Careful(re.compile(pattern, re.DOTALL))


def check(pattern: str, *, engine: str = "") -> None:
    """Look at a pattern without matching anything.

    Raises `ValueError` in words for one that cannot be read, is too long, or might take for ever.
    """
    if len(pattern) > LONGEST:
        raise ValueError(f"the pattern is longer than {LONGEST} signs")
    try:
        tree = _parser.parse(pattern, re.DOTALL)
        re.compile(pattern, re.DOTALL)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"the pattern cannot be read: {getattr(error, 'msg', error)}") from None
    linear = engine != "re" and find_spec("re2") is not None and not _is_beyond_re2(tree)
    if not linear and _is_slow(tree):
        raise ValueError(
            "the pattern might take for ever: repeats inside repeats, or more than two in a row that take"
            " the same signs; make one exact, or pip install 'dsar-toolkit[re2]'"
        )


class _Careful:
    """Python's engine: two repeats and every place to begin are work enough for a short text only."""

    def __init__(self, compiled: re.Pattern[str]) -> None:
        self.compiled = compiled

    def fullmatch(self, text: str) -> Found | None:
        return self.compiled.fullmatch(text) if len(text) <= TEXT else None

    def search(self, text: str) -> Found | None:
        return self.compiled.search(text[:SHORT])


def _is_beyond_re2(tree: Any) -> bool:
    """Whether a pattern uses what RE2 does not know."""
    beyond = {"ASSERT", "ASSERT_NOT", "GROUPREF", "GROUPREF_EXISTS", "ATOMIC_GROUP", "POSSESSIVE_REPEAT"}
    return any(
        str(op) in beyond or any(_is_beyond_re2(one) for one in _inside(str(op), given)) for op, given in tree
    )


def _with_re2(pattern: str) -> Rule | None:
    if find_spec("re2") is None:
        return None
    import re2  # compiled, and loaded only where an analyst's pattern is used

    options = re2.Options()
    options.dot_nl, options.log_errors = True, False
    try:
        return cast("Rule", re2.compile(pattern, options))
    except re2.error:
        check(pattern, engine="re")  # for Python's engine other limits hold
        return None


def _is_slow(tree: Any) -> bool:
    """Whether the ways to match may grow too fast with the text."""
    open_sets: list[_Set] = []
    for op, given in tree:
        name = str(op)
        inside = list(_inside(name, given))
        if any(_is_slow(one) for one in inside):
            return True
        if name in ("MAX_REPEAT", "MIN_REPEAT") and _is_long(given):
            body = given[2]
            if _divides(body) and not _is_led(body):
                return True
            taken = _signs(body)
            open_sets.append(taken)
            if sum(bool(one & taken) for one in open_sets) > _WAYS:
                return True
            continue
        inner = [one for tree_in in inside for one in _repeats(tree_in)]
        open_sets += inner
        if any(sum(bool(one & other) for other in open_sets) > _WAYS for one in inner):
            return True
        if name in ("LITERAL", "IN", "NOT_LITERAL", "CATEGORY"):
            taken = _signs([(op, given)])
            open_sets = [one for one in open_sets if one & taken]
    return False


def _divides(tree: Any) -> bool:
    """Whether what is repeated may itself be taken in several ways, so that the ways multiply."""
    for op, given in tree:
        name = str(op)
        inside = list(_inside(name, given))
        if name in ("MAX_REPEAT", "MIN_REPEAT") and given[0] != given[1]:
            return True
        if name == "BRANCH":
            taken = [_signs(one) for one in inside]
            if any(not one for one in taken) or len(frozenset().union(*taken)) < sum(map(len, taken)):
                return True
        if name not in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP") and any(_divides(one) for one in inside):
            return True
    return False


def _is_led(tree: Any) -> bool:
    """Whether what is repeated begins with a sign of its own, and is clear behind that."""
    items = list(tree)
    while len(items) == 1 and str(items[0][0]) == "SUBPATTERN":
        items = list(items[0][1][3])
    if not items or str(items[0][0]) != "LITERAL" or _signs(items[:1]) & _signs(items[1:]):
        return False
    rest = [one for one in items[1:] if str(one[0]) in ("MAX_REPEAT", "MIN_REPEAT")]
    plain = not any(_divides(one[1][2]) for one in rest)
    return len(rest) <= 1 and plain and not _divides([one for one in items[1:] if one not in rest])


def _inside(name: str, given: Any) -> Iterator[Any]:
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        yield given[2]
    elif name == "SUBPATTERN":
        yield given[3]
    elif name == "BRANCH":
        yield from given[1]
    elif name in ("ASSERT", "ASSERT_NOT"):
        yield given[1]
    elif name == "ATOMIC_GROUP":
        yield given
    elif name == "GROUPREF_EXISTS":
        yield from (one for one in given[1:] if one is not None)


def _is_long(given: Any) -> bool:
    return given[1] is _constants.MAXREPEAT or int(given[1]) > _MANY


def _repeats(tree: Any) -> Iterator[_Set]:
    """The signs of every long repeat anywhere in a pattern, those that give nothing back left out."""
    for op, given in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT") and _is_long(given):
            yield _signs(given[2])
        if name not in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"):
            for one in _inside(name, given):
                yield from _repeats(one)


def _signs(tree: Any) -> _Set:
    """The signs that a pattern may take (257 stands for all beyond Latin-1)."""
    found: set[int] = set()
    for op, given in tree:
        name = str(op)
        if name == "LITERAL":
            found.add(min(int(given), 256))
        elif name == "NOT_LITERAL":
            found |= _ANY - {int(given)}
        elif name == "IN":
            found |= _class(given)
        elif name in ("ANY", "GROUPREF"):
            found |= _ANY
        else:
            for one in _inside(name, given):
                found |= _signs(one)
    return frozenset(found)


def _class(given: Any) -> _Set:
    found: set[int] = set()
    negated = False
    for op, value in given:
        name = str(op)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found.add(min(int(value), 256))
        elif name == "RANGE":
            found |= set(range(value[0], min(value[1], 255) + 1)) | ({256} if value[1] > 255 else set())
        elif name == "CATEGORY":
            found |= _CATEGORIES.get(str(value), _ANY)
    return frozenset(_ANY - found if negated else found)
