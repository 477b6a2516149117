"""Mentions to persons: what shares an identifier is one person, two people of one name stay two.

An e-mail address, a user id or a user name is one person's; a customer or account number and a
telephone number may be a company's or a household's, and joins mentions only where their names and
addresses do not contradict each other. A name alone joins nobody but the one person who has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dsar.model.identifiers import Identifier
from dsar.people.names import Name, agree, parse, plain, share

HARD = frozenset({"email", "user", "username"})
"""Kinds of identifier that are one person's."""

SOFT = frozenset({"customer", "account", "phone"})
"""Kinds that several people may share."""

SUBJECT, STAFF, DIRECTORY, PARTY, TEXT, NAMED = "subject", "staff", "directory", "party", "text", "named"
"""Where a mention comes from, the surest first; `named` is a name alone in running text."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named once: what they are called there, what identifies them, where it says so."""

    origin: str
    name: str = field(default="", repr=False)
    identifiers: tuple[Identifier, ...] = ()
    role: str = ""


@dataclass(slots=True)
class Cluster:
    """One person as the mentions make them out. `n` is their place in the list; the subject is 0."""

    n: int = 0
    identifiers: dict[Identifier, None] = field(default_factory=dict, repr=False)
    names: Counter[str] = field(default_factory=Counter, repr=False)
    origins: set[str] = field(default_factory=set)
    roles: Counter[str] = field(default_factory=Counter)
    borrowed: bool = False
    id: str = ""

    @property
    def parsed(self) -> list[Name]:
        """Their names that are personal names, in a fixed order."""
        found = {text: parse(text) for text in sorted(self.names, key=lambda one: (-self.names[one], one))}
        return [name for name in found.values() if name is not None]

    def add(self, mention: Mention, times: int) -> None:
        """Take a mention in."""
        self.identifiers.update(dict.fromkeys(mention.identifiers))
        self.origins.add(mention.origin)
        if mention.name:
            self.names[mention.name] += times
        if mention.role:
            self.roles[mention.role] += times

    def take(self, other: Cluster) -> None:
        """Take another person in: they are one."""
        self.identifiers.update(other.identifiers)
        self.names += other.names
        self.roles += other.roles
        self.origins |= other.origins


def clusters_of(mentions: Iterable[Mention]) -> list[Cluster]:
    """Everybody the mentions name, the subject first (also where nothing names them)."""
    counted = Counter(mentions)
    ordered = sorted(counted, key=_order)
    identified = [one for one in ordered if one.identifiers or one.origin == SUBJECT]
    groups = _joined(identified, counted)
    subject = next((one for one in groups if SUBJECT in one.origins), None) or Cluster(origins={SUBJECT})
    people = [subject, *(one for one in groups if one is not subject)]
    people = _softly(people)
    people += _lent(people[0], [one.name for one in ordered if one.origin == SUBJECT and one.name])
    named = _Named(people)
    for mention in ordered:
        if not mention.identifiers and mention.origin != SUBJECT:
            named.give(mention, counted[mention])
    for n, one in enumerate(people):
        one.n = n
    return people


def _order(one: Mention) -> tuple[object, ...]:
    rank = (SUBJECT, STAFF, DIRECTORY, PARTY, TEXT, NAMED).index(one.origin)
    return (
        rank,
        _brevity(one) if one.origin == NAMED else 0,
        [(key.kind, key.realm, key.value) for key in one.identifiers],
        one.name,
        one.role,
    )


def _brevity(one: Mention) -> int:
    """Whole names before initials before single names: the shorter may be the longer's."""
    name = parse(one.name)
    return 2 if name is None or not name.family else int(len(plain(name.given)) == 1)


def _joined(mentions: Sequence[Mention], counted: Counter[Mention]) -> list[Cluster]:
    """Mentions that share a hard identifier, and all of the subject's, as one cluster each."""
    root = list(range(len(mentions)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    first: dict[Identifier | str, int] = {}
    for n, mention in enumerate(mentions):
        keys: list[Identifier | str] = [one for one in mention.identifiers if one.kind in HARD]
        if mention.origin == SUBJECT:
            keys = [SUBJECT, *mention.identifiers]
        for key in keys:
            low, high = sorted((find(first.setdefault(key, n)), find(n)))
            root[high] = low
    groups: dict[int, Cluster] = {}
    for n, mention in enumerate(mentions):
        groups.setdefault(find(n), Cluster()).add(mention, counted[mention])
    return list(groups.values())


def _softly(people: list[Cluster]) -> list[Cluster]:
    """Join those who share a customer number, account or telephone and do not contradict each other."""
    holders: defaultdict[Identifier, list[Cluster]] = defaultdict(list)
    for person in people:
        for one in person.identifiers:
            if one.kind in SOFT:
                holders[one].append(person)
    became: dict[int, Cluster] = {}

    def now(person: Cluster) -> Cluster:
        while id(person) in became:
            person = became[id(person)]
        return person

    for one in sorted(holders, key=lambda key: (key.kind, key.realm, key.value)):
        sharing = list({id(now(person)): now(person) for person in holders[one]}.values())
        if any(_contradict(a, b) for n, a in enumerate(sharing) for b in sharing[n + 1 :]):
            for person in sharing:
                # Several people's number is nobody's mark; the subject's own stays theirs.
                if SUBJECT not in person.origins:
                    person.identifiers.pop(one, None)
            continue
        for other in sharing[1:]:
            sharing[0].take(other)
            became[id(other)] = sharing[0]
    return [person for person in people if id(person) not in became]


def _contradict(one: Cluster, other: Cluster) -> bool:
    mine, theirs = one.parsed, other.parsed
    if mine and theirs:
        return not any(agree(a, b) for a in mine for b in theirs)
    emails = [{key for key in person.identifiers if key.kind == "email"} for person in (one, other)]
    return bool(emails[0] and emails[1] and not emails[0] & emails[1])


def _lent(subject: Cluster, given: Sequence[str]) -> list[Cluster]:
    """Other people who use the subject's address: names there that cannot be the subject's."""
    known = subject.parsed
    own = [name for name in map(parse, given) if name is not None] or known[:1]
    others = []
    for text in sorted(subject.names):
        name = parse(text)
        if name is None or any(share(name, one) for one in own) or not name.family:
            continue
        others.append(Cluster(names=Counter({text: subject.names[text]}), origins={PARTY}, borrowed=True))
        del subject.names[text]
    return others


class _Named:
    """People by their names, for mentions that hold nothing else."""

    def __init__(self, people: list[Cluster]) -> None:
        self._people = people
        self._by_key: defaultdict[str, list[Cluster]] = defaultdict(list)
        self._by_initial: defaultdict[tuple[str, str], list[Cluster]] = defaultdict(list)
        self._parts: set[str] = set()
        for person in people:
            self._enter(person)

    def _enter(self, person: Cluster) -> None:
        parsed = person.parsed
        for key in {name.key for name in parsed}:
            self._by_key[key].append(person)
        for initial in {(plain(name.given)[:1], plain(name.family)) for name in parsed if name.family}:
            self._by_initial[initial].append(person)
        self._parts.update(part for name in parsed if name.family for part in name.keys)

    def give(self, mention: Mention, times: int) -> None:
        """Give a mention to the only person of that name, else to a new one.

        A single name in running text that is part of somebody's is theirs or nobody's: it is found
        again as such a part.
        """
        name = parse(mention.name)
        if name is None or (mention.origin == NAMED and not name.family and name.key in self._parts):
            return
        fits = self._by_key.get(name.key, [])
        if not fits and mention.origin == NAMED and name.family and len(plain(name.given)) == 1:
            fits = self._by_initial[plain(name.given), plain(name.family)]
        if len(fits) == 1:
            fits[0].add(mention, times)
        elif not fits:
            person = Cluster()
            person.add(mention, times)
            self._people.append(person)
            self._enter(person)
