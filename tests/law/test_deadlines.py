"""The clock: the vectors of the specification, our own, the properties it names, and bad input."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.errors import UsageError
from dsar.law.counting import add_months
from dsar.law.deadlines import Deadline, Reading, Status, deadline
from dsar.law.events import check_events, parse_events
from dsar.law.other_limits import acknowledge_by
from dsar.law.working_days import KNOWN_TO, is_working_day, region_named
from dsar.model.events import PAIRS, Event

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT.parent / "shared" / "reference" / "deadlines.csv"


def count(received: str, events: str = "none", **how: str) -> Deadline:
    return deadline(date.fromisoformat(received), events, **how)  # type: ignore[arg-type]


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not beside this repository")
def test_every_vector_of_the_specification() -> None:
    with VECTORS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 54
    wrong = []
    for row in rows:
        found = count(row["received"], row["events"], regime=row["regime"], region=row["region"])
        stated = re.search(r"CAUTIOUS: (\d+ \w{3})", row["reasoning"])
        cautious = f"{found.cautious.day} {found.cautious:%b}" if found.cautious else ""
        if found.shown != row["due"] or (cautious != stated[1] if stated else found.cautious != found.due):
            wrong.append((row["received"], row["events"], found.shown, cautious))
    assert wrong == []


@pytest.mark.parametrize(
    ("received", "region", "events", "due"),
    [
        ("2026-11-22", "england-wales", "none", "2026-12-22"),
        ("2026-11-25", "Scotland", "none", "2026-12-29"),
        ("2027-11-25", "NI", "none", "2027-12-29"),
        ("2027-06-12", "NI", "none", "2027-07-13"),
        ("2026-05-15", "england-wales", "none", "2026-06-15"),
        ("2026-11-23", "england-wales", "id_requested=2026-11-24", "NOT_STARTED"),
        ("2026-11-23", "england-wales", "clarification_requested=2026-11-25", "PAUSED"),
        (
            "2027-01-31", "england-wales",
            "clarification_requested=2027-02-02;clarification_received=2027-02-05", "2027-03-04",
        ),
        ("2027-04-06", "england-wales", "right=erase;clarification_requested=2027-04-08", "2027-05-06"),
        ("2026-11-30", "england-wales", "extension_notified=2026-12-20", "2027-03-01"),
        ("2026-11-30", "england-wales", "extension_notified=2027-01-04", "2026-12-30"),
        (
            "2026-11-02", "england-wales",
            "clarification_requested=2026-12-07;clarification_received=2026-12-14", "2026-12-02",
        ),
    ],
)  # fmt: skip
def test_vectors_of_our_own(received: str, region: str, events: str, due: str) -> None:
    assert count(received, events, region=region).shown == due


@pytest.mark.parametrize(
    ("received", "region", "due"),
    [
        ("2025-06-05", "england-wales", "2025-07-07"),
        ("2026-06-25", "england-wales", "2026-07-27"),
        ("2026-11-22", "england-wales", "2026-12-22"),
        ("2026-11-25", "england-wales", "2026-12-29"),
        ("2026-12-02", "england-wales", "2027-01-04"),
        ("2026-12-02", "scotland", "2027-01-05"),
    ],
)
def test_a_complaint_is_acknowledged_in_thirty_days(received: str, region: str, due: str) -> None:
    assert acknowledge_by(date.fromisoformat(received), region).isoformat() == due


def test_the_union_knows_no_pause_unless_it_is_set() -> None:
    events = "clarification_requested=2027-03-03;clarification_received=2027-03-05"
    plain = count("2027-03-01", events, regime="EU", region="EU-IE")
    assert plain.shown == "2027-04-01"
    assert any("EU-03" in line for line in plain.warnings)
    paused = deadline("2027-03-01", events, regime="EU", region="EU-IE", reading=Reading(eu_pauses=True))
    assert paused.due == date(2027, 4, 5)  # three days on, and 4 April is a Sunday
    assert paused.because


def test_the_union_starts_anew_where_identity_is_asked_at_once() -> None:
    at_once = count(
        "2027-03-01", "id_requested=2027-03-01;id_received=2027-03-04", regime="EU", region="EU-IE"
    )
    later = count("2027-03-01", "id_requested=2027-03-02;id_received=2027-03-04", regime="EU", region="EU-IE")
    assert (at_once.start, later.start) == (date(2027, 3, 4), date(2027, 3, 1))


def test_status_by_the_day() -> None:
    def status(events: str, today: str) -> Status:
        return deadline("2026-11-02", events, today=date.fromisoformat(today)).status

    assert status("none", "2026-12-02") is Status.RUNNING
    assert status("none", "2026-12-03") is Status.OVERDUE
    assert status("extension_notified=2026-11-20", "2026-12-03") is Status.EXTENDED
    assert status("clarification_requested=2026-11-04", "2027-12-03") is Status.PAUSED
    assert status("id_requested=2026-11-04", "2027-12-03") is Status.NOT_STARTED
    assert status("answered=2026-11-20", "2027-12-03") is Status.ANSWERED


def test_the_derivation_names_its_rules() -> None:
    found = count("2027-01-31", "clarification_requested=2027-02-02;clarification_received=2027-02-05")
    assert [line[:5] for line in found.because] == ["TL-11", "TL-01", "TL-08"]
    rolled = count("2026-11-25")
    assert (
        rolled.because[-1] == "TL-05: Fri 25 Dec 2026 is no working day in England and Wales: Tue 29 Dec 2026"
    )


def test_late_questions_and_notices_are_warned_about() -> None:
    assert any("TL-09" in one for one in count("2027-01-04", "id_requested=2027-01-29").warnings)
    void = count("2026-11-02", "extension_notified=2026-12-03")
    assert not void.extended
    assert any("void" in one for one in void.warnings)


def test_the_readings_differ_as_the_specification_says() -> None:
    events = "clarification_requested=2027-02-24;clarification_received=2027-02-27"
    dues = [
        deadline("2027-02-22", events, reading=Reading(pauses=one)).shown
        for one in ("statutory", "cautious", "strict-day-one")
    ]
    assert dues == ["2027-03-30", "2027-03-25", "2027-03-25"]


DAYS = st.dates(date(2024, 1, 1), date(2028, 6, 30))
UK = st.sampled_from(("england-wales", "scotland", "northern-ireland"))


@given(DAYS, UK)
def test_due_is_a_working_day_a_month_on(received: date, region: str) -> None:
    found = deadline(received, region=region)
    assert found.due
    assert is_working_day(found.due, region_named(region))
    assert add_months(received, 1) <= found.due <= add_months(received, 1) + timedelta(days=5)
    assert found.target
    assert found.target <= found.due


@given(DAYS, UK, st.integers(1, 20))
def test_asking_on_the_day_of_receipt_or_the_day_after_is_the_same(
    received: date, region: str, waited: int
) -> None:
    answered = Event("clarification_received", received + timedelta(days=waited))
    dues = [
        deadline(
            received,
            (Event("clarification_requested", received + timedelta(days=n)), answered),
            region=region,
        ).due
        for n in (0, 1)
    ]
    assert dues[0] == dues[1]


@given(DAYS, st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=4, unique=True))
def test_pauses_never_shorten_and_overlaps_count_once(received: date, pauses: list[tuple[int, int]]) -> None:
    ordered = sorted(pauses)
    answers = sorted({begin + length for begin, length in ordered})
    begins = sorted({begin for begin, _ in ordered})[: len(answers)]
    pairs = list(zip(begins, answers[-len(begins) :] if begins else [], strict=True))
    events = [
        event
        for begin, end in pairs
        for event in (
            Event("clarification_requested", received + timedelta(days=begin)),
            Event("clarification_received", received + timedelta(days=end)),
        )
    ]
    found, plain = deadline(received, events), deadline(received)
    assert found.due
    assert plain.due
    assert found.cautious
    assert plain.due <= found.due
    assert found.cautious <= found.due
    days = {day for begin, end in pairs for day in range(max(begin, 1), end + 1)}
    assert found.due <= add_months(received, 1) + timedelta(days=len(days) + 5)


@given(DAYS, st.integers(0, 27))
def test_an_extension_in_time_is_three_months_from_the_start(received: date, after: int) -> None:
    found = deadline(received, (Event("extension_notified", received + timedelta(days=after)),))
    assert found.extended
    assert found.due
    assert add_months(received, 3) <= found.due <= add_months(received, 3) + timedelta(days=5)


@pytest.mark.parametrize(
    ("events", "rule"),
    [
        ("id_received=2026-11-05", "TL-02"),
        ("id_requested=2026-11-05;id_received=2026-11-04", "TL-02"),
        ("clarification_received=2026-11-05", "TL-08"),
        ("clarification_requested=2026-11-05;clarification_received=2026-11-04", "TL-08"),
        ("clarification_requested=2026-11-05;clarification_requested=2026-11-05", "TL-08"),
        ("clarification_requested=2026-11-01", "TL-02"),
        ("extension_notified=2026-11-05;extension_notified=2026-11-06", "TL-07"),
        ("id_requested=2027-02-29", "TL-03"),
        ("id_requested=2027-02-31", "TL-03"),
        ("id_requested=2026-11-05T23:30:00-05:00", "TL-11"),
        ("id_requested=2026-11-05T10:00", "TL-11"),
        ("id_requested=soon", "TL-03"),
    ],
)
def test_events_that_cannot_be_are_refused_by_rule(events: str, rule: str) -> None:
    with pytest.raises(UsageError, match=rule):
        count("2026-11-02", events)


def test_a_moment_elsewhere_is_told_the_day_it_was_at_the_office() -> None:
    with pytest.raises(UsageError, match="TL-11") as caught:
        parse_events("id_requested=2026-11-05T23:30:00-05:00")
    assert "2026-11-06" in caught.value.hint


def test_unknown_events_rights_regions_and_regimes_are_named() -> None:
    for how in (
        {"events": "id_recieved=2026-11-05"},
        {"region": "atlantis"},
        {"region": "EU-XX"},
        {"regime": "US"},
    ):
        with pytest.raises(UsageError):
            count("2026-11-02", **how)
    with pytest.raises(UsageError, match="right"):
        parse_events("right=forget")


def test_past_the_checked_holidays_it_counts_with_those_of_every_year_and_says_so() -> None:
    known = deadline(date(2028, 11, 20))
    assert known.due == date(2028, 12, 20)
    assert not any("were checked to" in one for one in known.warnings)
    far = deadline(KNOWN_TO - timedelta(days=6))  # a month on lies in the year after
    assert far.due == date(2029, 1, 25)
    assert any("checked to 2028-12-31" in one for one in far.warnings)
    assert deadline("2040-11-25").due == date(2040, 12, 27)  # Christmas Day and Boxing Day, every year
    assert deadline("2031-03-13").due == date(2031, 4, 15)  # Easter moves: the 13th is Easter Sunday


@given(st.dates(date(2029, 1, 1), date(2100, 9, 1)))
def test_past_the_checked_holidays_no_date_is_later_than_weekends_and_yearly_holidays_make_it(
    day: date,
) -> None:
    due = deadline(day).due
    assert due
    assert due.weekday() < 5
    assert (due - day).days <= 31 + 5


@pytest.mark.parametrize("day", ["2018-03-01", "2101-01-01", "9999-01-01"])
def test_a_year_that_is_a_slip_is_refused(day: str) -> None:
    with pytest.raises(UsageError, match="TL-05"):
        deadline(day)


def test_facts_do_not_lie_in_the_future() -> None:
    with pytest.raises(UsageError, match="future"):
        check_events(date(2026, 11, 2), (Event("note", date(2026, 12, 1)),), date(2026, 11, 30))


def test_every_question_has_an_answer_of_its_own() -> None:
    assert len(set(PAIRS.values())) == len(PAIRS)


def naive(received: date, starts: list[date], pauses: list[tuple[date, date]], extended: bool) -> date:
    """The specification's algorithm (3.2), written a second time and as plainly as can be."""
    start = max([received, *starts])
    excluded: set[date] = set()
    day = _month(start, 3 if extended else 1)

    def rolled(at: date) -> date:
        while at.weekday() > 4 or at in HOLIDAYS:
            at += timedelta(days=1)
        return at

    for asked, answered in pauses:
        if asked > rolled(day + timedelta(days=len(excluded))):
            break
        at = asked
        while at <= answered:
            if at > start:
                excluded.add(at)
            at += timedelta(days=1)
    return rolled(day + timedelta(days=len(excluded)))


def _month(day: date, months: int) -> date:
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError


HOLIDAYS = {
    date.fromisoformat(one)
    for one in (
        "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28 2027-01-01 "
        "2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28 2028-01-03 2028-04-14 "
        "2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26"
    ).split()
}
"""England and Wales as the specification lists them (3.5), written out and not computed."""


@given(
    st.dates(date(2026, 2, 5), date(2028, 6, 1)),
    st.lists(st.integers(0, 40), max_size=2),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=3, unique_by=lambda one: one[0]),
    st.booleans(),
)
def test_it_agrees_with_the_algorithm_written_a_second_time(
    received: date, starts: list[int], pauses: list[tuple[int, int]], extended: bool
) -> None:
    events = []
    for kind, after in zip(("id", "fee"), starts, strict=False):
        asked, came = {"id": ("id_requested", "id_received"), "fee": ("fee_requested", "fee_paid")}[kind]
        events += [Event(asked, received), Event(came, received + timedelta(days=after))]
    ordered = sorted(pauses)
    ends = sorted(begin + length for begin, length in ordered)
    spans = [
        (received + timedelta(days=begin), received + timedelta(days=max(begin, end)))
        for (begin, _), end in zip(ordered, ends, strict=True)
    ]
    if len({end for _, end in spans}) < len(spans):
        spans = spans[:1]
    for asked_on, answered_on in spans:
        events += [Event("clarification_requested", asked_on), Event("clarification_received", answered_on)]
    if extended:
        events.append(Event("extension_notified", received))
    came_in = [received + timedelta(days=after) for after in starts]
    assert deadline(received, events).due == naive(received, came_in, spans, extended)
