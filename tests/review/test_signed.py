"""Signatures stand for the decisions as they were; the missed-data check bounds what is still missed."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from dsar.model.decisions import Action, On, Wish
from dsar.review import sample, second, signed

from ..cases import BEN, DANA, found_of, mail
from .asking import Page, case_of
from .test_board import RECORDS, found


def page_of(folder: Path) -> Page:
    page = Page(case_of(folder, found())).open()
    for record in page.board.applied.undecided_records:
        page.press("decide", on="record", target=record, action="reject")
    for person in page.board.persons:
        page.press("decide", on="person", target=person, action="redact")
    return page


def test_any_later_change_voids_a_signature(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.send("sign", role="first", name="Rowan Ashby")
    assert signed.standing(page.board.state, signed.FIRST)
    page.press("decide", on="finding", target=page.board.applied.findings[0].id, action="show")
    assert signed.standing(page.board.state, signed.FIRST) is None
    assert "VOID" in page.get("/checks").text
    assert "sign again" in page.get("/").text


@pytest.mark.parametrize("change", ["request", "search", "merge", "gap"])
def test_changes_of_every_kind_void_it(change: str, tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.send("sign", role="first", name="Rowan Ashby")
    board = page.board
    match change:
        case "request":
            board.case.request({"name": "Alice Other"})
        case "search":
            board.case.pulled(found_of(RECORDS), ())
        case "merge":
            board.decide([Wish(On.PERSON, BEN.id, Action.MERGE, scope=(DANA.id,))])
        case _:
            board.decide([Wish(On.GAP, board.found.gaps[0].id, Action.ACKNOWLEDGE)])
    board.refresh()
    assert signed.standing(board.state, signed.FIRST) is None


def test_a_look_or_another_signature_does_not_void_it(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.send("sign", role="first", name="Rowan Ashby")
    page.send("sign", role="second", name="Sasha Boyle")
    assert signed.standing(page.board.state, signed.FIRST)
    assert signed.standing(page.board.state, signed.SECOND)


def test_the_second_reviewer_is_somebody_else_and_comes_second(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert page.press("sign", role="second", name="Sasha Boyle")[0] == 409
    page.send("sign", role="first", name="Rowan Ashby")
    assert page.press("sign", role="second", name="rowan  ASHBY ")[0] == 409
    assert page.press("sign", role="second", name="")[0] == 409
    assert page.press("sign", role="third", name="Sasha Boyle")[0] == 409
    assert page.press("sign", role="second", name="Sasha Boyle")[0] == 200


def test_signing_with_something_undecided_has_to_be_meant(tmp_path: Path) -> None:
    page = Page(case_of(tmp_path, found())).open()
    assert page.press("sign", role="first", name="Rowan Ashby")[0] == 409
    assert page.press("sign", role="first", name="Rowan Ashby", open="yes")[0] == 200


def test_the_second_look_is_blind_and_counts_differences(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.press("decide", on="record", target=RECORDS[0].id, action="withhold", ground="S2P19", note="why")
    page.press("decide", on="person", target=DANA.id, action="show")
    due = second.looks(page.board).left
    assert due[0] == RECORDS[0].id
    assert len(due) == 4
    shown = page.get("/checks").text
    assert "S2P19" not in shown
    page.send("look", target=due[0], said="hide")
    page.send("look", target=due[1], said="hide")
    looks = second.looks(page.board)
    assert (len(looks.left), looks.answered, looks.differing) == (2, 2, (due[1],))
    page.press("decide", on="finding", target=due[1], action="redact")
    assert second.looks(page.board).differing == ()


def test_the_bound_is_the_rule_of_three_for_no_misses() -> None:
    assert sample.upper_bound(0, 0) == 1.0
    assert sample.upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert sample.upper_bound(0, 300) < 0.01 < sample.upper_bound(0, 290)
    for misses, looked in ((1, 100), (5, 200), (40, 50)):
        bound = sample.upper_bound(misses, looked)
        chance = sum(math.comb(looked, n) * bound**n * (1 - bound) ** (looked - n) for n in range(misses + 1))
        assert chance == pytest.approx(0.05, abs=1e-6)
        assert bound > misses / looked


def test_the_sample_holds_text_without_findings_and_remembers_answers(tmp_path: Path) -> None:
    records = [
        mail(n, f"The printer of room {n} is out again. Ask in room {n}, please.") for n in range(1, 9)
    ]
    page = Page(case_of(tmp_path, found_of(records))).open()
    first = sample.draw(page.board)
    assert first == sample.draw(page.board)
    assert len(first) == sample.SIZE
    page.send("sample", place=[one.place for one in first], missed=[first[0].place])
    result = sample.result(page.board.state)
    assert (result.looked, result.misses) == (sample.SIZE, 1)
    assert not {one.place for one in first} & {one.place for one in sample.draw(page.board)}
    page.send("undo")
    assert sample.result(page.board.state).looked == 0


def test_what_looks_like_a_person_and_was_not_found_is_listed(tmp_path: Path) -> None:
    record = mail(1, "Please ask Wendy Farrow, or call 01632 960 123. Alice Marlowe knows.")
    page = Page(case_of(tmp_path, found_of([record], persons=()))).open()
    texts = [text for text, _ in sample.suspects(page.board)]
    assert "Wendy Farrow" in texts
    assert "01632 960 123" in texts
    page.send("mark", where="everywhere", text="Wendy Farrow")
    assert "Wendy Farrow" not in [text for text, _ in sample.suspects(page.board)]
