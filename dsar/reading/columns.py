"""How a mapping addresses columns: names in any spelling, alternatives, families, places, lists.

"Time zone|TimeZone"            the first of these that is there
"invoice date"                  upper and lower case, spaces, `_` and a leading `*` do not matter
"/Custom field \\(.*\\)/"         every column that a pattern fits
"#AA", "#27"                    by place, as a letter or a number from 1
"to[].emailAddress.address"     every element of a list; `Comment[]` every column of that name
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from dsar.model.records import Value
from dsar.reading import rules

OR = "\x1f"
"""Between the columns of an address that was bound: the first that is filled counts."""

_PLACE = re.compile(r"#(?:([A-Z]{1,3})|(\d{1,5}))")


def check(spec: str) -> str:
    """What is wrong with a column's address; empty where nothing is."""
    for one in _alternatives(spec):
        if not one:
            return "a column's name is empty"
        if _is_pattern(one):
            try:
                rules.check(one[1:-1])
            except ValueError as error:
                return str(error)
    return ""


def resolve(spec: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that an address names, in their order; empty where none is there."""
    for one in _alternatives(spec):
        found = _resolve(one, tuple(columns))
        if found:
            return found
    return ()


def each(spec: str, columns: Sequence[str]) -> tuple[str, ...]:
    """One column for each alternative of an address that names one, in their order.

    Where an alternative names several columns (a list, a family), those of the first that is there.
    """
    found = [_resolve(one, tuple(columns)) for one in _alternatives(spec)]
    if any(len(one) > 1 for one in found):
        return next(one for one in found if one)
    return tuple(dict.fromkeys(one[0] for one in found if one))


def filled(spec: str, fields: Mapping[str, Value]) -> str:
    """The first column of a bound address (`OR` between alternatives) in which something stands."""
    names = spec.split(OR)
    held = (name for name in names if fields.get(name) not in (None, ""))
    return next(held, names[0])


def _alternatives(spec: str) -> list[str]:
    """The parts between bars; a bar inside a pattern is the pattern's."""
    if _is_pattern(spec):
        return [spec]
    return [one.strip() for one in spec.split("|")]


def _is_pattern(spec: str) -> bool:
    return len(spec) > 2 and spec.startswith("/") and spec.endswith("/")


def _resolve(spec: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    if spec in columns:
        return (spec,)
    place = _PLACE.fullmatch(spec)
    if place:
        number = _number(place[1]) if place[1] else int(place[2])
        return columns[number - 1 : number] if number else ()
    if _is_pattern(spec):
        fits = rules.rule(spec[1:-1])
        return tuple(column for column in columns if fits.fullmatch(column))
    if "[]" in spec:
        return tuple(column for column in columns if _listed(spec).fullmatch(normal(column)))
    wanted = normal(spec)
    return next(((column,) for column in columns if normal(column) == wanted), ())


@lru_cache(maxsize=65_536)
def normal(name: str) -> str:
    """A name for comparison: case, spaces, underscores and a leading asterisk do not count."""
    return re.sub(r"[\s_]+", " ", name.strip().lstrip("*")).strip().casefold()


@lru_cache(maxsize=1024)
def _listed(spec: str) -> re.Pattern[str]:
    """A list's elements are numbered: `to.0.name`; columns of one name are `Comment`, `Comment (2)`."""
    parts = [re.escape(normal(part)) for part in spec.split("[]")]
    if len(parts) == 2 and not parts[1]:
        return re.compile(rf"{parts[0]}(?: \(\d+\)|\.\d+)?")
    return re.compile(r"\.\d+".join(parts))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
