"""Databases: every row, whoever's id stands in it; sessions that cannot write; a real PostgreSQL."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.model.sources import Source
from dsar.steps.find import search
from dsar.testing import Reading, read
from tests.extractors import samples
from tests.extractors.servers import rows, run

ALICE = Identifier.of("email", "alice.marlowe@harbour.example")
SCHEMA = (
    "CREATE TABLE ost_users (id INTEGER, name TEXT, email TEXT)",
    "INSERT INTO ost_users VALUES (7, 'Alice Marlowe', 'alice.marlowe@harbour.example'), (8, 'Bo', 'bo@b.example')",
    "CREATE TABLE ost_ticket (ticket_id INTEGER, user_id INTEGER, subject TEXT, created TIMESTAMP)",
    "INSERT INTO ost_ticket VALUES (1, 7, 'Printer', '2026-11-02 09:15:00'), (2, 8, 'Cable', '2026-11-03 09:15:00')",
)
TAKING = (
    "CREATE FUNCTION taking() RETURNS INT MODIFIES SQL DATA"
    " BEGIN DELETE FROM ost_users WHERE id > 0; RETURN 1; END"
)
ASKED = """
dsn = "DSAR_TEST_DSN"
variables = { prefix = "ost_" }

[[statement]]
name = "users"
sql = "SELECT * FROM {prefix}users ORDER BY id"

[[statement]]
name = "tickets"
sql = "SELECT * FROM {prefix}ticket ORDER BY ticket_id"
"""


def kept(source: Source) -> tuple[list[Record], Any]:
    found, _ = search([source], [ALICE])
    return [one.record for one in found.kept if one.bucket is Bucket.ABOUT], found


def asking(text: str) -> Reading:
    return read(plugins.extractor("database")(), "desk.sql.toml", text.encode())


def test_a_row_that_names_an_id_is_found_by_the_address(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    path.write_bytes(samples.sqlite())
    before = hashlib.sha256(path.read_bytes()).digest()
    records, found = kept(source_at(path, set()))
    assert sorted(str(one.fields["table"]) for one in records) == ["customers", "orders"]
    assert [(line.pieces, line.unit) for line in found.ledger] == [(4, "entries")]
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert list(tmp_path.iterdir()) == [path], "nothing is written beside it"


def test_a_cell_of_bytes_is_handed_on() -> None:
    found = read(plugins.extractor("sqlite")(), "shop.sqlite", samples.sqlite())
    assert [(one.name, one.content) for one in found.parts] == []
    order = next(one for one in found.records if one.fields.get("scan"))
    assert order.fields["scan"] == "%PDF"


def test_a_database_cut_short_is_told() -> None:
    found = read(plugins.extractor("sqlite")(), "shop.sqlite", samples.sqlite()[:-4096])
    assert "truncated" in {one.reason for one in found.gaps}


def test_what_is_only_in_the_journal_is_told(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE a (b TEXT)")
    connection.execute("INSERT INTO a VALUES ('alice.marlowe@harbour.example')")
    connection.commit()
    _, found = kept(source_at(path, set()))
    connection.close()
    assert ("unsupported", "what is only in its write-ahead log") in {
        (one.reason, one.detail) for one in found.gaps
    }


@pytest.fixture(scope="module")
def postgres(postgres_address: str) -> str:
    """The tables in a real PostgreSQL."""
    run(postgres_address, SCHEMA)
    return postgres_address


@pytest.fixture(scope="module")
def mariadb(mariadb_address: str) -> str:
    """The tables in a real MariaDB."""
    run(mariadb_address, SCHEMA)
    return mariadb_address


@pytest.fixture
def lite(tmp_path: Path) -> str:
    """The same tables in SQLite."""
    pytest.importorskip("sqlalchemy")
    path = tmp_path / "lite.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(";".join(SCHEMA))
    connection.close()
    return f"sqlite:///{path}"


@pytest.mark.parametrize("server", ["postgres", "mariadb", "lite"])
def test_one_file_of_questions_works_on_every_server(
    server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DSAR_TEST_DSN", request.getfixturevalue(server))
    path = tmp_path / "desk.sql.toml"
    path.write_text(ASKED)
    records, found = kept(source_at(path, set()))
    assert sorted((str(one.fields["statement"]), str(one.locator.inner)) for one in records) == [
        ("tickets", "tickets!1"), ("users", "users!1"),
    ]  # fmt: skip
    assert records[-1].when or records[0].when
    assert found.gaps == ()
    assert [line.pieces for line in found.ledger] == [4]


@pytest.mark.parametrize(
    ("server", "sneaky"),
    [
        ("postgres", "WITH gone AS (DELETE FROM ost_users RETURNING id) SELECT * FROM gone"),
        ("lite", "WITH gone AS (DELETE FROM ost_users RETURNING id) SELECT * FROM gone"),
        ("mariadb", "SELECT taking()"),
    ],
)
def test_a_session_cannot_write(
    server: str, sneaky: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = request.getfixturevalue(server)
    monkeypatch.setenv("DSAR_TEST_DSN", address)
    if server == "mariadb":
        run(address, [TAKING])
    found = asking(
        f'dsn = "DSAR_TEST_DSN"\n[[statement]]\nname = "a"\nsql = "{sneaky}"\n'
        + ASKED.split("\n\n", 1)[1].replace("{prefix}", "ost_")
    )
    assert [one.reason for one in found.gaps] == ["unreadable"]
    assert len(found.records) == 4, "the other statements are asked all the same, and nothing is gone"
    assert len(rows(address, "SELECT id FROM ost_users")) == 2
    if server != "lite":  # in a session that may write it does write (SQLite has no question that does)
        run(address, [sneaky])
        assert rows(address, "SELECT id FROM ost_users") == []
        run(address, [SCHEMA[1]])


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ('dsn = "postgresql://a:b@c/d"\n[[statement]]\nsql = "SELECT 1"', "never the address"),
        ('dsn = "A"\n[[statement]]\nsql = "DROP TABLE a"', "does not begin"),
        ('dsn = "A"\nvariables = { p = "a; DROP" }\n[[statement]]\nsql = "SELECT {p}"', "more than letters"),
        ("dsn = ", "not TOML"),
        ('dsn = "A"', "asks nothing"),
        ('dsn = "A"\nhat = 1', "it holds"),
        ('dsn = "DSAR_NOBODY_SETS_THIS"\n[[statement]]\nsql = "SELECT 1"', "no DSAR_NOBODY_SETS_THIS"),
    ],
)
def test_mistakes_are_gaps_that_name_them(text: str, detail: str) -> None:
    found = asking(text)
    assert found.records == ()
    (gap,) = found.gaps
    assert detail in gap.detail


def test_a_server_that_is_not_there_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("DSAR_TEST_DSN", "postgresql+psycopg://nobody:secret-word@127.0.0.1:1/none")
    found = asking(ASKED)
    assert [one.reason for one in found.gaps] == ["unreadable"]
    assert "secret-word" not in str(found.gaps)
