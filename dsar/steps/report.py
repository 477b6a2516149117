"""The search certificate: what was searched, how, and what came of it; evidence that a search was
reasonable and proportionate (UK GDPR Article 15(1A), Data Protection Act 2018 section 45(2A))."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dsar.answer.near import Group, groups
from dsar.case.case import Case
from dsar.case.found import Found, Kept
from dsar.case.journal import Entry
from dsar.case.snapshots import file_hash
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine, Searched
from dsar.model.records import Gap

UNCHANGED, CHANGED, GONE = "as searched", "changed since the search", "no longer there"
ELSEWHERE = "lies elsewhere: as it was when it was searched"


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file that was searched, and what became of it; `sha256` is empty where that cannot be said."""

    searched: Searched
    sha256: str
    state: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source's account: its ledger line, files, gaps, and from when to when what was found dates.

    `versions` are the packages of its readers as they were when they read.
    """

    line: LedgerLine
    files: tuple[FileReport, ...]
    gaps: tuple[Gap, ...]
    first: datetime | None
    last: datetime | None
    versions: Mapping[str, str]

    @property
    def nothing(self) -> bool:
        """Whether nothing about the person was found in it: a result to be said, as far as it was read."""
        line = self.line
        return not (line.about or line.candidate or line.duplicate or line.referred)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What `dsar report search` prints.

    `version` and `python` are those that searched, empty where a search of before did not keep them.
    `identifiers` come with the number of records in which they stand, `near` are the groups of
    records that say nearly the same, `copies` the records that repeat another exactly.
    """

    case: str
    made: datetime
    searched: datetime | None
    by: str
    snapshot: str
    snapshot_sha256: str
    version: str
    python: str
    engine: str
    deep: bool
    identifiers: tuple[tuple[Identifier, int], ...]
    sources: tuple[SourceReport, ...]
    near: tuple[Group, ...]
    copies: tuple[Kept, ...]

    @property
    def balanced(self) -> bool:
        """Whether every byte and piece of every source is accounted for."""
        return all(one.line.balanced for one in self.sources)


def certificate(case: Case, on_file: Callable[[int, int], None] = lambda done, total: None) -> Certificate:
    """Account for the last search of a case; hashes the files that are still as they were searched.

    Raises `CaseError` where nothing was searched yet.
    """
    state = case.state()
    found = case.found(state)
    entry = next((one for one in reversed(list(case.journal.entries())) if one.kind == "found"), None)
    tools = _tools(entry)
    files: list[FileReport] = []
    for n, one in enumerate(found.files, start=1):
        files.append(_file(one))
        on_file(n, len(found.files))
    return Certificate(
        case=case.ref,
        made=datetime.now(UTC),
        searched=datetime.fromisoformat(entry.at) if entry else None,
        by=entry.by if entry else "",
        snapshot=state.snapshot,
        snapshot_sha256=state.snapshot_sha256,
        version=tools.get("program", ""),
        python=tools.get("python", ""),
        engine=found.engine,
        deep=found.deep,
        identifiers=_standing(found),
        sources=tuple(_source(found, line, files, tools) for line in found.ledger),
        near=groups(found),
        copies=tuple(
            kept for kept in found.kept if kept.bucket is Bucket.DUPLICATE and not kept.record.parent
        ),
    )


def _tools(entry: Entry | None) -> dict[str, str]:
    """The versions that the journal kept with a search; none of searches before it did."""
    told = entry.body.get("tools") if entry else None
    return {str(name): str(version) for name, version in told.items()} if isinstance(told, Mapping) else {}


def _standing(found: Found) -> tuple[tuple[Identifier, int], ...]:
    """Each identifier, and in how many records of the case it stands."""
    seen: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for match in found.matches:
        seen[_mark(match.identifier)].add(match.record)
    return tuple((one, len(seen[_mark(one)])) for one in found.identifiers)


def _mark(one: Identifier) -> tuple[str, str, str]:
    return one.kind, one.realm, one.value


def _file(searched: Searched) -> FileReport:
    path = Path(searched.path)
    if "://" in searched.path:
        return FileReport(searched, searched.sha256, ELSEWHERE)
    try:
        stat = path.stat()
        if (stat.st_size, stat.st_mtime_ns) != (searched.bytes, searched.modified):
            return FileReport(searched, searched.sha256, CHANGED)
        return FileReport(searched, searched.sha256 or file_hash(path), UNCHANGED)
    except OSError:
        return FileReport(searched, searched.sha256, GONE)


def _source(
    found: Found, line: LedgerLine, files: Iterable[FileReport], tools: Mapping[str, str]
) -> SourceReport:
    own = tuple(one for one in files if one.searched.source == line.source)
    moments = [
        kept.record.when.utc
        for kept in found.kept
        if kept.record.source == line.source and kept.record.when and kept.record.when.utc
    ]
    return SourceReport(
        line,
        own,
        tuple(gap for gap in found.gaps if gap.source == line.source),
        min(moments, default=None),
        max(moments, default=None),
        {
            name: tools[f"reader {name}"]
            for one in own
            if (name := one.searched.extractor) and f"reader {name}" in tools
        },
    )


def readers(source: SourceReport) -> dict[str, int]:
    """How many files of a source each extractor read; `none` for formats that no extractor reads."""
    return dict(sorted(Counter(one.searched.extractor or "none" for one in source.files).items()))


def document(made: Certificate) -> dict[str, object]:
    """The certificate as one document."""
    return {
        "case": made.case, "made": made.made, "searched": made.searched, "by": made.by,
        "snapshot": made.snapshot, "snapshot_sha256": made.snapshot_sha256,
        "program": f"dsar-toolkit {made.version}".strip(), "python": made.python, "engine": made.engine,
        "deep": made.deep, "balanced": made.balanced,
        "identifiers": [
            {
                "kind": one.kind, "value": one.raw or one.value, "realm": one.realm, "origin": one.origin,
                "records": records, "nothing_found": not records,
            }
            for one, records in made.identifiers
        ],
        "copies": [
            {
                "record": kept.record.id, "copy_of": kept.copy_of, "source": kept.record.source,
                "place": str(kept.record.locator),
            }
            for kept in made.copies
        ],
        "near": [{"records": list(one.records), "by": list(one.by)} for one in made.near],
        "sources": [_source_document(one) for one in made.sources],
    }  # fmt: skip


def _source_document(one: SourceReport) -> dict[str, object]:
    line = one.line
    return {
        "source": line.source, "label": line.label, "unit": line.unit, "files": line.files,
        "bytes": line.bytes, "accounted_bytes": line.accounted_bytes, "pieces": line.pieces,
        **{bucket.value: count for bucket, count in line.counts.items()},
        "gaps": line.gaps, "balanced": line.balanced, "nothing_found": one.nothing,
        "read_in_part": bool(line.gaps),
        "first": one.first, "last": one.last, "readers": readers(one),
        "versions": dict(one.versions),
        "errors": dict(sorted(Counter(gap.reason for gap in one.gaps).items())),
        "not_read": [
            {
                "id": gap.id, "file": gap.locator.file, "offset": gap.locator.offset,
                "length": gap.locator.length, "inner": gap.locator.inner,
                "reason": gap.reason, "detail": gap.detail,
            }
            for gap in one.gaps
        ],
        "listed": [
            {
                "file": file.searched.file, "bytes": file.searched.bytes,
                "modified": datetime.fromtimestamp(file.searched.modified / 1e9, UTC),
                "sha256": file.sha256, "state": file.state, "extractor": file.searched.extractor,
            }
            for file in one.files
        ],
    }  # fmt: skip
