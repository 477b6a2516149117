"""Who is who: directory parts first, so that a ticket that holds only an id is found by e-mail."""

from __future__ import annotations

from collections.abc import Iterable

from dsar import plugins
from dsar.model.identifiers import KINDS, Identifier, clean_name
from dsar.model.records import Link
from dsar.model.sources import Directory, Part, Piece
from dsar.plugins import Extractor
from dsar.search import content
from dsar.search.detecting import HEAD, detect

INSIDE = 3
"""How deep archives in archives are looked into for who is who."""


def directory_of(
    parts: Iterable[tuple[Part, str]], identifiers: tuple[Identifier, ...] | None = None
) -> Directory:
    """The links of every part whose extractor reads any; a part that cannot be read gives none.

    (The gap is recorded when the part is searched.) A database may be asked for `identifiers` alone.
    """
    links: list[Link] = []
    for part, name in parts:
        try:
            links += _links(part, name, identifiers)
        except (OSError, content.Changed):
            continue
    return Directory(links)


def _links(part: Part, name: str, identifiers: tuple[Identifier, ...] | None) -> list[Link]:
    """The links of a part, and of those that an archive holds."""
    if not name:
        return []
    kind = plugins.extractor(name)
    if kind.links is Extractor.links and not kind.holds:
        return []
    with content.opened(part) as buffer:
        of_source = (part.content is None or not part.parent) and not kind.holds
        extractor = kind(part.source.options if of_source else {})
        extractor.identifiers = identifiers
        links = list(extractor.links(part, buffer))
        if kind.holds and part.depth < INSIDE:
            by_itself = extractor.from_file and part.path is not None and part.content is None
            raw = b"" if by_itself else bytes(buffer)
            for one in extractor.read(Piece(part, 0, len(buffer), raw)):
                if isinstance(one, Part):
                    links += _links(one, detect(head_of(one), one.name), identifiers)
    return links


def head_of(part: Part) -> bytes:
    """The beginning of a part that is held in memory or in a file without a name."""
    return part.content[:HEAD] if part.content is not None else b""


def expanded(identifiers: Iterable[Identifier], directory: Directory) -> tuple[Identifier, ...]:
    """The identifiers, and those that a directory says are the same person's.

    Nothing is derived through an identifier that a directory gives to two people (a shared mailbox
    or switchboard): that would pull a stranger's records into the case. Derived phone numbers and
    addresses lead no further; derived ids do, since their system issued them to one person.
    """
    known = dict.fromkeys(identifiers)
    queue = [one for one in known if one.strong]
    while queue:
        one = queue.pop()
        for link in _own(one, directory):
            for other in link.identifiers:
                if other.strong and other not in known and len(_people(other, directory)) < 2:
                    known[other.derived()] = None
                    if KINDS[other.kind].issued:
                        queue.append(other)
    return tuple(known)


def traced(identifiers: Iterable[Identifier], directory: Directory) -> tuple[Identifier, ...]:
    """What the sieve has to let through: also ids under which a record may be joined with the name."""
    wanted = tuple(identifiers)
    names = {one.value for one in wanted if one.kind == "name"}
    linked = [
        other
        for link in directory.links
        if clean_name(link.name) in names or any(one in wanted for one in link.identifiers)
        for other in link.identifiers
    ]
    return tuple(dict.fromkeys((*wanted, *linked)))


def _own(one: Identifier, directory: Directory) -> tuple[Link, ...]:
    links = directory.about(one)
    return links if len(_people(one, directory)) < 2 else ()


def _people(one: Identifier, directory: Directory) -> set[frozenset[Identifier]]:
    """The different people a directory gives an identifier to, told apart by the ids it issued."""
    groups = [
        frozenset(other for other in link.identifiers if KINDS[other.kind].issued)
        for link in directory.about(one)
    ]
    merged: set[frozenset[Identifier]] = set()
    for group in groups:
        overlapping = {other for other in merged if other & group}
        merged = (merged - overlapping) | {group.union(*overlapping)}
    return merged
