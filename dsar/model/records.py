"""What a source holds: records, the people named in their structure, and what could not be read."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dsar.model.identifiers import Identifier
from dsar.model.packed import Packed

Value = str | int | Decimal | datetime | bool
"""What a field may hold. Fields are flat; nesting is written in dotted names."""


@dataclass(frozen=True, slots=True, order=True)
class Locator(Packed):
    """Where something stands: file, byte offset and length, and the way inside from there.

    `file` is relative to its source, with forward slashes. `inner` is the path through
    attachments, members, sheets and rows; empty for what is cut straight from the file.
    """

    file: str
    offset: int = 0
    length: int = 0
    inner: str = ""

    def __str__(self) -> str:
        place = f"{self.file}@{self.offset}+{self.length}"
        return f"{place}!{self.inner}" if self.inner else place


@dataclass(frozen=True, slots=True)
class When(Packed):
    """A moment: in UTC, as the source wrote it, and how the time zone became known.

    `assumption` is `explicit`, `configured` (the source's `timezone`) or `guessed`.
    """

    utc: datetime | None
    original: str
    assumption: str = "explicit"


@dataclass(frozen=True, slots=True)
class Party(Packed):
    """A person in a record's structure: the role they have there and how they are named.

    `field` is the record's field in which they stand, so that a finding can point at it.
    """

    role: str
    field: str
    name: str = dataclasses.field(default="", repr=False)
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark(Packed):
    """Categories and provenance of one field where they differ from the record's own."""

    field: str
    categories: tuple[str, ...] = ()
    provenance: str = ""


@dataclass(frozen=True, slots=True)
class Record(Packed):
    """One thing a source holds about somebody: a message, a ticket, a row, a line.

    `id` hashes the place, so that finding twice changes nothing. `digest` hashes the content, so
    that copies and moved files are known as such. `provenance` is `provided`, `observed`,
    `third-party` or `inferred`. `parent` is the id of the record it was attached to, or empty.
    `thread` is the conversation that it belongs to (who issued its id, and the id): a search pulls all
    of it where it pulls one of it. It is not kept in a case.
    """

    id: str
    source: str
    kind: str
    locator: Locator
    fields: Mapping[str, Value] = dataclasses.field(repr=False)
    when: When | None = None
    parties: tuple[Party, ...] = ()
    parent: str = ""
    digest: str = ""
    categories: tuple[str, ...] = ()
    provenance: str = "provided"
    marks: tuple[Mark, ...] = ()
    thread: tuple[str, ...] = dataclasses.field(default=(), repr=False, compare=False)

    @classmethod
    def of(
        cls,
        source: str,
        kind: str,
        locator: Locator,
        fields: Mapping[str, Value | None],
        *,
        when: When | None = None,
        parties: tuple[Party, ...] = (),
        parent: str = "",
        categories: tuple[str, ...] = (),
        provenance: str = "provided",
        marks: tuple[Mark, ...] = (),
        thread: tuple[str, ...] = (),
        content: bytes = b"",
    ) -> Record:
        """Make a record; empty and missing fields are left out.

        `content` is hashed with the fields: bytes that are part of the record but not of its
        fields (a binary attachment).
        """
        kept = {name: value for name, value in fields.items() if value is not None and value != ""}
        return cls(
            id=hash_of("record", source, kind, str(locator))[:20],
            source=source,
            kind=kind,
            locator=locator,
            fields=kept,
            when=when,
            parties=parties,
            parent=parent,
            digest=hash_of("content", kind, canonical(kept), hashlib.sha256(content).hexdigest()),
            categories=categories,
            provenance=provenance,
            marks=marks,
            thread=thread,
        )


@dataclass(frozen=True, slots=True)
class Gap(Packed):
    """Something that could not be read: it is counted, and blocks release until acknowledged.

    `reason` is one of `GAP_REASONS`; `detail` says more, and never holds content.
    """

    source: str
    locator: Locator
    reason: str
    detail: str = ""

    @property
    def id(self) -> str:
        """Hashes place and reason, so that an acknowledgement holds for exactly this gap."""
        return hash_of("gap", self.source, str(self.locator), self.reason)[:20]


GAP_REASONS = {
    "missing": "the file is not there",
    "unreadable": "the file could not be opened",
    "not-a-file": "it is a link, device or pipe, which is never followed",
    "unsupported": "no extractor reads this format",
    "malformed": "the content breaks its format's rules",
    "truncated": "the content ends in the middle",
    "encrypted": "the content is encrypted or password-protected",
    "unknown-charset": "the text names a character set that is not known",
    "ragged-row": "a row has more or fewer cells than the header",
    "false-dimension": "the sheet states another size than it has",
    "too-large": "a limit on size was reached",
    "too-deep": "a limit on nesting was reached",
    "image-only": "there is no text layer",
    "changed": "the file changed while it was read",
    "crashed": "the extractor failed",
    "not-asked": "a database was asked for rows about the person alone; its other rows were not read",
}
"""Every reason a gap may have, in words a person reads."""


@dataclass(frozen=True, slots=True)
class Match(Packed):
    """Why a record is in the case: an identifier, and where it stands.

    Offsets are in code points of the field's text; both 0 where the whole field or a party is it.
    """

    record: str
    field: str
    start: int
    end: int
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class Link:
    """What a directory says: these identifiers and this name are one person's."""

    identifiers: tuple[Identifier, ...]
    name: str = dataclasses.field(default="", repr=False)


def canonical(fields: Mapping[str, Value]) -> str:
    """Fields as one line of JSON, the same for equal fields: sorted, typed, ASCII only."""
    rows = [[name, *typed(value)] for name, value in sorted(fields.items())]
    return json.dumps(rows, ensure_ascii=True, separators=(",", ":"))


def typed(value: Value) -> tuple[str, str]:
    """A field's type tag and text; `untyped` reads it back exactly."""
    if isinstance(value, bool):
        return "bool", "true" if value else "false"
    if isinstance(value, int):
        return "int", str(value)
    if isinstance(value, Decimal):
        return "decimal", str(value)
    if isinstance(value, datetime):
        return "datetime", value.isoformat()
    return "str", value


def untyped(tag: str, text: str) -> Value:
    """The value that `typed` wrote. Raises `ValueError` for a tag it does not write."""
    match tag:
        case "bool":
            return text == "true"
        case "int":
            return int(text)
        case "decimal":
            return Decimal(text)
        case "datetime":
            return datetime.fromisoformat(text)
        case "str":
            return text
    raise ValueError(f"unknown type tag {tag!r}")


def hash_of(*parts: str) -> str:
    """SHA-256 over length-prefixed parts, in hex: no two lists of parts give the same bytes."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()
