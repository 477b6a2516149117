"""Many parts' results as one answer: ledger, duplicates, referrals, suggestions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dsar.case.found import Found, Kept, Suggestion
from dsar.errors import DsarError
from dsar.model.identifiers import Identifier, clean_name
from dsar.model.ledger import Bucket, LedgerLine
from dsar.model.records import Match, Record
from dsar.model.sources import Source
from dsar.search.work import Judged, Outcome, PartResult

COPIED_KINDS = frozenset({"mail"})
"""Kinds of record whose exact copies are one record. Two equal log lines are two events."""


@dataclass(slots=True)
class _Sums:
    kept: list[Kept]
    matches: list[Match]
    first_of: dict[str, str]


def merge(
    sources: Sequence[Source], results: Iterable[PartResult], identifiers: tuple[Identifier, ...]
) -> Found:
    """Put results, in any order, together in the order of sources, files and places.

    Raises `DsarError` where a source's ledger does not balance: the search has then failed.
    """
    order = {source.name: n for n, source in enumerate(sources)}
    roles = {source.name: source.role for source in sources}
    ordered = sorted(results, key=lambda result: (order[result.line.source], _first(result)))
    lines = {source.name: LedgerLine(source.name, label=source.label or source.name) for source in sources}
    units: defaultdict[str, set[str]] = defaultdict(set)
    sums = _Sums([], [], {})
    _check(result.line for result in ordered)  # before buckets are moved, which makes the sums anew
    for result in ordered:
        source = result.line.source
        counts = Counter(result.line.counts)
        for outcome in result.outcomes:
            _add(outcome, roles[source], counts, sums)
        lines[source] = lines[source].plus(result.line.counted(counts))
        units[source].add(result.line.unit)
    ledger = tuple(
        replace(line, unit="entries" if units[line.source] == {"entries"} else "bytes")
        for line in lines.values()
    )
    _check(ledger)
    return Found(
        identifiers=identifiers,
        kept=tuple(sums.kept),
        matches=tuple(sums.matches),
        gaps=tuple(sorted({gap for one in ordered for gap in one.gaps}, key=lambda g: (g.source, g.locator))),
        ledger=ledger,
        suggestions=suggested(sums.kept, identifiers),
        processing={source.name: source.processing for source in sources},
    )


def _first(result: PartResult) -> tuple[str, int]:
    """The file of a result and where in it the first of its records stands: of a file there may be spans."""
    for outcome in result.outcomes:
        for judged in outcome.kept:
            return judged.record.locator.file, judged.record.locator.offset
    return (result.gaps[0].locator.file, result.gaps[0].locator.offset) if result.gaps else ("", 0)


def _add(outcome: Outcome, role: str, counts: Counter[Bucket], sums: _Sums) -> None:
    if role == "processor":
        referred = [one for one in outcome.kept if not one.record.parent]
        for bucket in (Bucket.ABOUT, Bucket.CANDIDATE):
            moved = outcome.counts.get(bucket, 0)
            counts[bucket] -= moved
            counts[Bucket.REFERRED] += moved
        sums.kept += [Kept(_place_only(one.record), Bucket.REFERRED) for one in referred]
        return
    original = _original(outcome, sums)
    for judged in outcome.kept:
        bucket = Bucket.DUPLICATE if original else judged.bucket
        sums.kept.append(Kept(judged.record, bucket, original))
        sums.matches += judged.matches
    if original:
        counts.subtract(outcome.counts)
        counts[Bucket.DUPLICATE] += sum(outcome.counts.values())


def _original(outcome: Outcome, sums: _Sums) -> str:
    """The id of the record that a piece repeats exactly, attachments included, or empty."""
    root: Judged | None = next((one for one in outcome.kept if not one.record.parent), None)
    if root is None or root.record.kind not in COPIED_KINDS:
        return ""
    key = " ".join(one.record.digest for one in outcome.kept)
    return "" if (first := sums.first_of.setdefault(key, root.record.id)) == root.record.id else first


def _place_only(record: Record) -> Record:
    """What is kept of data held for another controller: that it is there, and where."""
    return replace(record, fields={}, parties=(), digest="", marks=(), when=None)


def _check(ledger: Iterable[LedgerLine]) -> None:
    for line in ledger:
        if not line.balanced:
            raise DsarError(
                f"the account of source {line.source} does not balance: {line.accounted_bytes:,} of "
                f"{line.bytes:,} bytes, {line.bucketed:,} of {line.pieces:,} pieces",
                hint="this is a defect of the extractor; nothing was kept of this search",
            )


def suggested(kept: Iterable[Kept], identifiers: tuple[Identifier, ...]) -> tuple[Suggestion, ...]:
    """Identifiers seen together with the subject's in one party, or under their name: not searched yet."""
    known = set(identifiers)
    names = {one.value for one in identifiers if one.kind == "name"}
    seen: defaultdict[Identifier, set[str]] = defaultdict(set)
    evidence: defaultdict[Identifier, set[str]] = defaultdict(set)
    for one in kept:
        if one.bucket not in (Bucket.ABOUT, Bucket.CANDIDATE):
            continue
        for party in one.record.parties:
            together = any(identifier in known for identifier in party.identifiers)
            named = bool(party.name) and clean_name(party.name) in names
            for identifier in party.identifiers:
                if identifier in known or not (together or named):
                    continue
                seen[identifier].add(one.record.id)
                evidence[identifier].add(
                    f"{'stands with a known identifier' if together else 'stands with the name'}"
                    f" as {party.role} in {one.record.source}"
                )
    found = [Suggestion(key, len(records), tuple(sorted(evidence[key]))) for key, records in seen.items()]
    return tuple(sorted(found, key=lambda one: (-one.records, one.identifier.kind, one.identifier.value)))
