"""Names that things have: each rule drops where the words beside say so, and leaves people who stand like that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.model.findings import Span
from dsar.people.alone import RULES as ALONE
from dsar.people.alone import supported, why_none
from dsar.people.given import FAMILY, LISTED
from dsar.people.things import RULES, thing

THINGS = (
    ("moved to server Edith today", "Edith", "kind"),
    ("Project Edith: budget", "Edith", "kind"),
    ("Storm Edith Marlow has passed", "Edith Marlow", "kind"),
    ("the Edith server failed", "Edith", "use"),
    ("a proof of Okafor's theorem", "Okafor", "use"),
    ("Edith v3.1 is out", "Edith", "version"),
    ("Edith Marlow 4.2.1 is out", "Edith Marlow", "version"),
    ("rebooted Edith after lunch", "Edith", "act"),
    ("import edith", "edith", "act"),
    ("Edith is out of memory", "Edith", "state"),
    ("Edith: listening on port 80", "Edith", "state"),
    ("book the Edith.", "Edith", "article"),
    ('Release 7.3 "Edith" is out', "Edith", "quoted"),
    ("4 x mug 'Edith' 350ml", "Edith", "quoted"),
    ("2 x Edith candle holder", "Edith", "goods"),
    ("Roses: 'Edith Marlow' bare root £17.50; 4L pot", "Edith Marlow", "goods"),
    ("Edith Marlow cushion £40", "Edith Marlow", "goods"),
)
PEOPLE = (
    ("the laptop Edith returned is broken", "Edith"),
    ("the server that Edith rebooted", "Edith"),
    ("Edith Marlow owes £40", "Edith Marlow"),
    ("Edith paid £40", "Edith"),
    ("10442,Edith Marlow,2 x Lamp,£44.00", "Edith Marlow"),
    ("2 x Lamp for Edith", "Edith"),
    ("the Okafor account", "Okafor"),
    ("the Edith who rang", "Edith"),
    ("rebooted Edith's laptop", "Edith"),
    ("John Marlow 82 kg", "John Marlow"),
    ("Edith 2.30pm", "Edith"),
    ("my host Edith", "Edith"),
    ("Okafor's law firm", "Okafor"),
    ("Edith laptop broken", "Edith"),
    ("Rose Okafor", "Okafor"),
    ("Edith is out of office", "Edith"),
    ("Edith failed to turn up", "Edith"),
    ("Edith is offline", "Edith"),
    ("Gene Okafor", "Okafor"),
    ('Oluwaseun "Edith" Okafor', "Edith"),
    ('logged in as "Edith"', "Edith"),
    ('7,open,"Edith","Hull"', "Edith"),
    ('{"name": "Edith"}', "Edith"),
    ('call from "Edith" <sip:100@x.example>', "Edith"),
    ('my sister, "Edith"', "Edith"),
    ('7,"Edith Marlow",paid by card,£40.00', "Edith Marlow"),
    ("buyer: 'Edith Marlow', sum: '£40'", "Edith Marlow"),
    ('"Edith Marlow","Hull","£40.00"', "Edith Marlow"),
)


def place(text: str, value: str) -> tuple[int, int]:
    return text.index(value), text.index(value) + len(value)


@pytest.mark.parametrize(("text", "value", "rule"), THINGS)
def test_a_thing_is_told_by_its_rule(text: str, value: str, rule: str) -> None:
    assert thing(text, *place(text, value)) == rule


def test_every_rule_of_things_has_its_case() -> None:
    assert {rule for _, _, rule in THINGS} == set(RULES)


@pytest.mark.parametrize(("text", "value"), PEOPLE)
def test_people_who_stand_beside_things_are_people(text: str, value: str) -> None:
    assert thing(text, *place(text, value)) == ""
    assert why_none(text, *place(text, value)) == ""


NOBODY = (
    ("St Edith's church roof", "Edith", "saint"),
    ("Courier: Okafor Express, consignment 7", "Okafor", "called"),
    ("ate the Edith salad", "Edith", "article"),
    ("got the edith dress in red", "edith", "article"),
    ("Alert resolved: Edith latency below 200 ms", "Edith", "matter"),
    ("call edith() first", "edith", "code"),
    ("Crossword: Edith, six letters", "Edith", "label"),
    ("Seats used in Edith are 118 of 120", "Edith", "matter"),
    ("just restarted edith, should be ok", "edith", "thing"),
    ("Okafor inverter overvoltage, countdown 60 s", "Okafor", "unspoken"),
)
SOMEBODY = (
    ("Cover: Edith Thursday", "Edith"), ("Walk-in: Edith, no lunch", "Edith"), ("Baby Edith 3.2 kg", "Edith"), ("Edith: boiler, filter", "Edith"),
    ("Edith, boiler and filter", "Edith"), ("closed by Edith Wall", "Edith"), ("Stock moved. Edith notes it.", "Edith"), ("Edith", "Edith"),
    ("dinner edith and me", "edith"), ("the Edith I know", "Edith"),
    ("A licence for Edith", "Edith"), ("Edith Dentist 10:30", "Edith"), ("ask edith(mum)", "edith"), ("Add Edith to the channel", "Edith"), ("Edith back at 3", "Edith"),
    ("is Edith on the vpn", "Edith"), ("Window cleaner Edith £12", "Edith"), ("The server Edith bought", "Edith"), ("Tea and the backup tapes are what Edith likes", "Edith"),
    ("Yesterday we helped Edith with the server", "Edith"), ("Edith is on the train", "Edith"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "value", "rule"), NOBODY)
def test_a_listed_word_alone_is_dropped_by_its_rule(text: str, value: str, rule: str) -> None:
    assert why_none(text, *place(text, value), family=rule == "unspoken") == rule


def test_every_rule_of_lists_has_its_case() -> None:
    assert {rule for _, _, rule in NOBODY} == set(ALONE)


@pytest.mark.parametrize(("text", "value"), SOMEBODY)
def test_a_listed_word_among_people_stays(text: str, value: str) -> None:
    assert why_none(text, *place(text, value)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Okafor",
        "Okafor 01632 960123",
        "the Okafor boys 2 jigsaws",
        "Parcel: 2 boxes, for Okafor",
        "Hull - Okafor",
        "Okafor rang at noon",
    ],
)
def test_a_last_name_alone_among_people_or_in_a_cell_stays(text: str) -> None:
    assert why_none(text, *place(text, "Okafor"), family=True) == ""


def test_what_something_else_found_too_is_never_dropped() -> None:
    text = "Crossword: Edith, six letters"
    only = Span(*place(text, "Edith"), "name", 0.5, LISTED)
    seen = Span(*place(text, "Edith"), "name", 0.85, "name model")
    assert supported(text, [only]) == set()
    assert supported(text, [only, seen]) == {only, seen}


def test_a_text_in_which_people_speak_loses_nothing() -> None:
    line = "Crossword: Edith, six letters"
    text = f"Hi, I rang you.\n{line}"
    one = Span(*place(text, "Edith"), "name", 0.5, LISTED)
    assert supported(text, [one]) == {one}
    assert supported(line, [Span(*place(line, "Edith"), "name", 0.5, LISTED)]) == set()


@given(st.text("Edith ():.\n£2x", max_size=60), st.data())
def test_only_what_lists_alone_say_is_ever_dropped(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    spans = [
        Span(start, max(start, end) + 1, "name", 0.5, detector)
        for start, end, detector in data.draw(
            st.lists(st.tuples(ends, ends, st.sampled_from((LISTED, FAMILY, "name model"))), max_size=8)
        )
    ]
    kept = supported(text, spans)
    assert kept <= set(spans)
    assert {one for one in spans if one.detector == "name model"} <= kept
