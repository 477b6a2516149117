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

from dsar.model.identifiers import KINDS, Identifier, try_identifier
from dsar.model.records import Party, Value, When
from dsar.reading.dates import when
from dsar.reading.settings import Settings

KEYS = ("kind", "label", "when", "timezone", "rows", "realm", "categories", "provenance", "detect", "party")
_WORDS = {
    "email": re.compile(r"e-?mail|mail_?address", re.IGNORECASE),
    "phone": re.compile(r"phone|mobile|telephone|\btel\b|\bfax\b", re.IGNORECASE),
    "ip": re.compile(
        r"(?:^|[._ ])(?:ip|ip_?address|remote_?ip|remote_?addr|client_?ip|opt_?in_?ip)$", re.IGNORECASE
    ),
    "username": re.compile(r"(?:^|[._ ])(?:user ?name|login|username)$", re.IGNORECASE),
}
_NAME = re.compile(
    r"(?:^|[._ ])(?:full[ _]?name|display_?name|contact(?:[ _]?name)?|customer[ _]?name|name)$", re.IGNORECASE
)
_FIRST = re.compile(r"(?:^|[._ ])(?:first|given)[ _]?name$", re.IGNORECASE)
_LAST = re.compile(r"(?:^|[._ ])(?:last|family|sur)[ _]?name$", re.IGNORECASE)
_ID = re.compile(r"(?:^|[._ ])([a-z]+)[ _](?:id|no|number|ref)$|^id$", re.IGNORECASE)
_TIME = re.compile(
    r"^(?:created(?:[ _]at| \(utc\))?|date|time|timestamp|@timestamp|ts|datetime|when"
    r"|submitted(?:[ _]at)?|updated(?:[ _]at)?|last[ _]changed|.*[ _](?:time|date|at))$",
    re.IGNORECASE,
)
_ISSUERS = {
    "customer": "customer",
    "client": "customer",
    "account": "account",
    "user": "user",
    "contact": "user",
}
_PEOPLE = (
    "requester",
    "author",
    "submitter",
    "assignee",
    "agent",
    "owner",
    "user",
    "contact",
    "reporter",
    "member",
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
    """A mapping from a table of settings; columns that are no text raise `ConfigError`."""
    parties = []
    for n, given in enumerate(table.get("party", ())):
        if settings is not None:
            settings.only(given, ("role", *KINDS), table="party", index=n)
        columns = tuple((kind, column) for kind, column in given.items() if kind in KINDS)
        parties.append(PartyColumns(str(given.get("role", "person")), columns))
    return Mapping(
        kind=str(table.get("kind", "record")),
        label=str(table.get("label", "")),
        when=_list(table.get("when", ())),
        timezone=str(table.get("timezone", "")),
        rows=str(table.get("rows", "")),
        realm=str(table.get("realm", "")),
        categories=_list(table.get("categories", ())),
        provenance=str(table.get("provenance", "")),
        detect=_list(table.get("detect", {}).get("all", ())),
        parties=tuple(parties),
    )


def _list(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


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


def parties_of(fields: Table[str, Value], mapping: Mapping, source: str, table: str) -> tuple[Party, ...]:
    """The people in a row: those that the mapping names, then whatever columns are named like one.

    Ids get a realm: the thing they are named after within the source (`customer_id`), the table for
    a bare `id`, `users` for the roles that people have (`requester_id`).
    """
    realm = mapping.realm or source
    found: list[Party] = []
    named: set[str] = set()
    for one in mapping.parties:
        party = _party(one, fields, realm)
        named |= {column for _, column in one.columns}
        if party:
            found.append(party)
    rest = {name: value for name, value in fields.items() if name not in named}
    groups: dict[str, dict[str, tuple[str, Value]]] = {}
    for name, value in rest.items():
        prefix = name.rpartition(".")[0]
        kind = _kind_of(name)
        if kind and not isinstance(value, bool):
            groups.setdefault(prefix, {}).setdefault(kind, (name, value))
    for prefix, columns in groups.items():
        party = _guessed(prefix, columns, realm, table)
        if party:
            found.append(party)
    return tuple(found)


def _party(one: PartyColumns, fields: Table[str, Value], realm: str) -> Party | None:
    name, place, identifiers = "", "", []
    for kind, column in one.columns:
        value = fields.get(column)
        if value is None or isinstance(value, bool):
            continue
        place = place or column
        if kind == "name":
            name = str(value)
            continue
        identifier = try_identifier(kind, value, realm=realm)
        if identifier:
            identifiers.append(identifier)
    return Party(one.role, place, name, tuple(identifiers)) if name or identifiers else None


def _kind_of(name: str) -> str:
    last = name.rpartition(".")[2]
    for kind, words in _WORDS.items():
        if words.search(last):
            return kind
    if _FIRST.search(last):
        return "first"
    if _LAST.search(last):
        return "last"
    if _NAME.search(last):
        return "name"
    return f"id:{last}" if _ID.search(last) else ""


def _guessed(prefix: str, columns: Table[str, tuple[str, Value]], realm: str, table: str) -> Party | None:
    identifiers: list[Identifier] = []
    for kind, (name, value) in columns.items():
        if kind in _WORDS:
            for text in str(value).split(";") if kind == "email" else [str(value)]:
                one = try_identifier(kind, text, realm=realm)
                if one:
                    identifiers.append(one)
        elif kind.startswith("id:"):
            one = issued(name.rpartition(".")[2], value, realm, table)
            if one:
                identifiers.append(one)
    parts = [str(columns[kind][1]) for kind in ("first", "last") if kind in columns]
    shown = str(columns["name"][1]) if "name" in columns else " ".join(parts)
    direct = [one for one in identifiers if one.kind not in ("account", "customer", "user")]
    if not (identifiers or (shown and (direct or parts))):
        return None
    place = next(iter(columns.values()))[0]
    role = prefix.rpartition(".")[2] or "person"
    return Party(role, place, shown, tuple(identifiers))


def issued(column: str, value: Value, realm: str, table: str) -> Identifier | None:
    """The identifier of an id column, in the realm that its name points at; None for other ids."""
    word = re.sub(r"[ _]?(?:id|no|number|ref)$", "", column, flags=re.IGNORECASE).strip().casefold()
    if not word:
        return try_identifier("user", value, realm=f"{realm}:{table}")
    if word in _PEOPLE:
        return try_identifier("user", value, realm=f"{realm}:users")
    kind = _ISSUERS.get(word)
    return try_identifier(kind, value, realm=realm) if kind else None
