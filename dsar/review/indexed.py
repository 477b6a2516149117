"""A snapshot, looked up: what changes only with the next search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dsar.case.found import Found, Kept
from dsar.law.special import advice_in
from dsar.model.findings import Person


@dataclass(slots=True)
class Indexed:
    """A snapshot by ids. `advice` is the part of it that may be legal advice."""

    found: Found
    kept: dict[str, Kept]
    persons: dict[str, Person]
    matches: dict[str, list[str]]
    children: dict[str, list[str]]
    advice: Found

    @classmethod
    def of(cls, found: Found, lawyers: Sequence[str]) -> Indexed:
        """Index a snapshot."""
        matches: defaultdict[str, list[str]] = defaultdict(list)
        for one in found.matches:
            words = f"{one.identifier.raw or one.identifier.value} in {one.field}"
            if words not in matches[one.record]:
                matches[one.record].append(words)
        children: defaultdict[str, list[str]] = defaultdict(list)
        for kept in found.kept:
            if kept.record.parent:
                children[kept.record.parent].append(kept.record.id)
        return cls(
            found,
            {kept.record.id: kept for kept in found.kept},
            {person.id: person for person in found.persons},
            matches,
            children,
            replace(found, kept=tuple(one for one in found.kept if advice_in(one.record, lawyers))),
        )
