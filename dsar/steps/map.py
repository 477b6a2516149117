"""map: propose a mapping for a file that nobody has seen, and check what one makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dsar import plugins
from dsar.config import source_at
from dsar.errors import DsarError, UsageError
from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import cells, tables
from dsar.reading.columns import OR
from dsar.reading.presets import fitting, mapping_at, preset
from dsar.reading.text import decode
from dsar.search import content
from dsar.search.detecting import HEAD, detect
from dsar.steps.proposed import proposal

ROWS = 200
"""How many rows a proposal looks at."""

SHOWN = 5
MAPPED = ("table", "json", "jsonl", "workbook", "xml", "fixed", "parquet")
"""Extractors that a mapping tells what columns are."""


class ColumnMissing(DsarError):
    """A column that the mapping requires is not in the file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a mapping makes of a file: the account, and its first records as they would be."""

    extractor: str
    preset: str
    unconfirmed: bool
    bytes: int
    accounted: int
    rows: int
    gaps: tuple[tuple[str, str, str], ...]
    guessed: int
    undated: int
    unmapped: tuple[str, ...]
    missing: tuple[str, ...]
    records: tuple[Record, ...] = field(repr=False, default=())


def propose(path: Path) -> str:
    """A mapping for a file, as TOML with its doubts in comments. Raises `UsageError` for what is no table."""
    name, part = _recognised(path)
    extractor = plugins.extractor(name)()
    rows = [one for one in islice(_read(extractor, part), ROWS) if isinstance(one, Record)]
    rows = [one for one in rows if not one.parent and one.locator.inner != "properties"]
    if not rows:
        raise UsageError("no row could be read from the file", hint="dsar sources check shows why")
    used: Mapping[str, int] = getattr(extractor, "used", {})
    label = max(used, key=lambda one: used[one], default="")
    if label:
        doubt = (
            "\n# It was never read with a genuine file: look at `dsar map check`."
            if preset(label).unconfirmed
            else ""
        )
        return f'# These columns are those of a product that is known.{doubt}\nextends = "{label}"\n'
    columns = list(dict.fromkeys(column for row in rows for column in row.fields))
    return proposal(
        {column: [str(row.fields[column]) for row in rows if column in row.fields] for column in columns}
    )


def check(path: Path, options: Mapping[str, object]) -> Checked:
    """Read a whole file as a mapping says, and account for it.

    Raises `ColumnMissing` where a required column is absent, `UsageError` for what is no table.
    """
    name, part = _recognised(path)
    extractor = plugins.extractor(name)(options)
    rows = guessed = undated = 0
    gaps: list[tuple[str, str, str]] = []
    shown: list[Record] = []
    columns: dict[str, None] = {}
    for one in _read(extractor, part):
        if isinstance(one, Gap):
            gaps.append((str(one.locator), one.reason, one.detail))
            continue
        rows += not one.parent
        undated += one.when is None or one.when.utc is None
        guessed += one.when is not None and one.when.assumption == "guessed"
        columns |= dict.fromkeys(one.fields)
        if len(shown) < SHOWN:
            shown.append(one)
    header = _header(extractor, part) or tuple(columns)
    label, known = fitting(header, path.name)
    if "mapping" in options or "preset" in options:
        label = str(options.get("preset", ""))
        known = mapping_at(str(options["mapping"])) if "mapping" in options else preset(label)
    size, accounted = _account(extractor, part)
    checked = Checked(
        name, label, bool(known and known.unconfirmed), size, accounted, rows, tuple(gaps), guessed, undated,
        _unmapped(extractor, columns), known.missing(header) if known else (), tuple(shown),
    )  # fmt: skip
    if checked.missing:
        raise ColumnMissing(
            "the file has no column " + ", ".join(map(repr, checked.missing)),
            hint="the mapping requires it: look at the file's header, or name an alternative with |",
        )
    return checked


def _recognised(path: Path) -> tuple[str, Part]:
    if not path.is_file():
        raise UsageError("there is no such file", hint="map works on one file")
    part = next(content.files_of(source_at(path, set())))
    if isinstance(part, Gap):
        raise UsageError("it is no regular file", hint="map works on one file")
    with content.opened(part) as buffer:
        name = detect(buffer[:HEAD], part.name)
        # A table may have too few columns to show itself; prose has none.
        yaml = part.name.lower().endswith((".yml", ".yaml"))
        if (
            name == "text"
            and not yaml
            and plugins.extractor("table")().recognises(buffer[:HEAD], "a.csv") > 1
        ):
            name = "table"
    if name == "text":
        raise UsageError(
            "it is text without columns",
            hint="options = { pattern = '…' } with extractor = \"lines\" reads a log",
        )
    if name not in MAPPED:
        raise UsageError(
            f"a mapping does not apply: the file is read by {name or 'nothing'}",
            hint="mappings are for tables, JSON, XML and workbooks",
        )
    return name, part


def _read(extractor: Extractor, part: Part) -> Iterator[Record | Gap]:
    with content.opened(part) as buffer:
        for stretch in extractor.cut.stretches(buffer):
            (start, length), end = stretch.head, stretch.offset + stretch.length
            raw, head = bytes(buffer[stretch.offset : end]), bytes(buffer[start : start + length])
            piece = Piece(part, stretch.offset, stretch.length, raw, head, stretch.label)
            if stretch.role == "gap":
                yield Gap(part.source.name, piece.locator(), stretch.label or "malformed")
            elif stretch.role == "piece":
                yield from (one for one in extractor.read(piece) if not isinstance(one, Part))


def _header(extractor: Extractor, part: Part) -> tuple[str, ...]:
    """The columns of a table that has a header: cells that are empty in every row are no fields."""
    with content.opened(part) as buffer:
        for stretch in extractor.cut.stretches(buffer):
            start, length = stretch.head
            kind, delimiter = tables.read_label(stretch.label, "", "")
            if stretch.role == "piece" and length and not kind:
                return tables.names(
                    cells.cells(decode(bytes(buffer[start : start + length])).text, delimiter).values
                )
    return ()


def _account(extractor: Extractor, part: Part) -> tuple[int, int]:
    with content.opened(part) as buffer:
        return len(buffer), sum(one.length for one in extractor.cut.stretches(buffer))


def _unmapped(extractor: Extractor, columns: Mapping[str, None]) -> tuple[str, ...]:
    """Columns that the mapping does not name; they are kept and searched all the same."""
    named: set[str] = set()
    bound = getattr(extractor, "mapping", None)
    if bound is not None:
        mapping = bound(tuple(columns))
        named = {
            "subject",
            "text",
            *mapping.when,
            *(name for party in mapping.parties for _, one in party.columns for name in one.split(OR)),
        }
        named |= {one for spec in mapping.when for one in spec.split(" + ")}
    return tuple(column for column in columns if column not in named)


def shown(record: Record) -> dict[str, Value]:
    """A record's fields, its moment and its people, as `map check` prints them."""
    people = "; ".join(
        f"{one.role}: {one.name or '-'} ({', '.join(who.kind for who in one.identifiers) or 'no identifier'})"
        for one in record.parties
    )
    moment = record.when.utc.isoformat() if record.when and record.when.utc else "(none)"
    return {"kind": record.kind, "when": moment, "people": people, **record.fields}
