"""Records that say nearly the same are grouped, and none of them is merged, dropped or changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.answer.apply import apply
from dsar.answer.gate import contradictions
from dsar.answer.near import BY_ID, BY_TEXT, differences, group_of, groups, normalised, only_in, others
from dsar.case.found import Found, Kept
from dsar.model.decisions import Action, Decision, On
from dsar.model.ledger import Bucket
from dsar.model.records import Locator, Record

from ..cases import finding, found_of, mail

SAID = (
    "The printer on the second floor is out again. Ben Carter looked at it on Monday and ordered a new drum."
)
FIRST = mail(1, SAID, message_id="<1@harbour.example>")


def ids(found: Found) -> list[tuple[str, ...]]:
    return [one.records for one in groups(found)]


@pytest.mark.parametrize(
    "text",
    [
        SAID.upper(),
        "> " + SAID.replace(". ", ".\n> "),
        f"{SAID}\n-- \nAlice Marlowe\nHarbour Ltd, 12 Quay Street",
        f"{SAID}\n\n________________\nThis e-mail is confidential. If you are not the addressee, delete it.",
        f"CAUTION: This message came from outside our organisation.\n\n{SAID}",
        SAID.replace(" ", "\u00a0 \n"),
        SAID.replace(".", " …"),
    ],
)
def test_the_same_said_otherwise_is_one_group(text: str) -> None:
    assert text != SAID
    again = mail(2, text, file="other.mbox", message_id="<2@harbour.example>")
    (group,) = groups(found_of((FIRST, again)))
    assert group.records == (FIRST.id, again.id)
    assert group.by == (BY_TEXT,)


def test_an_edit_is_no_group_unless_the_message_id_is_one() -> None:
    edited = mail(2, SAID.replace("Monday", "Sunday"), message_id="<2@harbour.example>")
    assert groups(found_of((FIRST, edited))) == ()
    same = mail(3, SAID.replace("Monday", "Tuesday"), file="other.mbox", message_id=" <1@harbour.example>")
    (group,) = groups(found_of((FIRST, edited, same)))
    assert group.records == (FIRST.id, same.id)
    assert group.by == (BY_ID,)


def test_a_blind_copy_and_an_edit_stay_and_are_told() -> None:
    blind = mail(
        2, SAID.replace("Monday", "Tuesday"), file="sent.mbox", message_id="<1@harbour.example>",
        bcc="ben.carter@bakery.example", subject="Printer 1",
    )  # fmt: skip
    found = found_of((FIRST, blind))
    assert {one.id for one in apply(found, ()).included} == {FIRST.id, blind.id}
    told = {(one.field, one.where) for one in differences(FIRST, blind)}
    assert told == {("bcc", "there"), ("text", "both")}
    assert {(one.field, one.where) for one in differences(blind, FIRST)} == {
        ("bcc", "here"),
        ("text", "both"),
    }
    assert only_in("one\nTwo words.\n", "> ONE\n") == ["Two words."]


def test_what_is_in_no_field_differs_too() -> None:
    other = Record.of("mailbox", "mail", Locator("b"), FIRST.fields, content=b"another attachment")
    assert [one.field for one in differences(FIRST, other)] == [""]
    assert differences(FIRST, replace(FIRST, id="x")) == ()


def test_short_texts_rows_and_log_lines_are_not_near_each_other() -> None:
    thanks = [mail(n, "Thanks!", file=f"{n}.mbox") for n in range(3)]
    terms = "Payment is due within thirty days of the date of the invoice; interest is charged after that."
    rows = [
        Record.of("billing", kind, Locator("a.csv", n), {"note": terms, "number": n})
        for n in range(3)
        for kind in ("billing", "record", "log")
    ]
    assert groups(found_of([*thanks, *rows])) == ()


def test_a_ticket_is_near_another_only_as_a_whole() -> None:
    canned = "Have you tried to switch it off, to count to ten slowly, and to switch it on again afterwards?"

    def ticket(n: int, asked: str) -> Record:
        return Record.of(
            "desk", "ticket", Locator("t", n), {"comments.0.body": asked, "comments.1.body": canned}
        )

    one, two, again = ticket(1, SAID), ticket(2, SAID.replace("second", "first")), ticket(3, SAID.lower())
    assert ids(found_of((one, two, again))) == [(one.id, again.id)]


def test_a_chain_is_one_group_and_copies_and_referred_records_are_in_none() -> None:
    one = mail(1, SAID, message_id="<1@harbour.example>")
    two = mail(2, SAID, file="b", message_id="<2@harbour.example>")
    three = mail(
        3,
        "Another text altogether, which is long enough to be told from all of the others here.",
        file="c",
        message_id="<2@harbour.example>",
    )
    found = found_of((one, two), candidates=(three,))
    copies = (
        Kept(mail(4, SAID, file="d"), Bucket.DUPLICATE, one.id),
        Kept(mail(5, "", file="e"), Bucket.REFERRED),
    )
    found = replace(found, kept=(*found.kept, *copies))
    (group,) = groups(found)
    assert group.records == (one.id, two.id, three.id)
    assert group.by == (BY_ID, BY_TEXT)
    assert others(group_of((group,)), two.id) == (one.id, three.id)
    assert others({}, two.id) == ()


@pytest.mark.parametrize("shown_first", [True, False])
def test_what_one_of_a_group_hides_the_other_must_not_show(shown_first: bool) -> None:
    again = mail(2, f"> {SAID}", file="other.mbox")
    records = (mail(1, SAID), again)
    findings = tuple(finding(one, "Ben Carter", "P-ben") for one in records)
    shown, hidden = findings if shown_first else findings[::-1]
    made = (
        Decision(1, On.FINDING, shown.id, Action.SHOW),
        Decision(2, On.FINDING, hidden.id, Action.REDACT),
    )
    found = found_of(records, findings)
    assert set(contradictions(found, apply(found, made))) == {one.id for one in records}
    agreed = (made[0], replace(made[1], action=Action.SHOW))
    assert contradictions(found, apply(found, agreed)) == ()


def test_records_that_only_share_a_person_may_differ() -> None:
    records = (
        mail(1, SAID),
        mail(2, "Ben Carter came by about the coffee machine, which has nothing to do with the printer."),
    )
    findings = tuple(finding(one, "Ben Carter", "P-ben") for one in records)
    made = (
        Decision(1, On.FINDING, findings[0].id, Action.SHOW),
        Decision(2, On.FINDING, findings[1].id, Action.REDACT),
    )
    found = found_of(records, findings)
    assert contradictions(found, apply(found, made)) == ()


texts = st.lists(
    st.sampled_from([*SAID.split(), ">", "--", "\n", "\n-- \n", "________", "é", "\ud800"]), max_size=60
).map(" ".join)
marks = st.sampled_from(["", "<1@h.example>", "<2@h.example>", "3", "<4@h.example>"])


@given(st.lists(st.tuples(texts, marks), max_size=12))
def test_grouping_loses_and_merges_nothing(given_texts: list[tuple[str, str]]) -> None:
    records = [mail(n, text, file=f"{n}.mbox", message_id=mark) for n, (text, mark) in enumerate(given_texts)]
    found = found_of(records)
    before = found.kept
    made = groups(found)
    assert found.kept == before
    assert [one.id for one in apply(found, ()).included] == [one.id for one in records]
    inside = [record for one in made for record in one.records]
    assert len(inside) == len(set(inside))
    assert set(inside) <= {one.id for one in records}
    assert all(len(one.records) > 1 and one.by for one in made)
    where = group_of(made)
    for n, one in enumerate(records):
        for other in records[n + 1 :]:
            mark = one.fields.get("message_id", "")
            alike = "@" in str(mark) and mark == other.fields.get("message_id")
            said = normalised(str(one.fields.get("text", "")))
            alike = alike or (len(said) >= 60 and said == normalised(str(other.fields.get("text", ""))))
            if alike:
                assert where[one.id] is where[other.id]


@pytest.mark.parametrize("sign", ["> ", "_", "-- \n", "caution ", "a", "\n", "> > --", "- "])
def test_a_hostile_text_of_megabytes_is_read_once(sign: str) -> None:
    """Where time grew with the square of the text, this would not end."""
    size = 3_000_000 // len(sign)
    found = found_of([mail(n, sign * size, file=f"{n}") for n in range(2)])
    assert ids(found) in ([], [tuple(one.record.id for one in found.kept)])


def test_many_records_of_one_group_are_joined_at_once() -> None:
    found = found_of([mail(n, SAID, file=f"{n}", message_id=f"<{n // 2}@h.example>") for n in range(5000)])
    assert [len(one) for one in ids(found)] == [5000]
