"""The hard stops (`reference/law.md` 13): each test tries to get past one. Everybody is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dsar.answer.apply import apply
from dsar.answer.gate import blockers, check
from dsar.answer.stops import health_unseen, kept_from, privileged_unread
from dsar.case.case import Case
from dsar.case.found import Kept
from dsar.cli.find_document import document
from dsar.errors import NeedsDecision, UsageError
from dsar.law.grounds import ground
from dsar.law.special import advice_in, health_in
from dsar.model.decisions import Action, On, Wish
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Party, Record
from dsar.review import sheet
from dsar.steps import cases
from dsar.steps.assess import assess
from dsar.steps.decide import decide
from dsar.steps.export import export, prepare
from dsar.steps.find import FindReport
from dsar.steps.status import status_of

from ..cases import ALICE, found_of, mail, opened, ordinary, register

BOSS = Party("from", "from", identifiers=(Identifier.of("email", "boss@northgate.example"),))
HERS = Party("to", "to", identifiers=(ALICE,))
FIRM = Party("from", "from", identifiers=(Identifier.of("email", "jo@marsh.example"),))
LAWYERS = ("marsh.example",)
SICK = replace(mail(1, "Alice is on sick leave, she was diagnosed with a migraine."), parties=(BOSS,))
TOLD = replace(mail(2, "You are on sick leave until May."), parties=(BOSS, HERS))
ADVICE = replace(mail(3, "Our view is that Alice has no claim."), parties=(FIRM,))
PLAIN = replace(mail(4, "The printer is out."), parties=(BOSS,))


def case_of(root: Path, *records: Record) -> Case:
    return opened(root, found_of(records, (), persons=()))


def codes(case: Case, lawyers: Sequence[str] = LAWYERS) -> list[str]:
    state = case.state()
    found = case.found(state)
    return [one.code for one in blockers(state, found, apply(found, state.decisions), (), lawyers)]


@pytest.mark.parametrize(
    "text",
    ["She is on sick leave.", "he was diagnosed with diabetes", "Her GP called", "was taken to hospital",
     "long-term illness", "pregnant", "occupational health report"],
)  # fmt: skip
def test_signs_of_health(text: str) -> None:
    assert health_in(mail(1, text)) == ("text",)


@pytest.mark.parametrize(
    "text",
    ["The server is ill-configured and sick of updates", "St Anne's Hospital ordered a printer",
     "diagnosis: paper jam", "Harbour Dental surgery", "a stroke of luck", "Health and safety form"],
)  # fmt: skip
def test_ordinary_words_are_no_sign_of_health(text: str) -> None:
    assert health_in(mail(1, text)) == ()


def test_hs02_health_from_somebody_else_blocks_until_an_opinion(tmp_path: Path) -> None:
    case = case_of(tmp_path, SICK, TOLD, PLAIN)
    assert health_unseen((SICK, TOLD, PLAIN), case.found()) == (SICK.id,)
    assert codes(case) == ["health"]
    with pytest.raises(NeedsDecision, match="not yet"):
        export(case, tmp_path / "out", register(), waive=("gaps", "names", "undecided"), reason="all of it")
    assert not (tmp_path / "out").exists()
    with pytest.raises(UsageError, match="EX-1"):
        assess(case, "S3P6", {}, record=SICK.id)
    with pytest.raises(UsageError, match="EX-3"):
        assess(case, "S3P6", {"known": "she knows"})
    with pytest.raises(UsageError, match="six months"):
        assess(case, "S3P6", {"opinion": "2019-01-01", "professional": "doctor"}, record=SICK.id)
    assert codes(case) == ["health"]
    assess(case, "S3P6", {"opinion": date.today().isoformat(), "professional": "doctor"}, record=SICK.id)
    assert codes(case) == []


def test_hs02_the_record_may_be_withheld_instead(tmp_path: Path) -> None:
    case = case_of(tmp_path, SICK, PLAIN)
    decide(case, [Wish(On.RECORD, SICK.id, Action.WITHHOLD, "S3P6")])
    assert codes(case) == []


def test_hs02_an_attachment_of_a_message_she_received_is_known_to_her(tmp_path: Path) -> None:
    inside = replace(mail(9, "Doctor's note", file="note.txt"), kind="attachment", parent=TOLD.id)
    assert health_unseen((inside,), found_of((TOLD, inside))) == ()
    assert health_unseen((replace(inside, parent=SICK.id),), found_of((SICK, inside))) == (inside.id,)


def test_hs03_doubt_blocks_whatever_is_waived(tmp_path: Path) -> None:
    case = case_of(tmp_path, PLAIN)
    cases.settle_identity(case, "doubt", "another hand", on=date(2026, 11, 3))
    with pytest.raises(NeedsDecision) as caught:
        export(case, tmp_path / "out", register(), waive=("gaps", "names", "undecided"), reason="all of it")
    assert any("HS-03" in line for line in caught.value.blockers)
    assert not (tmp_path / "out").exists()


def test_hs05_a_letter_without_the_ways_to_complain_does_not_leave(tmp_path: Path) -> None:
    case = case_of(tmp_path, PLAIN)
    whole = register()
    for lacking in (
        replace(whole, complaints=replace(whole.complaints, email="", form="")),
        replace(whole, regulator=replace(whole.regulator, website="", phone="", address="")),
    ):
        with pytest.raises(NeedsDecision) as caught:
            export(case, tmp_path / "out", lacking, waive=("gaps", "names", "undecided"), reason="all of it")
        assert any("complain" in line or "regulator" in line for line in caught.value.blockers)
    assert not (tmp_path / "out").exists()


def test_hs06_legal_advice_is_read_first_by_the_one_who_is_named(tmp_path: Path) -> None:
    case = case_of(tmp_path, ADVICE, PLAIN)
    named = replace(register(), lawyers=LAWYERS, reads_privileged="Grace")
    assert privileged_unread(case.state(), case.found(), LAWYERS) == {ADVICE.id}
    assert codes(case) == ["privilege"]
    with pytest.raises(UsageError, match="HS-06"):
        assess(case, "S2P19", {"not_privileged": "an invoice only"}, record=ADVICE.id, register=named)
    assert codes(case) == ["privilege"]
    case.by = "Grace"
    assess(case, "S2P19", {"not_privileged": "an invoice only"}, record=ADVICE.id, register=named)
    assert codes(case) == []


def test_hs06_or_withheld(tmp_path: Path) -> None:
    case = case_of(tmp_path, ADVICE, PLAIN)
    decide(case, [Wish(On.RECORD, ADVICE.id, Action.WITHHOLD, "S2P19")])
    assert codes(case) == []


@pytest.mark.parametrize(
    ("record", "signs"),
    [
        (ADVICE, ("lawyer",)),
        (replace(PLAIN, parties=(Party("cc", "cc", identifiers=(Identifier.of("email", "a@finch-law.example"),)),)),
         ("lawyer",)),
        (mail(5, "Let us get legal advice on this."), ("words",)),
        (mail(5, "Counsel's opinion is below."), ("words",)),
        (mail(5, "x", subject="PRIVILEGED and confidential"), ("mark",)),
        (mail(5, "This e-mail may contain legal advice. Delete it if it is not yours."), ()),
        (mail(5, "Lawson Flawless Ltd"), ()),
    ],
)  # fmt: skip
def test_signs_of_legal_advice(record: Record, signs: tuple[str, ...]) -> None:
    assert advice_in(record, LAWYERS) == signs


def test_lawyers_are_told_by_domain_and_not_by_part_of_a_word() -> None:
    other = replace(
        PLAIN, parties=(Party("cc", "cc", identifiers=(Identifier.of("email", "a@lawson.example"),)),)
    )
    assert advice_in(other, LAWYERS) == ()
    assert advice_in(replace(PLAIN, parties=(FIRM,)), ()) == ()


def test_likely_harm_is_said_or_the_exemption_cannot_be_used(tmp_path: Path) -> None:
    case = case_of(tmp_path, PLAIN)
    decide(case, [Wish(On.RECORD, PLAIN.id, Action.WITHHOLD, "S2P22")])
    assert codes(case) == ["assessment"]
    assess(case, "S2P22", {"harm": "staff would leave", "why_real": "it happened before"}, record=PLAIN.id)
    assert codes(case) == []


def test_likely_harm_may_stand_in_the_note(tmp_path: Path) -> None:
    case = case_of(tmp_path, PLAIN)
    decide(case, [Wish(On.RECORD, PLAIN.id, Action.WITHHOLD, "S2P22", "staff would leave, as in 2024")])
    assert codes(case) == []


def test_no_hard_stop_can_be_waived(tmp_path: Path) -> None:
    case = case_of(tmp_path, SICK, ADVICE)
    cases.record_request(case, {"agent": "Somebody"})
    cases.settle_identity(case, "doubt", "another hand", on=date(2026, 11, 3))
    state, found = case.state(), case.found()
    stops = blockers(state, found, apply(found, ()), (), LAWYERS)
    assert {one.code for one in stops} == {"doubt", "authority", "health", "privilege"}
    assert all(not one.waiver for one in stops)
    with pytest.raises(NeedsDecision):
        check(stops, [one.code for one in stops], "we want to")


def test_an_exemption_of_others_is_hidden_and_cannot_be_used(tmp_path: Path) -> None:
    case = case_of(tmp_path, PLAIN)
    decide(case, [Wish(On.RECORD, PLAIN.id, Action.WITHHOLD, "S2P4", "they are leaving the country")])
    assert codes(case) == ["exemption"]
    answers = {"harm": "they would leave", "why_real": "they said so", "body": "Secretary of State"}
    for known in (None, register()):
        with pytest.raises(UsageError, match="Secretary of State only"):
            assess(case, "S2P4", answers, record=PLAIN.id, register=known)
    assert codes(case) == ["exemption"]
    mine = register()
    state = replace(mine, controller=replace(mine.controller, bodies=("Secretary of State",)))
    assess(case, "S2P4", answers, record=PLAIN.id, register=state)
    assert codes(case) == []


def test_an_exemption_may_be_told_neutrally_where_naming_it_would_defeat_it(tmp_path: Path) -> None:
    case = case_of(tmp_path, PLAIN, mail(6, "Hello"))
    decide(case, [Wish(On.RECORD, PLAIN.id, Action.WITHHOLD, "S2P2", "it would warn them")])
    told = {
        "harm": "it would warn them",
        "why_real": "it did before",
        "neutral": "the word alone would warn them",
    }

    def grounds() -> list[str]:
        state = case.state()
        found = case.found(state)
        release, _, _ = prepare(state, found, apply(found, state.decisions), register(), date(2026, 11, 22))
        return [one.ground for one in release.withheld]

    assert grounds() == ["S2P2"]
    assess(case, "S2P2", told, record=PLAIN.id)
    assert grounds() == ["neutral"]
    assert "crime" not in ground("neutral").because


@pytest.mark.parametrize("answers", [{"step": "4", "consent": "given"}, {"step": "3", "consent": "maybe"}])
def test_a_balance_says_step_and_consent_in_its_own_words(tmp_path: Path, answers: dict[str, str]) -> None:
    case = opened(tmp_path, ordinary())
    with pytest.raises(UsageError, match="TP-03"):
        assess(case, "S2P16", {**answers, "factors": "role, known"}, person="P-ben")


def test_whoever_is_shown_without_a_reason_is_counted(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary())
    decide(case, [Wish(On.PERSON, "P-ben", Action.SHOW), Wish(On.PERSON, "P-dana", Action.SHOW)])
    assert status_of(case, register()).bare == 1
    assess(
        case,
        "S2P16",
        {"step": "3", "consent": "not asked: he is on holiday", "factors": "known"},
        person="P-ben",
    )
    assert status_of(case, register()).bare == 0


def test_hs06_the_sheet_shows_legal_advice_to_the_one_who_is_named(tmp_path: Path) -> None:
    case = case_of(tmp_path, ADVICE, PLAIN)
    named = replace(register(), lawyers=LAWYERS, reads_privileged="Grace")

    def texts(name: str) -> str:
        sheet.write(case, tmp_path / name, named)
        book = load_workbook(tmp_path / name, read_only=True)
        cells = [str(cell.value) for page in book.worksheets for row in page.iter_rows() for cell in row]
        book.close()
        return "\n".join(cells)

    seen = texts("lena.xlsx")
    assert "printer is out" in seen
    assert "no claim" not in seen
    case.by = "Grace"
    assert "no claim" in texts("grace.xlsx")


def test_hs06_find_prints_the_text_of_legal_advice_to_the_one_who_is_named(tmp_path: Path) -> None:
    attached = replace(PLAIN, id="a" * 20, digest="x", parent=ADVICE.id)
    copy = replace(ADVICE, id="b" * 20)
    found = found_of((PLAIN, ADVICE, attached), (), persons=())
    found = replace(found, kept=(*found.kept, Kept(copy, Bucket.DUPLICATE, ADVICE.id)))
    case = opened(tmp_path, found)
    kept = kept_from("lena", case.state(), found, LAWYERS, "Grace")
    assert kept == {ADVICE.id, attached.id, copy.id}
    assert kept_from("grace", case.state(), found, LAWYERS, "Grace") == frozenset()
    said = document(FindReport(case.ref, case.folder, found), (), with_text=True, kept_back=kept)
    texts = {one["id"]: (one["text"], one.get("text_withheld", "")) for one in said["records"]}
    assert "no claim" not in str(said)
    assert texts[PLAIN.id] == (dict(PLAIN.fields), "")
    assert texts[ADVICE.id][0] == {}
    assert "HS-06" in texts[ADVICE.id][1]
    decide(case, [Wish(On.RECORD, ADVICE.id, Action.WITHHOLD, "S2P19")])
    assert ADVICE.id in kept_from("lena", case.state(), found, LAWYERS)


def test_hs06_what_turned_out_to_be_no_advice_is_printed(tmp_path: Path) -> None:
    case = case_of(tmp_path, ADVICE, PLAIN)
    case.by = "Grace"
    named = replace(register(), lawyers=LAWYERS, reads_privileged="Grace")
    assess(case, "S2P19", {"not_privileged": "an invoice only"}, record=ADVICE.id, register=named)
    assert kept_from("lena", case.state(), case.found(), LAWYERS, "Grace") == frozenset()
