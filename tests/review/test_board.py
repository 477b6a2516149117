"""The case in memory is at any moment what applying the whole journal to the whole snapshot gives."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.answer.apply import apply
from dsar.case.case import Case
from dsar.case.found import Found
from dsar.errors import UsageError
from dsar.model.decisions import Action, On, Wish
from dsar.model.findings import Person, Standing
from dsar.model.records import Gap, Locator
from dsar.review.board import Board
from dsar.review.tally import Tally
from dsar.steps.decide import decide

from ..cases import BEN, DANA, finding, found_of, mail
from .asking import case_of

CARA = Person("P-cara", ("Cara Lindqvist",), (), Standing.THIRD_PARTY)
RECORDS = [
    mail(n, f"Ben Carter asked Dana Quill about {n}. Cara agrees, says Ben Carter.") for n in range(1, 5)
]
MAYBE = [mail(n, "Ben Carter again, and Cara.", file="other.mbox") for n in (8, 9)]
FINDINGS = [
    one
    for record in RECORDS
    for one in (
        finding(record, "Ben Carter", BEN.id),
        finding(record, "Ben Carter", BEN.id, nth=1),
        finding(record, "Dana Quill", DANA.id),
        finding(record, "Cara", CARA.id),
    )
] + [one for record in MAYBE for one in (finding(record, "Ben Carter", BEN.id), finding(record, "Cara"))]
GAPS = (Gap("mailbox", Locator("a.mbox", 5, 10), "truncated"),)


def found() -> Found:
    return found_of(RECORDS, FINDINGS, candidates=MAYBE, persons=(BEN, DANA, CARA), gaps=GAPS)


def agrees(board: Board) -> None:
    """The board equals the journal applied anew, and its counts equal counting anew."""
    state = board.case.state()
    assert board.state.decisions == state.decisions
    fresh = apply(board.found, state.decisions)
    assert board.applied == fresh
    inside = {record.id for record in fresh.included}
    counted: Counter[tuple[str, str]] = Counter()
    for one in fresh.findings:
        if one.record in inside:
            verdict = fresh.verdict(one)
            word = "open" if not verdict.decided else "hidden" if verdict.hidden else "shown"
            counted[one.person, word] += 1
    for person in (BEN.id, DANA.id, CARA.id, ""):
        expected = Tally(*(counted[person, word] for word in ("open", "hidden", "shown")))
        assert board.of_person.get(person, Tally()) == expected
    assert board.whole.open == sum(n for (_, word), n in counted.items() if word == "open")
    assert sum(one.total for one in board.of_record.values()) == board.whole.total


PERSONS = st.sampled_from([BEN.id, DANA.id, CARA.id])
PLACES = st.sampled_from([f"{record.id}:text:0:3" for record in RECORDS] + [f"{RECORDS[0].id}:text:0:10"])
STEPS = st.one_of(
    st.builds(lambda p, a: Wish(On.PERSON, p, a), PERSONS, st.sampled_from([Action.REDACT, Action.SHOW])),
    st.builds(
        lambda f, a: Wish(On.FINDING, f.id, a),
        st.sampled_from(FINDINGS),
        st.sampled_from([Action.REDACT, Action.SHOW, Action.UNSURE]),
    ),
    st.builds(
        lambda r, a: Wish(On.RECORD, r.id, a, "S2P19"),
        st.sampled_from([*RECORDS, *MAYBE]),
        st.sampled_from([Action.CONFIRM, Action.REJECT, Action.WITHHOLD, Action.OUT_OF_SCOPE]),
    ),
    st.builds(lambda a, b: Wish(On.PERSON, a, Action.MERGE, scope=(b,)), PERSONS, PERSONS),
    st.builds(
        lambda f: Wish(On.PERSON, f.person, Action.SPLIT, scope=(f.id,)),
        st.sampled_from([one for one in FINDINGS if one.person]),
    ),
    st.builds(lambda place: Wish(On.SPAN, place, Action.MARK), PLACES),
    st.just(Wish(On.GAP, GAPS[0].id, Action.ACKNOWLEDGE)),
    st.sampled_from(["undo", "redo"]),
)


def take(board: Board, step: Wish | str) -> None:
    """One step of a history; what the rules refuse changes nothing."""
    before = board.case.journal.head()
    try:
        if isinstance(step, Wish):
            board.decide([step])
        elif step == "undo":
            board.undo()
        else:
            board.redo()
    except UsageError:
        assert board.case.journal.head() == before


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEPS, max_size=40))
def test_random_histories_equal_the_journal_applied_anew(steps: list[Wish | str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        board = Board(case_of(Path(folder), found()))
        for step in steps:
            take(board, step)
            agrees(board)


@pytest.mark.parametrize("seed", range(3))
def test_a_history_of_a_thousand_steps_equals_the_journal_applied_anew(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    actions = [Action.REDACT, Action.SHOW]
    board = Board(case_of(tmp_path, found()))
    for n in range(1000):
        one = chance.choice(FINDINGS)
        person = chance.choice([BEN, DANA, CARA]).id
        steps: list[Wish | str] = [
            "undo", "redo", Wish(On.PERSON, person, chance.choice(actions)),
            Wish(On.FINDING, one.id, chance.choice([*actions, Action.UNSURE])),
            Wish(On.RECORD, chance.choice(MAYBE).id, chance.choice([Action.CONFIRM, Action.REJECT])),
            Wish(On.SPAN, f"{chance.choice(RECORDS).id}:text:{n % 20}:{n % 20 + 4}", Action.MARK),
        ]  # fmt: skip
        take(board, chance.choice(steps))
        if n % 20 == 0:
            agrees(board)
    agrees(board)


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(STEPS, max_size=25))
def test_undoing_everything_gives_the_identical_state(steps: list[Wish | str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        board = Board(case_of(Path(folder), found()))
        first, decisions = apply(board.found, ()), board.state.decisions
        for step in steps:
            take(board, step)
        while board.undo():
            agrees(board)
        assert board.state.decisions == decisions == ()
        assert board.applied == first
        assert board.case.verify().ok


def test_decisions_made_elsewhere_show_up(tmp_path: Path) -> None:
    board = Board(case_of(tmp_path, found()))
    other = Case.open(board.case.folder, by="somebody else")
    decide(other, [Wish(On.PERSON, BEN.id, Action.REDACT)])
    assert board.of_person[BEN.id].hidden == 0
    board.refresh()
    assert board.of_person[BEN.id] == Tally(open=0, hidden=8, shown=0)
    agrees(board)


def test_undo_takes_back_ones_own_decisions_only(tmp_path: Path) -> None:
    board = Board(case_of(tmp_path, found()))
    other = Case.open(board.case.folder, by="somebody else")
    board.decide([Wish(On.PERSON, DANA.id, Action.SHOW)])
    decide(other, [Wish(On.PERSON, BEN.id, Action.REDACT)])
    assert [one.target for one in board.undo()] == [DANA.id]
    assert board.undo() == ()
    assert board.of_person[BEN.id].hidden == 8


def test_what_was_decided_together_is_undone_and_redone_together(tmp_path: Path) -> None:
    board = Board(case_of(tmp_path, found()))
    board.decide([Wish(On.FINDING, one.id, Action.REDACT) for one in FINDINGS[:5]])
    before = board.applied.verdicts[FINDINGS[0].record, FINDINGS[0].id]
    assert len(board.undo()) == 5
    assert board.whole.hidden == 0
    assert len(board.redo()) == 5
    assert board.applied.verdicts[FINDINGS[0].record, FINDINGS[0].id] == before
    assert board.redo() == ()


def test_a_new_decision_forgets_what_could_be_redone(tmp_path: Path) -> None:
    board = Board(case_of(tmp_path, found()))
    board.decide([Wish(On.PERSON, BEN.id, Action.REDACT)])
    board.undo()
    board.decide([Wish(On.PERSON, DANA.id, Action.SHOW)])
    assert board.redo() == ()


def test_a_new_search_is_taken_in(tmp_path: Path) -> None:
    board = Board(case_of(tmp_path, found()))
    board.decide([Wish(On.PERSON, BEN.id, Action.REDACT)])
    Case.open(board.case.folder).pulled(found_of(RECORDS[:2], FINDINGS[:8]), ())
    board.refresh()
    assert len(board.inside) == 2
    agrees(board)
    assert board.of_person[BEN.id].hidden == 4


def test_unsure_stays_undecided_and_hidden(tmp_path: Path) -> None:
    board = Board(case_of(tmp_path, found()))
    board.decide([Wish(On.PERSON, BEN.id, Action.SHOW)])
    board.decide([Wish(On.FINDING, FINDINGS[0].id, Action.UNSURE)])
    verdict = board.applied.verdict(FINDINGS[0])
    assert (verdict.hidden, verdict.decided) == (True, False)
    with pytest.raises(UsageError):
        board.decide([Wish(On.PERSON, BEN.id, Action.UNSURE)])
