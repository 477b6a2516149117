"""A register from its TOML file: every value checked, every mistake with file, line and mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsar.errors import ConfigError
from dsar.model.register import (
    Automated,
    Basis,
    Category,
    Collection,
    Complaints,
    Controller,
    Further,
    LawfulBasis,
    NamedRecipient,
    Purpose,
    Recipient,
    Register,
    Regulator,
    Retention,
    RightWording,
    StaffMember,
    Transfers,
)
from dsar.model.request import RIGHTS
from dsar.register.contradictions import contradictions
from dsar.register.tables import Entry, Table

ORIGINS = ("notice", "controller", "sample")
"""Where a value may come from: the notice itself, the controller who was asked, or a sample."""

KINDS = ("direct", "automatic", "third-party")
"""The ways in which data comes in (notice section 3, Article 15(1)(g))."""

WORDS = ("categories", "purposes", "recipients", "retention", "rights", "security")
TOP = (
    "controller", "words", "category", "collection", "purpose", "recipient", "transfers", "retention",
    "right", "regulator", "complaints", "automated", "further", "staff", "addresses",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Addresses:
    domains: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    lawyers: tuple[str, ...] = ()
    reads_privileged: str = ""


def load(path: Path) -> Register:
    """Read a register. Raises `ConfigError` for the first mistake; empty values are no mistake.

    What is empty is listed by `dsar.register.check.gaps`, and a letter that needs it is refused.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            "the register is not there", file=path.name, hint="register = in dsar.toml, or --register FILE"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigError("the register cannot be read as UTF-8 text", file=path.name) from None
    return parse(text, path.name)


def parse(text: str, file: str) -> Register:
    """Read a register from its text; `file` is the name that messages give."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        message = re.sub(r" \(at .*\)$", "", str(error))
        raise ConfigError(message, file=file, line=int(line.group(1)) if line else 0) from None
    top = Table(file, text, "", content)
    top.only(*TOP)
    controller = _controller(top)
    categories = tuple(_unique((one, one.entry(Category)) for one in top.tables("category")))
    known = [category.id for category in categories]
    words = _words(top)
    addresses = top.table("addresses", needed=False).entry(_Addresses)
    register = Register(
        controller=controller,
        categories=categories,
        collection=tuple(_unique((one, _collection(one)) for one in top.tables("collection"))),
        purposes=_purposes(top, known),
        recipients=_recipients(top, known),
        transfers=_origin(top.table("transfers"), Transfers),
        retention=tuple(_unique((one, _retention(one, known)) for one in top.tables("retention"))),
        rights=tuple(_right(one) for one in top.tables("right")),
        regulator=_origin(top.table("regulator"), Regulator),
        complaints=_origin(top.table("complaints", needed=False), Complaints),
        automated=_origin(top.table("automated", needed=False), Automated),
        further=_origin(top.table("further", needed=False), Further),
        staff=tuple(one.entry(StaffMember) for one in top.tables("staff", needed=False)),
        domains=addresses.domains,
        shared_addresses=addresses.shared,
        lawyers=addresses.lawyers,
        reads_privileged=addresses.reads_privileged,
        security=words["security"],
        categories_preface=words["categories"],
        purposes_preface=words["purposes"],
        recipients_preface=words["recipients"],
        retention_preface=words["retention"],
        rights_preface=words["rights"],
        file=file,
    )
    for contradiction in contradictions(register):
        raise ConfigError(contradiction, file=file, hint="a register cannot say both: correct one of them")
    return register


def _controller(top: Table) -> Controller:
    table = top.table("controller")
    controller = _origin(table, Controller)
    _address(table, "contact_email")
    return controller


def _words(top: Table) -> dict[str, str]:
    table = top.table("words", needed=False)
    table.only(*WORDS)
    words = {key: table.content.get(key, "") for key in WORDS}
    for key, value in words.items():
        if not isinstance(value, str):
            raise table.error(f"[words] {key} is written as text in quotes", key)
    return words


def _collection(table: Table) -> Collection:
    entry = table.entry(Collection)
    _one_of(table, "kind", entry.kind, KINDS)
    return entry


def _purposes(top: Table, known: Sequence[str]) -> tuple[Purpose, ...]:
    found = []
    seen = 0
    for table in top.tables("purpose"):
        bases = table.tables("basis", before=seen)
        seen += len(bases)
        entry = table.entry(Purpose, also=("basis",), bases=tuple(_basis(one) for one in bases))
        _all_of(table, "categories", entry.categories, known)
        _all_of(table, "limited", entry.limited, entry.categories)
        found.append((table, entry))
    return tuple(_unique(found))


def _basis(table: Table) -> LawfulBasis:
    name = table.content.get("basis", "")
    _one_of(table, "basis", name, [basis.value for basis in Basis])
    return table.entry(LawfulBasis, also=("basis",), basis=Basis(name))


def _recipients(top: Table, known: Sequence[str]) -> tuple[Recipient, ...]:
    found = []
    seen = 0
    for table in top.tables("recipient"):
        named = table.tables("named", needed=False, before=seen)
        seen += len(named)
        entry = table.entry(Recipient, also=("named",), named=tuple(_named(one, known) for one in named))
        _one_of(table, "origin", entry.origin, ORIGINS)
        found.append((table, entry))
    return tuple(_unique(found))


def _named(table: Table, known: Sequence[str]) -> NamedRecipient:
    entry = _origin(table, NamedRecipient)
    _all_of(table, "receives", entry.receives, known)
    return entry


def _retention(table: Table, known: Sequence[str]) -> Retention:
    entry = _origin(table, Retention)
    _all_of(table, "categories", entry.categories, known)
    if entry.years is not None and entry.years < 0:
        raise table.error("[retention] years is 0 or more", "years")
    return entry


def _right(table: Table) -> RightWording:
    entry = table.entry(RightWording)
    _one_of(table, "right", entry.right, RIGHTS)
    return entry


def _origin(table: Table, kind: type[Entry]) -> Entry:
    """An entry with an `origin`, which is checked; its e-mail address is checked as well."""
    entry = table.entry(kind)
    _one_of(table, "origin", table.content.get("origin", ORIGINS[0]), ORIGINS)
    _address(table, "email")
    return entry


def _address(table: Table, key: str) -> None:
    value = table.content.get(key, "")
    if value and not re.fullmatch(r"[^\s@]+@[^\s@]+", value):
        raise table.error(f"[{table.path}] {key} is not an e-mail address", key, hint="name@domain")


def _one_of(table: Table, key: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        raise _unknown(table, key, value, known)


def _all_of(table: Table, key: str, values: Iterable[str], known: Sequence[str]) -> None:
    for value in values:
        _one_of(table, key, value, known)


def _unknown(table: Table, key: str, value: object, known: Sequence[str]) -> ConfigError:
    near = difflib.get_close_matches(str(value), known, 1)
    hint = (f"did you mean {near[0]!r}? " if near else "") + "known: " + ", ".join(known)
    return table.error(f"[{table.path}] {key} does not know {value!r}", key, hint=hint)


def _unique(entries: Iterable[tuple[Table, Entry]]) -> Iterable[Entry]:
    """The entries, if no two have the same `id`."""
    seen: set[str] = set()
    for table, entry in entries:
        key = str(table.content["id"])
        if key in seen:
            raise table.error(f"two [[{table.path}]] entries have the id {key!r}", "id")
        seen.add(key)
        yield entry
