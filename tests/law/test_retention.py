"""How long data is kept: the vectors of the specification (12.3), applied to the sample's notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.law.retention import GAP, UNTIL_CLAIM, Facts, Keep, facts_of, verdict
from dsar.model.events import Event
from dsar.model.register import Register
from dsar.register.check import as_notice_alone
from dsar.register.reading import load

NOTICE = load(Path(__file__).resolve().parents[2] / "samples" / "ct1" / "register.toml")
ON = date(2026, 11, 22)


def until(category: str, facts: Facts, register: Register = NOTICE) -> str:
    found = verdict(category, register, facts, ON)
    return found.until.isoformat() if found.until else found.words


@pytest.mark.parametrize(
    ("category", "facts", "result"),
    [
        ("enquiry", Facts(last_interaction=date(2024, 11, 22)), "2026-11-22"),
        ("enquiry", Facts(last_interaction=date(2024, 2, 29)), "2026-02-28"),
        ("enquiry", Facts(last_interaction=date(2024, 1, 1), contract=True, service_ended=date(2025, 3, 31)),
         "2032-03-31"),
        ("account", Facts(contract=True), "end of service + up to 7 years"),
        ("account", Facts(service_ended=date(2020, 2, 29)), "2027-02-28"),
        ("billing", Facts(service_ended=date(2019, 6, 30), accounting_period_ended=date(2020, 3, 31)), "2026-06-30"),
        ("billing", Facts(service_ended=date(2019, 1, 10), accounting_period_ended=date(2020, 3, 31)), "2026-03-31"),
        ("enquiry", Facts(hold=True), UNTIL_CLAIM),
        ("technical", Facts(hold=True), UNTIL_CLAIM),
    ],
)  # fmt: skip
def test_the_vectors_of_the_specification(category: str, facts: Facts, result: str) -> None:
    assert until(category, facts) == result


def test_a_category_without_a_period_is_a_gap() -> None:
    alone = as_notice_alone(NOTICE)
    for category in ("technical", "usage", "identity", "contact", "marketing"):
        found = verdict(category, alone, Facts(), ON)
        assert (found.keep, found.until) == (Keep.GAP, None)
        assert found.words.startswith(GAP)


@pytest.mark.parametrize(
    ("on", "keep"), [("2026-11-22", Keep.WITHIN), ("2026-11-23", Keep.OVER), ("2020-01-01", Keep.WITHIN)]
)
def test_the_last_day_is_within(on: str, keep: Keep) -> None:
    facts = Facts(last_interaction=date(2024, 11, 22))
    assert verdict("enquiry", NOTICE, facts, date.fromisoformat(on)).keep is keep


def test_a_log_counts_from_its_own_entry() -> None:
    assert until("technical", Facts(entered=date(2026, 1, 31))) == "2027-01-31"


def test_contact_follows_what_it_belongs_to() -> None:
    asked = Facts(last_interaction=date(2025, 5, 1))
    assert until("contact", asked) == "2027-05-01"
    assert until("contact", replace(asked, contract=True, service_ended=date(2025, 5, 1))) == "2032-05-01"
    assert until("contact", replace(asked, contract=True)) == "end of service + up to 7 years"


def test_marketing_is_kept_until_an_event_that_has_no_date() -> None:
    assert verdict("marketing", NOTICE, Facts(), ON).keep is Keep.CRITERIA


def test_facts_come_from_events() -> None:
    events = [
        Event("service_ended", date(2020, 1, 1)),
        Event("service_ended", date(2021, 1, 1)),
        Event("accounting_period_ended", date(2021, 3, 31)),
        Event("hold_began", date(2022, 1, 1)),
    ]
    facts = facts_of(events, contract=False, last_interaction=None)
    assert facts == Facts(None, date(2021, 1, 1), date(2021, 3, 31), None, True, True)
    lifted = facts_of([*events, Event("hold_ended", date(2022, 2, 1))], contract=False, last_interaction=None)
    assert not lifted.hold


@given(st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_a_floor_never_shortens(ended: date, period: date) -> None:
    plain = verdict("billing", NOTICE, Facts(service_ended=ended), ON)
    floored = verdict("billing", NOTICE, Facts(service_ended=ended, accounting_period_ended=period), ON)
    assert plain.until
    assert floored.until
    assert floored.until >= plain.until
