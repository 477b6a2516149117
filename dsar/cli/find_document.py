"""What `dsar find --json` prints: the search as one document."""

from __future__ import annotations

import os
from typing import Any

from dsar.answer.near import groups
from dsar.case.found import Kept
from dsar.model.ledger import Bucket
from dsar.model.records import Gap, Locator, Match, Record
from dsar.model.sources import Source
from dsar.search.remote import shown
from dsar.steps.find import FindReport

PRIVILEGED = "HS-06: it may be legal advice; who is named to read such records reads it first (dsar review)"
"""Why the text of a record is not printed."""

STANDING = {
    Bucket.ABOUT: "included",
    Bucket.CANDIDATE: "candidate",
    Bucket.DUPLICATE: "duplicate",
    Bucket.REFERRED: "referred",
}


def document(
    report: FindReport,
    sources: tuple[Source, ...],
    *,
    with_text: bool,
    kept_back: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The search as one document: records with why they are there, gaps, ledger, suggestions.

    Of records in `kept_back` the text is not there, and a word says why.
    """
    found = report.found
    roots = {source.name: _root(source) for source in sources}
    matches: dict[str, list[Match]] = {}
    for match in found.matches:
        matches.setdefault(match.record, []).append(match)
    return {
        "case": report.case,
        "records": [
            {**_record(kept, matches, roots), **(_text(kept.record, kept_back) if with_text else {})}
            for kept in found.kept
        ],
        "gaps": [_gap(gap, roots) for gap in found.gaps],
        "ledger": [
            {
                "source": line.source, "label": line.label, "files": line.files, "unit": line.unit,
                "bytes": line.bytes, "accounted_bytes": line.accounted_bytes, "pieces": line.pieces,
                **{bucket.value: count for bucket, count in line.counts.items()}, "gaps": line.gaps,
            }
            for line in found.ledger
        ],
        "suggested": [
            {
                "kind": one.identifier.kind, "value": one.identifier.raw or one.identifier.value,
                "records": one.records, "evidence": list(one.evidence),
            }
            for one in found.suggestions
        ],
        "near": [{"records": list(one.records), "by": list(one.by)} for one in groups(found)],
        "names_detected": found.names_detected,
    }  # fmt: skip


def _root(source: Source) -> str:
    """Where a source's files lie: its one file, or what their names are joined to."""
    if source.url:
        return shown(source.url).rstrip("/") + "/"
    path = str(source.path.absolute())
    return path if source.path.is_file() else path.rstrip(os.sep) + os.sep


def _place(locator: Locator, source: str, roots: dict[str, str]) -> dict[str, object]:
    root = roots.get(source, "")
    return {
        "file": root if root and not root.endswith(("/", os.sep)) else root + locator.file,
        "offset": locator.offset,
        "length": locator.length,
        "inner": locator.inner,
    }


def _text(record: Record, kept_back: frozenset[str]) -> dict[str, object]:
    if record.id in kept_back:
        return {"text": {}, "text_withheld": PRIVILEGED}
    return {"text": dict(record.fields)}


def _record(kept: Kept, matches: dict[str, list[Match]], roots: dict[str, str]) -> dict[str, object]:
    record = kept.record
    when = record.when
    shown: dict[str, object] = {
        "id": record.id,
        "source": record.source,
        "kind": record.kind,
        "when": (when.utc or when.original) if when else None,
        "standing": STANDING[kept.bucket],
        "locator": _place(record.locator, record.source, roots),
        "matches": [
            {
                "field": one.field,
                "kind": one.identifier.kind,
                "value": one.identifier.raw or one.identifier.value,
            }
            for one in matches.get(record.id, ())
        ],
    }
    if record.parent:
        shown["parent"] = record.parent
    if kept.copy_of:
        shown["copy_of"] = kept.copy_of
    return shown


def _gap(gap: Gap, roots: dict[str, str]) -> dict[str, object]:
    place = _place(gap.locator, gap.source, roots)
    return {"id": gap.id, "source": gap.source, **place, "reason": gap.reason, "detail": gap.detail}
