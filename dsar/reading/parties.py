"""The people in a row: those that a mapping names, then whatever columns are named like one.

Ids get a realm: the thing they are named after within the source (`customer_id`), the table for a
bare `id` (`users`), `users` for the roles that people have (`requester_id`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from functools import lru_cache

from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.records import Link, Party, Value
from dsar.reading.columns import OR, filled
from dsar.reading.mapping import Mapping, PartyColumns

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
_ADDRESSES = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+")
_NUMBER = re.compile(r"(?:tel:)?([^A-Za-z]*)(?:;?\s*(?:ext|x)\w*[.=]?\s*\d+)?", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DOMAIN = re.compile(r"[\w.-]+\\([\w.@-]+)")
_EXCHANGE = re.compile(r"/o=.*/cn=([^/]+)", re.IGNORECASE)
_ISSUERS = {"customer": "customer", "client": "customer", "account": "account"}
_PEOPLE = frozenset(
    (
        *("requester", "author", "submitter", "assignee", "agent", "owner", "user", "contact", "reporter"),
        *("member", "employee"),
    )
)
_TABLES = {
    **{f"{word}s": word for word in (*_ISSUERS, *_PEOPLE)},
    **dict.fromkeys(("people", "persons", "staff"), "user"),
}
_BESIDES = frozenset(("all", "backup", "csv", "export", "full", "list", "report"))


def parties_of(fields: Table[str, Value], mapping: Mapping, source: str, table: str) -> tuple[Party, ...]:
    """Everybody a row's columns name."""
    realm = mapping.realm or source
    found: list[Party] = []
    named: set[str] = set()
    for one in mapping.parties:
        party = _party(one, fields, realm)
        named |= {name for _, column in one.columns for name in column.split(OR)}
        if party:
            found.append(party)
    groups: dict[str, dict[str, tuple[str, Value]]] = {}
    for name, value in fields.items():
        kind = "" if name in named or isinstance(value, bool) else _kind_of(name)
        if kind:
            groups.setdefault(name.rpartition(".")[0], {}).setdefault(kind, (name, value))
    for prefix, columns in groups.items():
        owner = prefix.rpartition(".")[2].casefold() if prefix else owner_of(fields, table)
        party = _guessed(prefix, columns, realm, owner)
        if party:
            found.append(party)
    return tuple(found)


def owner_of(fields: Table[str, Value], table: str) -> str:
    """Whose a bare `id` is (`customer`, `user`): what the row calls itself, or its table; else empty."""
    called = fields.get("object")
    if isinstance(called, str):
        return called.casefold()
    words = [word for word in re.split(r"[^a-z]+", table) if word and word not in _BESIDES]
    return _TABLES.get(words[-1], "") or _TABLES.get(f"{words[-1]}s", "") if words else ""


def link_of(fields: Table[str, Value], mapping: Mapping, source: str, table: str) -> Link | None:
    """What a row of a table of people says: this id and these addresses are one person's."""
    if mapping.links:
        party = _party(PartyColumns("link", mapping.links), fields, mapping.realm or source)
        return Link(party.identifiers, party.name) if party and party.identifiers else None
    owner = owner_of(fields, table)
    plain = {
        re.sub(r"[ _-]+", " ", spaced(name)).casefold(): value
        for name, value in reversed(list(fields.items()))
    }
    own = next((plain[key] for key in ("id", f"{owner} id", f"{owner} number") if key in plain), None)
    key = issued("id", own, mapping.realm or source, owner) if owner and own is not None else None
    if key is None:
        return None
    direct = [
        one
        for kind, words in (("email", ("", f"{owner} ")), ("phone", ("", f"{owner} ", "work ", "home ")))
        for column, value in plain.items()
        if any(re.fullmatch(f"{re.escape(word)}{_DIRECT[kind]}", column) for word in words)
        for one in values_of(kind, value)
    ]
    parts = [str(plain[part]) for part in ("first name", "last name") if part in plain]
    name = str(plain.get("name") or plain.get("full name") or " ".join(parts))
    return Link((key, *dict.fromkeys(direct)), name) if direct or name else None


_DIRECT = {"email": r"e ?mail(?: address)?", "phone": r"(?:tele)?phone(?: number)?|mobile(?: phone)?"}


def _party(one: PartyColumns, fields: Table[str, Value], realm: str) -> Party | None:
    name, place, identifiers = "", "", list[Identifier]()
    for kind, spec in one.columns:
        column = filled(spec, fields)
        value = fields.get(column)
        if value is None or isinstance(value, bool):
            continue
        place = place or column
        if kind == "name":
            name = str(value)
        else:
            identifiers += values_of(kind, value, f"{realm}:users" if kind == "user" else realm)
    return Party(one.role, place, name, tuple(identifiers)) if name or identifiers else None


@lru_cache(maxsize=4096)
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
    return f"id:{last}" if _ID.search(spaced(last)) else ""


def spaced(name: str) -> str:
    """A name in capitals and small letters as words: `CustomerId` is `Customer Id`."""
    return _CAMEL.sub(" ", name)


def _guessed(prefix: str, columns: Table[str, tuple[str, Value]], realm: str, owner: str) -> Party | None:
    identifiers: list[Identifier] = []
    for kind, (name, value) in columns.items():
        if kind in _WORDS:
            identifiers += values_of(kind, value, realm)
        elif kind.startswith("id:"):
            one = issued(name.rpartition(".")[2], value, realm, owner)
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


def values_of(kind: str, value: Value, realm: str = "") -> list[Identifier]:
    """The identifiers in one cell: every address in a list of them, a number that is one as it stands.

    Letters that stand for digits (0800 FLOWERS) are not read: the sieve could not see them.
    """
    text = str(value)
    if kind == "email":
        texts = _ADDRESSES.findall(text)
    elif kind == "phone":
        found = _NUMBER.fullmatch(text.strip())
        texts = [found[1]] if found else []
    elif kind == "username":
        texts = [text, *(found[1] for found in (_DOMAIN.fullmatch(text), _EXCHANGE.fullmatch(text)) if found)]
    else:
        texts = [text]
    return [one for raw in texts if (one := try_identifier(kind, raw, realm=realm)) is not None]


def issued(column: str, value: Value, realm: str, owner: str) -> Identifier | None:
    """The identifier of an id column, in the realm that its name points at; None for other ids.

    A bare `id` is its `owner`'s: an order's own number is nobody's.
    """
    word = _issuer(column) or owner
    if word in _PEOPLE:
        return try_identifier("user", value, realm=f"{realm}:users")
    kind = _ISSUERS.get(word)
    return try_identifier(kind, value, realm=realm) if kind else None


@lru_cache(maxsize=4096)
def _issuer(column: str) -> str:
    word = re.sub(r"[ _]?(?:id|no|number|ref)$", "", spaced(column), flags=re.IGNORECASE)
    return word.strip().casefold()
