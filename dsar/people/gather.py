"""Who is named in the structure of things: the subject, the staff list, directories, parties of records.

In running text an address often has its owner's name before it (`On Monday, Bob Jones
<bob@y.example> wrote:`); that is read here too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from dsar.model.findings import Span
from dsar.model.identifiers import KINDS, Identifier, try_identifier
from dsar.model.records import Link, Party
from dsar.people import lists
from dsar.people.clusters import DIRECTORY, NAMED, PARTY, STAFF, SUBJECT, TEXT, Mention
from dsar.people.names import parse, plain
from dsar.people.whose import House, personal

_HEADED = re.compile(
    r"(?:^|[>\s*])(?:From|To|Cc|Bcc|Sent by|Reply-To)\s*:\s*([^<>\n;:@]{2,60}?)\s*[<\[(]?$", re.IGNORECASE
)
_QUOTED = re.compile(r"\"([^\"\n<>@]{2,60})\"\s*[<\[(]$")
_BEFORE = re.compile(r"([^\n<>:;,\"|@()\[\]]{2,60}?)\s*[<\[(]$")
_CAPITALS = re.compile(r"((?:[^\W\d_a-z][\w'’.\-]*\s+){0,3}[^\W\d_a-z][\w'’\-]*)$")
_MAILTO = re.compile(r"mailto:$", re.IGNORECASE)


class Gatherer:
    """Makes mentions, with what is nobody's own taken out of them."""

    def __init__(self, subject: Sequence[Identifier], links: Sequence[Link], house: House) -> None:
        self.house = house
        self.subject = tuple(subject)
        self.keep = frozenset(subject)
        self._several = several(links) - self.keep
        self._links = links
        named = (parse(one.raw or one.value) for one in self.subject if one.kind == "name")
        self._subjects = [name.keys for name in named if name is not None]

    def beforehand(self) -> Iterator[Mention]:
        """What is known before any record is read."""
        strong = tuple(one for one in self.subject if one.strong)
        yield Mention(SUBJECT, "", strong)
        yield from (Mention(SUBJECT, one.raw or one.value, ()) for one in self.subject if one.kind == "name")
        for member in self.house.staff:
            email = try_identifier("email", member.email)
            yield Mention(STAFF, member.name, self._own((email,) if email else ()))
        for link in self._links:
            identifiers = self._own(link.identifiers)
            if identifiers:
                yield Mention(DIRECTORY, link.name, identifiers)

    def of_party(self, party: Party) -> Iterator[Mention]:
        """What one party of a record says; several addresses in one cell are several people's."""
        identifiers = self._own(party.identifiers)
        emails = [one for one in identifiers if one.kind == "email"]
        if len(emails) > 1:
            mine = next((one for one in emails if one in self.keep), emails[0])
            yield from (Mention(PARTY, "", (one,), party.role) for one in emails if one != mine)
            identifiers = tuple(one for one in identifiers if one == mine or one.kind != "email")
        name = parse(party.name)
        if identifiers:
            yield Mention(PARTY, party.name, identifiers, party.role)
        elif name is not None and (name.family or not party.identifiers):
            yield Mention(PARTY, party.name, (), party.role)

    def in_text(self, text: str, spans: Iterable[Span]) -> Iterator[Mention]:
        """Addresses and telephone numbers of a text, with the name before an address; and names alone."""
        for span in spans:
            if span.category == "name":
                yield from self._named(" ".join(text[span.start : span.end].split()))
            if span.category not in ("email", "phone"):
                continue
            one = identified(text, span)
            for identifier in self._own((one,) if one else ()):
                name = name_before(text, span.start) if span.category == "email" else ""
                yield Mention(TEXT, name, (identifier,))

    def _named(self, shown: str) -> Iterator[Mention]:
        """A name in running text, unless it holds the subject's, or is words in small letters."""
        name = parse(shown)
        if name is None or any(own <= name.keys for own in self._subjects):
            return
        if not shown.islower() or plain(name.given) in lists.listed():
            yield Mention(NAMED, shown)

    def _own(self, identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
        return tuple(one for one in personal(identifiers, self.house, self.keep) if one not in self._several)


def identified(text: str, span: Span) -> Identifier | None:
    """The identifier that a span is, where it is one that may be a person's mark."""
    kind = span.category if span.category in ("email", "phone", "ip", "device") else ""
    return try_identifier(kind, unquote(text[span.start : span.end])) if kind else None


def name_before(text: str, at: int) -> str:
    """The personal name that stands right before an address, or empty."""
    before = _MAILTO.sub("", text[max(0, at - 90) : at])
    for pattern in (_QUOTED, _HEADED, _BEFORE):
        found = pattern.search(before)
        if found is None:
            continue
        shown = found[1]
        if pattern is _BEFORE:
            capitals = _CAPITALS.search(shown.strip(" '*_"))
            shown = capitals[1] if capitals else ""
        words = shown.split()
        while words:
            name = parse(" ".join(words))
            if name is not None and (name.family or pattern is not _BEFORE):
                return " ".join(words)
            words = words[1:] if pattern is _BEFORE else []
    return ""


def several(links: Iterable[Link]) -> frozenset[Identifier]:
    """Identifiers that a directory gives to two people, told apart by the ids it issued."""
    owners: defaultdict[Identifier, set[tuple[str, str, str]]] = defaultdict(set)
    for link in links:
        for key in link.identifiers:
            if KINDS[key.kind].issued:
                for one in link.identifiers:
                    if one.kind != key.kind or one.realm != key.realm:
                        owners[one].add((key.kind, key.realm, key.value))
    shared = set()
    for one, keys in owners.items():
        realms = {(kind, realm) for kind, realm, _ in keys}
        if len(realms) < len(keys):
            shared.add(one)
    return frozenset(shared)
