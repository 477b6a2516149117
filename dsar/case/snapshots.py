"""Snapshots: what one search pulled, written once as a DuckDB file and never changed again.

A snapshot is built under another name, closed, synced and renamed, and only then named in the
journal with its hash: an interrupted search leaves the case as it was. Later searches write the
next one; reading opens it read-only, so several readers can look while decisions are made.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dsar.case import schema
from dsar.case.database import connect, insert
from dsar.case.files import put_in_place
from dsar.case.found import Found, Suggestion
from dsar.errors import CaseError
from dsar.model.identifiers import Identifier
from dsar.model.records import Party, Value

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A finished snapshot: its file name in the case, SHA-256 and row counts per table."""

    name: str
    sha256: str
    rows: dict[str, int]


def write(folder: Path, number: int, found: Found) -> Snapshot:
    """Write snapshot `number` into a case folder and return what the journal has to say of it."""
    name = f"found-{number:04}.duckdb"
    unfinished = folder / f"{name}.part"
    for leftover in (unfinished, folder / f"{name}.part.wal"):
        leftover.unlink(missing_ok=True)
    tables = schema.rows_of(found)
    connection = connect(unfinished, read_only=False)
    try:
        for table, columns in schema.TABLES.items():
            shape = ", ".join(f'"{column}" {kind}' for column, kind in columns)
            connection.execute(f'CREATE TABLE "{table}" ({shape})')
            insert(connection, table, columns, tables[table])
    finally:
        connection.close()
    put_in_place(unfinished, folder / name)
    counts = {table: len(rows) for table, rows in tables.items()}
    return Snapshot(name, file_hash(folder / name), counts)


def next_number(folder: Path) -> int:
    """The number of the next snapshot: one more than any there is, so that none is ever replaced."""
    there = (path.stem.removeprefix("found-") for path in folder.glob("found-*.duckdb"))
    return max((int(number) for number in there if number.isdecimal()), default=0) + 1


def read(path: Path, expected: str = "") -> Found:
    """Read a snapshot back whole.

    Raises `CaseError` where the file's SHA-256 is not the `expected` one of the journal.
    """
    if not path.exists():
        raise CaseError(f"the snapshot {path.name} is not there", hint="run dsar find again")
    if expected and file_hash(path) != expected:
        raise CaseError(
            f"the snapshot {path.name} is not the one that the journal names",
            hint="it was changed or replaced; run dsar find again, decisions are kept",
        )
    connection = connect(path, read_only=True)
    try:
        return _read(connection)
    finally:
        connection.close()


def analysed(path: Path, expected: str) -> dict[str, str]:
    """What the search of a snapshot remembers of the texts it analysed, by digest.

    Nothing where the file is not there, is not the `expected` one, or remembers nothing: the next search
    then looks at everything again.
    """
    if not path.exists() or file_hash(path) != expected:
        return {}
    import duckdb  # as `connect` does

    connection = connect(path, read_only=True)
    try:
        return {str(digest): str(spans) for digest, spans in _rows(connection, "analysed")}
    except duckdb.Error:  # written before there was such a table
        return {}
    finally:
        connection.close()


def _read(connection: duckdb.DuckDBPyConnection) -> Found:
    meta = {str(name): str(value) for name, value in _rows(connection, "meta")}
    if meta.get("schema") != schema.VERSION:
        raise CaseError("the snapshot was written by another version", hint="run dsar find again")
    fields: defaultdict[int, dict[str, Value]] = defaultdict(dict)
    for record, _, name, tag, text in _rows(connection, "fields", order="record, n"):
        fields[int(str(record))][str(name)] = schema.value_of(tag, text)
    parties = _parties(connection)
    owned: defaultdict[str, list[Identifier]] = defaultdict(list)
    for person, *columns in _rows(connection, "person_identifiers"):
        owned[str(person)].append(schema.identifier_of(tuple(columns)))
    return Found(
        identifiers=tuple(
            schema.identifier_of(row[:4], str(row[4])) for row in _rows(connection, "identifiers")
        ),
        kept=tuple(
            schema.record_of(row, fields[int(str(row[0]))], parties.get(int(str(row[0])), ()))
            for row in _rows(connection, "records", order="n")
        ),
        matches=tuple(schema.match_of(row) for row in _rows(connection, "matches")),
        gaps=tuple(schema.gap_of(row) for row in _rows(connection, "gaps")),
        ledger=tuple(schema.ledger_of(row) for row in _rows(connection, "ledger")),
        suggestions=tuple(
            Suggestion(schema.identifier_of(row[:4]), int(str(row[4])), tuple(json.loads(str(row[5]))))
            for row in _rows(connection, "suggestions")
        ),
        persons=tuple(
            schema.person_of(row, tuple(owned[str(row[0])])) for row in _rows(connection, "persons")
        ),
        findings=tuple(schema.finding_of(row) for row in _rows(connection, "findings")),
        processing={
            str(source): tuple(json.loads(str(purposes)))
            for source, purposes in _rows(connection, "processing")
        },
        detected=meta["detected"] == "True",
        names_detected=meta["names_detected"] == "True",
        files=tuple(schema.searched_of(row) for row in _rows(connection, "files")),
        deep=meta["deep"] == "True",
        engine=meta["engine"],
    )


def _parties(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[Party, ...]]:
    named: dict[tuple[int, int], tuple[str, str, str]] = {}
    known: defaultdict[tuple[int, int], list[Identifier]] = defaultdict(list)
    for row in _rows(connection, "parties", order="record, n"):
        key = int(str(row[0])), int(str(row[1]))
        named[key] = str(row[2]), str(row[3]), str(row[4])
        if row[5] is not None:
            known[key].append(schema.identifier_of(row[5:9]))
    grouped: defaultdict[int, list[Party]] = defaultdict(list)
    for key, (role, field, name) in named.items():
        grouped[key[0]].append(Party(role, field, name, tuple(known[key])))
    return {record: tuple(parties) for record, parties in grouped.items()}


def _rows(connection: duckdb.DuckDBPyConnection, table: str, order: str = "rowid") -> list[schema.Row]:
    columns = ", ".join(f'"{name}"' for name, _ in schema.TABLES[table])
    return connection.execute(f'SELECT {columns} FROM "{table}" ORDER BY {order}').fetchall()  # noqa: S608


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
