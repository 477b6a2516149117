"""Who wrote what in a record, as far as its structure says: what portability asks of it.

A message from somebody else, an engineer's comment on a ticket: they are the requester's data, but
the requester did not provide them (Article 20(1); WP242: given or observed, not what others wrote).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dsar.model.identifiers import Identifier
from dsar.model.records import Party, Record

AUTHORS = frozenset({"from", "author", "requester", "submitter", "sender"})
"""Roles of people who wrote the part of a record in which they stand."""


def written_by_others(
    record: Record, subject: Collection[Identifier], records: Mapping[str, Record]
) -> frozenset[str]:
    """The names of fields that somebody else wrote.

    A part of a record (the fields under one dotted prefix) is the subject's where one of its authors
    is; where it names no author, it follows what it is part of, and an attachment its message.
    """
    own = {(one.kind, one.realm, one.value) for one in subject if one.strong}
    theirs: dict[str, bool] = {}
    for party in record.parties:
        if party.role in AUTHORS:
            part = party.field.rpartition(".")[0]
            theirs[part] = theirs.get(part, False) or _is(party, own)
    parent = records.get(record.parent)
    if "" not in theirs and parent is not None and parent.id != record.id:
        theirs[""] = not _whole(parent, own)
    return frozenset(name for name in record.fields if not _owner(name, theirs))


def _is(party: Party, own: Collection[tuple[str, str, str]]) -> bool:
    return any((one.kind, one.realm, one.value) in own for one in party.identifiers)


def _whole(record: Record, own: Collection[tuple[str, str, str]]) -> bool:
    """Whether a record as a whole is somebody else's."""
    authors = [party for party in record.parties if party.role in AUTHORS and "." not in party.field]
    return bool(authors) and not any(_is(party, own) for party in authors)


def _owner(name: str, theirs: Mapping[str, bool]) -> bool:
    """Whether the subject wrote a field: the innermost part with an author decides."""
    part = name
    while part:
        part = part.rpartition(".")[0]
        if part in theirs:
            return theirs[part]
    return theirs.get("", True)
