"""sources: what a folder or file holds, format by format, before anybody is looked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from dsar import plugins
from dsar.config import source_at
from dsar.errors import UsageError
from dsar.model.ledger import Searched
from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece, Source
from dsar.plugins import Extractor
from dsar.reading.presets import SQL, fitting, presets, sql_preset, sql_presets
from dsar.reading.statements import Wrong, questions
from dsar.search import content
from dsar.search.collect import DEPTH, is_too_large
from dsar.search.detecting import HEAD, detect

CALLED = (".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xml", SQL)
TABLES = 200
PIECES = 2000
"""How many pieces of a file are read; the others are counted."""

_NO_LETTERS = bytes(byte for byte in range(256) if not chr(byte).isascii() or not chr(byte).isalnum())


@dataclass(slots=True)
class Surveyed:
    """What one source holds. `gaps` are counted by file, reason and detail; none holds content."""

    name: str
    path: Path
    files: int = 0
    bytes: int = 0
    pieces: int = 0
    records: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    presets: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    gaps: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    sampled: int = 0

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Presets in use that nobody has read a genuine file with."""
        return tuple(sorted(name for name in self.presets if presets()[name].unconfirmed))


def survey(sources: Sequence[Source]) -> tuple[Surveyed, ...]:
    """Read every source and say what it holds; nothing is searched for and nothing is kept."""
    return tuple(_survey(source) for source in sources)


def propose(path: Path, taken: set[str]) -> tuple[str, Surveyed]:
    """A `[[source]]` table for `dsar.toml`, and what it is made from.

    Raises `UsageError` for a path that is not there.
    """
    if not path.exists():
        raise UsageError("there is nothing at that path", hint="give a file or a folder")
    found = survey([source_at(path, taken)])[0]
    name = found.name
    formats = [one for one in found.formats if one]
    lines = ["[[source]]", f"name = {json.dumps(name)}", f"path = {json.dumps(path.as_posix())}"]
    if len(formats) == 1:
        lines.append(f"extractor = {json.dumps(formats[0])}  # every file is one; leave out to detect each")
    else:
        lines.append(f"# formats found, detected file by file: {', '.join(sorted(formats)) or 'none'}")
    lines.append('role = "controller"  # or "processor", where it is a client\'s data')
    lines.append('# processing = ["…"]  # ids of purposes in register.toml')
    lines.append('timezone = "Europe/London"  # of moments that state none')
    if len(found.presets) == 1 and sum(found.presets.values()) == found.files:
        lines.append(f"options = {{ preset = {json.dumps(next(iter(found.presets)))} }}")
    return "\n".join(lines) + "\n", found


def unconfirmed(sources: Sequence[Source], searched: Iterable[Searched] = ()) -> tuple[str, ...]:
    """The presets with which tables of these sources are read and nobody has read a genuine file.

    Looks at the beginning of at most `TABLES` files of a source that are called like tables; of those
    that were `searched` the format is known.
    """
    formats = {(one.source, one.file): one.extractor for one in searched}
    found: set[str] = set()
    for source in sources:
        named = (one for one in content.files_of(source) if isinstance(one, Part))
        for part in islice((one for one in named if one.name.lower().endswith(CALLED)), TABLES):
            try:
                with content.opened(part) as buffer:
                    head = bytes(buffer[:HEAD])
            except (OSError, content.Changed):
                continue
            if part.name.lower().endswith(SQL):
                found.add(_asked(head))
                continue
            if "preset" not in source.options and not _may_fit(head):
                continue
            known = source.extractor or formats.get((source.name, part.file))
            label = detect(head, part.name) if known is None else known
            if label:
                found.add(_preset(source, plugins.extractor(label)(dict(source.options)), part, head))
    if not found:  # the usual case: no preset is read
        return ()
    statements = {name for name, one in sql_presets().items() if one.get("unconfirmed")}
    doubtful = {name for name, one in presets().items() if one.unconfirmed} | statements
    return tuple(sorted(found & doubtful))


def _asked(raw: bytes) -> str:
    """The preset of statements that a file of questions names, if any."""
    try:
        return questions(raw, sql_preset).preset
    except Wrong:  # its gap says so when it is read
        return ""


def _may_fit(head: bytes) -> bool:
    """Whether the names of all columns by which some unconfirmed preset is known may stand in these bytes."""
    letters = head.lower().translate(None, _NO_LETTERS)
    return b"\0" in head or any(
        all(part in letters for column in one.detect for part in _parts(column))
        for one in presets().values()
        if one.unconfirmed and one.detect
    )


def _parts(column: str) -> Iterator[bytes]:
    """What has to stand in bytes where a column does: its ASCII letters and figures, member by member."""
    for part in column.casefold().split("."):
        yield part.encode().translate(None, _NO_LETTERS) if part.isascii() else b""


def _survey(source: Source) -> Surveyed:
    found = Surveyed(source.name, source.path)
    for one in content.files_of(source):
        found.files += 1
        if isinstance(one, Gap):
            found.gaps[one.locator.file, one.reason, one.detail] += 1
            continue
        try:
            _file(source, one, found)
        except OSError:
            found.gaps[one.file, "unreadable", ""] += 1
        except content.Changed:
            found.gaps[one.file, "changed", ""] += 1
    return found


def _file(source: Source, part: Part, found: Surveyed) -> None:
    with content.opened(part) as buffer:
        found.bytes += len(buffer)
        name = source.extractor or detect(buffer[:HEAD], part.name)
        found.formats[name] += 1
        if not name:
            if len(buffer):
                found.gaps[part.file, "unsupported", ""] += 1
            return
        extractor = plugins.extractor(name)(dict(source.options))
        named = _preset(source, extractor, part, bytes(buffer[:HEAD]))
        if named:
            found.presets[named] += 1
        stretches = (one for one in extractor.cut.stretches(buffer))
        read = 0
        for one in stretches:
            if one.role == "gap":
                found.gaps[part.file, one.label or "malformed", ""] += 1
            if one.role != "piece":
                continue
            found.pieces += 1
            if read >= PIECES:
                continue
            read += 1
            (start, length), end = one.head, one.offset + one.length
            raw = b"" if extractor.from_file else bytes(buffer[one.offset : end])
            head = bytes(buffer[start : start + length])
            _read(extractor, Piece(part, one.offset, one.length, raw, head, one.label), found)
        found.sampled += read >= PIECES


def _preset(source: Source, extractor: Extractor, part: Part, head: bytes) -> str:
    """The preset that a file's rows are read with, if any."""
    stated = source.options.get("preset")
    if isinstance(stated, str):
        return stated
    if not hasattr(extractor, "mapping"):
        return ""
    pieces = [one for one in islice(extractor.cut.stretches(head), 20) if one.role == "piece"]
    for one in pieces[:8]:
        (start, length), end = one.head, one.offset + one.length
        piece = Piece(
            part, one.offset, one.length, head[one.offset : end], head[start : start + length], one.label
        )
        for record in extractor.read(piece):
            used = getattr(extractor, "used", None)
            name = fitting(record.fields, part.name)[0] if isinstance(record, Record) else ""
            if used or name:
                return next(iter(used), name) if used else name
    return ""


def _read(extractor: Extractor, piece: Piece, found: Surveyed) -> None:
    """One piece and all inside it."""
    for one in extractor.read(piece):
        if isinstance(one, Gap):
            found.gaps[one.locator.file, one.reason, one.detail] += 1
        elif isinstance(one, Record):
            found.records += 1
            found.kinds[one.kind] += 1
            moment = one.when.utc if one.when else None
            if moment:
                found.first = min(found.first or moment, moment)
                found.last = max(found.last or moment, moment)
        else:
            _inside(one, found)


def _inside(part: Part, found: Surveyed) -> None:
    raw = part.content or b""
    name = detect(raw[:HEAD], part.name)
    reason = "too-deep" if part.depth > DEPTH else "" if name else "unsupported"
    extractor = None if reason else plugins.extractor(name)({})
    if extractor and is_too_large(extractor, raw):
        reason = "too-large"
    if reason or extractor is None:
        if raw:
            found.gaps[part.file, reason, part.media_type[:60]] += 1
        return
    for one in extractor.cut.stretches(raw):
        if one.role == "gap":
            found.gaps[part.file, one.label or "malformed", ""] += 1
        elif one.role == "piece":
            (start, length), end = one.head, one.offset + one.length
            inner = Piece(
                part, one.offset, one.length, raw[one.offset : end], raw[start : start + length], one.label
            )
            _read(extractor, inner, found)
