"""The search certificate in words: lines for a terminal, pages for the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dsar import plugins
from dsar.answer.near import BY_ID, BY_TEXT
from dsar.case.files import private_opener
from dsar.errors import UsageError
from dsar.model.ledger import Bucket
from dsar.model.records import GAP_REASONS
from dsar.steps.report import UNCHANGED, Certificate, FileReport, SourceReport, readers

MOST = 300
"""Files, gaps, copies and groups that are listed here; the document lists them all."""

BUCKETS = {
    Bucket.ABOUT: "about the person",
    Bucket.CANDIDATE: "perhaps about them",
    Bucket.DUPLICATE: "exact copies of such",
    Bucket.REFERRED: "held for another controller",
    Bucket.NOT_ABOUT: "not about them",
    Bucket.UNREAD: "not read",
}


Section = tuple[str, list[str]]
"""A heading and the lines below it."""


def sections(made: Certificate) -> Iterator[Section]:
    """The certificate in sections: how, for whom, source by source, what is alike, the balance."""
    yield "How", list(_how(made))
    yield "Searched for", list(_wanted(made))
    for source in made.sources:
        yield source.line.label or source.line.source, list(_source(source))
    yield "Alike", list(_alike(made))
    balanced = "Every byte and every piece of every source is accounted for."
    yield "Balance", [balanced if made.balanced else "THE ACCOUNT DOES NOT BALANCE."]


def lines(made: Certificate) -> Iterator[str]:
    """The certificate as text, for the file; an empty line parts its sections."""
    yield f"Search certificate for {made.case}"
    for heading, held in sections(made):
        yield ""
        yield heading
        yield from (f"  {line}" for line in held)


def _wanted(made: Certificate) -> Iterator[str]:
    for one, records in made.identifiers:
        origin = " (from a directory in the sources)" if one.origin == "derived" else ""
        stands = f"stands in {_count(records, 'record')}" if records else "NOTHING was found by it"
        yield f"{one.kind}: {one.raw or one.value}{origin}: {stands}"


def _how(made: Certificate) -> Iterator[str]:
    when = f"{made.searched:%d %B %Y %H:%M} UTC" if made.searched else "an unknown time"
    yield f"Searched on {when} by {made.by}; this account made on {made.made:%d %B %Y %H:%M} UTC."
    version, python = made.version or "of a version not kept", made.python or "of a version not kept"
    yield f"Program: dsar-toolkit {version}, Python {python}, engine {made.engine}."
    yield (
        "Deep tier: on. Encodings inside encodings and attachments were opened."
        if made.deep
        else "Deep tier: OFF. What encodings inside encodings or attachments hide was not looked for."
    )
    yield f"Result kept in {made.snapshot}, SHA-256 {made.snapshot_sha256}."


def _source(one: SourceReport) -> Iterator[str]:
    line = one.line
    size = f"{line.bytes:,} {'bytes' if line.unit == 'bytes' else 'entries of their own index'}"
    yield f"{_count(line.files, 'file')}, {size}, {_count(line.pieces, 'piece')}, {_count(line.gaps, 'gap')}"
    yield f"{line.accounted_bytes:,} of {line.bytes:,} {line.unit} accounted for"
    yield "pieces: " + ", ".join(f"{words} {line.counts[bucket]:,}" for bucket, words in BUCKETS.items())
    yield _result(one)
    for name, count in readers(one).items():
        read = f"read as {name}" if name != "none" else "in no known format"
        package = one.versions.get(name)
        yield f"{_count(count, 'file')} {read}" + (f" ({package})" if package else "")
    yield from _gaps(one)
    yield from _at_most([_file(file) for file in one.files])


def _result(one: SourceReport) -> str:
    if one.nothing and one.line.gaps and one.line.unread == one.line.pieces:
        return "Nothing here could be read: that is no result."
    if one.nothing:
        read = "in what could be read here" if one.line.gaps else "here"
        return f"NOTHING about the person was found {read}."
    if one.first and one.last:
        return f"what was found dates from {one.first:%d %B %Y} to {one.last:%d %B %Y}"
    return "what was found bears no date"


def _gaps(one: SourceReport) -> Iterator[str]:
    for reason, count in sorted(Counter(gap.reason for gap in one.gaps).items()):
        yield f"not read, {_count(count, 'time')}: {reason}, {GAP_REASONS.get(reason, reason)}"
    yield from _at_most(
        [
            f"gap {gap.id}: {gap.reason} at {gap.locator}" + (f" ({gap.detail})" if gap.detail else "")
            for gap in one.gaps
        ]
    )


def _file(file: FileReport) -> str:
    changed = f"{datetime.fromtimestamp(file.searched.modified / 1e9, UTC):%Y-%m-%d %H:%M:%S}"
    state = "" if file.state == UNCHANGED else f" ({file.state})"
    said = f"{file.searched.file}: {file.searched.bytes:,} bytes, changed {changed}"
    return f"{said}, SHA-256 {file.sha256 or 'not known'}{state}"


def _alike(made: Certificate) -> Iterator[str]:
    """Copies and near copies: what was put together, and what was not."""
    one = "exact copies are one record each with what they repeat"
    yield f"{_count(len(made.copies), 'exact copy', 'exact copies')}" + (f"; {one}" if made.copies else "")
    yield from _at_most([f"record {kept.copy_of} again at {kept.record.locator}" for kept in made.copies])
    if not made.near:
        yield "no two records say nearly the same"
        return
    records = sum(len(one.records) for one in made.near)
    ways = {name: sum(name in one.by for one in made.near) for name in (BY_ID, BY_TEXT)}
    by = ", ".join(f"by {name} {count:,}" for name, count in ways.items())
    yield f"{_count(records, 'record')} in {_count(len(made.near), 'group')} say nearly the same ({by})"
    yield "they are grouped and not merged: each is in the case with what it alone says"
    yield from _at_most(["group: " + ", ".join(one.records) for one in made.near])


def _at_most(held: list[str]) -> list[str]:
    more = len(held) - MOST
    return [*held[:MOST], f"and {more:,} more, in the document (--json)"] if more > 0 else held


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


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
    title = f"Search certificate for {made.case}"
    return plugins.paper("certificate").pages(title, made.made.date(), list(sections(made)))
