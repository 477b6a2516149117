"""map: a proposal is valid and fits its file; a check accounts for every byte and says what is missing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dsar.errors import UsageError
from dsar.reading.mapping_file import KEYS, load_mapping
from dsar.reading.mapping_schema import schema
from dsar.reading.presets import PLACE, mapping_at, presets
from dsar.reading.transforms import NAMES
from dsar.steps import map as mapping

ROOT = Path(__file__).resolve().parents[2]
BOOKINGS = (
    "Ref,Guest mail,Full name,Mobile,Booked at,Remark\n"
    + "".join(
        f"{n},guest{n}@harbour.example,Alice Marlowe,07700 900{n:03},2026-09-03 14:30,{'a long remark ' * 9}\n"
        for n in range(1, 8)
    )
    + "8,short\n"
)


@pytest.fixture
def bookings(tmp_path: Path) -> Path:
    path = tmp_path / "bookings.csv"
    path.write_text(BOOKINGS)
    return path


def test_a_proposal_names_columns_by_what_they_hold(bookings: Path) -> None:
    told = tomllib.loads(mapping.propose(bookings))
    assert told["when"] == ["Booked at"]
    assert told["text"] == "Remark"
    (party,) = told["party"]
    assert (party["email"], party["phone"], party["name"]) == ("Guest mail", "Mobile", "Full name")
    jsonschema.validate(told, schema())


def test_a_proposal_can_be_used_as_it_is(bookings: Path) -> None:
    path = bookings.with_suffix(".toml")
    path.write_text(mapping.propose(bookings))
    done = mapping.check(bookings, {"mapping": str(path)})
    assert (done.rows, done.bytes, done.accounted) == (8, len(BOOKINGS), len(BOOKINGS))
    assert [reason for _, reason, _ in done.gaps] == ["ragged-row"]
    assert (done.undated, done.guessed) == (1, 0)
    assert done.unmapped == ("Ref",)
    assert len(done.records) == 5
    assert mapping.shown(done.records[0])["people"] == "customer: Alice Marlowe (email, phone)"


def test_a_known_product_is_proposed_as_its_preset(tmp_path: Path) -> None:
    path = tmp_path / "audience.csv"
    path.write_text("Email Address,OPTIN_TIME,CONFIRM_TIME\na@h.example,2026-01-02 10:00:00,\n")
    assert tomllib.loads(mapping.propose(path)) == {"extends": "mailchimp"}


def test_a_required_column_that_is_absent_fails(bookings: Path) -> None:
    path = bookings.with_suffix(".toml")
    path.write_text('required = ["Mail", "Ref"]\n')
    with pytest.raises(mapping.ColumnMissing, match="'Mail'"):
        mapping.check(bookings, {"mapping": str(path)})
    command = [sys.executable, "-m", "dsar", "map", "check", str(bookings), "--mapping", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Mail" in json.loads(done.stdout)["error"]["message"]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text("From: a@h.example\nTo: b@h.example\n\nHi.\n")
    with pytest.raises(UsageError, match="eml"):
        mapping.propose(path)
    with pytest.raises(UsageError, match="no such file"):
        mapping.propose(tmp_path / "nothing.csv")


def test_the_check_warns_of_what_no_genuine_file_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text(
        "Entry Id,Entry Date,Source Url,User IP,Email\n1,2026-01-02 10:00:00,x,203.0.113.9,a@h.example\n"
    )
    command = [sys.executable, "-m", "dsar", "map", "check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "gravity_forms was never read with a genuine file" in done.stderr
    assert "record 1" in done.stdout


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_fits_the_schema(name: str) -> None:
    path = ROOT / "extractors" / PLACE.rpartition(".")[2] / f"{name}.toml"
    jsonschema.validate(tomllib.loads(path.read_text()), schema())
    assert load_mapping(path)


def test_the_schema_refuses_what_a_mapping_refuses() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"whne": "a"}, schema())


def proposed(path: Path, content: str) -> dict[str, Any]:
    """A proposal for some content, which the check accepts and in which no byte is lost."""
    path.write_text(content)
    return held(path)


def held(path: Path) -> dict[str, Any]:
    text = mapping.propose(path)
    told = tomllib.loads(text)
    jsonschema.validate(told, schema())
    own = path.parent / "proposal.toml"
    own.write_text(text)
    mapping_at.cache_clear()
    done = mapping.check(path, {"mapping": str(own)})
    assert done.bytes == done.accounted
    assert done.rows
    return told


def test_a_table_without_a_header_gets_names(tmp_path: Path) -> None:
    rows = "".join(f"07700 900{n:03},guest{n}@h.example,2026-09-0{n} 10:00\n" for n in range(1, 5))
    told = proposed(tmp_path / "a.csv", rows)
    assert told["columns"] == ["phone", "email", "date"]
    assert (told["when"], told["party"][0]["email"]) == (["date"], "email")
    assert "detect" not in told


def test_what_cells_show_is_proposed(tmp_path: Path) -> None:
    rows = "".join(
        f'T-{n},9/{n + 12}/2026 10:00,{n}@h.example,"{{""Agent"": ""Dee"", ""IP"": ""203.0.113.{n}""}}"\n'
        for n in range(1, 5)
    )
    told = proposed(tmp_path / "a.csv", f"Ticket ID,Opened at,Requester email,Detail\n{rows}")
    assert told["month_first"] is True
    assert told["thread"] == "Ticket ID"
    assert told["kind"] == "ticket"
    assert told["transform"] == [{"column": "Detail", "steps": ["parse_json"]}]


def test_elements_of_a_list_stand_for_all_of_them(tmp_path: Path) -> None:
    content = [
        {"id": n, "made": "2026-09-03T10:00:00Z", "to": [{"mail": "a@h.example"}, {"mail": "b@h.example"}]}
        for n in (1, 2)
    ]
    told = proposed(tmp_path / "a.json", json.dumps(content))
    assert [one["email"] for one in told["party"]] == ["to[].mail"]


@pytest.mark.parametrize(
    ("name", "content"), [("a.yml", "a: 1\nb: x, y, z\n"), ("a.log", "Started.\nStopped. Then again.\n")]
)
def test_prose_is_refused(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match="without columns"):
        mapping.propose(tmp_path / name)


REAL = [
    path
    for path in (
        sorted((ROOT.parent / "shared" / "fixtures").rglob("*")) if (ROOT.parent / "shared").is_dir() else []
    )
    if path.is_file()
    and path.suffix in (".csv", ".json", ".jsonl", ".xlsx", ".parquet")
    and not path.parts[-2].startswith("mail")
]


@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_proposal_for_a_real_file_is_one_that_the_check_accepts(path: Path, tmp_path: Path) -> None:
    if path.suffix == ".parquet":
        pytest.importorskip("pyarrow")
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    try:
        held(copy)
    except UsageError as error:  # a product with an extractor of its own, and a sheet that is empty
        if not re.search("read by (zendesk|mbox|eml)|no row", str(error)):
            raise


KNOWN = {
    "chat-teams/messages_excerpt.json": "teams_messages", "tickets-freshdesk/conversations.json": "freshdesk_conversations",
    "tickets-github/created.payload.json": "github_issues", "logs-json/caddy_json.log": "caddy_access",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_product_is_known_also_where_its_preset_renames_columns(name: str) -> None:
    path = ROOT.parent / "shared" / "fixtures" / name
    if not path.is_file():
        pytest.skip("the shared fixtures are not here")
    assert tomllib.loads(mapping.propose(path)) == {"extends": KNOWN[name]}


def test_the_reference_names_every_key_and_step() -> None:
    text = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}" not in text and f"{key} =" not in text] == []
    assert [name for name in NAMES if name.partition("_")[0] not in text] == []
    assert [path for path in re.findall(r"`(tests/[\w/]+\.py)`", text) if not (ROOT / path).is_file()] == []
