"""README.txt and the tables that explain an answer."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from dsar import plugins
from dsar.model.release import Release, Withheld

from .hostile import OURS
from .releases import everyday, register, release, released

HEADINGS = (
    "Open this first", "What is here", "Grey labels", "If you want to use the files elsewhere",
    "Check, ask, complain",
)  # fmt: skip


def table(made: Release, name: str, folder: Path) -> list[dict[str, str]]:
    """One table of `about/`."""
    list(plugins.exporter("about").write(made, folder))
    text = (folder / f"about/{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def readme(made: Release, folder: Path) -> str:
    """The plain text for the requester."""
    list(plugins.exporter("about").write(made, folder))
    return (folder / "README.txt").read_bytes().decode("utf-8")


def test_the_readme_has_five_headings_and_forty_lines(tmp_path: Path) -> None:
    text = readme(everyday(), tmp_path)
    lines = text.split("\r\n")
    places = [lines.index(heading.upper()) for heading in HEADINGS]
    assert places == sorted(places)
    assert len(lines) - 1 <= 40
    assert all(len(line) <= 80 for line in lines)
    assert "\n" not in text.replace("\r\n", "")


def test_the_readme_says_how_to_undo_the_apostrophe(tmp_path: Path) -> None:
    text = " ".join(readme(everyday(), tmp_path).split())
    assert "apostrophe (')" in text
    assert "JSON holds every value exactly" in text
    assert "privacy@northgate.example" in text


@pytest.mark.parametrize("text", OURS)
def test_names_cannot_add_lines_to_the_readme(text: str, tmp_path: Path) -> None:
    made = everyday(3)
    notice = made.notice
    named = replace(register(), controller=replace(register().controller, name=f"A {text} Z"))
    usual = len(readme(made, tmp_path).splitlines())
    odd = readme(replace(made, notice=replace(notice, register=named)), tmp_path)
    assert len(odd.splitlines()) == usual


def test_an_answer_without_records_explains_itself(tmp_path: Path) -> None:
    nothing = release([], withheld=())
    assert "0 records from 0 places" in readme(nothing, tmp_path)
    for name in ("purposes", "hidden", "withheld", "data-dictionary"):
        assert table(nothing, name, tmp_path) == []


def test_purposes_tell_basis_retention_and_recipients(tmp_path: Path) -> None:
    rows = {row["purpose"]: row for row in table(everyday(), "purposes", tmp_path)}
    services = rows["services"]
    assert "performance of a contract (Article 6(1)(b))" in services["lawful basis"]
    assert "Billing and payment data: typically up to 7 years afterwards" in services["how long we keep it"]
    assert "Ledgerworks Ltd (bookkeeping, United Kingdom)" in services["named recipients"]
    assert "Ledgerworks" not in rows["security"]["named recipients"]
    assert rows["marketing"]["lawful basis"] == "consent, where required (Article 6(1)(a))"


def test_a_purpose_for_which_nothing_was_found_is_left_out(tmp_path: Path) -> None:
    rows = table(release([released(1, "log")]), "purposes", tmp_path)
    assert [row["purpose"] for row in rows] == ["security"]


def test_places_are_listed_with_what_could_not_be_read(tmp_path: Path) -> None:
    rows = {row["place"]: row for row in table(everyday(), "searched", tmp_path)}
    mailbox = rows["Support mailbox"]
    assert mailbox["why not"] == "the content is encrypted or password-protected (2)"
    assert mailbox["searched for"] == "e-mail address: rosa.field@bakery.example"
    assert mailbox["searched on"] == "2026-11-20"
    assert rows["Ticket"]["why not"] == ""


def test_a_gap_outside_every_place_has_its_own_row(tmp_path: Path) -> None:
    rows = table(release([released(1, "log")]), "searched", tmp_path)
    assert [(row["place"], row["could not be read"]) for row in rows][-1] == ("Support mailbox", "2")


def test_hidden_passages_are_counted_by_reason(tmp_path: Path) -> None:
    made = release([released(1, hidden={"other people": 2, "hidden elsewhere": 1}), released(2, "log")])
    (row,) = table(made, "hidden", tmp_path)
    assert row["record"] == "R0001"
    assert row["passages"] == "3"
    assert row["reason"].startswith("it is about another person")


def test_withheld_records_are_counted_with_their_provision(tmp_path: Path) -> None:
    made = release([], withheld=(Withheld("S2P19", "mail", 2), Withheld("out of date copy", "log", 1)))
    rows = table(made, "withheld", tmp_path)
    assert "Schedule 2, paragraph 19" in rows[0]["reason"]
    assert [row["records"] for row in rows] == ["2", "1"]
    assert rows[1]["reason"] == "out of date copy"


def test_codes_that_occur_are_explained_and_others_are_not(tmp_path: Path) -> None:
    made = release([released(1, "ticket"), released(2, "log")])
    terms = {(row["where"], row["term"]): row["meaning"] for row in table(made, "glossary", tmp_path)}
    assert terms["ticket: status", "pending"] == "waiting for an answer"
    assert terms["log: status", "200"] == "the page was delivered"
    assert ("ticket: status", "solved") not in terms
    assert ("mail", "CC") not in terms
    assert ("provenance", "observed") in terms


def test_every_field_of_the_records_is_in_the_dictionary(tmp_path: Path) -> None:
    made = everyday()
    rows = {(row["file"], row["field"]): row for row in table(made, "data-dictionary", tmp_path)}
    expected = {(f"data/{one.source}", name) for one in made.records for name in one.fields}
    assert set(rows) == expected
    assert rows["data/billing", "amount"]["holds"] == "number"
    assert rows["data/billing", "id"]["column in the CSV"] == "field.id"
    assert all(row["meaning"] for row in rows.values())
