"""After release no hidden value is left anywhere, and every other text is as it was."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.answer.apply import Applied, apply
from dsar.answer.hidden import passage, secrets_of
from dsar.answer.release import ELSEWHERE, Hiding, Redactor, places_of, released, replace_spans
from dsar.case.found import Found
from dsar.model.decisions import Action, Decision, On
from dsar.model.findings import Finding, Span
from dsar.model.ledger import LedgerLine
from dsar.model.records import Locator, Mark, Record, Value, When
from dsar.model.release import Released
from dsar.reading.hunt import Hunt

from ..cases import ALICE_NAME, FINDINGS, PRINTER, finding, found_of, mail, ordinary, register

NUMBERED = {"P-dana": 1, "P-ben": 2}
REDACT = Decision(1, On.PERSON, "P-ben", Action.REDACT)


def redactor(found: Found, *made: Decision) -> tuple[Redactor, Applied]:
    applied = apply(found, made)
    return Redactor(applied, secrets_of(found, applied, register(), NUMBERED), NUMBERED), applied


def answer(found: Found, *made: Decision) -> tuple[Released, ...]:
    """The records of an answer."""
    tool, applied = redactor(found, *made)
    return released(applied.included, tool, places_of(found.ledger, tool), {})


def one(
    record: Record, *findings: Finding, made: Sequence[Decision] = (), found: Found | None = None
) -> Released:
    (done,) = answer(found or found_of((record,), findings), *made)
    return done


def test_findings_are_replaced_and_everything_else_stays() -> None:
    first, second = answer(ordinary(), REDACT)
    assert first.fields == {
        "from": "Alice Marlowe <alice.marlowe@harbour.example>",
        "to": "support@northgate.example",
        "subject": "Printer 1",
        "text": "[person 2 · name] says the printer is out. Ask [person 1 · name]. Yours, Alice",
        "cc": "[person 2 · e-mail address]",
    }
    assert second.fields["text"] == "It is out again, says [person 2 · name] ([person 2 · e-mail address])."
    assert first.hidden == {"other people": 2, "undecided": 1}
    assert second.hidden == {"other people": 1, ELSEWHERE: 1}


def test_figures_count_what_was_hidden_and_hold_no_text() -> None:
    tool, applied = redactor(ordinary(), REDACT)
    released(applied.included, tool, {}, {})
    assert (tool.figures.passages, tool.figures.records) == (5, 2)
    assert tool.figures.kinds == {"name": 3, "e-mail address": 2}
    assert sum(tool.figures.grounds.values()) == 5
    assert "Carter" not in repr(tool.figures)


EVERYWHERE = "Ben Carter"


def test_a_value_hidden_once_is_gone_from_every_field_name_title_and_date() -> None:
    record = Record.of(
        "desk",
        "ticket",
        Locator("t.json", 0, 9),
        {
            "subject": "For Ben\u00a0 Carter",
            "text": "Ben Carter asked",
            "BEN CARTER": "yes",
            "note.Ben Carter": "no",
            "quoted": "> ben carter:\n> hello",
        },
        when=When(None, "when Ben Carter came"),
    )
    done = one(record, finding(record, "Ben Carter", "P-ben"))
    everything = repr(done) + repr(dict(done.fields))
    assert not re.search(r"ben\W+carter", everything, re.IGNORECASE)
    assert done.title == "For [person 2 · name]"
    assert done.when_original == "when [person 2 · name] came"
    assert sorted(map(str, done.fields.values())) == sorted(
        ["For [person 2 · name]", "[person 2 · name] asked", "yes", "no", "> [person 2 · name]:\n> hello"]
    )


def test_names_of_fields_that_become_alike_keep_both_values() -> None:
    record = Record.of(
        "desk", "record", Locator("t", 0, 9), {"text": "Ben Carter", "Ben Carter": 1, "BEN CARTER": 2}
    )
    done = one(record, finding(record, "Ben Carter", "P-ben"))
    assert dict(done.fields) == {
        "text": "[person 2 · name]", "[person 2 · name]": 1, "[person 2 · name] (2)": 2,
    }  # fmt: skip
    assert done.hidden == {"undecided": 1, ELSEWHERE: 2}


@pytest.mark.parametrize("value", [70012345, Decimal("70012345"), datetime(2026, 5, 1, tzinfo=UTC), True])
def test_a_finding_in_a_field_that_is_no_text_covers_it_whole(value: Value) -> None:
    record = Record.of("billing", "billing", Locator("b.csv", 0, 9), {"customer": value})
    length = len(value.isoformat() if isinstance(value, datetime) else str(value))
    whole = Finding.of(record.id, record.digest, "customer", Span(0, length, "id", 1, "known"), "P-ben")
    done = one(record, whole)
    assert dict(done.fields) == {"customer": "[person 2 · customer, user or account number]"}


def test_a_number_that_is_hidden_as_text_is_hidden_as_a_number() -> None:
    record = Record.of(
        "billing", "billing", Locator("b.csv", 0, 9), {"text": "see 70012345", "customer": 70012345}
    )
    done = one(record, finding(record, "70012345", "P-ben", category="id"))
    assert "70012345" not in repr(dict(done.fields))


def test_the_subjects_own_name_stays_where_another_shares_a_part_of_it() -> None:
    record = mail(4, "Alice Brown and Alice Marlowe met. Alice left.", **{"from": "Alice Marlowe"})
    found = found_of(
        (record,),
        (finding(record, "Alice", "P-ben"), finding(record, "Brown", "P-ben")),
        identifiers=(ALICE_NAME,),
    )
    done = one(record, found=found)
    assert done.fields["from"] == "Alice Marlowe"
    assert done.fields["text"] == (
        "[person 2 · name] [person 2 · name] and Alice Marlowe met. [person 2 · name] left."
    )


def test_what_a_decision_shows_stays_in_its_place_and_elsewhere() -> None:
    shown = Decision(1, On.FINDING, FINDINGS[0].id, Action.SHOW)
    first, second = answer(ordinary(), shown)
    assert str(first.fields["text"]).startswith("Ben Carter says")
    assert "[person 2 · name]" in str(second.fields["text"])  # decided for itself, and not shown
    quoted = mail(6, "> Ben Carter says")
    found = found_of((PRINTER, quoted), FINDINGS[:1])
    assert answer(found, shown)[1].fields["text"] == "> Ben Carter says"


def test_a_ground_in_words_that_names_somebody_is_cleaned() -> None:
    made = Decision(1, On.PERSON, "P-ben", Action.REDACT, "because Ben Carter asked for it")
    (first, *_) = answer(ordinary(), made)
    assert "because [person 2 · name] asked for it" in first.hidden


@pytest.mark.parametrize(
    ("source", "name", "words"),
    [
        ("mailbox", "mailbox", "Mailbox"),
        ("ben.carter@bakery.example.mbox", "source-1", "Source 1"),
        ("ben-carter", "source-1", "Source 1"),
        ("Ben_Carter.mbox", "source-1", "Source 1"),
        ("ben.carter@bakery.example", "source-1", "Source 1"),
    ],
)
def test_a_source_named_after_a_hidden_person_is_renamed(source: str, name: str, words: str) -> None:
    tool, _ = redactor(ordinary(), REDACT)
    assert places_of([LedgerLine(source, label=source.capitalize())], tool) == {source: (name, words)}


def test_records_are_numbered_by_date_and_parents_are_told_by_number() -> None:
    late, early = mail(20, "x"), mail(2, "y")
    child = replace(mail(21, "z"), parent=late.id, when=None)
    orphan = replace(mail(22, "z"), parent="not here", when=None)
    done = answer(found_of((late, early, child, orphan)))
    assert [(one.id, one.fields["text"], one.parent) for one in done] == [
        ("R0001", "y", ""), ("R0002", "x", ""), ("R0003", "z", "R0002"), ("R0004", "z", ""),
    ]  # fmt: skip


def test_a_release_knows_no_place_party_or_digest_of_what_it_came_from() -> None:
    child = Record.of(
        "mailbox",
        "attachment",
        Locator("box.mbox", 77, 9, "2/bill.txt"),
        {"name": "bill.txt", "sha256": "ab" * 32},
    )
    done = one(child)
    assert dict(done.fields) == {"name": "bill.txt"}
    for secret in (child.id, child.digest, "box.mbox", "2/bill.txt", "ab" * 32):
        assert secret not in repr(done)


def test_categories_of_single_fields_count() -> None:
    record = replace(mail(4, "x"), marks=(Mark("text", ("billing", "contact")),))
    assert one(record).categories == ("contact", "account", "billing")


# The property. Words that labels themselves hold ("person", "name") are left out.

WORDS = st.sampled_from(
    ["Ben", "Carter", "ben@x.example", "malice@x.example", "Annual", "will", "Will", "70012345", "O'Neil",
     "Zoë", "李爱丽", "昨天李爱丽说",
     "left", "the", "-", ".", "<b>", "\n", "5", "Carterton", "é", "Straße", "\u00ad"]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=14).flatmap(
    lambda words: st.sampled_from([" ", ", ", "\n"]).map(lambda gap: gap.join(words))
)
PLACES = st.tuples(st.integers(0, 60), st.integers(1, 30), st.sampled_from(["P-ben", "P-dana", ""]))


def spans_in(record: Record, places: Sequence[tuple[int, int, str]]) -> list[Finding]:
    length = len(str(record.fields["text"]))
    return [
        Finding.of(
            record.id,
            record.digest,
            "text",
            Span(start % length, min(start % length + size, length), "name", 1, "t"),
            person,
        )
        for start, size, person in places
    ]


@given(TEXTS, TEXTS, st.lists(PLACES, min_size=1, max_size=5))
def test_no_hidden_value_is_left_and_nothing_else_is_touched(
    text: str, other: str, places: list[tuple[int, int, str]]
) -> None:
    record = Record.of("box", "mail", Locator("a", 1, 9), {"text": text, "subject": other})
    second = Record.of("box", "mail", Locator("a", 2, 9), {"text": other, "cc": text})
    findings = spans_in(record, places)
    found = found_of((record, second), findings, persons=(), identifiers=())
    applied = apply(found, ())
    secrets = secrets_of(found, applied, None, NUMBERED)
    tool = Redactor(applied, secrets, NUMBERED)
    done = released(applied.included, tool, {}, {})
    hunt = Hunt(secrets.labels)
    marks = re.compile("|".join(map(re.escape, {*secrets.labels.values(), *LABELS})))
    for after, before in zip(done, (record, second), strict=True):
        for name, value in after.fields.items():
            parts = marks.split(str(value))
            assert not any(list(hunt.seen(part)) for part in parts)
            # What is left stands in the original, in its order, and only findings and hunted values went.
            at = 0
            for part in parts:
                at = str(before.fields[name]).index(part, at) + len(part)
    covered = {n for one in findings for n in range(one.start, one.end)}
    hunted = {n for seen in hunt.seen(text) for n in range(seen.start, seen.end)}
    kept = "".join(char for n, char in enumerate(text) if n not in covered | hunted)
    left = marks.sub("", str(done[0].fields["text"]))
    # Beside a label a value may stand by itself that did not before: then that is hidden as well.
    assert left == kept or len(left) < len(kept)
    if all(word.isalnum() and word in text.split() for word in map(passed(record), findings)):
        assert left == kept


def passed(record: Record) -> Callable[[Finding], str]:
    return lambda one: passage(record, one)


LABELS = ("[person 1 · name]", "[person 2 · name]", "[hidden · name]")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=6))
def test_spans_that_overlap_become_one_and_touching_ones_stay_two(pairs: list[tuple[int, int]]) -> None:
    text = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"
    spans: list[Hiding] = [(at, at + size, f"[{at}]", "g") for at, size in pairs]
    replaced, used = replace_spans(text, spans)
    covered = {n for start, end, _, _ in spans for n in range(start, end)}
    kept = "".join(char for n, char in enumerate(text) if n not in covered)
    for _, _, mark, _ in used:
        assert mark in replaced
        replaced = replaced.replace(mark, "", 1)
    assert replaced == kept
    assert {n for start, end, _, _ in used for n in range(start, end)} == covered
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(used))


def test_the_property_can_fail() -> None:
    """A redactor that forgets one secret is caught by the same check."""
    found = ordinary()
    applied = apply(found, ())
    secrets = secrets_of(found, applied, None, NUMBERED)
    assert "Ben Carter" in secrets.labels
    quoted = mail(6, "> Ben Carter says")
    forgetful = Redactor(applied, replace(secrets, labels={}), NUMBERED)
    fields, _ = forgetful.fields(quoted)
    assert list(Hunt(secrets.labels).seen(str(fields["text"])))
