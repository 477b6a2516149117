"""What the extractors of rows share: their settings, the mapping in force, a row as a record.

A row of a table of people (users, contacts, customers) also says which id and which address are one
person's, so that what names only the id is found by the address.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import fields as fields_of
from dataclasses import replace
from functools import cache
from html.entities import html5
from pathlib import PurePosixPath
from typing import Any, ClassVar

from dsar.model.identifiers import KINDS
from dsar.model.records import Gap, Link, Locator, Party, Record, Value
from dsar.model.sources import Directory, Part, Piece
from dsar.plugins import Extractor
from dsar.reading.blocks import holds
from dsar.reading.children import children
from dsar.reading.cuts import Buffer, narrowed
from dsar.reading.flat import DEPTH, TooDeep, flatten, free, parse_piece
from dsar.reading.mapping import Mapping, moment
from dsar.reading.mapping_file import KEYS, mapping_of
from dsar.reading.marked_up import shown
from dsar.reading.parties import link_of, owner_of, parties_of
from dsar.reading.presets import fitting, mapping_at, preset, presets
from dsar.reading.rules import rule
from dsar.reading.text import Decoded, decode

_KEY = re.compile(rb'"([^"]*+)"[ \t\r\n]*+:')


class Mapped(Extractor):
    """Reads rows as its source's mapping says, or the preset that fits their columns best."""

    settings: ClassVar[tuple[str, ...]] = (*KEYS, "preset", "mapping")

    def __init__(self, options: Table[str, object] | None = None, directory: Directory | None = None) -> None:
        """Take the settings. Raises `UsageError` for a preset that is not there or a wrong value."""
        super().__init__(options, directory)
        self._own = mapping_of({key: value for key, value in self.options.items() if key in KEYS})
        file, named = self.options.get("mapping"), self.options.get("preset")
        self._base = mapping_at(str(file)) if file else preset(str(named)) if named is not None else None
        if self._own.transforms or (self._base and self._base.transforms):
            self.families = None  # a step may undo what hides text from the bytes
        self.used: Counter[str] = Counter()
        """Presets that fitted rows by their columns."""
        self.told = self._merged((), "").told
        if self.told.encoding:
            self.families = None  # its bytes may write a name in any way
        self._requires = bool(self._own.required or (self._base and self._base.required))
        self.beside = bool(self._own.from_name or (self._base and self._base.from_name))
        self._fitting: dict[tuple[str, ...], Mapping] = {}
        self._changed: dict[tuple[tuple[str, ...], tuple[str, ...]], Mapping] = {}

    def decoded(self, raw: bytes) -> Decoded:
        """Bytes as text, in the encoding that the mapping says, if it does."""
        return decode(raw, self.told.encoding, trust=True)

    def absent(self, piece: Piece, columns: Iterable[str]) -> Iterator[Gap]:
        """A gap, once for a file, where columns that the mapping requires are not among these."""
        missing = self.mapping(columns, piece.part.name).missing(columns) if self._requires else ()
        if missing:
            self._requires = False
            detail = f"the mapping requires {', '.join(missing)}"
            yield Gap(piece.part.source.name, piece.locator("columns"), "malformed", detail)

    def mapping(self, columns: Iterable[str], name: str = "") -> Mapping:
        """The mapping for rows with these columns in a file of this name, bound to them."""
        held = tuple(columns)
        if held not in self._fitting:
            if len(self._fitting) > 1000:  # objects that all have other members
                self._fitting.clear()
            self._fitting[held] = self._merged(held, name).bound(held)
        return self._fitting[held]

    def _merged(self, columns: tuple[str, ...], name: str) -> Mapping:
        label, found = fitting(columns, name) if self._base is None else ("", None)
        if label:
            self.used[label] += 1
        base = self._base or found or Mapping(self.kind)
        own = self._own
        given = {
            one.name: getattr(own, one.name)
            for one in fields_of(Mapping)
            if one.name != "kind" and getattr(own, one.name) != one.default
        }
        return replace(base, **given, kind=own.kind if "kind" in self.options else base.kind)

    def records(
        self, part: Part, locator: Locator, fields: Table[str, Value], columns: Iterable[str] | None = None
    ) -> Iterator[Record]:
        """A row as a record, its people and its moment as the mapping and the column names say.

        Records inside it (a ticket's comments) follow as its children.
        """
        mapping = self.mapping(fields if columns is None else columns, part.name)
        shown = mapping.apply(fields)
        if mapping.from_name and (named := rule(mapping.from_name).search(f"{part.file}/{part.inner}")):
            shown |= {key: one for key, one in named.groupdict().items() if one and key not in shown}
        if shown.keys() != fields.keys():
            mapping = self._again(tuple(fields if columns is None else columns), tuple(shown), part.name)
        rest, inside = children(shown, mapping)
        record = self._record(part, locator, rest, mapping)
        yield record
        for n, (child, given) in enumerate(inside, start=1):
            inner = "/".join(step for step in (locator.inner, f"{child.each.strip('[]')} {n}") if step)
            place = replace(locator, inner=inner)
            inner_mapping = replace(
                child.mapping or Mapping(),
                kind=child.kind or mapping.kind,
                realm=mapping.realm,
                timezone=mapping.timezone,
                locale=mapping.locale,
                categories=mapping.categories,
                formats=(child.mapping.formats if child.mapping else ()) or mapping.formats,
            )
            told = inner_mapping.apply(given)
            yield self._record(part, place, told, inner_mapping.bound(told), record.id)

    def _again(self, columns: tuple[str, ...], shown: tuple[str, ...], name: str) -> Mapping:
        """The mapping for these columns, bound to those that its steps made of them."""
        if (columns, shown) not in self._changed:
            if len(self._changed) > 1000:
                self._changed.clear()
            self._changed[columns, shown] = self._merged(columns, name).bound(shown)
        return self._changed[columns, shown]

    def _record(
        self, part: Part, locator: Locator, fields: Table[str, Value], mapping: Mapping, parent: str = ""
    ) -> Record:
        thread = fields.get(mapping.thread) if mapping.thread and mapping.pull == "thread" else None
        told = dict(fields)
        for name, value in fields.items():
            if isinstance(value, str) and (text := shown(value)):
                told[free(f"{name}.text", told)] = text
        people = parties_of(fields, mapping, part.source.name, table_of(part))
        return Record.of(
            part.source.name,
            mapping.kind,
            locator,
            told,
            when=moment(fields, mapping, part.source.timezone),
            parties=tuple(joined(one, self.directory) for one in people),
            parent=parent or part.parent,
            categories=mapping.categories,
            provenance=mapping.provenance or ("observed" if mapping.kind == "log" else "provided"),
            thread=() if thread is None else (mapping.realm or part.source.name, str(thread)),
        )

    def link(self, fields: Table[str, Value], part: Part) -> Link | None:
        """What a row says of who is who, where its table is one of people or its mapping says so."""
        mapping = self.mapping(fields, part.name)
        if not (mapping.links or owner_of(fields, table_of(part))):
            return None
        return link_of(fields, mapping, part.source.name, table_of(part))

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """The id and address of every row that is a person's own."""
        told = owner_of({}, table_of(part)) or self._says_whose(content)
        for stretch in self.cut.stretches(content):
            if stretch.role != "piece":
                continue
            (start, length), end = stretch.head, stretch.offset + stretch.length
            raw, head = bytes(content[stretch.offset : end]), bytes(content[start : start + length])
            for one in self.read(Piece(part, stretch.offset, stretch.length, raw, head, stretch.label)):
                if isinstance(one, Record):
                    told = told or bool(self.mapping(one.fields, part.name).links)
                    link = self.link(one.fields, part)
                    if link:
                        yield link
            if not told:
                return

    def _says_whose(self, content: Buffer) -> bool:
        """Whether some row may say by itself what it is a record of (`owner_of`)."""
        return holds(content, b'"object"')


def joined(party: Party, directory: Directory) -> Party:
    """A party with what the source's directory knows of their id, where it is one person's."""
    links = [link for one in party.identifiers if KINDS[one.kind].issued for link in directory.about(one)]
    if len(links) != 1:
        return party
    more = tuple(dict.fromkeys((*party.identifiers, *links[0].identifiers)))
    return replace(party, name=party.name or links[0].name, identifiers=more)


class MappedJson(Mapped):
    """Reads pieces that are JSON values; nested objects become dotted fields."""

    families = ("json", "html")

    def is_even(self, part: Part, content: Buffer) -> bool:
        """Values stand in the bytes, unless a preset that takes them apart may fit some object."""
        if not leaves_alone(self.mapping((), part.name)):
            return False
        if self._base is not None:
            return True
        return not takes_apart(one[1].decode("utf-8", "replace") for one in _KEY.finditer(content))

    def is_sound(self, piece: Piece) -> bool:
        """Whether a piece is JSON and not deep."""
        return not self._requires and is_json(piece.raw) and not has_glued_sign(piece.raw)

    def parsed(self, text: str) -> tuple[str, Any]:
        """The member name that a piece stands under, or empty, and its value.

        Raises `TooDeep` or `ValueError` as `dsar.reading.flat` does.
        """
        return parse_piece(text)

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One value, or all of a file in UTF-16; what is no object is a record with one field."""
        for one in narrowed(piece, self.cut):
            if isinstance(one, Gap):
                yield one
            else:
                yield from self._value(one)

    def _value(self, piece: Piece) -> Iterator[Record | Gap]:
        decoded = self.decoded(piece.raw)
        try:
            name, value = self.parsed(decoded.text)
        except TooDeep:
            yield Gap(piece.part.source.name, piece.locator(), "too-deep")
            return
        except ValueError:
            yield Gap(piece.part.source.name, piece.locator(), "malformed", "not JSON")
            return
        fields = flatten(value, "" if isinstance(value, dict) else name)
        if name and isinstance(value, dict):
            fields.setdefault("entry", name)
        yield from self.records(piece.part, piece.locator(), fields)
        yield from self.absent(piece, tuple(fields))
        yield from doubtful(piece, decoded)


def doubtful(piece: Piece, decoded: Decoded, inner: str = "") -> Iterator[Gap]:
    """A gap where a piece's text had to be guessed."""
    if decoded.doubt:
        yield Gap(piece.part.source.name, piece.locator(inner), "unknown-charset", decoded.doubt)


def is_json(raw: bytes) -> bool:
    """Whether bytes are one JSON value that hardly nests."""
    if raw.count(b"{") + raw.count(b"[") > DEPTH:
        return False
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


def has_glued_sign(raw: bytes) -> bool:
    """Whether a sign is written as an entity whose end is only where the word behind it begins."""
    return (b"&" in raw or b"\\u0026" in raw) and _glued().search(raw) is not None


@cache
def _glued() -> re.Pattern[bytes]:
    names = "|".join(sorted(name for name in html5 if not name.endswith(";"))).encode()
    numbers = rb"#[0-9]++(?=[a-z])|#x[0-9a-f]++(?=[g-z])"
    return re.compile(rb"(?:&|\\u0026)(?:%s|(?:%s)(?=[a-z0-9]))" % (numbers, names), re.IGNORECASE)


def leaves_alone(mapping: Mapping) -> bool:
    """Whether a mapping keeps cells as they stand."""
    return not (mapping.transforms or mapping.children)


def takes_apart(columns: Iterable[str]) -> bool:
    """Whether a preset that does not keep cells as they stand may fit some of these columns."""
    words = {_letters(one) for one in columns}
    taking = (one for one in presets().values() if one.detect and not leaves_alone(one))
    return any(
        all(_letters(word) in words for column in one.detect for word in column.split(".")) for one in taking
    )


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def table_of(part: Part) -> str:
    """What the rows of a part are called: its name without folder and ending."""
    return PurePosixPath(part.name or part.file).stem.casefold()
