"""The search certificate: what was searched, how, and what came of it; evidence that a search was
reasonable and proportionate (UK GDPR Article 15(1A), Data Protection Act 2018 section 45(2A))."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dsar import plugins
from dsar.case.case import Case
from dsar.case.files import private_opener
from dsar.case.found import Found
from dsar.case.snapshots import file_hash
from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine, Searched
from dsar.model.records import Gap
from dsar.search.work import own_version

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
    """One source's account: its ledger line, files, gaps, and from when to when what was found dates."""

    line: LedgerLine
    files: tuple[FileReport, ...]
    gaps: tuple[Gap, ...]
    first: datetime | None
    last: datetime | None

    @property
    def nothing(self) -> bool:
        """Whether the source was searched and holds nothing about the person: a result to be said."""
        line = self.line
        return not (line.about or line.candidate or line.duplicate or line.referred)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What `dsar report search` prints."""

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
    identifiers: tuple[Identifier, ...]
    sources: tuple[SourceReport, ...]

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
        version=own_version(),
        python=platform.python_version(),
        engine=found.engine,
        deep=found.deep,
        identifiers=found.identifiers,
        sources=tuple(_source(found, line, files) for line in found.ledger),
    )


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


def _source(found: Found, line: LedgerLine, files: Iterable[FileReport]) -> SourceReport:
    moments = [
        kept.record.when.utc
        for kept in found.kept
        if kept.record.source == line.source and kept.record.when and kept.record.when.utc
    ]
    return SourceReport(
        line,
        tuple(one for one in files if one.searched.source == line.source),
        tuple(gap for gap in found.gaps if gap.source == line.source),
        min(moments, default=None),
        max(moments, default=None),
    )


def readers(source: SourceReport) -> dict[str, int]:
    """How many files of a source each extractor read; `none` for formats that no extractor reads."""
    return dict(sorted(Counter(one.searched.extractor or "none" for one in source.files).items()))


def document(made: Certificate) -> dict[str, object]:
    """The certificate as one document."""
    return {
        "case": made.case, "made": made.made, "searched": made.searched, "by": made.by,
        "snapshot": made.snapshot, "snapshot_sha256": made.snapshot_sha256,
        "program": f"dsar-toolkit {made.version}", "python": made.python, "engine": made.engine,
        "deep": made.deep, "balanced": made.balanced,
        "identifiers": [
            {"kind": one.kind, "value": one.raw or one.value, "realm": one.realm, "origin": one.origin}
            for one in made.identifiers
        ],
        "sources": [_source_document(one) for one in made.sources],
    }  # fmt: skip


def _source_document(one: SourceReport) -> dict[str, object]:
    line = one.line
    return {
        "source": line.source, "label": line.label, "unit": line.unit, "files": line.files,
        "bytes": line.bytes, "accounted_bytes": line.accounted_bytes, "pieces": line.pieces,
        **{bucket.value: count for bucket, count in line.counts.items()},
        "gaps": line.gaps, "balanced": line.balanced, "nothing_found": one.nothing,
        "first": one.first, "last": one.last, "readers": readers(one),
        "errors": dict(sorted(Counter(gap.reason for gap in one.gaps).items())),
        "listed": [
            {
                "file": file.searched.file, "bytes": file.searched.bytes,
                "modified": datetime.fromtimestamp(file.searched.modified / 1e9, UTC),
                "sha256": file.sha256, "state": file.state, "extractor": file.searched.extractor,
            }
            for file in one.files
        ],
    }  # fmt: skip


def lines(made: Certificate) -> Iterable[str]:
    """The certificate as text, for the file."""
    yield f"Search certificate for {made.case}"
    yield ""
    when = f"{made.searched:%d %B %Y %H:%M} UTC" if made.searched else "an unknown time"
    yield f"Searched on {when} by {made.by}; this account made on {made.made:%d %B %Y %H:%M} UTC."
    yield f"Program: dsar-toolkit {made.version}, Python {made.python}, engine {made.engine}."
    yield (
        "Deep tier: on. Encodings inside encodings and attachments were opened."
        if made.deep
        else "Deep tier: OFF. What encodings inside encodings or attachments hide was not looked for."
    )
    yield f"Result kept in {made.snapshot}, SHA-256 {made.snapshot_sha256}."
    yield ""
    yield "Searched for:"
    for one in made.identifiers:
        origin = " (from a directory in the sources)" if one.origin == "derived" else ""
        yield f"  {one.kind}: {one.raw or one.value}{origin}"
    for source in made.sources:
        yield ""
        yield from _source_lines(source)
    yield ""
    yield (
        "Every byte and every piece of every source is accounted for."
        if made.balanced
        else "THE ACCOUNT DOES NOT BALANCE."
    )


def _source_lines(one: SourceReport) -> Iterable[str]:
    line = one.line
    yield f"{line.label or line.source}: {line.files:,} files, {line.bytes:,} bytes, {line.pieces:,} pieces"
    yield f"  {line.accounted_bytes:,} of {line.bytes:,} bytes accounted for"
    counts = ", ".join(f"{bucket.value.replace('_', ' ')} {line.counts[bucket]:,}" for bucket in Bucket)
    yield f"  pieces: {counts}; {line.gaps:,} gaps"
    if one.nothing:
        yield "  NOTHING about the person was found here."
    elif one.first and one.last:
        yield f"  what was found dates from {one.first:%d %B %Y} to {one.last:%d %B %Y}"
    for name, count in readers(one).items():
        yield (
            f"  {count:,} files read as {name}" if name != "none" else f"  {count:,} files in no known format"
        )
    for reason, count in sorted(Counter(gap.reason for gap in one.gaps).items()):
        yield f"  not read: {reason}, {count:,} times"
    for file in one.files:
        changed = f"{datetime.fromtimestamp(file.searched.modified / 1e9, UTC):%Y-%m-%d %H:%M:%S}"
        yield f"  {file.searched.bytes:>14,}  {changed}  {file.sha256 or '-' * 64}  {file.searched.file}" + (
            "" if file.state == UNCHANGED else f"  ({file.state})"
        )


MOST = 300
"""Files of one source that the pages list; the document lists them all."""


def write_pages(made: Certificate, path: Path) -> None:
    """Write the pages to a new file that its owner alone can read. Raises `UsageError` for one there is."""
    try:
        with open(path, "xb", opener=private_opener) as out:
            out.write(pages(made))
    except FileExistsError:
        raise UsageError(f"{path.name} is there already", hint="give another name") from None
    except OSError as error:
        raise UsageError(
            f"{path.name} cannot be written ({error.strerror})", hint="give another place"
        ) from None


def pages(made: Certificate) -> bytes:
    """The certificate as a PDF for the file. Raises `UsageError` where nothing can set pages."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in list(lines(made))[1:]:
        if not line:
            sections.append(("", []))
        elif not sections[-1][1] and not sections[-1][0] and len(sections) > 1 and not line.startswith(" "):
            sections[-1] = (line.rstrip(":"), [])
        else:
            sections[-1][1].append(" ".join(line.split()))
    short = [
        (
            heading,
            [*held[:MOST], f"and {len(held) - MOST:,} more, in the document"] if len(held) > MOST else held,
        )
        for heading, held in sections
    ]
    title = f"Search certificate for {made.case}"
    return plugins.paper("certificate").pages(title, made.made.date(), short)
