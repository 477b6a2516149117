"""What counts as a secret: hidden texts and hidden people's identifiers, but not what may stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsar.answer.apply import apply
from dsar.answer.hidden import Secrets, kind_of, label, numbers, secrets_of
from dsar.case.found import Found
from dsar.model.decisions import Action, Decision, On
from dsar.model.findings import Person, Standing
from dsar.model.identifiers import Identifier
from dsar.model.request import Request

from ..cases import (
    AGAIN,
    ALICE_NAME,
    BEN,
    DANA,
    FINDINGS,
    PRINTER,
    finding,
    found_of,
    mail,
    ordinary,
    register,
)

NUMBERED = {"P-dana": 1, "P-ben": 2}


def secrets(found: Found, *made: Decision, request: Request | None = None) -> Secrets:
    return secrets_of(found, apply(found, made), register(), NUMBERED, request)


def shown(person: str) -> Decision:
    return Decision(1, On.PERSON, person, Action.SHOW, scope=tuple(one.id for one in FINDINGS))


def test_every_hidden_text_and_every_identifier_of_a_hidden_person_is_a_secret() -> None:
    assert secrets(ordinary()).labels == {
        "Ben Carter": "[person 2 · name]",
        "Dana Quill": "[person 1 · name]",
        "Ben.Carter@bakery.example": "[person 2 · e-mail address]",
        "ben.carter@bakery.example": "[person 2 · e-mail address]",
    }


def test_a_full_name_is_hunted_even_where_only_the_address_was_found() -> None:
    found = found_of((PRINTER,), (FINDINGS[2],))
    assert "Ben Carter" in secrets(found).labels


def test_a_persons_single_names_and_weak_identifiers_are_not_hunted() -> None:
    weak = (Identifier.of("ip", "192.0.2.7"), Identifier.of("user", "81234", realm="desk"))
    ben = replace(BEN, names=("Will",), identifiers=weak)
    found = found_of((PRINTER,), (FINDINGS[0],), persons=(ben,))
    assert set(secrets(found).labels) == {"Ben Carter", "81234"}


def test_what_a_decision_shows_is_no_secret_and_neither_are_shown_people() -> None:
    made = shown("P-ben")
    found = secrets(ordinary(), made)
    assert set(found.labels) == {"Dana Quill"}
    assert "ben carter" in found.allowed


def test_a_person_shown_in_one_place_is_hunted_by_text_only() -> None:
    made = Decision(1, On.FINDING, FINDINGS[2].id, Action.SHOW)
    found = secrets(ordinary(), made)
    assert set(found.labels) == {"Ben Carter", "Dana Quill"}


@pytest.mark.parametrize(
    ("text", "request_", "identifiers"),
    [
        ("Alice Marlowe", Request("x", name="Alice Marlowe"), ()),
        ("alice marlowe", None, (ALICE_NAME,)),
        ("alice@home.example", Request("x", reply_to="Alice@home.example"), ()),
        ("Kim Agent", Request("x", agent="Kim Agent"), ()),
        ("privacy@northgate.example", None, ()),
        ("Cloudhost GmbH", None, ()),
        ("0303 123 1113", None, ()),
    ],
)
def test_the_subjects_own_and_the_registers_texts_may_stand(
    text: str, request_: Request | None, identifiers: tuple[Identifier, ...]
) -> None:
    record = mail(4, f"so says {text} today")
    found = found_of((record,), (finding(record, text),), identifiers=identifiers)
    assert secrets(found, request=request_).labels == {}


@pytest.mark.parametrize("text", ["12", "J", "1a", "--"])
def test_what_would_be_found_everywhere_is_not_hunted(text: str) -> None:
    record = mail(4, f"see {text} there")
    assert secrets(found_of((record,), (finding(record, text),), persons=())).labels == {}


def test_signs_around_a_hidden_text_do_not_save_the_text() -> None:
    record = mail(4, "then <ben@x.example>, and Ben Carter.")
    found = found_of((record,), (finding(record, "<ben@x.example>,"), finding(record, "Ben Carter.")))
    assert {"ben@x.example", "Ben Carter"} <= set(secrets(found).labels)


def test_a_text_that_two_people_share_names_neither() -> None:
    first, second = mail(4, "Sam wrote"), mail(5, "Sam called")
    found = found_of(
        (first, second), (finding(first, "Sam", "P-ben"), finding(second, "Sam", "P-dana")), persons=()
    )
    assert secrets(found).labels == {"Sam": "[hidden · name]"}


def test_the_identifiers_of_a_merged_person_are_hunted() -> None:
    made = Decision(1, On.PERSON, "P-dana", Action.MERGE, scope=("P-ben",))
    found = found_of((PRINTER,), FINDINGS[:2])
    assert secrets(found, made).labels["ben.carter@bakery.example"] == "[person 1 · e-mail address]"


def test_a_person_without_a_number_has_a_label_all_the_same() -> None:
    new = Person("P-new", (), (Identifier.of("email", "new@x.example"),))
    found = found_of((PRINTER,), (finding(PRINTER, "printer", "P-new"),), persons=(new,))
    assert secrets(found).labels["new@x.example"] == "[hidden · e-mail address]"


def test_the_subject_is_nobody_to_hide() -> None:
    own = replace(DANA, standing=Standing.SUBJECT, identifiers=(Identifier.of("email", "a@m.example"),))
    found = found_of((PRINTER,), (FINDINGS[1],), persons=(own,))
    assert "a@m.example" not in secrets(found).labels


def test_hidden_texts_of_records_that_stay_here_are_secrets_too() -> None:
    made = Decision(1, On.RECORD, AGAIN.digest, Action.WITHHOLD, "S2P19")
    found = found_of((PRINTER, AGAIN), (FINDINGS[3],), persons=())
    assert set(secrets(found, made).labels) == {"Ben Carter"}


def test_secrets_do_not_show_themselves() -> None:
    assert "Carter" not in repr(secrets(ordinary()))
    assert "marlowe" not in repr(secrets(ordinary())).lower()


def test_numbers_follow_the_order_of_minting_and_labels_say_no_length() -> None:
    assert numbers(("a", "b", "c")) == {"a": 1, "b": 2, "c": 3}
    assert label("name", "b", {"b": 2}) == "[person 2 · name]"
    assert label("name", "", {}) == "[hidden · name]"
    assert kind_of(label("id", "b", {"b": 2})) == "customer, user or account number"
