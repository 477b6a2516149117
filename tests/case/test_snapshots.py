from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.case import snapshots
from dsar.case.database import connect
from dsar.case.found import Found, Kept, Suggestion
from dsar.errors import CaseError
from dsar.model.findings import Finding, Person, Span, Standing
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine, Searched
from dsar.model.records import Gap, Locator, Mark, Match, Party, Record, Value, When

ALICE = Identifier.of("email", "alice@x.example")


def found_with(fields: dict[str, Value]) -> Found:
    record = Record.of(
        "mail",
        "mail",
        Locator("a.mbox", 3, 9, "1/notes.txt"),
        fields,
        when=When(datetime(2026, 1, 2, tzinfo=UTC), "2 Jan", "guessed"),
        parties=(Party("from", "from", "Alice \ud800", (ALICE,)), Party("to", "to", "Nobody")),
        marks=(Mark("text", ("billing",), "observed"),),
        categories=("contact",),
    )
    return Found(
        identifiers=(ALICE,),
        kept=(Kept(record, Bucket.ABOUT), Kept(record, Bucket.DUPLICATE, record.id)),
        matches=(Match(record.id, "from", 0, 5, ALICE),),
        gaps=(Gap("mail", Locator("a.mbox", 1, 2), "malformed", "a part"),),
        ledger=(LedgerLine("mail", 1, 10, 10, 1, about=1, gaps=1, label="Mailboxes"),),
        suggestions=(Suggestion(ALICE, 2, ("stands with the name",)),),
        persons=(Person("P1", ("Ben",), (ALICE,), Standing.STAFF, ("because",)),),
        findings=(Finding.of(record.id, record.digest, "text", Span(0, 2, "name", 0.5, "known"), "P1"),),
        processing={"mail": ("services",)},
        detected=True,
        files=(Searched("mail", "a.mbox", "/srv/mail/a.mbox", 10, 1_700_000_000_123_456_789, "ab", "mbox"),),
        deep=False,
        engine="re",
    )


values = st.one_of(
    st.text(alphabet=st.characters(codec=None)),
    st.integers(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(timezones=st.just(UTC)),
)


@given(st.dictionaries(st.text(min_size=1), values, max_size=5))
def test_a_snapshot_comes_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Value]
) -> None:
    folder = tmp_path_factory.mktemp("case")
    found = found_with(fields)
    snapshot = snapshots.write(folder, 1, found)
    back = snapshots.read(folder / snapshot.name, snapshot.sha256)
    assert back.kept[0].record.fields == found.kept[0].record.fields
    assert back.findings == found.findings
    assert back.persons == found.persons
    assert back.ledger == found.ledger
    assert back.gaps == found.gaps
    assert back.matches == found.matches
    assert [kept.bucket for kept in back.kept] == [Bucket.ABOUT, Bucket.DUPLICATE]


def test_types_survive(tmp_path: Path) -> None:
    fields: dict[str, Value] = {
        "yes": True,
        "one": 1,
        "money": Decimal("1.10"),
        "day": datetime(2026, 1, 2, tzinfo=UTC),
        "broken": "a\ud800b",
        "nul": "a\0b",
    }
    snapshot = snapshots.write(tmp_path, 1, found_with(fields))
    back = snapshots.read(tmp_path / snapshot.name).kept[0].record.fields
    assert back == fields
    assert [type(value) for value in back.values()] == [type(value) for value in fields.values()]


def test_a_changed_snapshot_is_refused(tmp_path: Path) -> None:
    snapshot = snapshots.write(tmp_path, 1, found_with({"a": "b"}))
    path = tmp_path / snapshot.name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CaseError, match="not the one"):
        snapshots.read(path, snapshot.sha256)


def test_a_snapshot_leaves_one_private_file(tmp_path: Path) -> None:
    snapshot = snapshots.write(tmp_path, 1, found_with({"a": "b"}))
    assert [path.name for path in tmp_path.iterdir()] == [snapshot.name]
    assert (tmp_path / snapshot.name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/dsar-escape.csv'",
        "ATTACH '/tmp/dsar-escape.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
    ],
)
def test_a_connection_reaches_nothing_outside(tmp_path: Path, statement: str) -> None:
    connection = connect(tmp_path / "x.duckdb", read_only=False)
    with pytest.raises(duckdb.Error):
        connection.execute(statement)
    connection.close()


READ = """
import sys
from pathlib import Path
from dsar.case.database import connect
connection = connect(Path(sys.argv[1]), read_only=True)
print(connection.execute("SELECT count(*) FROM records").fetchall(), flush=True)
sys.stdin.readline()
"""


def test_two_processes_read_at_once(tmp_path: Path) -> None:
    snapshot = snapshots.write(tmp_path, 1, found_with({"a": "b"}))
    command = [sys.executable, "-c", READ, str(tmp_path / snapshot.name)]
    readers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [reader.stdout.readline() for reader in readers if reader.stdout] == ["[(2,)]\n"] * 2
    for reader in readers:
        reader.communicate("\n", timeout=60)
