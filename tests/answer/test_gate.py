"""Everything that blocks an answer, listed at once; what can be waived, and only with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dsar.answer.apply import apply
from dsar.answer.gate import WAIVERS, Blocker, blockers, check, contradictions
from dsar.case.found import Found
from dsar.case.state import State
from dsar.errors import NeedsDecision
from dsar.model.decisions import Action, Decision, On

from ..cases import FINDINGS, GAP, MAYBE, PRINTER, finding, found_of, opened, ordinary

SHOWN = Decision(1, On.FINDING, FINDINGS[0].id, Action.SHOW)
ALL = tuple(Decision(n, On.FINDING, one.id, Action.REDACT) for n, one in enumerate(FINDINGS))


def codes(state: State, found: Found, *made: Decision, blanks: tuple[str, ...] = ()) -> dict[str, int]:
    return {one.code: one.count for one in blockers(state, found, apply(found, made), blanks)}


@pytest.fixture
def state(tmp_path: Path) -> State:
    return opened(tmp_path, ordinary()).state()


def test_a_settled_case_is_not_blocked(state: State) -> None:
    assert codes(state, ordinary(), *ALL) == {}


def test_every_kind_of_blocker_is_listed_at_once(tmp_path: Path) -> None:
    unsettled = opened(tmp_path, ordinary(), identity=False).state()
    found = found_of(
        (PRINTER,),
        FINDINGS[:3],
        candidates=(MAYBE,),
        gaps=(GAP, replace(GAP, reason="encrypted")),
        names_detected=False,
    )
    twice = finding(MAYBE, "Ben Carter", "P-ben")
    found = replace(found, findings=(*found.findings, twice))
    assert codes(unsettled, found, SHOWN, blanks=("a name", "a day")) == {
        "blank": 1, "identity": 1, "names": 1, "candidates": 1, "undecided": 2, "gaps": 2,
    }  # fmt: skip
    assert [one.code for one in blockers(unsettled, None, None, ("a", "b"))] == [
        "blank", "blank", "identity", "search",
    ]  # fmt: skip


def test_a_search_that_left_people_out_blocks_and_cannot_be_waived(state: State) -> None:
    found = replace(ordinary(), detected=False, findings=())
    (stop,) = blockers(state, found, apply(found, ()), ())
    assert (stop.code, stop.waiver) == ("detect", "")


def test_acknowledged_gaps_do_not_block(state: State) -> None:
    found = ordinary(gaps=(GAP,))
    assert "gaps" in codes(state, found, *ALL)
    made = (*ALL, Decision(9, On.GAP, GAP.id, Action.ACKNOWLEDGE))
    assert codes(state, found, *made) == {}


def test_an_acknowledgement_holds_for_exactly_that_gap(state: State) -> None:
    other = replace(GAP, reason="encrypted")
    made = (*ALL, Decision(9, On.GAP, GAP.id, Action.ACKNOWLEDGE))
    assert codes(state, ordinary(gaps=(other,)), *made) == {"gaps": 1}


TWICE = replace(PRINTER, fields={**PRINTER.fields, "text": "Ben Carter, and again BEN CARTER"})
FIRST, SECOND = finding(TWICE, "Ben Carter", "P-ben"), finding(TWICE, "BEN CARTER", "P-ben")


@pytest.mark.parametrize(
    ("first", "second", "torn"),
    [("P-ben", "P-ben", True), ("P-ben", "", True), ("P-ben", "P-dana", False)],
)
def test_a_text_shown_here_and_hidden_there_is_a_contradiction(first: str, second: str, torn: bool) -> None:
    found = found_of((TWICE,), (replace(FIRST, person=first), replace(SECOND, person=second)))
    made = (
        Decision(1, On.FINDING, FIRST.id, Action.SHOW),
        Decision(2, On.FINDING, SECOND.id, Action.REDACT),
    )
    assert contradictions(found, apply(found, made)) == ((TWICE.id,) if torn else ())


def test_two_records_may_differ() -> None:
    made = (
        Decision(1, On.FINDING, FINDINGS[0].id, Action.SHOW),
        Decision(2, On.FINDING, FINDINGS[3].id, Action.REDACT),
    )
    assert contradictions(ordinary(), apply(ordinary(), made)) == ()


def test_a_record_that_stays_here_cannot_contradict_itself() -> None:
    found = found_of((), (FIRST, SECOND), candidates=(TWICE,))
    made = (
        Decision(1, On.FINDING, FIRST.id, Action.SHOW),
        Decision(2, On.FINDING, SECOND.id, Action.REDACT),
        Decision(3, On.RECORD, TWICE.digest, Action.REJECT),
    )
    assert contradictions(found, apply(found, made)) == ()


STOPS = (
    Blocker("names", "names", waiver="names"),
    Blocker("gaps", "3 gaps", 3, "gaps"),
    Blocker("undecided", "2 passages", 2, "undecided"),
)


def test_waivers_lift_their_blockers_and_are_told_only_where_they_did() -> None:
    assert check(STOPS, WAIVERS, "agreed with the DPO") == ("gaps", "names", "undecided")
    assert check(STOPS[:1], WAIVERS, "agreed with the DPO") == ("names",)
    assert check((), (), "") == ()


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_waiver_without_a_reason_waives_nothing(reason: str) -> None:
    with pytest.raises(NeedsDecision) as told:
        check(STOPS[:1], ("names",), reason)
    assert any("--reason" in line for line in told.value.blockers)


@pytest.mark.parametrize("code", ["blank", "identity", "detect", "candidates", "contradictions", "search"])
def test_the_rest_cannot_be_waived(code: str) -> None:
    with pytest.raises(NeedsDecision) as told:
        check([Blocker(code, "words")], WAIVERS, "a reason")
    assert told.value.blockers == ("words",)
    assert told.value.exit_status == 3


def test_everything_is_told_in_one_message() -> None:
    with pytest.raises(NeedsDecision, match="3 things") as told:
        check([*STOPS[1:], Blocker("identity", "identity")], (), "")
    assert told.value.blockers == (
        "3 gaps (or --waive gaps)", "2 passages (or --waive undecided)", "identity",
    )  # fmt: skip
