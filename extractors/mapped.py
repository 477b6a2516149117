"""What the table and object extractors share: the mapping in force, and a row as a record."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

from dsar.errors import UsageError
from dsar.model.records import Locator, Record, Value
from dsar.model.sources import Part
from dsar.reading.mapping import Mapping, load_mapping, mapping_of, moment, parties_of

PRESETS = Path(__file__).parent / "presets"


@cache
def presets() -> dict[str, Mapping]:
    """The mappings that ship with dsar, by name."""
    return {path.stem: load_mapping(path) for path in sorted(PRESETS.glob("*.toml"))}


def in_force(options: Table[str, object], columns: Iterable[str]) -> Mapping:
    """The mapping for a table: the source's own, the preset it names, or the one that fits."""
    held = list(columns)
    name = options.get("preset")
    if name is not None and str(name) not in presets():
        raise UsageError(f"there is no preset {str(name)!r}", hint="presets: " + ", ".join(presets()))
    base = presets()[str(name)] if name is not None else None
    if base is None:
        base = next((one for one in presets().values() if one.fits(held)), Mapping())
    own = mapping_of({key: value for key, value in options.items() if key != "preset"})
    given = {
        key: getattr(own, key) for key in ("when", "timezone", "rows", "realm", "categories", "provenance")
    }
    changes = {key: value for key, value in given.items() if value}
    if "kind" in options:
        changes["kind"] = own.kind
    return replace(base, **changes, parties=own.parties or base.parties)


def record(part: Part, locator: Locator, fields: Table[str, Value], mapping: Mapping) -> Record:
    """A row as a record, its people and its moment as the mapping and the column names say."""
    table = PurePosixPath(part.name or part.file).stem.casefold()
    return Record.of(
        part.source.name,
        mapping.kind,
        locator,
        dict(fields),
        when=moment(fields, mapping, part.source.timezone),
        parties=parties_of(fields, mapping, part.source.name, table),
        categories=mapping.categories,
        provenance=mapping.provenance or "provided",
    )
