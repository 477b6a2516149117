"""Databases behind SQLAlchemy: PostgreSQL, MySQL and MariaDB, SQLite, and by the same road SQL Server.

A source's file says what to ask (`dsar.reading.statements` explains it); where the database is stands
in the environment alone. A file that came inside another (a message, an archive) asks nothing.
"""

from __future__ import annotations

import functools
import hashlib
import operator
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dsar.errors import DsarError
from dsar.model.records import Gap, Link, Record, Value
from dsar.model.sources import Part, Piece
from dsar.reading.asked import Asked
from dsar.reading.cuts import Buffer, Whole
from dsar.reading.flat import flatten, free
from dsar.reading.presets import sql_preset
from dsar.reading.statements import WITHIN, Questions, Statement, Wrong, questions
from dsar.reading.text import decode, looks_like_text
from dsar.reading.transfer import undone

from .mapped import Mapped

if TYPE_CHECKING:
    from sqlalchemy import Connection

CHUNK = 1000
"""Rows that are fetched at a time."""

CELL = 64 * 2**20
"""The size above which a file in a cell is a gap."""

_PLAIN = re.compile(r"[\w.,-]{1,40}")
_READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = 1",
}
"""How a session is told to change nothing. SQL Server knows no such word: nothing is ever committed."""


@dataclass(slots=True)
class _Session:
    """One reading of one file: the connection, and what its statements have found so far."""

    piece: Piece
    connection: Connection
    asked: Asked
    parents: dict[str, set[str]]
    records: dict[str, dict[str, str]] = field(default_factory=dict)

    def found(self, statement: Statement) -> Iterator[tuple[str, dict[str, Any]]]:
        """The rows of a statement, each with its place; one that is found twice is given once.

        Of a file that lies in several rows the contents are joined. Raises `Wrong` where a column that
        the statement names is not given, and whatever the driver raises.
        """
        seen: set[tuple[str, bytes]] = set()
        places: Counter[str] = Counter()
        for values in self.asked.batches(statement):
            for key, row in self._rows(statement, values):
                self.asked.saw(statement.name, row)
                if statement.key:
                    same = key, hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()
                    if same in seen:
                        continue
                    seen.add(same)
                places[key] += 1
                n = sum(places.values()) if not statement.key else places[key]
                again = f" ({n})" if n > 1 else ""
                yield f"{statement.name}!{key}{again}" if statement.key else f"{statement.name}!{n}", row

    def _rows(self, statement: Statement, values: Table[str, object]) -> Iterator[tuple[str, dict[str, Any]]]:
        import sqlalchemy

        places = [
            sqlalchemy.bindparam(
                one.name, type_=sqlalchemy.types.NullType(), expanding=one.statement != WITHIN
            )
            for one in statement.bound
        ]
        text = sqlalchemy.text(statement.sql).bindparams(*places)
        told = text.execution_options(stream_results=True, yield_per=CHUNK)
        result = self.connection.execute(told, dict(values))
        columns = list(result.keys())
        content = statement.attachment.get("content", "")
        wanting = [one for one in (*statement.key, statement.on, content) if one and one not in columns]
        if wanting:
            result.close()
            raise Wrong(f"{statement.name} gives no column {wanting[0]}")
        rows = (dict(zip(columns, row, strict=True)) for row in result)
        if not content:
            yield from ((_key(statement, row), row) for row in rows)
            return
        for key, same in groupby(rows, lambda row: _key(statement, row)):
            first, *rest = same
            first[content] = functools.reduce(operator.add, (row[content] for row in rest), first[content])
            yield key, first


def _key(statement: Statement, row: dict[str, Any]) -> str:
    """What tells a row from others, in a form that shows nobody: an address in it becomes a digest."""
    text = ",".join(str(row[column]) for column in statement.key)
    if not statement.key or _PLAIN.fullmatch(text):
        return text
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Database(Mapped):
    """Asks a database and gives one record a row; the session may read and nothing else.

    A statement with places for values is asked for whoever is looked for, and a gap says that the
    other rows were not read. Rows of a statement with a parent are the children of its rows.
    """

    kind = "record"
    suffixes = (".sql.toml",)
    unit = "entries"
    live = True
    cut = Whole()

    def recognises(self, head: bytes, name: str) -> int:
        """By its name and what stands in it."""
        asks = b"[[statement]]" in head or (b"preset" in head and b"dsn" in head)
        return 3 if super().recognises(head, name) and asks else 0

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """The id and address of every row of a statement that is one of people."""
        piece = Piece(part, 0, len(content), bytes(content[:]))
        asked = self._asked(piece)
        rows = {} if isinstance(asked, Gap) else {one.name: self._rows(one) for one in asked.statements}
        for one in self.read(piece):
            if isinstance(one, Record):
                name = one.locator.inner.partition("!")[0]
                link = rows.get(name, self).link(one.fields, replace(part, name=name))
                if link:
                    yield link

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every row of every statement, in the order of the file."""
        source = piece.part.source.name
        asked = self._asked(piece)
        if isinstance(asked, Gap):
            yield asked
            return
        where = os.environ.get(asked.dsn)
        if not where:
            yield Gap(source, piece.locator(), "unreadable", f"the environment has no {asked.dsn}")
            return
        try:
            import sqlalchemy
        except ImportError:
            detail = "pip install 'dsar-toolkit[databases]' reads it"
            yield Gap(source, piece.locator(), "unsupported", detail)
            return
        try:
            engine = sqlalchemy.create_engine(where)
        except (sqlalchemy.exc.ArgumentError, ImportError, ValueError) as error:
            yield Gap(source, piece.locator(), "unreadable", type(error).__name__)
            return
        try:
            with engine.connect() as connection:
                _only_reads(connection)
                realms = (source, self._own.realm) if self._own.realm else (source,)
                given = Asked(self.identifiers, asked.statements, realms)
                session = _Session(piece, connection, given, _parents(asked.statements))
                for statement in asked.statements:
                    yield from self._statement(session, statement)
        except sqlalchemy.exc.SQLAlchemyError as error:
            yield Gap(source, piece.locator("session"), "unreadable", type(error).__name__)
        finally:
            engine.dispose()

    def _asked(self, piece: Piece) -> Questions | Gap:
        source = piece.part.source.name
        if piece.part.content is not None:
            return Gap(source, piece.locator(), "unsupported", "questions inside another file are not asked")
        try:
            asked = questions(piece.raw, sql_preset)
            for one in asked.statements:
                self._rows(one)
        except (Wrong, DsarError) as error:
            return Gap(source, piece.locator(), "malformed", str(error))
        return asked

    def _rows(self, statement: Statement) -> Mapped:
        """What reads a statement's rows: its own mapping over the source's settings."""
        if not statement.mapping:
            return self
        return _Rows({**self.options, **statement.mapping}, self.directory)

    def _statement(self, session: _Session, statement: Statement) -> Iterator[Record | Gap | Part]:
        import sqlalchemy

        piece, source, read, total = session.piece, session.piece.part.source.name, 0, None
        rows = self._rows(statement)
        try:
            for place, row in session.found(statement):
                read += 1
                yield from _record(session, statement, rows, place, row)
            if statement.of and statement.bound:
                total = int(session.connection.execute(sqlalchemy.text(statement.of)).scalar_one())
        except (sqlalchemy.exc.SQLAlchemyError, Wrong, TypeError, ValueError) as error:
            detail = str(error) if isinstance(error, Wrong) else type(error).__name__
            yield Gap(source, piece.locator(statement.name), "unreadable", detail)
            session.connection.rollback()
            _only_reads(session.connection)
        if detail := session.asked.told(statement, read, total):
            yield Gap(source, piece.locator(f"{statement.name}!others"), "not-asked", detail)


class _Rows(Mapped):
    """Reads the rows of one statement; it has no bytes of its own."""

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Nothing."""
        yield from ()


def _parents(statements: Sequence[Statement]) -> dict[str, set[str]]:
    """Which columns of which statements others hang below."""
    out: dict[str, set[str]] = {}
    for one in statements:
        if one.parent:
            out.setdefault(one.parent, set()).add(one.on)
    return out


def _only_reads(connection: Connection) -> None:
    """Tell the server that this session changes nothing, in its own words."""
    words = _READ_ONLY.get(connection.dialect.name)
    if words:
        connection.exec_driver_sql(words)


def _record(
    session: _Session, statement: Statement, mapped: Mapped, place: str, row: dict[str, Any]
) -> Iterator[Record | Gap | Part]:
    piece, told = session.piece, statement.attachment
    part = replace(piece.part, name=statement.name)
    beside = {told.get("content"), told.get("encoding")} if told else set()
    fields, files = _fields(statement.name, {key: one for key, one in row.items() if key not in beside})
    above = session.records.get(statement.parent, {}).get(str(row.get(statement.on)), "")
    records = list(mapped.records(replace(part, parent=above), piece.locator(place), fields))
    yield from records
    if statement.name in session.parents:
        known = session.records.setdefault(statement.name, {})
        for column in session.parents[statement.name]:
            known.setdefault(str(row.get(column)), records[0].id)
    cell = row.get(told.get("content", "")) if told else None
    if cell is None and told:
        detail = "the file does not lie in the database"
        yield Gap(part.source.name, piece.locator(f"{place}/file"), "missing", detail)
    elif cell is not None:
        name, encoding = row.get(told.get("name", "")), row.get(told.get("encoding", ""))
        raw = cell.encode("utf-8", "surrogatepass") if isinstance(cell, str) else bytes(cell)
        plain = undone(raw, str(encoding or ""))
        if plain is None or plain.doubt:
            detail = plain.doubt if plain else "its encoding cannot be undone"
            yield Gap(part.source.name, piece.locator(f"{place}/file"), "malformed", detail)
        files = [*files, (str(name or "file"), plain.content if plain else b"")]
    for column, raw in files:
        if len(raw) > CELL:
            yield Gap(part.source.name, piece.locator(f"{place}/{column}"), "too-large", "a cell")
        elif raw:
            inner = f"{place}/{column}" if column in row else f"{place}/file"
            yield piece.child(raw, name=column, media_type="", inner=inner, parent=records[0].id)


def _fields(name: str, row: dict[str, Any]) -> tuple[dict[str, Value], list[tuple[str, bytes]]]:
    """A row's cells as fields, and those cells that are bytes and no text."""
    fields: dict[str, Value] = {"statement": name}
    files: list[tuple[str, bytes]] = []
    for column, cell in row.items():
        if cell is None:
            continue
        if isinstance(cell, (bytes, bytearray, memoryview)):
            raw = bytes(cell)
            if looks_like_text(raw):
                fields[free(column, fields)] = decode(raw).text
            else:
                files.append((column, raw))
        elif isinstance(cell, (dict, list)):
            for place, value in flatten(cell, column).items():
                fields[free(place, fields)] = value
        else:
            fields[free(column, fields)] = cell if isinstance(cell, (str, bool, int)) else str(cell)
    return fields, files
