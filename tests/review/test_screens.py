"""Every screen shows what the case holds, as text; what is undecided is in no preview and no export."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.answer.apply import apply
from dsar.model.decisions import Action, On, Wish
from dsar.model.records import Locator, Record
from dsar.review.app import SCREENS
from dsar.review.board import Board
from dsar.review.desk import Desk
from dsar.review.queue import Asked, queue, reviewers
from dsar.review.rows import COVERED
from dsar.review.sheet import write
from dsar.review.show import visible
from dsar.steps.export import prepare

from ..cases import BEN, DANA, PREPARED, PRINTER, finding, found_of, mail, ordinary, register
from .asking import Page, case_of
from .test_board import FINDINGS, MAYBE, RECORDS, STEPS, found, take


def page_of(folder: Path) -> Page:
    return Page(case_of(folder, found())).open()


def plain(text: str) -> str:
    """A page's text as a reader sees it."""
    return unescape(re.sub(r"<[^>]+>", "", text))


@pytest.mark.parametrize("path", sorted(SCREENS))
def test_every_screen_answers(path: str, tmp_path: Path) -> None:
    page = page_of(tmp_path)
    key = BEN.id if path.startswith("/people") else RECORDS[0].id
    answer = page.get(path.format(id=key))
    assert answer.status == 200
    assert "<h1" in answer.text
    assert 'lang="en-GB"' in answer.text
    if "{id}" in path:
        assert page.get(path.format(id="nobody")).status == 404


def test_no_page_names_another_place(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    for path in SCREENS:
        text = page.get(path.format(id=BEN.id if "people" in path else RECORDS[0].id)).text
        assert re.findall(r"""(?:href|src|action)=["'](?!/|#|\?)[^"']*""", text) == []
        assert "style=" not in text
        assert not re.search(r"<script(?! src=\"/review\.js\" defer></script>)|\son\w+=", text)


def test_people_stand_in_the_order_of_what_their_decision_settles(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    text = page.get("/people").text
    assert text.index("Ben Carter") < text.index("Dana Quill")
    page.press("decide", on="person", target=BEN.id, action="redact")
    assert "p-P-ben" not in page.get("/people").text
    assert "p-P-ben" in page.get("/people?show=all").text


def test_a_record_shows_its_findings_marked_in_its_text(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    text = page.get(f"/records/{RECORDS[0].id}").text
    assert text.count('data-finding="') == 4
    assert "Ben Carter asked Dana Quill about 1. Cara agrees, says Ben Carter." in re.sub(
        r"\[undecided: |\]", "", plain(text)
    )
    assert "alice.marlowe@harbour.example in from" in plain(text)


def test_candidates_are_decided_and_leave_the_list(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert page.get("/candidates").text.count("data-item") == 2
    page.press("decide", on="record", target=MAYBE[0].id, action="reject")
    page.press("decide", on="record", target=MAYBE[1].id, action="confirm")
    assert page.get("/candidates").text.count("data-item") == 0
    assert MAYBE[1].id in page.board.inside
    assert MAYBE[0].id not in page.board.inside


def test_a_decision_reaches_as_far_as_asked(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    one = FINDINGS[0]
    status, told = page.press(
        "decide", on="finding", target=one.id, action="redact", scope="person", seen=one.record
    )
    assert status == 200
    assert "8 mentions of Ben Carter" in told["words"] or "10 mentions of Ben Carter" in told["words"]
    assert page.board.of_person[BEN.id].open == 0
    assert told["states"][one.id] == "hidden"
    page.press("undo")
    page.press("decide", on="finding", target=one.id, action="show", scope="here")
    assert page.board.of_person[BEN.id].shown == 1
    page.press("undo")
    page.press("decide", on="finding", target=one.id, action="show", scope="text")
    assert page.board.of_person[BEN.id].shown == 8
    loose = next(one for one in FINDINGS if not one.person)
    status, told = page.press("decide", on="finding", target=loose.id, action="redact", scope="person")
    assert status == 409
    assert "nobody in particular" in told["words"]


def test_withholding_needs_a_ground(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    key = RECORDS[0].id
    assert page.press("decide", on="record", target=key, action="withhold")[0] == 409
    assert key in page.board.inside
    page.send("decide", on="record", target=key, action="withhold", ground="S2P19", note="advice, in full")
    assert page.board.applied.withheld == {key: "S2P19"}
    shown = page.get("/withheld").text
    assert "advice, in full" in shown
    assert "confidential legal advice" in plain(shown)


def test_a_text_that_nobody_found_is_hidden_everywhere(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert page.press("mark", text="agrees", record=RECORDS[0].id, where="record")[0] == 200
    assert page.press("mark", text="agrees", where="everywhere")[0] == 200
    assert len([one for one in page.board.applied.findings if one.category == "marked"]) == len(RECORDS)
    assert "agrees" not in page.get(f"/preview/{RECORDS[2].id}").text.partition('id="after"')[2]
    assert page.press("mark", text="not there at all", where="everywhere")[0] == 409
    assert page.press("mark", text="x", where="everywhere")[0] == 409


def test_merging_and_splitting(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.send("decide", on="person", action="merge", target=[BEN.id, DANA.id])
    assert page.board.applied.merged == {DANA.id: BEN.id}
    assert page.board.of_person[BEN.id].total == 12
    assert page.get(f"/people/{DANA.id}").status == 200
    page.send("undo")
    page.send("split", into=BEN.id, target=[FINDINGS[0].id])
    assert page.board.of_person[BEN.id].total == 7
    assert page.press("split", into=BEN.id, target="nothing")[0] == 409


def test_gaps_are_acknowledged_with_a_reason(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    (gap,) = page.board.found.gaps
    page.send("decide", on="gap", action="acknowledge", target=gap.id, note="an empty file")
    assert page.board.applied.acknowledged == {gap.id}
    assert "0 of 1 gaps" in plain(page.get("/gaps").text)


def test_the_log_shows_what_was_undone_and_that_the_chain_holds(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    page.press("decide", on="person", target=BEN.id, action="redact")
    page.press("undo")
    text = plain(page.get("/log?verify=yes").text)
    assert "undone" in text
    assert "The chain holds" in text
    assert page.get("/log.csv").text.splitlines()[-1].endswith("undone")
    journal = page.board.case.journal.path
    journal.write_bytes(journal.read_bytes().replace(b'"redact"', b'"show"'))
    assert page.get("/log?verify=yes").status == 409


@pytest.mark.parametrize("name", ["decide", "mark", "split", "sample", "look", "sign", "undo", "redo"])
def test_nonsense_is_refused_in_words(name: str, tmp_path: Path) -> None:
    page = page_of(tmp_path)
    before = page.board.case.journal.head()
    for values in ({}, {"on": "case", "action": "sign", "target": "x"}, {"on": "🙂", "target": ["\0", "a"]}):
        status, told = page.press(name, **values)
        assert status in (200, 409)
        assert told["words"]
        assert page.send(name).status in (303, 409)
    assert page.board.case.journal.head() == before


def test_the_letter_is_the_exporters_own(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    blanks = plain(page.get("/letter").text)
    assert "It needs" in blanks
    assert "day on which the request" in blanks or "received" in blanks
    page.board.case.request({"received": PREPARED})
    text = plain(page.get("/letter").text)
    assert "Alice Marlowe" in text
    assert page.get("/letter.pdf").body.startswith(b"%PDF")


def hidden_texts(board: Board) -> list[tuple[str, str]]:
    """Texts of included records that are hidden now and stand in nothing that is shown, by record."""
    applied = apply(board.found, board.case.state().decisions)
    inside = {record.id for record in applied.included}
    shown = {board.text_of(one) for one in applied.findings if not applied.verdict(one).hidden}
    return [
        (one.record, board.text_of(one))
        for one in applied.findings
        if one.record in inside
        and applied.verdict(one).hidden
        and not any(board.text_of(one) in text for text in shown)
    ]


@settings(max_examples=20, deadline=None)
@given(steps=st.lists(STEPS, max_size=12))
def test_what_is_undecided_or_hidden_is_in_no_preview_and_no_release(steps: Sequence[Wish | str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        board = Board(case_of(Path(folder), found()), register())
        desk = Desk(board)
        for step in steps:
            take(board, step)
        desk.refresh()
        release, _, _ = prepare(board.state, board.found, board.applied, register(), PREPARED)
        everything = "\n".join(str(one.fields) for one in release.records)
        for record, text in hidden_texts(board):
            assert text not in str(desk.preview(board.inside[record]).fields)
            assert text not in everything


def test_the_preview_shows_what_a_decision_shows(tmp_path: Path) -> None:
    """The control of the test above: a shown name is there, a hidden one is not."""
    page = page_of(tmp_path)

    def after() -> str:
        return page.get(f"/preview/{RECORDS[0].id}").text.partition('id="after"')[2]

    assert "Ben Carter" not in after()
    assert "Dana Quill" not in after()
    page.press("decide", on="person", target=BEN.id, action="show")
    assert "Ben Carter" in after()
    assert "Dana Quill" not in after()


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_text_is_shown_sign_for_sign(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("\0\x1b\x7f\u202e\u2066\u2028")
    assert shown.encode("utf-8").decode() == shown


def test_overlapping_findings_all_stay_within_reach(tmp_path: Path) -> None:
    inner = finding(PRINTER, "Ben")
    outer = finding(PRINTER, "Ben Carter says", BEN.id)
    page = Page(
        case_of(tmp_path, found_of([PRINTER], [outer, inner, finding(PRINTER, "Carter", BEN.id)]))
    ).open()
    text = page.get(f"/records/{PRINTER.id}").text
    assert text.count("data-finding=") == 3


def test_what_may_be_legal_advice_is_covered_at_first(tmp_path: Path) -> None:
    advice = mail(3, "Our solicitors say that the claim is weak.", subject="Privileged and confidential")
    page = Page(case_of(tmp_path, found_of([PRINTER, advice]))).open()
    covered = page.get(f"/records/{advice.id}").text
    assert "claim is weak" not in covered
    assert "A lawyer should read this record" in covered
    assert "claim is weak" not in page.get("/missed").text + page.get(f"/preview/{advice.id}").text
    assert "claim is weak" in page.get(f"/records/{advice.id}?read=yes").text
    assert advice.id in page.get("/records?show=lawyer").text
    page.send("assess", ground="S2P19", record=advice.id, not_privileged="a newsletter, not advice to us")
    assert "claim is weak" in page.get(f"/records/{advice.id}").text


def test_what_hangs_on_legal_advice_is_covered_with_it(tmp_path: Path) -> None:
    advice = mail(3, "Our solicitors say that the claim is weak.", subject="Privileged and confidential")
    annex = replace(mail(4, "Annex: how we mean to lose, or settle."), kind="attachment", parent=advice.id)
    case = case_of(tmp_path, found_of([PRINTER, advice, annex], [finding(annex, "settle", BEN.id)]))
    page = Page(case).open()
    for place in (f"/records/{annex.id}", f"/preview/{annex.id}", "/records", "/missed"):
        assert "mean to lose" not in page.get(place).text
    write(case, tmp_path / "review.xlsx")
    cells = [str(cell) for row in findings_of(tmp_path / "review.xlsx") for cell in row]
    assert any(COVERED in cell for cell in cells)
    assert not any("mean to lose" in cell for cell in cells)
    page.send("assess", ground="S2P19", record=advice.id, not_privileged="a newsletter, not advice to us")
    assert "mean to lose" in page.get(f"/records/{annex.id}").text


def findings_of(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return [row for sheet in book for row in sheet.iter_rows(values_only=True)]


def test_the_ordinary_case_is_reviewed_by_forms_alone(tmp_path: Path) -> None:
    page = Page(case_of(tmp_path, ordinary())).open()
    for person in (BEN, DANA):
        assert page.send("decide", on="person", target=person.id, action="redact").status == 303
    assert "hidden everywhere" in page.get("/people").text
    assert "hidden everywhere" not in page.get("/people").text
    assert page.board.whole.open == 0
    assert page.send("sign", role="first", name="Rowan Ashby").status == 303
    assert [one.action for one in page.board.state.decisions][-1] is Action.SIGN
    assert On.CASE in {one.on for one in page.board.state.decisions}


def test_the_queue_is_filtered_by_kind_by_passage_and_by_reviewer(tmp_path: Path) -> None:
    one, two, three = (mail(n, f"Ben Carter called {n}, says 0{n}.") for n in (1, 2, 3))
    note = Record.of("desk", "ticket", Locator("t"), {"subject": "Note", "text": "Dana Quill called."})
    findings = [finding(record, "Ben Carter", "P-ben") for record in (one, two)]
    findings += [finding(three, "03", category="phone"), finding(note, "Dana Quill", "P-dana")]
    page = Page(case_of(tmp_path, found_of((one, two, three, note), findings))).open()

    def listed(**asked: str) -> list[str]:
        return [record.id for record in queue(page.board, Asked(show="all", **asked))]

    assert listed(kind="ticket") == [note.id]
    assert listed(passage="phone") == [three.id]
    assert listed(by="reviewer") == []
    page.board.decide([Wish(On.FINDING, findings[0].id, Action.REDACT)])
    page.board.case.by = "second"
    page.board.decide(
        [Wish(On.PERSON, "P-ben", Action.SHOW), Wish(On.SPAN, f"{three.id}:text:0:3", Action.MARK)]
    )
    assert listed(by="reviewer") == [one.id]
    assert listed(by="second") == [one.id, two.id, three.id]
    assert reviewers(page.board) == ["reviewer", "second"]
    page.board.undo()
    assert listed(by="second") == []
    text = page.get("/records?show=all&kind=ticket").text
    assert "1 records" in text
    assert "kind=ticket" in text
    assert "<option selected>ticket</option>" in text
