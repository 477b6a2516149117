"""Article 20: exactly what came from the person, on consent or their own contract, and why not the rest."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from dsar import plugins
from dsar.answer.authors import written_by_others
from dsar.model.identifiers import Identifier
from dsar.model.records import Locator, Mark, Party, Record
from dsar.model.release import Release, Released

from .releases import everyday, release, released


def made(records: list[Released], *, party: bool = True) -> Release:
    plain = release(records)
    request = replace(plain.notice.request, contract_party=party)
    return replace(plain, notice=replace(plain.notice, request=request))


def portable(of: Release, folder: Path) -> tuple[dict[str, dict[str, object]], dict[str, list[list[str]]]]:
    """The lines of `portable.jsonl` by record, and the rows of `about/portable.csv` by record."""
    list(plugins.exporter("portable").write(of, folder))
    lines = (folder / "data/portable.jsonl").read_text("utf-8").splitlines()
    rows: dict[str, list[list[str]]] = {}
    with (folder / "about/portable.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in list(csv.reader(file))[1:]:
            rows.setdefault(row[0], []).append(row)
    return {json.loads(line)["id"]: json.loads(line) for line in lines}, rows


@pytest.mark.parametrize(
    ("kind", "party", "changes", "why"),
    [
        ("mail", True, {}, "services: contract"),
        ("mail", False, {}, "marketing: consent"),
        ("ticket", False, {}, "you yourself are not party"),
        ("billing", True, {}, "services: contract"),
        ("log", True, {}, "another basis"),
        ("marketing", False, {}, "marketing: consent"),
        ("ticket", True, {"provenance": "inferred"}, "worked it out"),
        ("ticket", True, {"provenance": "third-party"}, "from somebody else"),
        ("ticket", True, {"by_others": frozenset({"id", "subject", "status", "description"})}, "else wrote"),
        ("ticket", True, {"fields": {}}, "no text or value"),
    ],
)
def test_what_qualifies(kind: str, party: bool, changes: dict[str, object], why: str, tmp_path: Path) -> None:
    lines, rows = portable(made([released(1, kind, **changes)], party=party), tmp_path)
    yes = [row for row in rows["R0001"] if row[2] == "yes"]
    assert bool(lines) is bool(yes)
    assert any(why in row[5] for row in rows["R0001"])
    if ":" in why:
        assert lines["R0001"]["portable"]


def test_single_fields_are_judged_by_themselves(tmp_path: Path) -> None:
    record = released(
        1,
        "ticket",
        by_others=frozenset({"comments.0.body"}),
        marks=(Mark("status", (), "inferred"), Mark("id", ("technical",), "")),
    )
    lines, rows = portable(made([record]), tmp_path)
    assert set(lines["R0001"]["fields"]) == {"subject", "description"}  # type: ignore[call-overload]
    assert {row[2] for row in rows["R0001"]} == {"yes", "no"}
    assert {"somebody else wrote it" in row[5] for row in rows["R0001"]} == {True, False}


def test_every_field_is_portable_or_has_its_reason(tmp_path: Path) -> None:
    whole = made(list(everyday().records))
    _, rows = portable(whole, tmp_path)
    for record in whole.records:
        told = [name for row in rows[record.id] for name in json.loads(row[4])]
        assert sorted(told) == sorted(record.fields)


ALICE = Identifier.of("email", "alice@x.example")
BOB = Identifier.of("email", "bob@x.example")


def test_who_wrote_what() -> None:
    fields = {"subject": "a", "text": "b", "comments.0.body": "c", "comments.1.body": "d"}
    ticket = Record.of(
        "t", "ticket", Locator("a"), dict(fields),
        parties=(
            Party("requester", "requester_id", "", (ALICE,)),
            Party("author", "comments.0.author_id", "", (BOB,)),
            Party("author", "comments.1.author_id", "", (ALICE,)),
            Party("assignee", "assignee_id", "", (BOB,)),
        ),
    )  # fmt: skip
    assert written_by_others(ticket, [ALICE], {}) == {"comments.0.body"}
    mail = Record.of("m", "mail", Locator("b"), {"text": "x"}, parties=(Party("from", "from", "", (BOB,)),))
    child = Record.of("m", "attachment", Locator("c"), {"text": "x"}, parent=mail.id)
    assert written_by_others(mail, [ALICE], {}) == {"text"}
    assert written_by_others(child, [ALICE], {mail.id: mail}) == {"text"}
    assert written_by_others(mail, [BOB], {}) == frozenset()
    assert written_by_others(Record.of("l", "log", Locator("d"), {"ip": "x"}), [ALICE], {}) == frozenset()
