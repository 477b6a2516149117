"""A snapshot, looked up: what changes only with the next search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dsar.answer.near import Group, group_of, groups
from dsar.case.found import Found, Kept
from dsar.law.special import advice_in
from dsar.model.findings import Person
from dsar.model.records import Record


@dataclass(slots=True)
class Indexed:
    """A snapshot by ids. `advice` is the part of it that may be legal advice.

    `near` is the group of each record that says nearly the same as another, `copies` are the exact
    copies of a record.
    """

    found: Found
    kept: dict[str, Kept]
    persons: dict[str, Person]
    matches: dict[str, list[str]]
    children: dict[str, list[str]]
    advice: Found
    near: dict[str, Group]
    copies: dict[str, list[Record]]

    @classmethod
    def of(cls, found: Found, lawyers: Sequence[str]) -> Indexed:
        """Index a snapshot."""
        matches: defaultdict[str, list[str]] = defaultdict(list)
        for one in found.matches:
            words = f"{one.identifier.raw or one.identifier.value} in {one.field}"
            if words not in matches[one.record]:
                matches[one.record].append(words)
        children: defaultdict[str, list[str]] = defaultdict(list)
        copies: defaultdict[str, list[Record]] = defaultdict(list)
        for kept in found.kept:
            if kept.copy_of and not kept.record.parent:
                copies[kept.copy_of].append(kept.record)
            if kept.record.parent:
                children[kept.record.parent].append(kept.record.id)
        return cls(
            found,
            {kept.record.id: kept for kept in found.kept},
            {person.id: person for person in found.persons},
            matches,
            children,
            replace(found, kept=tuple(one for one in found.kept if advice_in(one.record, lawyers))),
            group_of(groups(found)),
            dict(copies),
        )
