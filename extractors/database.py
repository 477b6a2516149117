"""Databases behind SQLAlchemy: PostgreSQL, and by the same road MySQL, MariaDB and SQL Server.

A source's file says what to ask; where the database is stands in the environment alone:

    dsn = "HELPDESK_DSN"                  # the name of the variable
    variables = { prefix = "ost_" }

    [[statement]]
    name = "tickets"
    sql = "SELECT ticket_id, number, created FROM {prefix}ticket"
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dsar.model.records import Gap, Link, Record, Value
from dsar.model.sources import Part, Piece
from dsar.reading.cuts import Buffer, Whole
from dsar.reading.flat import flatten, free
from dsar.reading.text import decode, looks_like_text

from .mapped import Mapped

if TYPE_CHECKING:
    from sqlalchemy import Connection

CHUNK = 1000
"""Rows that are fetched at a time."""

_READS = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:SELECT|WITH|TABLE|VALUES)\b", re.IGNORECASE)
_VARIABLE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"\w{0,40}")


class Wrong(ValueError):
    """The file that says what to ask has a mistake in it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    dsn: str
    statements: tuple[tuple[str, str], ...]


class Database(Mapped):
    """Asks a database and gives one record a row; the session may read and nothing else."""

    kind = "record"
    suffixes = (".sql.toml",)
    unit = "entries"
    live = True
    cut = Whole()

    def recognises(self, head: bytes, name: str) -> int:
        """By its name and what stands in it."""
        return 3 if super().recognises(head, name) and b"[[statement]]" in head else 0

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """The id and address of every row of a statement that is named after people."""
        piece = Piece(part, 0, len(content), bytes(content[:]))
        for one in self.read(piece):
            if isinstance(one, Record):
                name = one.locator.inner.partition("!")[0]
                link = self.link(one.fields, replace(part, name=name))
                if link:
                    yield link

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every row of every statement, in the order of the file."""
        source = piece.part.source.name
        try:
            asked = _asked(piece.raw)
        except Wrong as error:
            yield Gap(source, piece.locator(), "malformed", str(error))
            return
        where = os.environ.get(asked.dsn)
        if not where:
            yield Gap(source, piece.locator(), "unreadable", f"the environment has no {asked.dsn}")
            return
        try:
            import sqlalchemy
        except ImportError:
            yield Gap(
                source, piece.locator(), "unsupported", "pip install 'dsar-toolkit[databases]' reads it"
            )
            return
        try:
            engine = sqlalchemy.create_engine(where)
        except (sqlalchemy.exc.ArgumentError, ImportError, ValueError) as error:
            yield Gap(source, piece.locator(), "unreadable", type(error).__name__)
            return
        try:
            with engine.connect() as connection:
                _only_reads(connection)
                for name, sql in asked.statements:
                    yield from self._statement(piece, connection, name, sql)
        except sqlalchemy.exc.SQLAlchemyError as error:
            yield Gap(source, piece.locator("session"), "unreadable", type(error).__name__)
        finally:
            engine.dispose()

    def _statement(
        self, piece: Piece, connection: Connection, name: str, sql: str
    ) -> Iterator[Record | Gap | Part]:
        import sqlalchemy

        part = replace(piece.part, name=name)
        try:
            asked = sqlalchemy.text(sql).execution_options(stream_results=True, yield_per=CHUNK)
            found = connection.execute(asked)
            columns = list(found.keys())
            for n, row in enumerate(found, start=1):
                fields = _fields(name, columns, tuple(row))
                yield from self.records(part, piece.locator(f"{name}!{n}"), fields)
        except sqlalchemy.exc.SQLAlchemyError as error:
            yield Gap(part.source.name, piece.locator(name), "unreadable", type(error).__name__)
            connection.rollback()
            _only_reads(connection)


def _only_reads(connection: Connection) -> None:
    """Tell the server that this session changes nothing, in its own words."""
    words = {
        "postgresql": "SET TRANSACTION READ ONLY",
        "mysql": "SET TRANSACTION READ ONLY",
        "mariadb": "SET TRANSACTION READ ONLY",
        "sqlite": "PRAGMA query_only = 1",
    }.get(connection.dialect.name)
    if words:
        connection.exec_driver_sql(words)


def _fields(name: str, columns: list[str], row: tuple[Any, ...]) -> dict[str, Value]:
    fields: dict[str, Value] = {"statement": name}
    for column, cell in zip(columns, row, strict=True):
        if cell is None:
            continue
        if isinstance(cell, (bytes, memoryview)):
            raw = bytes(cell)
            fields[free(column, fields)] = (
                decode(raw).text if looks_like_text(raw) else f"[{len(raw)} bytes, not read]"
            )
        elif isinstance(cell, (dict, list)):
            for place, value in flatten(cell, column).items():
                fields[free(place, fields)] = value
        else:
            fields[free(column, fields)] = cell if isinstance(cell, (str, bool, int)) else str(cell)
    return fields


def _asked(raw: bytes) -> _Asked:
    try:
        told = tomllib.loads(decode(raw).text)
    except tomllib.TOMLDecodeError:
        raise Wrong("it is not TOML") from None
    unknown = set(told) - {"dsn", "variables", "statement"}
    dsn, variables, statements = told.get("dsn"), told.get("variables", {}), told.get("statement", [])
    if (
        unknown
        or not isinstance(dsn, str)
        or not isinstance(statements, list)
        or not isinstance(variables, dict)
    ):
        raise Wrong('it holds dsn = "NAME", variables and [[statement]] tables')
    if not statements:
        raise Wrong("it asks nothing: there is no [[statement]]")
    if "://" in dsn or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", dsn):
        raise Wrong("dsn is the name of a variable of the environment, never the address itself")
    return _Asked(dsn, tuple(_statement(n, one, variables) for n, one in enumerate(statements, start=1)))


def _statement(n: int, one: object, variables: dict[str, Any]) -> tuple[str, str]:
    if not isinstance(one, dict) or not isinstance(one.get("sql"), str) or set(one) - {"name", "sql"}:
        raise Wrong(f"statement {n} has a name and sql")
    if not _READS.match(one["sql"]):
        raise Wrong(f"statement {n} does not begin with SELECT, WITH, TABLE or VALUES")

    def put(found: re.Match[str]) -> str:
        value = str(variables.get(found[1], found.group()))
        if not _WORD.fullmatch(value) and value != found.group():
            raise Wrong(f"the variable {found[1]} holds more than letters, digits and _")
        return value

    return str(one.get("name") or f"statement {n}"), _VARIABLE.sub(put, one["sql"])
