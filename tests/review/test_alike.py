"""The page tells of records that say nearly the same, what differs in them, and what tears them apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dsar.case.found import Kept
from dsar.model.decisions import Action, On, Wish
from dsar.model.ledger import Bucket
from dsar.review import alike

from ..cases import finding, found_of, mail
from .asking import Page, case_of

SAID = (
    "The printer on the second floor is out again.\nBen Carter looked at it on Monday and ordered a new drum."
)
ONE = mail(1, SAID, subject="Printer", message_id="<1@harbour.example>")
BLIND = mail(
    2, SAID.replace("Monday", "Tuesday"), file="sent.mbox", subject="Printer", message_id="<1@harbour.example>",
    bcc="ben.carter@bakery.example", **{"header.received": "from mx by in"},
)  # fmt: skip
LONE = mail(3, "A quite different message about a coffee machine that nobody has ever ordered or seen here.")
COPY = mail(4, SAID, file="copy.mbox", subject="Printer")
FINDINGS = tuple(finding(one, "Ben Carter", "P-ben") for one in (ONE, BLIND))


def page_of(folder: Path) -> Page:
    found = found_of((ONE, BLIND, LONE), FINDINGS)
    found = replace(found, kept=(*found.kept, Kept(COPY, Bucket.DUPLICATE, ONE.id)))
    return Page(case_of(folder, found)).open()


def test_it_names_the_other_and_what_differs(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    text = page.get(f"/records/{ONE.id}").text
    assert "1 other says nearly the same" in text
    assert f'href="/records/{BLIND.id}"' in text
    assert "only there" in text
    assert "Ben Carter looked at it on Tuesday" in text
    assert "1 differ" in text
    other = page.get(f"/records/{BLIND.id}").text
    assert "only here" in other
    assert "nearly the same" not in page.get(f"/records/{LONE.id}").text


def test_exact_copies_are_listed_with_their_record(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert "1 exact copy, one record with this" in page.get(f"/records/{ONE.id}").text
    assert "copy.mbox@" in page.get(f"/records/{ONE.id}").text
    assert "one record with this" not in page.get(f"/records/{BLIND.id}").text


def test_hiding_in_one_and_showing_in_the_other_is_told(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert "shows a text that the other hides" not in page.get(f"/records/{ONE.id}").text
    page.board.decide([Wish(On.FINDING, FINDINGS[0].id, Action.SHOW)])
    page.board.decide([Wish(On.FINDING, FINDINGS[1].id, Action.REDACT)])
    assert "shows a text that the other hides" in page.get(f"/records/{ONE.id}").text
    assert set(page.board.torn()) == {ONE.id, BLIND.id}
    assert "contradictions" in {one.code for one in page.desk.blockers()}
    queue = page.get("/records?show=conflict").text
    assert "2 records" in queue
    page.board.undo()
    page.board.decide([Wish(On.FINDING, FINDINGS[1].id, Action.SHOW)])
    assert page.board.torn() == ()


def test_what_may_be_legal_advice_is_not_quoted_beside_another(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.board._covered = frozenset({BLIND.id})
    (row,) = alike.near(page.board, ONE)
    assert "Tuesday" not in str(row)
    assert "text" in str(row)
