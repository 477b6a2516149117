"""Decisions applied: undecided is hidden, hiding grows from run to run, showing does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.answer.apply import UNNAMED, Applied, apply
from dsar.case.found import Found, Kept
from dsar.model.decisions import Action, Decision, On
from dsar.model.ledger import Bucket
from dsar.model.records import Locator, Record

from ..cases import AGAIN, FINDINGS, MAYBE, PRINTER, finding, found_of, mail, ordinary

BENS = tuple(sorted(one.id for one in FINDINGS if one.person == "P-ben"))


def decided(*made: Decision) -> list[Decision]:
    """Decisions, numbered as a journal would."""
    return [replace(one, seq=n) for n, one in enumerate(made, start=10)]


def on(what: On, target: str, action: Action, *scope: str, ground: str = "") -> Decision:
    return Decision(0, what, target, action, ground, scope)


def hidden(applied: Applied) -> set[str]:
    """The ids of the findings that are hidden."""
    return {one.id for one in applied.findings if applied.verdict(one).hidden}


def test_what_nobody_decided_is_hidden_and_counted() -> None:
    applied = apply(ordinary(), [])
    assert hidden(applied) == {one.id for one in FINDINGS}
    assert len(applied.undecided()) == len(FINDINGS)


def test_a_person_is_hidden_and_another_is_shown() -> None:
    made = decided(
        on(On.PERSON, "P-ben", Action.REDACT, ground="S2P16"),
        on(On.PERSON, "P-dana", Action.SHOW, FINDINGS[1].id),
    )
    applied = apply(ordinary(), made)
    assert hidden(applied) == set(BENS)
    assert applied.undecided() == ()
    assert applied.verdict(FINDINGS[0]).ground == "S2P16"


def test_redacting_a_person_covers_mentions_found_later() -> None:
    later = mail(5, "Ben Carter again")
    new = finding(later, "Ben Carter", "P-ben")
    made = decided(on(On.PERSON, "P-ben", Action.REDACT))
    applied = apply(found_of((PRINTER, AGAIN, later), (*FINDINGS, new)), made)
    assert new.id in hidden(applied)
    assert new not in applied.undecided()


def test_showing_a_person_covers_only_the_mentions_counted_then() -> None:
    later = mail(5, "Ben Carter again")
    new = finding(later, "Ben Carter", "P-ben")
    made = decided(on(On.PERSON, "P-ben", Action.SHOW, *BENS))
    applied = apply(found_of((PRINTER, AGAIN, later), (*FINDINGS, new)), made)
    assert hidden(applied) == {FINDINGS[1].id, new.id}
    assert new in applied.undecided()


def test_the_last_decision_counts_and_one_about_a_finding_beats_one_about_its_person() -> None:
    first = FINDINGS[0]
    made = decided(
        on(On.PERSON, "P-ben", Action.SHOW, *BENS),
        on(On.FINDING, first.id, Action.SHOW),
        on(On.FINDING, first.id, Action.REDACT),
        on(On.PERSON, "P-ben", Action.SHOW, *BENS),
    )
    assert first.id in hidden(apply(ordinary(), made))
    again = [*made, *decided(on(On.FINDING, first.id, Action.SHOW))]
    assert first.id not in hidden(apply(ordinary(), again))


def test_decisions_hold_for_a_copy_and_a_moved_file_and_not_for_other_content() -> None:
    """The id of a finding hashes content, field and offsets, never the place."""
    text = str(PRINTER.fields["text"])
    moved = mail(9, text, file="archive/2026.mbox", subject="Printer 1", cc="Ben.Carter@bakery.example")
    changed = mail(9, text + ".", file="archive/2026.mbox", subject="Printer 1")
    assert moved.id != PRINTER.id
    assert finding(moved, "Ben Carter", "P-ben").id == FINDINGS[0].id
    assert finding(changed, "Ben Carter", "P-ben").id != FINDINGS[0].id
    assert finding(moved, "Ben Carter", "P-other", category="place").id == FINDINGS[0].id
    made = decided(on(On.FINDING, FINDINGS[0].id, Action.SHOW))
    copies = found_of((PRINTER, moved), (FINDINGS[0], finding(moved, "Ben Carter", "P-ben")))
    assert hidden(apply(copies, made)) == set()


def test_a_person_merged_into_another_follows_their_decisions() -> None:
    made = decided(on(On.PERSON, "P-dana", Action.MERGE, "P-ben"), on(On.PERSON, "P-dana", Action.REDACT))
    applied = apply(ordinary(), made)
    assert {one.person for one in applied.findings} == {"P-dana"}
    assert applied.merged == {"P-ben": "P-dana"}
    assert applied.undecided() == ()


def test_merges_follow_one_another() -> None:
    made = decided(
        on(On.PERSON, "P-ben", Action.MERGE, "P-dana"), on(On.PERSON, "P-third", Action.MERGE, "P-ben")
    )
    assert apply(ordinary(), made).merged == {"P-dana": "P-third", "P-ben": "P-third"}


def test_a_passage_split_off_is_nobodys_and_undecided() -> None:
    made = decided(
        on(On.PERSON, "P-ben", Action.SHOW, *BENS), on(On.PERSON, "P-ben", Action.SPLIT, FINDINGS[0].id)
    )
    applied = apply(ordinary(), made)
    assert FINDINGS[0].id in {one.id for one in applied.undecided()}
    assert FINDINGS[0].id in hidden(applied)


def test_a_marked_passage_is_hidden_in_every_copy() -> None:
    text = str(PRINTER.fields["text"])
    copy = mail(9, text, file="other.mbox", subject="Printer 1", cc="Ben.Carter@bakery.example")
    at = text.index("printer")
    made = decided(on(On.SPAN, f"{PRINTER.digest}:text:{at}:{at + 7}", Action.MARK))
    applied = apply(found_of((PRINTER, copy)), made)
    assert {(one.record, one.start) for one in applied.findings} == {(PRINTER.id, at), (copy.id, at)}
    assert all(applied.verdict(one).hidden and applied.verdict(one).decided for one in applied.findings)


@pytest.mark.parametrize(
    ("ground", "counted"), [("S2P19", "S2P19"), ("trade secret", "trade secret"), ("", UNNAMED)]
)
def test_a_mark_is_counted_under_its_own_ground(ground: str, counted: str) -> None:
    at = str(PRINTER.fields["text"]).index("printer")
    place = f"{PRINTER.digest}:text:{at}:{at + 7}"
    earlier = Decision(1, On.SPAN, place, Action.MARK, "S2P22")
    applied = apply(found_of((PRINTER,)), (earlier, Decision(2, On.SPAN, place, Action.MARK, ground)))
    assert [applied.verdict(one).ground for one in applied.findings] == [counted]


def test_marking_what_was_detected_hides_it_once_and_keeps_its_person() -> None:
    first = FINDINGS[0]
    made = decided(
        on(On.PERSON, "P-ben", Action.SHOW, *BENS),
        on(On.SPAN, f"{PRINTER.digest}:text:{first.start}:{first.end}", Action.MARK),
    )
    applied = apply(ordinary(), made)
    assert [one.person for one in applied.findings if one.id == first.id] == ["P-ben"]
    assert hidden(applied) == {first.id, FINDINGS[1].id}


def found_with(candidate: Record, *others: Kept) -> Found:
    return replace(
        found_of((PRINTER,)), kept=(Kept(PRINTER, Bucket.ABOUT), Kept(candidate, Bucket.CANDIDATE), *others)
    )


def attached(parent: Record) -> Record:
    record = Record.of("mailbox", "attachment", Locator("box.mbox", 7, 9, "1"), {"name": "bill.txt"})
    return replace(record, parent=parent.id)


@pytest.mark.parametrize(
    ("action", "included", "undecided"),
    [
        (None, False, True),
        (Action.CONFIRM, True, False),
        (Action.REJECT, False, False),
        (Action.WITHHOLD, False, False),
        (Action.OUT_OF_SCOPE, False, False),
    ],
)
def test_a_candidate_and_what_hangs_on_it(action: Action | None, included: bool, undecided: bool) -> None:
    child = attached(MAYBE)
    made = decided(on(On.RECORD, MAYBE.digest, action, ground="S2P19")) if action else []
    applied = apply(found_with(MAYBE, Kept(child, Bucket.CANDIDATE)), made)
    inside = {record.id for record in applied.included}
    assert (MAYBE.id in inside, child.id in inside) == (included, included)
    assert (MAYBE.id in applied.undecided_records) is undecided
    assert (child.id in applied.undecided_records) is undecided
    if action is Action.WITHHOLD:
        assert applied.withheld == {MAYBE.id: "S2P19", child.id: "S2P19"}


def test_an_attachment_may_be_kept_back_alone() -> None:
    child = attached(PRINTER)
    found = replace(ordinary(), kept=(Kept(PRINTER, Bucket.ABOUT), Kept(child, Bucket.ABOUT)))
    applied = apply(found, decided(on(On.RECORD, child.digest, Action.WITHHOLD, ground="S2P19")))
    assert applied.withheld == {child.id: "S2P19"}
    assert [record.id for record in applied.included] == [PRINTER.id]


@pytest.mark.parametrize("bucket", [Bucket.DUPLICATE, Bucket.REFERRED])
def test_copies_and_referred_records_never_leave(bucket: Bucket) -> None:
    found = replace(ordinary(), kept=(Kept(PRINTER, bucket),))
    made = decided(on(On.RECORD, PRINTER.digest, Action.CONFIRM))
    assert apply(found, made).included == ()


MADE = st.lists(
    st.one_of(
        st.sampled_from(["P-ben", "P-dana"]).flatmap(
            lambda person: st.sampled_from(
                [
                    on(On.PERSON, person, Action.REDACT),
                    on(On.PERSON, person, Action.SHOW, *(o.id for o in FINDINGS if o.person == person)),
                ]
            )
        ),
        st.sampled_from(FINDINGS).flatmap(
            lambda one: st.sampled_from(
                [on(On.FINDING, one.id, Action.REDACT), on(On.FINDING, one.id, Action.SHOW)]
            )
        ),
    ),
    max_size=12,
)


@given(MADE)
def test_whatever_is_decided_new_mentions_are_hidden_and_shown_ones_were_counted(
    made: list[Decision],
) -> None:
    later = mail(5, "Ben Carter and Dana Quill")
    new = (finding(later, "Ben Carter", "P-ben"), finding(later, "Dana Quill", "P-dana"))
    applied = apply(found_of((PRINTER, AGAIN, later), (*FINDINGS, *new)), decided(*made))
    assert {one.id for one in new} <= hidden(applied)
    shown = {one.id for one in applied.findings} - hidden(applied)
    assert shown <= {key for one in made if one.action is Action.SHOW for key in (one.scope or (one.target,))}
