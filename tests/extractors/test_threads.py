"""Whole conversations: replies that name nobody but an agent come with the ticket, and no other's do."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.model.sources import Source
from dsar.steps.find import search
from dsar.testing import read

ALICE = Identifier.of("email", "alice.marlowe@harbour.example")
USERS = {
    "users": [
        {"id": 7, "name": "Alice Marlowe", "email": "alice.marlowe@harbour.example", "last_login_at": None},
        {"id": 8, "name": "Bo Nilsson", "email": "bo@bakery.example", "last_login_at": None},
        {"id": 3, "name": "Dee Okafor", "email": "dee@desk.example", "last_login_at": None},
    ]
}
TICKETS = {
    "tickets": [
        {
            "id": number,
            "subject": "x",
            "requester_id": who,
            "submitter_id": who,
            "created_at": "2026-11-02T09:00:00Z",
        }
        for number, who in ((4101, 7), (4102, 8))
    ]
}


def comment(number: int, author: int, body: str) -> dict[str, object]:
    return {
        "id": number,
        "author_id": author,
        "body": body,
        "public": True,
        "created_at": "2026-11-02T10:00:00Z",
    }


HERS = [comment(1, 7, "It jams"), comment(2, 3, "Mended for her")]
OTHERS = [comment(3, 8, "No signal"), comment(4, 3, "Mended for him")]


def about(source: Source) -> tuple[list[Record], list[Record]]:
    """What is in the case, and what is not."""
    found, _ = search([source], [ALICE])
    assert found.ledger[0].balanced
    return [one.record for one in found.kept if one.bucket is Bucket.ABOUT], [
        one.record for one in found.kept if one.bucket is not Bucket.ABOUT
    ]


LAYOUTS: dict[str, dict[str, object]] = {
    "envelope": {
        "a.json": {"ticket_id": 4101, "comments": HERS}, "b.json": {"ticket_id": 4102, "comments": OTHERS},
    },
    "envelope, id behind": {
        "a.json": {"comments": HERS, "ticket_id": 4101}, "b.json": {"comments": OTHERS, "ticket_id": 4102},
    },
    "list of envelopes": {
        "a.json": [{"ticket_id": 4101, "comments": HERS}, {"ticket_id": 4102, "comments": OTHERS}],
    },
    "key": {"a.json": {"4101": {"comments": HERS}, "4102": {"comments": OTHERS}}},
    "file name": {"ticket_4101_comments.json": {"comments": HERS}, "ticket_4102_comments.json": {"comments": OTHERS}},
    "file name behind": {"comments-4101.json": HERS, "comments-4102.json": OTHERS},
    "folder": {"tickets/4101/comments.json": HERS, "tickets/4102/comments.json": OTHERS},
    "in each": {"comments.json": [{**one, "ticket_id": 4101} for one in HERS] + [{**one, "ticket_id": 4102} for one in OTHERS]},
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_comments_apart_from_their_tickets_come_with_them(layout: str, packed: bool, tmp_path: Path) -> None:
    files = {"users.json": USERS, "tickets.json": TICKETS, **LAYOUTS[layout]}
    place = tmp_path / "export"
    if packed:
        place = tmp_path / "export.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, json.dumps(content))
    else:
        for name, content in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(json.dumps(content))
    kept, _ = about(source_at(place, set()))
    said = {
        text for one in kept for text in map(str, one.fields.values()) if text.startswith(("It", "Me", "No"))
    }
    if layout == "list of envelopes":
        assert {"It jams", "Mended for her"} <= said
        return
    assert said == {"It jams", "Mended for her"}


def test_without_the_ticket_id_only_the_authors_own_are_found(tmp_path: Path) -> None:
    for name, content in {"users.json": USERS, "tickets.json": TICKETS, "all.json": [*HERS, *OTHERS]}.items():
        (tmp_path / name).write_text(json.dumps(content))
    kept, _ = about(source_at(tmp_path, set()))
    assert "Mended for her" not in {one.fields.get("body") for one in kept}


def test_replies_of_a_mapped_product_come_with_their_ticket(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text(
        "Ref,Mail,Title\nT-4101,alice.marlowe@harbour.example,Printer\nT-4102,bo@b.example,x\n"
    )
    (tmp_path / "notes.csv").write_text(
        "Note,Ref,By,Secret\n1,T-4101,Dee,yes\n2,T-4102,Dee,no\n3,T-4101,Dee,no\n"
    )
    options: dict[str, object] = {"thread": "Ref", "kind": "ticket", "internal": "Secret"}
    source = Source("desk", tmp_path, options=options)
    kept, _ = about(source)
    assert [(one.fields.get("Note"), one.fields.get("internal")) for one in kept] == [
        ("1", True), ("3", None), (None, None),
    ]  # fmt: skip
    found, _ = search([source], [ALICE])
    assert {one.identifier for one in found.matches} == {ALICE}
    assert [(line.about, line.not_about) for line in found.ledger] == [(3, 2)]
    alone, _ = about(Source("desk", tmp_path, options={**options, "pull": "row"}))
    assert len(alone) == 1


def test_a_conversation_leads_to_no_other(tmp_path: Path) -> None:
    """An agent who answered her has other tickets; none of them is hers."""
    for name, content in {
        "users.json": USERS, "tickets.json": TICKETS, "4101-comments.json": HERS, "4102-comments.json": OTHERS,
    }.items():  # fmt: skip
        (tmp_path / name).write_text(json.dumps(content))
    kept, _ = about(source_at(tmp_path, set()))
    assert not any(one.fields.get("id") == 4102 or one.fields.get("ticket_id") == "4102" for one in kept)


def test_fields_out_of_a_files_name(tmp_path: Path) -> None:
    extractor = plugins.extractor("table")({"from_name": r"(?P<Ref>T-\d+)", "thread": "Ref"})
    (one,) = read(extractor, "notes of T-4101.csv", b"Note,By\nhello,Dee\n").records
    assert one.fields["Ref"] == "T-4101"
    assert one.thread == ("sample", "T-4101")


def test_a_mapping_reaches_into_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("a.csv", "Who,What,When\nalice.marlowe@harbour.example,x,y\n")
    source = Source("desk", tmp_path / "export.zip", options={"kind": "form"})
    assert {one.kind for one in about(source)[0]} == {"form"}


def test_a_childs_own_columns_are_said_in_its_mapping() -> None:
    child: dict[str, object] = {
        "each": "notes[]", "kind": "ticket", "when": "at", "text": "body", "internal": "!public",
        "party": [{"role": "author", "name": "by", "email": "mail"}],
        "transform": [{"column": "body", "steps": ["html_to_text"]}],
    }  # fmt: skip
    note = {
        "at": "2026-11-02T09:00:00Z",
        "by": "Dee",
        "mail": "dee@desk.example",
        "body": "<b>Hi</b>",
        "public": False,
    }
    content = json.dumps([{"id": 1, "notes": [note]}]).encode()
    parent, inside = read(plugins.extractor("json")({"child": [child]}), "a.json", content).records
    assert (inside.parent, inside.fields["text"], inside.fields["internal"]) == (parent.id, "Hi", True)
    assert inside.when
    assert [(one.role, one.name) for one in inside.parties][:1] == [("author", "Dee")]
