"""The rights matrix as steps: one answer for each purpose and basis, never merged into one."""

from __future__ import annotations

from datetime import date

import pytest

from dsar.law.plans import OWN, PLANNED, RESTRICT_WHEN, About, Line, Step, line, whole, without_purpose
from dsar.law.retention import Keep, Verdict
from dsar.law.rights import MATRIX
from dsar.model.register import Basis, LawfulBasis, Purpose

WITHIN = Verdict(Keep.WITHIN, date(2030, 1, 1), "")
OVER = Verdict(Keep.OVER, date(2020, 1, 1), "")
HOLD = Verdict(Keep.HOLD, None, "until the claim ends")


def purpose(key: str = "services") -> Purpose:
    return Purpose(key, key.capitalize(), ("use",), ("contact",), ())


def step(right: str, basis: Basis, about: About, key: str = "services", condition: str = "") -> Line:
    return line(right, purpose(key), LawfulBasis(basis, "words", condition), about)


@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("right", PLANNED)
def test_what_the_matrix_denies_is_never_done(right: str, basis: Basis) -> None:
    told = step(right, basis, About("provided", WITHIN, contract_party=True))
    answer = MATRIX[basis][right].answer
    assert told.provision
    assert told.why
    if answer == "N":
        assert told.step is Step.REFUSE
    elif answer == "C":
        assert told.step in (Step.ASK, Step.DO)
    else:
        assert told.step is not Step.REFUSE


def test_portability_takes_only_what_the_person_provided() -> None:
    for provenance in OWN:
        assert step("port", Basis.CONTRACT, About(provenance, WITHIN, contract_party=True)).step is Step.DO
    for provenance in ("inferred", "third-party", ""):
        assert (
            step("port", Basis.CONTRACT, About(provenance, WITHIN, contract_party=True)).step is Step.REFUSE
        )
    told = step("port", Basis.CONTRACT, About("provided", WITHIN, contract_party=False))
    assert (told.step, told.provision) == (Step.REFUSE, "Article 20(1)(a)")


def test_marketing_stops_at_once_and_nothing_is_weighed() -> None:
    for basis in (Basis.CONSENT, Basis.LEGITIMATE_INTERESTS, Basis.CONTRACT):
        told = step("object", basis, About("provided", WITHIN), "marketing")
        assert (told.step, told.provision) == (Step.DO, "Article 21(2) and (3)")
        assert "nothing is weighed" in told.why


def test_an_objection_elsewhere_is_for_a_person_to_weigh() -> None:
    assert step("object", Basis.LEGITIMATE_INTERESTS, About("provided", WITHIN)).step is Step.ASK
    assert step("object", Basis.CONTRACT, About("provided", WITHIN)).step is Step.REFUSE


def test_erasure_by_what_still_needs_it() -> None:
    live = About("provided", WITHIN, contract_party=True, live=True)
    assert step("erase", Basis.CONTRACT, live).step is Step.REFUSE
    assert step("erase", Basis.CONTRACT, About("provided", WITHIN)).step is Step.ASK
    assert step("erase", Basis.LEGITIMATE_INTERESTS, About("provided", OVER)).step is Step.DO
    assert step("erase", Basis.LEGAL_OBLIGATION, About("provided", WITHIN)).provision == "Article 17(3)(b)"
    assert step("erase", Basis.CONSENT, About("provided", HOLD)).provision == "Article 17(3)(e)"
    assert "suppression" in step("erase", Basis.CONSENT, About("provided", WITHIN), "marketing").why


def test_a_basis_that_may_not_apply_is_asked_about() -> None:
    told = step("erase", Basis.LEGAL_OBLIGATION, About("provided", WITHIN), condition="where applicable")
    assert told.step is Step.ASK
    assert "where applicable" in told.why


def test_rectification_and_restriction() -> None:
    assert step("rectify", Basis.CONTRACT, About("provided", WITHIN, fits=True)).step is Step.DO
    assert step("rectify", Basis.CONTRACT, About("provided", WITHIN)).step is Step.ASK
    assert "opinion" in step("rectify", Basis.CONTRACT, About("inferred", WITHIN, fits=True)).why
    for ground, words in RESTRICT_WHEN.items():
        assert step("restrict", Basis.CONTRACT, About("provided", WITHIN, because=ground)).why == words
    assert step("restrict", Basis.CONTRACT, About("provided", WITHIN)).step is Step.ASK


def test_only_consent_can_be_withdrawn() -> None:
    assert step("withdraw", Basis.CONSENT, About("provided", WITHIN)).step is Step.DO
    assert step("withdraw", Basis.LEGITIMATE_INTERESTS, About("provided", WITHIN)).step is Step.REFUSE


def lines(*steps: Step) -> list[Line]:
    return [Line("p", "b", one, "Article", "why") for one in steps]


def test_a_record_is_erased_only_if_no_purpose_needs_it() -> None:
    assert whole("erase", lines(Step.DO, Step.REFUSE)) is Step.REFUSE
    assert whole("erase", lines(Step.DO, Step.ASK)) is Step.ASK
    assert whole("erase", lines(Step.DO)) is Step.DO


def test_other_rights_hold_for_the_purposes_for_which_they_hold() -> None:
    assert whole("object", lines(Step.REFUSE, Step.DO)) is Step.DO
    assert whole("withdraw", lines(Step.REFUSE, Step.REFUSE)) is Step.REFUSE


def test_data_without_a_purpose_is_asked_about() -> None:
    assert without_purpose("erase").step is Step.ASK
