"""Databases asked for one person: values are bound, what was not read is said, products' own schemas."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.reading.presets import sql_presets
from dsar.reading.statements import Wrong, questions
from dsar.steps.find import search
from dsar.steps.sources import unconfirmed
from dsar.testing import read
from tests.extractors.servers import run

SHARED = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
ALICE = Identifier.of("email", "Alice.Marlowe@harbour.example")
EVIL = Identifier.of("email", "x'or'1'='1@harbour.example")
TABLES = (
    "CREATE TABLE people (id INTEGER, name VARCHAR(80), email VARCHAR(80), phone VARCHAR(40))",
    "INSERT INTO people VALUES (7, 'Alice Marlowe', 'ALICE.Marlowe@harbour.example', '+44 7700 900123')",
    "INSERT INTO people VALUES (8, 'Bo', 'bo@bakery.example', NULL), (9, 'Cy', 'cy@bakery.example', NULL)",
    "CREATE TABLE jobs (job_id INTEGER, person_id INTEGER, subject VARCHAR(80), note VARCHAR(200))",
    "INSERT INTO jobs VALUES (1, 7, 'Printer', NULL), (2, 8, 'Cable', 'for alice.marlowe@harbour.example')",
    "INSERT INTO jobs VALUES (3, 9, 'Router', NULL)",
    "CREATE TABLE steps (step_id INTEGER, job_id INTEGER, said VARCHAR(80))",
    "INSERT INTO steps VALUES (1, 1, 'It jams'), (2, 1, 'Mended'), (3, 3, 'Not hers')",
)
ASKED = """
dsn = "DSAR_TEST_DSN"

[[statement]]
name = "people"
key = "id"
sql = "SELECT id, name, email, phone FROM people WHERE lower(email) IN (:email) OR replace(replace(phone,' ',''),'+','') IN :phone"
of = "SELECT count(*) FROM people"
mapping = { link = { user = "id", email = "email", phone = "phone" }, party = [{ role = "user", user = "id", email = "email" }] }

[[statement]]
name = "jobs"
key = "job_id"
sql = "SELECT job_id, person_id, subject, note, ':email' AS literal FROM jobs WHERE person_id IN :people.id OR lower(note) LIKE :within.email"
of = "SELECT count(*) FROM jobs"
mapping = { kind = "ticket", subject = "subject", party = [{ role = "customer", user = "person_id" }] }

[[statement]]
name = "steps"
key = "step_id"
parent = "jobs"
on = "job_id"
sql = "SELECT step_id, job_id, said FROM steps WHERE job_id IN :jobs.job_id ORDER BY step_id"
mapping = { kind = "ticket" }
"""


@pytest.fixture(params=["postgres", "mariadb", "lite"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The same tables on every server; its address stands in the environment."""
    pytest.importorskip("sqlalchemy")
    lite = f"sqlite:///{tmp_path / 'lite.db'}"
    address = lite if request.param == "lite" else str(request.getfixturevalue(f"{request.param}_address"))
    run(address, [*(f"DROP TABLE IF EXISTS {name}" for name in ("people", "jobs", "steps")), *TABLES])
    monkeypatch.setenv("DSAR_TEST_DSN", address)
    return address


def asked(tmp_path: Path, text: str, *who: Identifier) -> tuple[list[Record], Any]:
    """What a search in a file of questions finds, and all that it tells."""
    folder = tmp_path / "asked"
    folder.mkdir(exist_ok=True)
    path = folder / "desk.sql.toml"
    path.write_text(text)
    found, _ = search([source_at(path, set())], who)
    return [one.record for one in found.kept if one.bucket is Bucket.ABOUT], found


def test_only_rows_about_the_person_are_read_and_the_rest_is_told(server: str, tmp_path: Path) -> None:
    records, found = asked(tmp_path, ASKED, ALICE)
    assert [str(one.locator.inner) for one in records] == [
        "people!7", "jobs!1", "jobs!2", "steps!1", "steps!2",
    ]  # fmt: skip
    assert {one.fields["literal"] for one in records if "literal" in one.fields} == {":email"}
    job = next(one for one in records if one.locator.inner == "jobs!1")
    assert [one.parent for one in records[3:]] == [job.id, job.id]
    told = {str(gap.locator.inner): (gap.reason, gap.detail) for gap in found.gaps}
    assert told == {
        "people!others": ("not-asked", "people was asked for 1 email, 1 phone: 1 of 3 rows were read"),
        "jobs!others": (
            "not-asked",
            "jobs was asked for 1 email: 2 of 3 rows were read, and theirs of steps",
        ),
    }
    assert [(line.pieces, line.about, line.gaps) for line in found.ledger] == [(3, 3, 2)]
    assert "harbour" not in str(found.gaps)


def test_a_number_finds_them_in_whatever_way_it_is_written(server: str, tmp_path: Path) -> None:
    records, _ = asked(tmp_path, ASKED, Identifier.of("phone", "07700 900123"))
    assert [str(one.locator.inner) for one in records] == [
        "people!7", "jobs!1", "jobs!2", "steps!1", "steps!2",
    ]  # fmt: skip


def test_values_are_bound_and_never_text_of_the_statement(server: str, tmp_path: Path) -> None:
    records, found = asked(tmp_path, ASKED, EVIL)
    assert records == []
    assert [one.reason for one in found.gaps] == ["not-asked", "not-asked"]


def test_without_somebody_nothing_is_asked_and_that_is_told(server: str) -> None:
    found = read(plugins.extractor("database")(), "desk.sql.toml", ASKED.encode())
    assert found.records == ()
    assert {one.reason for one in found.gaps} == {"not-asked"}
    assert "only when somebody is looked for" in found.gaps[0].detail


def test_without_places_all_is_read_and_nothing_is_left(server: str, tmp_path: Path) -> None:
    full = re.sub(r' WHERE [^"]+?(?= ORDER|")', "", ASKED).replace(":email", "email")
    records, found = asked(tmp_path, full, ALICE)
    assert len(records) == 5
    assert found.gaps == ()
    assert [line.pieces for line in found.ledger] == [6], "rows below others are counted with them"


def test_a_row_that_two_ways_lead_to_is_read_once(server: str, tmp_path: Path) -> None:
    many = [Identifier.of("email", f"x{n}@bakery.example") for n in range(600)]
    records, _ = asked(tmp_path, ASKED, ALICE, *many)
    assert [str(one.locator.inner) for one in records] == [
        "people!7", "jobs!1", "jobs!2", "steps!1", "steps!2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ('name = "a"\nsql = "SELECT 1 WHERE x IN :hat"', "no kind of identifier"),
        ('name = "a"\nsql = "SELECT 1 WHERE x IN :b.id"', "no earlier statement"),
        ('name = "a"\nsql = "SELECT 1 WHERE x IN :email"', "needs the key"),
        ('name = "a"\nsql = "SELECT 1; DELETE FROM b"', "no ; between"),
        ('name = "a"\nsql = "SELECT 1 INTO OUTFILE \'x\'"', "no INTO"),
        ('name = "a"\nsql = "SELECT 1"\nparent = "b"\non = "c"', "earlier statement"),
        ('name = "a"\nsql = "SELECT 1"\nhat = 1', "may have"),
        ('name = "a"\nsql = "SELECT 1"\n[[statement]]\nname = "a"\nsql = "SELECT 1"', "two statements"),
        ('name = "a"\nsql = "SELECT 1"\nattachment = { content = "c" }', "needs the key"),
    ],
)
def test_mistakes_are_named(statement: str, words: str) -> None:
    with pytest.raises(Wrong, match=words):
        questions(f'dsn = "A"\n[[statement]]\n{statement}'.encode(), lambda name: {})


def test_signs_inside_quotes_and_casts_are_no_places() -> None:
    sql = "SELECT ':email', a::text, '12:30;' -- :hat ; INTO\nFROM b WHERE c IN ( :email );"
    told = questions(f'dsn = "A"\n[[statement]]\nkey = "c"\nsql = """{sql}"""'.encode(), lambda name: {})
    (one,) = told.statements
    assert [bound.column for bound in one.bound] == ["email"]
    assert "IN :all_email" in one.sql
    assert r"'\:email'" in one.sql


def test_questions_that_came_in_a_message_are_not_asked(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("desk.sql.toml", ASKED)
    found, _ = search([source_at(tmp_path / "in.zip", set())], [ALICE])
    assert [one.detail for one in found.gaps] == ["questions inside another file are not asked"]


OSTICKET = (
    "INSERT INTO ost_user VALUES (7,0,70,0,'Alice Marlowe','2026-01-01','2026-01-01'),"
    "(8,0,80,0,'Bo Nilsson','2026-01-01','2026-01-01'),(9,0,90,0,'Cy','2026-01-01','2026-01-01')",
    "INSERT INTO ost_user_email VALUES (70,7,0,'alice.marlowe@harbour.example'),(71,7,0,'am@home.example'),"
    "(80,8,0,'bo@bakery.example'),(90,9,0,'cy@bakery.example')",
    "INSERT INTO ost_form_field VALUES (1,1,1,'phone','Phone','phone',NULL,1,NULL,'2026-01-01','2026-01-01'),"
    "(2,2,1,'text','Summary','subject',NULL,1,NULL,'2026-01-01','2026-01-01')",
    "INSERT INTO ost_form_entry VALUES (1,1,7,'U',1,NULL,'2026-01-01','2026-01-01'),"
    "(2,2,1,'T',1,NULL,'2026-01-01','2026-01-01'),(3,2,2,'T',1,NULL,'2026-01-01','2026-01-01')",
    "INSERT INTO ost_form_entry_values VALUES (1,1,'(07700) 900123',NULL),(2,2,'Printer jams',NULL),(3,2,'Cable',NULL)",
    "INSERT INTO ost_ticket_status (id,name,properties,created,updated) VALUES (1,'Open','','2026-01-01','2026-01-01')",
    "INSERT INTO ost_ticket (ticket_id,number,user_id,status_id,staff_id,ip_address,created,updated) VALUES"
    " (1,'100001',7,1,3,'203.0.113.7','2026-07-02 09:15:00','2026-07-02'),(2,'100002',8,1,0,'','2026-07-03','2026-07-03'),"
    " (3,'100003',9,1,0,'','2026-07-03','2026-07-03'),(4,'100004',9,1,0,'','2026-07-04','2026-07-04')",
    "INSERT INTO ost_staff (staff_id,username,firstname,lastname,email,passwd,signature,created,updated) VALUES"
    " (3,'dee','Dee','Okafor','dee@desk.example','SECRET-HASH','','2026-01-01','2026-01-01')",
    "INSERT INTO ost_thread (id,object_id,object_type,created) VALUES (1,1,'T','2026-07-02'),(2,2,'T','2026-07-03'),"
    "(3,3,'T','2026-07-03'),(4,4,'T','2026-07-03')",
    "INSERT INTO ost_thread_entry (id,thread_id,user_id,staff_id,type,poster,title,body,created,updated) VALUES"
    " (1,1,7,0,'M','Alice Marlowe','Printer','<p>It <b>jams</b></p>','2026-07-02 09:15:00','2026-07-02'),"
    " (2,1,0,3,'N','Dee Okafor',NULL,'she sounds cross','2026-07-02 09:20:00','2026-07-02'),"
    " (3,3,9,0,'M','Cy',NULL,'ask Alice.Marlowe@harbour.example','2026-07-03','2026-07-03'),"
    " (4,4,9,0,'M','Cy',NULL,'nothing to do with her','2026-07-03','2026-07-03')",
    "INSERT INTO ost_thread_entry_email (thread_entry_id,mid,headers) VALUES (1,'<1@h>','To: desk@desk.example')",
    "INSERT INTO ost_thread_collaborator (thread_id,user_id,created,updated) VALUES (2,7,'2026-07-03','2026-07-03')",
    "INSERT INTO ost_file (id,type,size,`key`,signature,name,created) VALUES (5,'text/plain',11,'k','s','note.txt','2026-07-02')",
    "INSERT INTO ost_file (id,bk,type,`key`,signature,name,created) VALUES (6,'F','text/plain','l','t','far.txt','2026-07-02')",
    "INSERT INTO ost_file_chunk VALUES (5,0,'two halves '),(5,1,'of a file')",
    "INSERT INTO ost_attachment (id,object_id,type,file_id) VALUES (1,1,'H',5),(2,1,'H',6)",
    "INSERT INTO ost_note (id,staff_id,ext_id,body) VALUES (1,3,'U7','<i>VIP</i>'),(2,3,'U8','not hers')",
)
"""Rows in the tables that osTicket's own installer makes."""


@pytest.fixture(scope="module")
def osticket(mariadb_address: str) -> str:
    """osTicket's database, from its own schema."""
    schema = SHARED / "tickets-osticket" / "install-mysql.sql"
    if not schema.is_file():
        pytest.skip("the shared fixtures are not here")
    made = re.sub(r"(?m)^\s*(?:--|#).*$|/\*.*?\*/", "", schema.read_text().replace("%TABLE_PREFIX%", "ost_"))
    tables = [one.strip() for one in re.split(r";\s*\n", made) if one.strip().upper().startswith("CREATE")]
    dropped = [f"DROP TABLE IF EXISTS `{name}`" for name in re.findall(r"`(ost_\w+)` \(", made)]
    run(mariadb_address, ["SET sql_mode = ''", *dropped, *tables, *OSTICKET])
    return mariadb_address


def test_osticket_is_asked_in_its_own_schema(
    osticket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSAR_TEST_DSN", osticket)
    records, found = asked(tmp_path, 'dsn = "DSAR_TEST_DSN"\npreset = "osticket"\n', ALICE)
    places = [str(one.locator.inner) for one in records]
    assert [one for one in places if one.startswith(("users", "tickets"))] == [
        "users!70", "users!71", "tickets!1", "tickets!2", "tickets!3",
    ]  # fmt: skip
    assert {"collaborators!1", "entries!1", "entries!2", "entries!3", "notes!1", "forms!2,2"} <= set(places)
    assert "entries!4" not in places
    by = {str(one.locator.inner): one for one in records}
    assert by["tickets!1"].fields["subject"] == "Printer jams"
    assert by["entries!1"].fields["text"] == "It jams"
    assert by["entries!2"].fields["type"] == "internal note (N)"
    assert by["details!1,1"].fields["value"] == "(07700) 900123"
    assert "two halves of a file" in [one.fields.get("text") for one in records]
    assert "SECRET-HASH" not in str([one.fields for one in records])
    assert {(one.reason, str(one.locator.inner)) for one in found.gaps} == {
        ("not-asked", "numbers!others"), ("not-asked", "users!others"), ("not-asked", "tickets!others"),
        ("missing", "files!2/file"),
    }  # fmt: skip


def test_osticket_is_asked_by_a_telephone_number(
    osticket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSAR_TEST_DSN", osticket)
    number = Identifier.of("phone", "+447700900123")
    records, _ = asked(tmp_path, 'dsn = "DSAR_TEST_DSN"\npreset = "osticket"\n', number)
    assert {"tickets!1", "entries!2"} <= {str(one.locator.inner) for one in records}


RT = (
    "INSERT INTO Users (id,Name,Password,EmailAddress,RealName,MobilePhone,Created) VALUES"
    " (12,'amarlowe','SECRET-HASH','Alice.Marlowe@harbour.example','Alice Marlowe','07700 900123','2026-01-01 00:00:00'),"
    " (13,'bo','x','bo@bakery.example','Bo Nilsson',NULL,'2026-01-01 00:00:00')",
    "INSERT INTO Queues (id,Name) VALUES (1,'Desk')",
    "INSERT INTO Tickets (id,EffectiveId,Queue,Type,Owner,Subject,Status,Creator,Created) VALUES"
    " (1,1,1,'ticket',13,'Printer','open',12,'2026-07-02 09:15:00'),(2,2,1,'ticket',13,'Cable','open',13,'2026-07-03 09:15:00'),"
    " (3,3,1,'ticket',13,'Other','open',13,'2026-07-03 09:15:00'),(4,4,1,'ticket',13,'Copied','open',13,'2026-07-03 09:15:00')",
    "INSERT INTO {groups} (id,Name,Domain,Instance) VALUES (50,'Cc','RT::Ticket-Role',2),(51,'Cc','RT::Ticket-Role',3)",
    "INSERT INTO CachedGroupMembers (id,GroupId,MemberId,Via,ImmediateParentId) VALUES (90,50,12,90,50),(91,51,13,91,51)",
    "INSERT INTO Transactions (id,ObjectType,ObjectId,Type,Creator,Created) VALUES (1,'RT::Ticket',1,'Create',12,'2026-07-02 09:15:00'),"
    " (2,'RT::Ticket',1,'Comment',13,'2026-07-02 09:20:00'),(3,'RT::Ticket',3,'Create',13,'2026-07-03 09:15:00'),"
    " (4,'RT::Ticket',4,'Create',13,'2026-07-03 09:15:00')",
    "INSERT INTO Attachments (id,TransactionId,ContentType,ContentEncoding,Content,Headers,Filename,Created) VALUES"
    " (1,1,'text/plain','none','It jams','From: Alice',NULL,'2026-07-02 09:15:00'),"
    " (2,2,'text/plain','base64','c2hlIHNvdW5kcyBjcm9zcw==','',NULL,'2026-07-02 09:20:00'),"
    " (3,3,'text/plain','none','not hers','','','2026-07-03 09:15:00'),"
    " (4,4,'multipart/mixed',NULL,NULL,'Cc: <ALICE.marlowe@harbour.example>','','2026-07-03 09:15:00')",
)
"""Rows in the tables that Request Tracker's own installer makes."""


@pytest.fixture(params=["lite", "mariadb", "postgres"])
def tracker(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Request Tracker's database: the address, and what its tables' database is called.

    The schemas are its own, for PostgreSQL that for SQLite in PostgreSQL's words.
    """
    pytest.importorskip("sqlalchemy")
    kind = str(request.param)
    path = SHARED / "tickets-rt" / ("schema.mysql" if kind == "mariadb" else "schema.SQLite")
    if not path.is_file():
        pytest.skip("the shared fixtures are not here")
    made = re.sub(r"(?m)(?:#|--).*$", "", path.read_text())
    tables = [one for one in re.split(r";", made) if re.match(r"\s*CREATE TABLE", one, re.IGNORECASE)]
    if kind == "postgres":
        tables = [_for_postgres(one) for one in tables]
    address = (
        f"sqlite:///{tmp_path / 'rt.db'}" if kind == "lite" else request.getfixturevalue(f"{kind}_address")
    )
    groups = "`Groups`" if kind == "mariadb" else "Groups"
    drop = [
        f"DROP TABLE IF EXISTS {name} {'CASCADE' if kind == 'postgres' else ''}"
        for name in (*re.findall(r"(?i)create table (\w+)", made), groups)
    ]
    first = ["SET sql_mode = ''", "SET foreign_key_checks = 0"] if kind == "mariadb" else []
    run(address, [*first, *drop, *tables, *(one.replace("{groups}", groups) for one in RT)])
    return address, {"lite": "main", "mariadb": "desk", "postgres": "public"}[kind]


def _for_postgres(sql: str) -> str:
    for old, new in ((r"(?i)\s+collate NOCASE", ""), (r"(?i)\bLONGTEXT\b", "TEXT"), (r"(?i)\bblob\b", "TEXT"),
                     (r"(?i)\bDATETIME\b", "TIMESTAMP"), (r"varchar\(65536\)", "TEXT"), (r"int\(11\)", "int")):  # fmt: skip
        sql = re.sub(old, new, sql)
    return re.sub(r"(?is),\s*FOREIGN KEY \(.*?CASCADE", "", sql)


def test_request_tracker_is_asked_in_its_own_schema(
    tracker: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, database = tracker
    monkeypatch.setenv("DSAR_TEST_DSN", address)
    text = f'dsn = "DSAR_TEST_DSN"\npreset = "request_tracker"\nvariables = {{ database = "{database}" }}\n'
    records, found = asked(tmp_path, text, ALICE)
    by = {str(one.locator.inner): one for one in records}
    assert [one for one in by if one.startswith(("users", "tickets"))] == [
        "users!12", "tickets!1", "tickets!2", "tickets!4",
    ]  # fmt: skip
    assert {"watchers!90", "transactions!1", "transactions!2", "messages!1", "messages!4"} <= set(by)
    assert by["messages!1"].fields["text"] == "It jams"
    assert "she sounds cross" in [one.fields.get("text") for one in records]
    assert by["tickets!1"].when
    assert str(by["tickets!1"].when.utc) == "2026-07-02 09:15:00+00:00"
    assert "SECRET-HASH" not in str([one.fields for one in records])
    assert {(one.reason, str(one.locator.inner)) for one in found.gaps} == {
        ("not-asked", "users!others"), ("not-asked", "tickets!others"),
    }  # fmt: skip


WORDPRESS = (
    "CREATE TABLE wp_users (ID INTEGER, user_login VARCHAR(60), user_pass VARCHAR(255), user_email VARCHAR(100),"
    " user_url VARCHAR(100), user_registered TIMESTAMP, display_name VARCHAR(250))",
    "INSERT INTO wp_users VALUES (7,'alice','SECRET-HASH','Alice.Marlowe@harbour.example','','2026-01-01 10:00:00','Alice Marlowe'),"
    "(8,'bo','x','bo@bakery.example','','2026-01-01 10:00:00','Bo')",
    "CREATE TABLE wp_comments (comment_ID INTEGER, comment_author VARCHAR(80), comment_author_email VARCHAR(100),"
    " comment_author_IP VARCHAR(100), comment_date_gmt TIMESTAMP, comment_content VARCHAR(500), comment_agent VARCHAR(255), user_id INTEGER)",
    "INSERT INTO wp_comments VALUES (1,'Alice','','203.0.113.7','2026-01-02 10:00:00','Thanks','',7),"
    "(2,'Bo','bo@bakery.example','','2026-01-02 10:00:00','Hi','',8)",
    "CREATE TABLE wp_db7_forms (form_id INTEGER, form_post_id INTEGER, form_value VARCHAR(2000), form_date TIMESTAMP)",
    'INSERT INTO wp_db7_forms VALUES (1,5,\'a:2:{s:10:"your-email";s:29:"alice.marlowe@harbour.example";s:4:"text";s:2:"Hi";}\','
    "'2026-01-03 10:00:00'),(2,5,'a:0:{}','2026-01-03 10:00:00')",
    "CREATE TABLE wp_posts (ID INTEGER, post_title VARCHAR(200), post_content VARCHAR(500), post_date_gmt TIMESTAMP, post_type VARCHAR(20))",
    "INSERT INTO wp_posts VALUES (1,'Enquiry','Hello','2026-01-04 10:00:00','flamingo_inbound'),(2,'x','y','2026-01-04 10:00:00','flamingo_inbound')",
    "CREATE TABLE wp_postmeta (meta_id INTEGER, post_id INTEGER, meta_key VARCHAR(255), meta_value VARCHAR(500))",
    "INSERT INTO wp_postmeta VALUES (1,1,'_from_email','alice.marlowe@harbour.example'),(2,1,'_field_phone','07700 900123'),(3,2,'_from_email','bo@b.example')",
)


@pytest.mark.parametrize("kind", ["lite", "mariadb"])
def test_wordpress_is_asked(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In tables with the columns that WordPress documents; nobody's database was read with it."""
    pytest.importorskip("sqlalchemy")
    address = (
        f"sqlite:///{tmp_path / 'w.db'}" if kind == "lite" else request.getfixturevalue("mariadb_address")
    )
    run(address, WORDPRESS)
    monkeypatch.setenv("DSAR_TEST_DSN", address)
    records, found = asked(tmp_path, 'dsn = "DSAR_TEST_DSN"\npreset = "wordpress_forms"\n', ALICE)
    assert [str(one.locator.inner) for one in records] == [
        "users!7", "comments!1", "entries!1", "messages!1", "answers!1", "answers!2",
    ]  # fmt: skip
    assert records[2].fields["form_value.text"] == "Hi"
    assert "SECRET-HASH" not in str([one.fields for one in records])
    assert {gap.reason for gap in found.gaps} == {"not-asked"}


def test_presets_of_statements_say_where_they_come_from() -> None:
    assert set(sql_presets()) == {"osticket", "request_tracker", "wordpress_forms"}
    for one in sql_presets().values():
        assert one["unconfirmed"] is True
        assert one["source_url"].startswith("https://")
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", one["last_checked"])


def test_sqlite_is_asked_through_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlalchemy")
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(";".join(TABLES))
    connection.close()
    before = path.read_bytes()
    monkeypatch.setenv("DSAR_TEST_DSN", f"sqlite:///{path}")
    records, _ = asked(tmp_path, ASKED, ALICE)
    assert len(records) == 5
    assert path.read_bytes() == before


def test_the_first_use_of_unconfirmed_statements_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk.sql.toml").write_text('dsn = "A"\npreset = "osticket"\n')
    (tmp_path / "own.sql.toml").write_text(ASKED)
    assert unconfirmed([source_at(tmp_path, set())]) == ("osticket",)


CHINOOK = SHARED / "databases" / "Chinook_Sqlite.sqlite"
SHOP = """
dsn = "DSAR_TEST_DSN"

[[statement]]
name = "Customer"
key = "CustomerId"
sql = "SELECT * FROM Customer WHERE lower(Email) IN :email"
mapping = { link = { customer = "CustomerId", email = "Email" }, party = [{ role = "customer", customer = "CustomerId", email = "Email" }] }

[[statement]]
name = "Invoice"
key = "InvoiceId"
sql = "SELECT * FROM Invoice WHERE CustomerId IN :Customer.CustomerId"
mapping = { kind = "billing", party = [{ role = "customer", customer = "CustomerId" }] }

[[statement]]
name = "InvoiceLine"
key = "InvoiceLineId"
parent = "Invoice"
on = "InvoiceId"
sql = "SELECT * FROM InvoiceLine WHERE InvoiceId IN :Invoice.InvoiceId"
"""


@pytest.mark.skipif(not CHINOOK.is_file(), reason="the shared fixtures are not here")
def test_asking_a_real_database_gives_what_reading_all_of_it_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlalchemy")
    monkeypatch.setenv("DSAR_TEST_DSN", f"sqlite:///file:{CHINOOK}?mode=ro&immutable=1&uri=true")
    with sqlite3.connect(f"file:{CHINOOK}?mode=ro&immutable=1", uri=True) as connection:
        people = [str(row[0]) for row in connection.execute("SELECT Email FROM Customer ORDER BY CustomerId")]
        lines = "SELECT count(*) FROM InvoiceLine l JOIN Invoice i USING (InvoiceId) JOIN Customer c USING (CustomerId) WHERE c.Email = ?"
        counts = {one: connection.execute(lines, (one,)).fetchone()[0] for one in people}
    connection.close()
    for address in people[::20]:
        who = Identifier.of("email", address)
        records, found = asked(tmp_path, SHOP, who)
        tables = [str(one.fields["statement"]) for one in records]
        full, _ = search([source_at(CHINOOK, set())], [who])
        theirs = {
            str(one.record.fields["InvoiceId"])
            for one in full.kept
            if one.bucket is Bucket.ABOUT and "InvoiceId" in one.record.fields
        }
        assert {
            str(one.fields["InvoiceId"]) for one in records if one.fields["statement"] == "Invoice"
        } == theirs
        assert tables.count("InvoiceLine") == counts[address] > 0
        assert [one.reason for one in found.gaps] == ["not-asked"]
