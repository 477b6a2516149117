"""One table of a register: its values by type, each mistake named by file, line and mend."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from dsar.errors import ConfigError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Entry = TypeVar("Entry", bound="DataclassInstance")

_WANTED = {
    "str": "text in quotes",
    "tuple[str, ...]": 'a list of texts, as in ["one", "two"]',
    "int | None": "a whole number",
    "bool | None": "true or false",
    "bool": "true or false",
    "date | None": "a date, as in 2026-01-31",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was written: `path` is its head and `index` says which of several it is."""

    file: str
    text: str = field(repr=False)
    path: str
    content: Mapping[str, Any] = field(repr=False)
    index: int = 0

    def error(self, message: str, key: str = "", *, hint: str = "") -> ConfigError:
        """A mistake in this table, at `key` where that is written in it."""
        return ConfigError(message, file=self.file, line=self._line(key), hint=hint)

    def _line(self, key: str) -> int:
        heads = list(re.finditer(rf"(?m)^[ \t]*\[+\s*{re.escape(self.path)}\s*\]+", self.text))
        at = heads[self.index].start() if self.path and self.index < len(heads) else 0
        if key:
            written = rf"(?m)^[ \t]*(?:\[+\s*(?:{re.escape(self.path)}\.)?)?\"?{re.escape(key)}\"?\s*[=\]]"
            after = re.compile(r"(?m)^[ \t]*\[+[^\]\n=]+\]+[ \t]*(?:#.*)?$").search(
                self.text, self.text.find("\n", at) if self.path else 0
            )
            end = after.start() if after and self.path else len(self.text)
            found = re.compile(written).search(self.text, at, end)
            at = found.end() if found else at
        return self.text.count("\n", 0, at) + 1

    def only(self, *known: str) -> None:
        """Raise for the first key that is not known, with the nearest that is."""
        for key in self.content:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]}?" if near else "known here: " + ", ".join(known)
                where = f"[{self.path}]" if self.path else "a register"
                raise self.error(f"{where} has no {key!r}", key, hint=hint)

    def tables(self, key: str, *, needed: bool = True, before: int = 0) -> list[Table]:
        """The `[[key]]` tables in it; `before` is how many the tables above it hold."""
        given = self.content.get(key, [])
        path = f"{self.path}.{key}" if self.path else key
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            raise self.error(f"{path} is written as [[{path}]] tables", key)
        if needed and not given:
            raise self.error(
                f"there is no [[{path}]]", hint="add one; `dsar/register/template.toml` shows how"
            )
        return [Table(self.file, self.text, path, one, before + n) for n, one in enumerate(given)]

    def table(self, key: str, *, needed: bool = True) -> Table:
        """The `[key]` table in it; an empty one where it is not needed and not there."""
        given = self.content.get(key)
        if given is None and needed:
            raise self.error(f"there is no [{key}]", hint="add it; `dsar/register/template.toml` shows how")
        if given is not None and not isinstance(given, dict):
            raise self.error(f"{key} is written as a [{key}] table", key)
        return Table(self.file, self.text, key, given or {})

    def entry(self, kind: type[Entry], *, also: tuple[str, ...] = (), **given: object) -> Entry:
        """An instance of the dataclass `kind` from the keys named like its fields.

        `given` are fields made elsewhere, `also` keys that they were made from. A field without a
        default must be written and must not be empty.
        """
        columns = [column for column in fields(kind) if column.name not in given]
        self.only(*(column.name for column in columns), *also)
        values: dict[str, object] = {}
        for column in columns:
            needed = column.default is MISSING and column.default_factory is MISSING
            if column.name in self.content:
                values[column.name] = self._value(column.name, str(column.type))
            if needed and not values.get(column.name):
                state = "is empty" if column.name in self.content else "is missing"
                hint = f"write {column.name} = {_example(str(column.type))}"
                raise self.error(f"[{self.path}] {column.name} {state}", column.name, hint=hint)
        return kind(**given, **values)

    def _value(self, key: str, kind: str) -> object:
        value = self.content[key]
        fits = {
            "str": isinstance(value, str),
            "tuple[str, ...]": isinstance(value, list) and all(isinstance(one, str) for one in value),
            "int | None": isinstance(value, int) and not isinstance(value, bool),
            "bool | None": isinstance(value, bool),
            "bool": isinstance(value, bool),
            "date | None": type(value) is date,
        }
        if not fits[kind]:
            raise self.error(f"[{self.path}] {key} is written as {_WANTED[kind]}", key)
        return tuple(value) if isinstance(value, list) else value


def _example(kind: str) -> str:
    return '["…"]' if kind.startswith("tuple") else '"…"'
