"""Who else is in the records: the whole of detection, for a case and as a library call.

Structured evidence comes first: who is a party of a record, in a directory, on the staff list. What
is known of those people is then hunted in all text, and what stands there by its form alone and
belongs to nobody known is found last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from dsar.model.findings import Finding, Person, Span
from dsar.model.identifiers import Identifier
from dsar.model.records import Link, Record
from dsar.model.register import Register
from dsar.people import models
from dsar.people.analyses import Analyses
from dsar.people.clusters import NAMED, PARTY, TEXT, Cluster, Mention, clusters_of
from dsar.people.fields import MACHINE, QUIET, tone
from dsar.people.gather import Gatherer, identified
from dsar.people.hits import Around, Looked, Roster, findings_in
from dsar.people.known import Sight, acquainted, everybody, without_escapes
from dsar.people.minted import Minted, identify
from dsar.people.own import Own
from dsar.people.remembered import Remembered
from dsar.people.spans import OWN, Candidate
from dsar.people.whose import House, person_of

NOBODYS = frozenset({"organisation", "place"})
"""What a model finds that is nobody's personal data by itself."""

OnCount = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class People:
    """Who is in the records, where, and which ids have to be journalled (new, or known by more).

    `analysed` is what the next search of the case need not analyse again: it belongs in the case.
    """

    persons: tuple[Person, ...]
    findings: tuple[Finding, ...]
    minted: tuple[Minted, ...]
    analysed: Mapping[str, str] = field(default_factory=dict, repr=False)


def names_are_detected(model: str = "") -> bool:
    """Whether a model detects names in free text; without one, export needs `--waive names`.

    Raises `UsageError` for a named model that cannot be used.
    """
    return bool(models.chosen(model).place)


def people_of(
    records: Sequence[Record],
    *,
    subject: Sequence[Identifier],
    links: Sequence[Link] = (),
    register: Register | None = None,
    minted: Sequence[Minted] = (),
    salt: bytes,
    model: str = "",
    executor: Executor | None = None,
    analysed: Mapping[str, str] | None = None,
    on_progress: OnCount = lambda done, total: None,
) -> People:
    """Find everybody but the subject in `records`, and propose who they are.

    `minted` are the persons of earlier runs, who keep their ids; `salt` keys new ids and digests.
    The same input gives the same output. `model` is the setting `[people] model`, empty for the one
    that ships; `executor` takes the analysis of many texts, processes only. `analysed` is what the last
    search of the case remembers: what it knows is not analysed again, and the findings are the same.
    `on_progress` is told records done and their number.

    Raises `UsageError` for a named model that cannot be used.
    """
    remembered = Remembered(salt, model, analysed)
    search = _Search(
        Gatherer(subject, links, House(register)),
        Analyses(model, executor, remembered),
        2 * len(records),
        on_progress,
    )
    people = search.people(records)
    found = [*search.findings(records, people)]
    seen = {candidate.person for _, _, candidate in found}
    kept = [one for one in people if one.n == OWN or one.n in seen or PARTY in one.origins]
    changed = identify(kept, minted, salt)
    house = search.house
    return People(
        tuple(person_of(one, house, people[OWN]) for one in kept),
        tuple(
            Finding.of(record.id, record.digest, name, one.span, people[one.person].id if one.person else "")
            for record, name, one in found
        ),
        tuple(changed),
        remembered.rows,
    )


class _Search:
    """One search for people: what was looked at once is not looked at again."""

    def __init__(self, gatherer: Gatherer, analyses: Analyses, total: int, told: OnCount) -> None:
        self.house = gatherer.house
        self.subject = gatherer.subject
        self._gatherer = gatherer
        self._analyses = analyses
        self._total, self._done, self._told = total, 0, told

    def people(self, records: Sequence[Record]) -> list[Cluster]:
        """Everybody named in structure, and by an address or number in text."""
        mentions: list[Mention] = [*self._gatherer.beforehand()]
        texts: dict[str, None] = {}
        self._learn(records)
        for record in records:
            mentions += (one for party in record.parties for one in self._gatherer.of_party(party))
            for name, value in record.fields.items():
                if isinstance(value, str) and value not in texts:
                    kind = tone(record, name)
                    if kind != QUIET:
                        texts[value] = None
                        mentions += self._gatherer.in_text(value, self._spans(value, kind))
            self._step()
        return clusters_of(mentions)

    def findings(
        self, records: Sequence[Record], people: list[Cluster]
    ) -> Iterator[tuple[Record, str, Candidate]]:
        """Everything in the records that may be somebody else's."""
        own = Own(people[OWN], self.subject, self.house.printed, self._analyses)
        roster = Roster(people, own.knows)
        arounds = [roster.around(record) for record in records]
        for record, around in zip(records, arounds, strict=True):
            self._sent(record, around, roster)
        look = self._looker(people, own, records)
        for record, around in zip(records, arounds, strict=True):
            yield from ((record, name, one) for name, one in findings_in(record, around, roster, look))
            self._step()

    def _looker(
        self, people: list[Cluster], own: Own, records: Sequence[Record]
    ) -> Callable[[str, str], Looked]:
        strong = everybody(people)
        sights: dict[str, list[Sight]] = {}
        active = {OWN, *(one.n for one in people if {PARTY, TEXT, NAMED} & one.origins)}
        for record in records:
            for value in record.fields.values():
                if isinstance(value, str) and value not in sights:
                    sights[value] = strong.seen(value)
                    active.update(claim.person for sight in sights[value] for claim in sight.claims)
        more = acquainted(people, active)
        looked: dict[tuple[str, str], Looked] = {}

        def look(text: str, kind: str) -> Looked:
            if (text, kind) not in looked:
                seen = [*sights[text], *(sight for one in more for sight in one.seen(text)), *own.seen(text)]
                looked[text, kind] = Looked(tuple(seen), tuple(self._spans(text, kind)))
            return looked[text, kind]

        return look

    def _learn(self, records: Sequence[Record]) -> None:
        """Analyse every different stretch of all records at once."""
        texts: dict[tuple[str, bool], None] = {}
        for record in records:
            for name, value in record.fields.items():
                kind = tone(record, name) if isinstance(value, str) else QUIET
                if kind != QUIET:
                    texts[without_escapes(str(value)), kind == MACHINE] = None
        for machine in (False, True):
            self._analyses.learn((text for text, one in texts if one is machine), machine=machine)

    def _spans(self, text: str, kind: str) -> list[Span]:
        """What stands in a text; organisations and places are no people and no findings of a case."""
        if kind == QUIET:
            return []
        spans = self._analyses.spans(without_escapes(text), machine=kind == MACHINE)
        return [one for one in spans if one.category not in NOBODYS]

    def _sent(self, record: Record, around: Around, roster: Roster) -> None:
        """Remember whose messages an IP address stands in the headers of."""
        senders = {n for party, n in around.parties if party.role in ("from", "sender") and n is not None}
        if record.kind != "mail" or not senders:
            return
        for name, value in record.fields.items():
            if name.startswith("header.") and isinstance(value, str):
                for span in self._spans(value, tone(record, name)):
                    one = identified(value, span) if span.category == "ip" else None
                    if one:
                        roster.senders[one] |= senders

    def _step(self) -> None:
        self._done += 1
        self._told(self._done, self._total)
