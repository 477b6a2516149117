"""The exemptions as data, and what has to be recorded beside a use of one."""

from __future__ import annotations

from datetime import date

import pytest

from dsar.errors import UsageError
from dsar.law.balancing import FACTORS, STEPS, leaning
from dsar.law.exemptions import ANSWERS, EXEMPTIONS, NEEDS, USUAL, Proof, check_answers, offered
from dsar.law.grounds import GROUNDS

TODAY = date(2026, 11, 22)
GIVEN = {"opinion": "2026-10-01", "step": "3", "consent": "not asked: gone abroad"}
SECTION_5 = """S2P2 S2P2-3 S2P3 S2P4 S2P5-1 S2P5-2 S2P5-3 S2P7 S2P8 S2P9 S2P10 S2P11 S2P13 S2P14 S2P15 S2P16
S2P19 S2P20 S2P21 S2P22 S2P23 S2P24 S2P25-1 S2P26 S2P27 S2P28 S3P3 S3P9 S3P18 S3P4 S3P10 S3P5 S3P6 S3P11
S3P12 S3P20 S3P19 S3P21 S4P2 S4P3 S4P4 S4P5 S4P6 S13 S24 S26 A12-5 A11-2""".split()


def test_every_exemption_of_the_specification_is_there() -> None:
    assert set(EXEMPTIONS) == set(SECTION_5)


def test_every_ground_in_words_is_an_exemption_with_the_same_provision() -> None:
    for code, ground in GROUNDS.items():
        if code in EXEMPTIONS:
            assert ground.provision.split("(")[0] == EXEMPTIONS[code].provision.split("(")[0], code
    assert set(USUAL) <= set(GROUNDS)


def test_immigration_is_hidden_from_a_company_and_offered_to_the_one_that_may() -> None:
    company = {one.code for one in offered()}
    assert "S2P4" not in company
    assert set(USUAL) <= company
    assert "S2P4" in {one.code for one in offered(("Secretary of State",))}
    with pytest.raises(UsageError, match="Secretary of State"):
        check_answers(
            "S2P4", {"harm": "it would warn them", "why_real": "it did before", "body": "a company"}, TODAY
        )


def test_the_usual_ones_come_first() -> None:
    assert tuple(one.code for one in offered()[: len(USUAL)]) == USUAL


@pytest.mark.parametrize("code", sorted(EXEMPTIONS))
def test_nothing_can_be_used_without_its_answers(code: str) -> None:
    with pytest.raises(UsageError):
        check_answers(code, {}, TODAY)


@pytest.mark.parametrize("code", sorted(EXEMPTIONS))
def test_with_its_answers_each_can_be_used(code: str) -> None:
    answers = dict.fromkeys(EXEMPTIONS[code].needs, "said in full")
    answers |= {key: text for key, text in GIVEN.items() if key in answers}
    answers |= {"body": EXEMPTIONS[code].who} if "body" in answers else {}
    check_answers(code, answers, TODAY)
    for key in answers:
        with pytest.raises(UsageError):
            check_answers(code, {**answers, key: " "}, TODAY)


@pytest.mark.parametrize("opinion", ["2026-05-21", "2026-11-23", "lately"])
def test_an_opinion_is_at_most_six_months_old(opinion: str) -> None:
    with pytest.raises(UsageError):
        check_answers("S3P6", {"opinion": opinion, "professional": "general practitioner"}, TODAY)


def test_an_opinion_of_half_a_year_ago_still_holds() -> None:
    check_answers("S3P6", {"opinion": "2026-05-22", "professional": "general practitioner"}, TODAY)


def test_health_that_the_requester_knows_needs_no_opinion() -> None:
    check_answers("S3P6", {"known": "she told us so herself"}, TODAY)


@pytest.mark.parametrize(("code", "answers"), [("S9P9", {}), ("S2P22", {"mood": "bad"})])
def test_unknown_codes_and_answers_are_named(code: str, answers: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="is not an"):
        check_answers(code, answers, TODAY)


def test_every_test_asks_for_answers_that_are_explained() -> None:
    assert set(NEEDS) == set(Proof)
    assert {key for needs in NEEDS.values() for key in needs} <= set(ANSWERS)


def test_the_factors_of_the_act_are_all_there() -> None:
    assert len(STEPS) == 3
    for letter in "abcde":
        assert any(f"16(3)({letter})" in words for words in FACTORS.values())


@pytest.mark.parametrize(
    ("facts", "consent", "usual"),
    [
        ({}, "given", "disclose"), ({"known": True}, "refused", "redact"), ({"confidence": True}, "no answer", "redact"),
        ({"known": True}, "not asked", "disclose"), ({"role": True}, "not asked", "weigh"), ({}, "not asked", "redact"),
    ],
)  # fmt: skip
def test_what_is_usual(facts: dict[str, bool], consent: str, usual: str) -> None:
    assert leaning(facts, consent) == usual
