"""Records that say nearly the same: one message in several mailboxes, a text that was sent again.

They are grouped and nothing more: no record is merged or left out, because a blind copy or an edit in
one of them is personal data too. Exact copies are not here: they are one record already, with its
copies listed (`Kept.copy_of`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dsar.case.found import Found
from dsar.model.ledger import Bucket
from dsar.model.records import Record, typed
from dsar.people.fields import PROSE, tone

LEAST = 60
"""Letters and digits a text needs for equal ones to mean something: many messages say "Thanks!"."""

ENTRIES = frozenset({"log", "billing", "marketing", "record"})
"""Kinds of which two with one text are two events or rows, not one thing said twice."""

BY_ID, BY_TEXT = "Message-ID", "text"

_WORD = re.compile(r"[^\W_]+")
_SIGNATURE = re.compile(r"(?m)^[> \t]*--[ \t\r]*$")
_RULE = re.compile(r"(?m)^[> \t]*[_=*\-–—]{8,}[ \t\r]*$")
_BANNER = re.compile(
    r"^[\s>*\[]*(?:caution|external|warning|achtung|attention)\b[^\n]{0,200}(?:outside|external|extern)[^\n]{0,300}\n",
    re.IGNORECASE,
)
_FOOTER = 2_000
"""How long what stands under a rule may be and still be a footer."""


@dataclass(frozen=True, slots=True)
class Group:
    """Ids of records that say nearly the same, in the order of the case, and what they share."""

    records: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two records of a group differ: `here`, `there` (only in that one) or `both`."""

    field: str
    where: str


def groups(found: Found) -> tuple[Group, ...]:
    """Every group of at least two records, in the order of the case; time grows with the text alone.

    Two records stand in one group where a chain of equal Message-IDs or equal texts joins them.
    """
    joined = _Joined()
    for record in found.records(Bucket.ABOUT, Bucket.CANDIDATE):
        joined.add(record.id)
        for by, key in _keys(record):
            joined.join(record.id, by, key)
    return tuple(joined.groups())


def group_of(made: tuple[Group, ...]) -> dict[str, Group]:
    """The group of each record that is in one."""
    return {record: one for one in made for record in one.records}


def others(made: Mapping[str, Group], record: str) -> tuple[str, ...]:
    """The other records of a record's group."""
    group = made.get(record)
    return tuple(one for one in group.records if one != record) if group else ()


def differences(one: Record, other: Record) -> tuple[Difference, ...]:
    """The fields in which two records differ, and `` for content that is in no field."""
    found = []
    for name in dict.fromkeys((*one.fields, *other.fields)):
        if name not in other.fields:
            found.append(Difference(name, "here"))
        elif name not in one.fields:
            found.append(Difference(name, "there"))
        elif typed(one.fields[name]) != typed(other.fields[name]):
            found.append(Difference(name, "both"))
    if not found and one.digest != other.digest:
        found.append(Difference("", "both"))
    return tuple(found)


def only_in(text: str, other: str) -> list[str]:
    """Lines of a text whose words stand in no line of the other."""
    known = {_words(line) for line in other.splitlines()}
    return [line.strip() for line in text.splitlines() if (words := _words(line)) and words not in known]


def normalised(text: str) -> str:
    """What a text says, without case, spacing, punctuation, marks of quotation, signature and footer.

    A signature or footer is left where hardly anything would stand before it.
    """
    body = _BANNER.sub("", text, count=1)
    for end in _ends(body):
        words = _words(body[:end])
        if len(words) >= LEAST:
            return words
    return _words(body)


def _ends(text: str) -> Iterator[int]:
    """Where what is said may end: at the signature, else at a rule near the end."""
    if signature := _SIGNATURE.search(text):
        yield signature.start()
    rules = [rule.start() for rule in _RULE.finditer(text, max(0, len(text) - _FOOTER))]
    if rules:
        yield rules[0]


def _words(text: str) -> str:
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _keys(record: Record) -> Iterator[tuple[str, str]]:
    """What a record shares with those that say nearly the same."""
    told = str(record.fields.get("message_id", "")).strip("<> \t\r\n")
    if "@" in told:
        yield BY_ID, told
    if record.kind in ENTRIES:
        return
    for text in _texts(record):
        words = normalised(text)
        if len(words) >= LEAST:
            yield BY_TEXT, hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _texts(record: Record) -> Iterator[str]:
    """What a record says: of a message each of its bodies, of anything else all its prose together."""
    if record.kind == "mail":
        yield from (str(record.fields[name]) for name in ("text", "html_text") if name in record.fields)
        return
    prose = (
        value
        for name, value in sorted(record.fields.items())
        if isinstance(value, str) and len(value) >= LEAST and tone(record, name) == PROSE
    )
    yield "\n".join(prose)


class _Joined:
    """Sets of records that share a key, joined as the keys come."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._first: dict[tuple[str, str], str] = {}
        self._by: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, record: str) -> None:
        self._above.setdefault(record, record)

    def join(self, record: str, by: str, key: str) -> None:
        first = self._first.setdefault((by, key), record)
        if first != record:
            self._above[self._root(record)] = self._root(first)
            self._by[record].add(by)

    def _root(self, record: str) -> str:
        while (above := self._above[record]) != record:
            self._above[record] = self._above[above]
            record = above
        return record

    def groups(self) -> Iterator[Group]:
        members: defaultdict[str, list[str]] = defaultdict(list)
        for record in self._above:
            members[self._root(record)].append(record)
        for same in members.values():
            if len(same) > 1:
                by: set[str] = set().union(*(self._by.get(one, ()) for one in same))
                yield Group(tuple(same), tuple(sorted(by)))
