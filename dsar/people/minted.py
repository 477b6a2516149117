"""Ids of persons, minted once and kept: a later run knows people again by keyed digests.

A later run, with more records, gives a person the id with which they share most digests; the digests
are keyed with the case's salt and say nothing about anybody.
"""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dsar.people.clusters import Cluster


@dataclass(frozen=True, slots=True)
class Minted:
    """A person's id and the keyed digests by which a later run knows them again.

    Digests of identifiers begin with `i`, those of names with `n`.
    """

    id: str
    digests: tuple[str, ...]


def digests_of(person: Cluster, salt: bytes) -> tuple[str, ...]:
    """The keyed digests of a person's identifiers and names, sorted.

    A first name alone is a mark only of somebody who has no other: without one they would be another
    person after every search, and what was decided about them would be lost.
    """
    values = [("i", one.kind, one.realm, one.value) for one in person.identifiers]
    values += [("n", "name", "", name.key) for name in person.parsed if name.family]
    if not values:
        values = [("n", "name", "", name.key) for name in person.parsed]
    return tuple(sorted({value[0] + _keyed(salt, *value[1:])[:24] for value in values}))


def _keyed(salt: bytes, *parts: str) -> str:
    return hmac.digest(salt, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256").hex()


def identify(people: Sequence[Cluster], minted: Sequence[Minted], salt: bytes) -> list[Minted]:
    """Give everybody their id: one they had, or a new one. Returns those that are new or have grown."""
    digests = {id(person): digests_of(person, salt) for person in people}
    held = {one.id: one for one in minted}
    for person, known in _recognised(people, minted, digests):
        person.id = known.id
    changed = []
    for person in people:
        own = digests[id(person)]
        if not person.id:
            person.id = _free(own, salt, held)
            held[person.id] = Minted(person.id, ())
        before = held[person.id].digests
        grown = tuple(sorted({*before, *own}))
        if grown != tuple(sorted(before)) or not before:
            held[person.id] = Minted(person.id, grown)
            changed.append(held[person.id])
    return changed


def _recognised(
    people: Sequence[Cluster], minted: Sequence[Minted], digests: dict[int, tuple[str, ...]]
) -> Iterable[tuple[Cluster, Minted]]:
    """Who is who from earlier runs: most shared identifiers first, a name only where one has it."""
    by_digest: defaultdict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(minted):
        for digest in one.digests:
            by_digest[digest].append(n)
    namesakes = Counter(digest for own in digests.values() for digest in own if digest[0] == "n")
    scored = []
    for at, person in enumerate(people):
        own = digests[id(person)]
        shared = Counter((n, digest[0]) for digest in own for n in by_digest.get(digest, ()))
        for n in sorted({n for n, _ in shared}):
            marks, names = shared[n, "i"], shared[n, "n"]
            bare = not all(any(d[0] == "i" for d in one) for one in (own, minted[n].digests))
            alone = any(namesakes[d] == 1 for d in own if d[0] == "n" and n in by_digest[d])
            if marks or (names and bare and alone):
                scored.append((-marks, -names, n, at))
    taken_people: set[int] = set()
    taken: set[int] = set()
    for _, _, n, at in sorted(scored):
        if n not in taken and at not in taken_people:
            taken.add(n)
            taken_people.add(at)
            yield people[at], minted[n]


def _free(own: Sequence[str], salt: bytes, held: dict[str, Minted]) -> str:
    """A new id, keyed by what the person is known by, that nobody has yet."""
    n = 0
    while (key := "p" + _keyed(salt, "person", *own, str(n))[:16]) in held:
        n += 1
    return key
