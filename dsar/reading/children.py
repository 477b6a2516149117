"""Records inside a row: a ticket's comments, the parts of a conversation, a column that repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table

from dsar.model.records import Value
from dsar.reading.columns import resolve
from dsar.reading.mapping import Child, Mapping


def children(
    fields: Table[str, Value], mapping: Mapping
) -> tuple[dict[str, Value], list[tuple[Child, dict[str, Value]]]]:
    """A row without what its children hold, and each child's fields in order."""
    rest = dict(fields)
    found: list[tuple[Child, dict[str, Value]]] = []
    for child in mapping.children:
        taken = _listed(rest, child) or _repeated(rest, child)
        for names, given in taken:
            found.append((child, given))
            for name in names:
                rest.pop(name, None)
    return rest, found


def _listed(fields: Table[str, Value], child: Child) -> list[tuple[list[str], dict[str, Value]]]:
    """The elements of a list of objects, whose fields are `comments.0.body`, `comments.0.author`."""
    wanted = re.escape(_plain(child.each.removesuffix("[]"))).replace(r"\[\]", r"\.\d+")
    rule = re.compile(rf"({wanted}\.\d+)\.")
    groups: dict[str, tuple[list[str], dict[str, Value]]] = {}
    for name, value in fields.items():
        at = rule.match(_plain(name))
        if at and len(_plain(name)) == len(name):
            names, given = groups.setdefault(at[1], ([], {}))
            names.append(name)
            given[name[at.end() :]] = value
    return list(groups.values())


def _plain(name: str) -> str:
    """A name in which places are those of the name itself: case and underscores do not count."""
    return re.sub(r"[\s_]", " ", name).lower()


def _repeated(fields: Table[str, Value], child: Child) -> list[tuple[list[str], dict[str, Value]]]:
    """A column that stands once for each, its cell perhaps of several parts (`date;author;text`)."""
    taken = []
    for name in resolve(child.each, tuple(fields)):
        value = fields[name]
        if not str(value).strip():
            continue
        given: dict[str, Value] = {"text": value}
        if child.split and child.into:
            parts = str(value).split(child.split, len(child.into) - 1)
            given = {label: part.strip() for label, part in zip(child.into, parts, strict=False)}
        taken.append(([name], given))
    return taken
