"""Everything in one record that may be somebody else's, and whose it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dsar.model.findings import Span
from dsar.model.identifiers import Identifier
from dsar.model.records import Party, Record, typed
from dsar.people.clusters import Cluster
from dsar.people.fields import holds_ids, plainly_theirs, tone
from dsar.people.gather import identified
from dsar.people.known import CATEGORIES, Sight
from dsar.people.names import parse
from dsar.people.spans import OWN, Candidate, settled

STRUCTURE, KNOWN = "structure", "known person"
_PROSE_KINDS = frozenset({"mail", "chat", "ticket", "attachment", "picture", "text"})
_FOLLOWED = re.compile(r"[\"'’)]{0,2}\s*[<\[(]?(?:mailto:)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Around:
    """Who stands in a record: the number of each of its parties, None for nobody's."""

    parties: tuple[tuple[Party, int | None], ...]

    @property
    def people(self) -> frozenset[int]:
        """Everybody who is a party."""
        return frozenset(n for _, n in self.parties if n is not None)

    def at(self, field: str) -> frozenset[int]:
        """Everybody whose party stands in a field."""
        return frozenset(n for party, n in self.parties if n is not None and party.field == field)


class Roster:
    """People by what they are known by, and what is nobody's."""

    def __init__(self, people: Sequence[Cluster], nobody: Callable[[str], bool]) -> None:
        """`nobody` says of a text that it is the subject's own or printed by the register."""
        self.people = people
        self.nobody = nobody
        self.by_identifier = {one: person.n for person in reversed(people) for one in person.identifiers}
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        for person in people:
            for key in {name.key for name in person.parsed}:
                self.by_name[key].append(person.n)
        self.weak: defaultdict[Identifier, set[int]] = defaultdict(set)
        self.senders: defaultdict[Identifier, set[int]] = defaultdict(set)

    def of_party(self, party: Party) -> int | None:
        """Whose a party is: by identifier, else by a name that one person has."""
        for one in party.identifiers:
            if one in self.by_identifier:
                return self.by_identifier[one]
        name = parse(party.name)
        fits = self.by_name.get(name.key, []) if name is not None else []
        return fits[0] if len(fits) == 1 else None

    def around(self, record: Record) -> Around:
        """Who stands in a record; weak identifiers there are remembered as theirs."""
        around = Around(tuple((party, self.of_party(party)) for party in record.parties))
        only = next(iter(around.people)) if len(around.people) == 1 else None
        for party, n in around.parties:
            owner = only if n is None else n
            if owner is not None:
                for one in party.identifiers:
                    if not one.strong:
                        self.weak[one].add(owner)
        return around

    def owner(self, one: Identifier) -> int | None:
        """Whose an identifier is; the subject's before anybody's, nobody's where people share it."""
        if one in self.by_identifier:
            return self.by_identifier[one]
        owners = self.weak.get(one, set())
        if OWN in owners:
            return OWN
        return next(iter(owners)) if len(owners) == 1 else None


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at a text gave: people seen in it, and what stands there by its form."""

    sights: tuple[Sight, ...]
    spans: tuple[Span, ...]


def findings_in(
    record: Record, around: Around, roster: Roster, look: Callable[[str, str], Looked]
) -> Iterator[tuple[str, Candidate]]:
    """Candidates of a record by field, settled: nothing overlaps, nothing is the subject's."""
    alone = around.people == {OWN} and record.kind not in _PROSE_KINDS
    fields = frozenset(party.field for party in record.parties)
    for name, value in record.fields.items():
        kind, text = typed(value)
        place = _Place(record, name, text, around, roster)
        whole = list(place.whole())
        if kind != "str":
            if isinstance(value, int) and not isinstance(value, bool):
                yield from ((name, one) for one in settled(whole, text))
            continue
        looked = look(text, tone(record, name))
        theirs = alone and plainly_theirs(name, fields)
        found = [*whole, *place.structural(), *place.seen(looked.sights), *place.formed(looked.spans, theirs)]
        yield from ((name, one) for one in settled(found, text))


@dataclass(frozen=True, slots=True)
class _Place:
    """One field of a record."""

    record: Record
    field: str
    text: str
    around: Around
    roster: Roster

    def whole(self) -> Iterator[Candidate]:
        """Ids and numbers of parties that are all the field holds."""
        for party, n in self.around.parties:
            for one in party.identifiers if n is not None else ():
                if self.text not in (one.raw.strip(), one.value) and not self._same_number(one):
                    continue
                near = self.field == party.field or self.field.startswith(f"{party.field}.")
                if one.strong and (near or one.kind in ("email", "phone") or holds_ids(self.field)):
                    category = CATEGORIES.get(one.kind, "id")
                    yield Candidate(Span(0, len(self.text), category, 1.0, STRUCTURE), n)

    def _same_number(self, one: Identifier) -> bool:
        return one.kind == "phone" and self.text.isdecimal() and one.value.lstrip("+") == self.text

    def structural(self) -> Iterator[Candidate]:
        """Names of parties in the field where they stand."""
        for party, n in self.around.parties:
            shown = party.name.strip()
            if n is None or party.field != self.field or len(shown) < 2 or self.roster.nobody(shown):
                continue
            for found in re.finditer(rf"(?<!\w){re.escape(shown)}(?!\w)", self.text):
                start, end = found.span()
                rivals = [m for other, m in self.around.parties if other.name.strip() == shown and m != n]
                if not rivals or self._followed(start, end, (n,)):
                    yield Candidate(Span(start, end, "name", 1.0, STRUCTURE), n)

    def seen(self, sights: Iterable[Sight]) -> Iterator[Candidate]:
        """Known people found again, each with the one they are."""
        for sight in sights:
            person = self._whose(sight)
            claim = next((one for one in sight.claims if one.person == person), sight.claims[0])
            yield Candidate(Span(sight.start, sight.end, claim.category, claim.score, KNOWN), person)

    def _whose(self, sight: Sight) -> int | None:
        """Whom a value points at where it stands; None where that cannot be told.

        The subject's own name is another's only in that person's own field.
        """
        claimed = frozenset(one.person for one in sight.claims)
        others = claimed - {OWN}
        here = self.around.at(self.field)
        followed = [n for n in sorted(others) if self._followed(sight.start, sight.end, (n,))]
        if OWN in claimed:
            theirs = others & here
            if len(theirs) == 1 and (OWN not in here or followed == list(theirs)):
                return next(iter(theirs))
            alone = others & self.around.people
            covers = (sight.start, sight.end) == (0, len(self.text))
            if len(alone) == 1 and covers and OWN not in self.around.people:
                return next(iter(alone))
            return OWN
        if len(others) == 1:
            return next(iter(others))
        for narrower in (followed, others & here, others & self.around.people):
            if len(narrower) == 1:
                return next(iter(narrower))
        return None

    def _followed(self, start: int, end: int, people: Iterable[int]) -> bool:
        """Whether one of their addresses stands right after a place."""
        gap = _FOLLOWED.match(self.text, end)
        at = gap.end() if gap else end
        rest = self.text[at : at + 120].casefold()
        return any(
            rest.startswith(one.value)
            for n in people
            for one in self.roster.people[n].identifiers
            if one.kind == "email"
        )

    def formed(self, spans: Iterable[Span], theirs: bool) -> Iterator[Candidate]:
        """What stands here by its form; `theirs` says that the column is the subject's own."""
        for span in spans:
            text = self.text[span.start : span.end]
            if self.roster.nobody(text):
                if span.category != "name":  # the name may be a namesake's: who it is was said before
                    yield Candidate(span, OWN)
                continue
            if theirs and span.category != "email" and text.strip() == self.text.strip():
                continue
            one = identified(self.text, span)
            owner = self.roster.owner(one) if one else None
            if one and span.category == "ip" and owner is None and self.field.startswith("header."):
                senders = self.roster.senders.get(one, set())
                if OWN in senders or len(senders) > 1:
                    continue
                owner = next(iter(senders), None)
            yield Candidate(span, owner, form=owner is None)
