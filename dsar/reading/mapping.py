"""A mapping: which column of a table or object is what. A few lines of TOML, no code.

    kind = "billing"
    label = "Card payments"
    when = ["Created (UTC)"]
    timezone = "UTC"
    detect = { all = ["Customer Email", "Amount"] }

    [[party]]
    role = "customer"
    email = "Customer Email"
    name = "Card Name"
    customer = "Customer ID"

Columns that a mapping does not name are kept, searched and may be redacted like all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dsar.errors import UsageError
from dsar.model.identifiers import KINDS
from dsar.model.records import Value, When
from dsar.reading.dates import is_zone, when
from dsar.reading.settings import Settings

KEYS = ("kind", "label", "when", "timezone", "rows", "realm", "categories", "provenance", "detect", "party")
PROVENANCE = ("provided", "observed", "third-party", "inferred")
_TIME = re.compile(
    r"^(?:created(?:[ _]at| \(utc\))?|date|time|timestamp|@timestamp|ts|datetime|when"
    r"|submitted(?:[ _]at)?|updated(?:[ _]at)?|last[ _]changed|.*[ _](?:time|date|at))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """One person in a row: their role, and the columns by kind of identifier (`name` among them)."""

    role: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a table's columns are. `detect` are columns that tell the format; `rows` a JSON path."""

    kind: str = "record"
    label: str = ""
    when: tuple[str, ...] = ()
    timezone: str = ""
    rows: str = ""
    realm: str = ""
    categories: tuple[str, ...] = ()
    provenance: str = ""
    detect: tuple[str, ...] = ()
    parties: tuple[PartyColumns, ...] = ()

    def fits(self, columns: Iterable[str]) -> bool:
        """Whether a table with these columns is of this format."""
        held = {column.casefold() for column in columns}
        return bool(self.detect) and all(column.casefold() in held for column in self.detect)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping. Raises `ConfigError` with file, line and mend for a mistake in it."""
    settings = Settings(path)
    settings.only(settings.content, KEYS)
    return mapping_of(settings.content, settings)


def mapping_of(table: Table[str, Any], settings: Settings | None = None) -> Mapping:
    """A mapping from a table of settings.

    Raises `ConfigError` for a mistake where the file is known, else `UsageError` with a message
    that begins with the key.
    """
    given = _Given(table, settings)
    zone, provenance = given.text("timezone"), given.text("provenance")
    if zone and not is_zone(zone):
        raise given.wrong("timezone", f"{zone!r} is not a time zone", hint='"Europe/London", for example')
    if provenance and provenance not in PROVENANCE:
        hint = "one of: " + ", ".join(PROVENANCE)
        raise given.wrong("provenance", f"{provenance!r} is not a provenance", hint=hint)
    detect = table.get("detect", {})
    if not isinstance(detect, dict) or set(detect) - {"all"}:
        raise given.wrong("detect", "detect names columns", hint='detect = { all = ["Column", "Column"] }')
    return Mapping(
        kind=given.text("kind") or "record",
        label=given.text("label"),
        when=given.texts("when", table.get("when", ())),
        timezone=zone,
        rows=given.text("rows"),
        realm=given.text("realm"),
        categories=given.texts("categories", table.get("categories", ())),
        provenance=provenance,
        detect=given.texts("detect", detect.get("all", ())),
        parties=given.parties(),
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """Settings as they were written, and how to say what is wrong with one."""

    table: Table[str, Any]
    settings: Settings | None

    def wrong(self, key: str, message: str, *, hint: str = "") -> UsageError:
        if self.settings is not None:
            return self.settings.error(message, key, hint=hint)
        return UsageError(f"{key}: {message}", hint=hint)

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, f"{key} is written as text in quotes")
        return value

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, f"{key} is a list of texts", hint=f'{key} = ["…"]')
        return tuple(value)

    def parties(self) -> tuple[PartyColumns, ...]:
        value = self.table.get("party", ())
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, dict) for one in value):
            raise self.wrong("party", "people are written as [[party]] tables")
        return tuple(self._party(n, one) for n, one in enumerate(value))

    def _party(self, n: int, given: Table[str, Any]) -> PartyColumns:
        if self.settings is not None:
            self.settings.only(given, ("role", *KINDS), table="party", index=n)
        for key, column in given.items():
            if key not in ("role", *KINDS) or not isinstance(column, str):
                hint = "role, and columns by kind: " + ", ".join(KINDS)
                raise self.wrong("party", f"{key!r} is not a setting of a party, or is no text", hint=hint)
        columns = tuple((kind, column) for kind, column in given.items() if kind in KINDS)
        return PartyColumns(str(given.get("role", "person")), columns)


def moment(fields: Table[str, Value], mapping: Mapping, zone: str = "") -> When | None:
    """When a row happened: the first of the mapping's columns, else a column named like a time."""
    names = list(mapping.when) or [name for name in fields if _TIME.match(name.rpartition(".")[2])]
    place = zone or mapping.timezone
    for name in names:
        value = fields.get(name)
        if value is not None and not isinstance(value, bool):
            found = when(str(value), place)
            if found and found.utc:
                return found
    return None
