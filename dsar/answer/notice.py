"""The notice: what one letter needs of register, request, ledger and clock, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from dsar.answer.apply import Applied
from dsar.answer.hidden import Hidden
from dsar.answer.keeping import kept_until
from dsar.answer.release import Place, categories_of
from dsar.case.found import Found
from dsar.case.state import State
from dsar.model.ledger import Bucket
from dsar.model.records import GAP_REASONS, Record
from dsar.model.register import Register
from dsar.model.release import Notice, NotSearched, PurposeFound, Searched

KIND_WORDS = {
    "email": "e-mail address",
    "phone": "telephone number",
    "name": "name",
    "account": "account number",
    "customer": "customer number",
    "user": "user number",
    "username": "user name",
    "ip": "IP address",
    "device": "device",
    "address": "postal address",
}


def purposes_of(record: Record, found: Found, register: Register) -> tuple[str, ...]:
    """The register's purposes that one record serves.

    Those of its source's table; where that names none, those that use one of its categories.
    """
    configured = found.processing.get(record.source, ())
    known = [purpose.id for purpose in register.purposes]
    if configured:
        return tuple(one for one in configured if one in known)
    return tuple(
        purpose.id for purpose in register.purposes if set(purpose.categories) & set(categories_of(record))
    )


def notice_of(
    state: State,
    found: Found,
    applied: Applied,
    register: Register,
    *,
    prepared: date,
    hidden: Hidden,
    places: Mapping[str, Place] | None = None,
) -> Notice:
    """The extract that one letter prints, for the records that `applied` includes.

    `places` are what sources are called where their own names give somebody away.
    """
    named = places or {line.source: (line.source, line.label or line.source) for line in found.ledger}
    purposes = {record.id: purposes_of(record, found, register) for record in applied.included}
    categories = Counter(category for record in applied.included for category in categories_of(record))
    order = [category.id for category in register.categories]
    counted = [(one, categories[one]) for one in order if categories[one]]
    counted += sorted((one, n) for one, n in categories.items() if one not in order)
    return Notice(
        register=register,
        request=state.request,
        prepared=prepared,
        searched_on=state.searched_on or prepared,
        searched_for=tuple(
            (KIND_WORDS.get(one.kind, one.kind), one.raw or one.value)
            for one in found.identifiers
            if one.origin == "request" or one.kind in ("email", "phone")
        ),
        searched=searched(found, applied, named),
        not_searched=_not_searched(found, named),
        categories=tuple(counted),
        kept_until=kept_until(state, found, register, applied.included, prepared),
        purposes=_purposes(applied.included, purposes, register),
        origins=tuple(sorted(Counter(one for each in applied.included for one in _origins(each)).items())),
        hidden_passages=hidden.passages,
        hidden_records=hidden.records,
        hidden_grounds=tuple(sorted(hidden.grounds.items())),
        hidden_kinds=tuple(sorted(hidden.kinds.items())),
        journal_head=state.content_head,
    )


def searched(found: Found, applied: Applied, places: Mapping[str, Place]) -> tuple[Searched, ...]:
    """One line a source: how much was looked at, found and included."""
    included = Counter(record.source for record in applied.included)
    held = Counter(
        kept.record.source for kept in found.kept if kept.bucket in (Bucket.ABOUT, Bucket.CANDIDATE)
    )
    referred = Counter(kept.record.source for kept in found.kept if kept.bucket is Bucket.REFERRED)
    kinds: dict[str, Counter[str]] = {}
    for kept in found.kept:
        kinds.setdefault(kept.record.source, Counter())[kept.record.kind] += 1
    return tuple(
        Searched(
            source=places[line.source][0],
            label=places[line.source][1],
            kind=_main_kind(kinds.get(line.source)),
            pieces=line.pieces,
            found=held[line.source],
            included=included[line.source],
            referred=referred[line.source],
            gaps=line.gaps,
        )
        for line in found.ledger
    )


def _main_kind(kinds: Counter[str] | None) -> str:
    return kinds.most_common(1)[0][0] if kinds else ""


def _not_searched(found: Found, places: Mapping[str, Place]) -> tuple[NotSearched, ...]:
    counted = Counter((places.get(gap.source, ("", gap.source))[1], gap.reason) for gap in found.gaps)
    return tuple(
        NotSearched(label, GAP_REASONS.get(reason, reason), count)
        for (label, reason), count in sorted(counted.items())
    )


def _purposes(
    records: Sequence[Record], purposes: Mapping[str, tuple[str, ...]], register: Register
) -> tuple[PurposeFound, ...]:
    lines = []
    for purpose in register.purposes:
        serving = [record for record in records if purpose.id in purposes[record.id]]
        held = {category for record in serving for category in categories_of(record)}
        used = tuple(one for one in purpose.categories if one in held)
        if serving and used:
            lines.append(PurposeFound(purpose.id, used, len(serving)))
    return tuple(lines)


def _origins(record: Record) -> set[str]:
    """The ways in which a record came in, those of single fields included."""
    return {record.provenance, *(mark.provenance for mark in record.marks if mark.provenance)}
