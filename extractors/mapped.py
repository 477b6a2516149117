"""What the extractors of rows share: their settings, the mapping in force, a row as a record.

A row of a table of people (users, contacts, customers) also says which id and which address are one
person's, so that what names only the id is found by the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import ClassVar

from dsar.errors import UsageError
from dsar.model.records import Gap, Link, Locator, Record, Value
from dsar.model.sources import Directory, Part, Piece
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer
from dsar.reading.mapping import KEYS, Mapping, load_mapping, mapping_of, moment
from dsar.reading.parties import link_of, owner_of, parties_of
from dsar.reading.text import Decoded

PRESETS = Path(__file__).parent / "presets"
_OVERRIDES = ("when", "timezone", "rows", "realm", "categories", "provenance")


@cache
def presets() -> dict[str, Mapping]:
    """The mappings that ship with dsar, by name."""
    return {path.stem: load_mapping(path) for path in sorted(PRESETS.glob("*.toml"))}


class Mapped(Extractor):
    """Reads rows as its source's mapping says, or the preset that fits their columns."""

    settings: ClassVar[tuple[str, ...]] = (*KEYS, "preset")

    def __init__(self, options: Table[str, object] | None = None, directory: Directory | None = None) -> None:
        """Take the settings. Raises `UsageError` for a preset that is not there or a wrong value."""
        super().__init__(options, directory)
        self._own = mapping_of({key: value for key, value in self.options.items() if key in KEYS})
        self._base = _preset(self.options.get("preset"))
        self._fitting: dict[tuple[str, ...], Mapping] = {}

    def mapping(self, columns: Iterable[str]) -> Mapping:
        """The mapping for rows with these columns."""
        held = tuple(columns)
        if held not in self._fitting:
            if len(self._fitting) > 1000:  # objects that all have other members
                self._fitting.clear()
            self._fitting[held] = self._merged(held)
        return self._fitting[held]

    def _merged(self, columns: tuple[str, ...]) -> Mapping:
        base = self._base or next(
            (one for one in presets().values() if one.fits(columns)), Mapping(self.kind)
        )
        own = self._own
        given = {key: getattr(own, key) for key in _OVERRIDES if getattr(own, key)}
        kind = own.kind if "kind" in self.options else base.kind
        return replace(base, **given, kind=kind, parties=own.parties or base.parties)

    def record(
        self, part: Part, locator: Locator, fields: Table[str, Value], columns: Iterable[str] | None = None
    ) -> Record:
        """A row as a record, its people and its moment as the mapping and the column names say."""
        mapping = self.mapping(fields if columns is None else columns)
        return Record.of(
            part.source.name,
            mapping.kind,
            locator,
            dict(fields),
            when=moment(fields, mapping, part.source.timezone),
            parties=parties_of(fields, mapping, part.source.name, table_of(part)),
            categories=mapping.categories,
            provenance=mapping.provenance or ("observed" if mapping.kind == "log" else "provided"),
        )

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """The id and address of every row that is a person's own."""
        if not owner_of({}, table_of(part)) and content.find(b'"object"') < 0:
            return
        for stretch in self.cut.stretches(content):
            if stretch.role != "piece":
                continue
            (start, length), end = stretch.head, stretch.offset + stretch.length
            raw, head = bytes(content[stretch.offset : end]), bytes(content[start : start + length])
            for one in self.read(Piece(part, stretch.offset, stretch.length, raw, head, stretch.label)):
                if isinstance(one, Record):
                    mapping = self.mapping(one.fields)
                    link = link_of(one.fields, mapping, part.source.name, table_of(part))
                    if link:
                        yield link


def doubtful(piece: Piece, decoded: Decoded, inner: str = "") -> Iterator[Gap]:
    """A gap where a piece's text had to be guessed."""
    if decoded.doubt:
        yield Gap(piece.part.source.name, piece.locator(inner), "unknown-charset", decoded.doubt)


def table_of(part: Part) -> str:
    """What the rows of a part are called: its name without folder and ending."""
    return PurePosixPath(part.name or part.file).stem.casefold()


def _preset(name: object) -> Mapping | None:
    if name is None:
        return None
    if name not in presets():
        raise UsageError(f"there is no preset {name!r}", hint="presets: " + ", ".join(presets()))
    return presets()[str(name)]
