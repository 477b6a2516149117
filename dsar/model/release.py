"""What may leave the house. An exporter sees a `Release` and nothing else: it holds no hidden text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dsar.model.ledger import LedgerLine
from dsar.model.records import Mark, Value
from dsar.model.register import Register
from dsar.model.request import Request


@dataclass(frozen=True, slots=True)
class Released:
    """One record as the requester may see it.

    `id` is its number in this answer (`R0001`), unrelated to where it was found. `fields` have
    hidden passages replaced by labels. `hidden` counts the labels by ground. `marks` are categories
    and provenance of single fields where they differ; `by_others` the fields that somebody else
    than the requester wrote, as far as the record's structure says who wrote what. `pictures` are
    pages made anew that a person looked at, each with the ending of its name.
    """

    id: str
    source: str
    label: str
    kind: str
    title: str
    when: datetime | None
    when_original: str
    fields: Mapping[str, Value] = field(repr=False)
    categories: tuple[str, ...]
    provenance: str
    purposes: tuple[str, ...]
    parent: str = ""
    hidden: Mapping[str, int] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    by_others: frozenset[str] = frozenset()
    pictures: tuple[tuple[bytes, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was kept back whole: on which ground and how many records. Never the text."""

    ground: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Searched:
    """One place that was searched, as the letter tells it."""

    source: str
    label: str
    kind: str
    pieces: int
    found: int
    included: int
    referred: int
    gaps: int


@dataclass(frozen=True, slots=True)
class PurposeFound:
    """A purpose for which data of this person was found: its categories and record count."""

    id: str
    categories: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True)
class NotSearched:
    """Something that could not be read, in words: reason and how often."""

    label: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Notice:
    """The extract of register, request, ledger and clock that one letter prints.

    `searched_for` are kinds of identifier in words, with the subject's own values. `categories`
    are those found for this person, with record counts. `kept_until` are the last days on which a rule
    lets a category be kept, where it gives a day. `hidden` counts passages by category and
    ground. `origins` are the ways (`provided`, `observed`, ...) in which the found data came in.
    """

    register: Register
    request: Request
    prepared: date
    searched_on: date
    searched_for: tuple[tuple[str, str], ...] = field(repr=False)
    searched: tuple[Searched, ...] = ()
    not_searched: tuple[NotSearched, ...] = ()
    categories: tuple[tuple[str, int], ...] = ()
    purposes: tuple[PurposeFound, ...] = ()
    origins: tuple[tuple[str, int], ...] = ()
    kept_until: tuple[tuple[str, date], ...] = ()
    hidden_passages: int = 0
    hidden_records: int = 0
    hidden_grounds: tuple[tuple[str, int], ...] = ()
    hidden_kinds: tuple[tuple[str, int], ...] = ()
    journal_head: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One answer: the records as they may be seen, what was withheld, and what the letter says.

    `particulars` are what a letter other than the answer needs to be told: `ask`, `reason`,
    `ground`, `on` (a day), `client`.
    """

    case: str
    language: str
    prepared: date
    records: tuple[Released, ...]
    withheld: tuple[Withheld, ...]
    notice: Notice
    ledger: tuple[LedgerLine, ...] = ()
    manifest_sha256: str = ""
    particulars: Mapping[str, str] = field(default_factory=dict)

    def by_source(self) -> dict[str, list[Released]]:
        """The records of each source, in the order of the answer."""
        groups: dict[str, list[Released]] = {}
        for record in self.records:
            groups.setdefault(record.source, []).append(record)
        return groups
