"""A request from the command line: what moves its due date, and what leaves the case as it was."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dsar.answer.apply import apply
from dsar.answer.gate import blockers
from dsar.case.case import Case
from dsar.cli import main
from dsar.errors import NeedsDecision, UsageError
from dsar.law.deadlines import clock_of
from dsar.model.decisions import Action, Decision, On
from dsar.model.events import Event
from dsar.model.records import Party
from dsar.steps import cases
from dsar.steps.deadline import notes, record_events

from ..cases import ALICE, FINDINGS, REF, found_of, mail, opened, ordinary

TODAY = date.today()
RECEIVED = date(2026, 11, 2)
ALL = tuple(Decision(n, On.FINDING, one.id, Action.REDACT) for n, one in enumerate(FINDINGS))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Exit status and the JSON document of a command."""
    with pytest.raises(SystemExit) as left:
        main([*words, "--json"])
    code = left.value.code
    return int(code) if isinstance(code, int) else 0, json.loads(capsys.readouterr().out)


def back(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def test_events_move_the_due_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_ = ("request", "open", "--case", REF, "--name", "Alice Marlowe", "--email", ALICE.value)
    status, told = run(capsys, *open_, "--received", back(20), "--region", "Scotland")
    assert (status, told["region"]) == (0, "scotland")
    plain = told["due"]
    _, told = run(capsys, "request", "pause", "--case", REF, "--on", back(15), "--reason", "which mailboxes?")
    assert told["due"] == "PAUSED"
    _, told = run(capsys, "request", "resume", "--case", REF, "--on", back(10))
    assert told["due"] > plain
    assert any("TL-08: 6 days" in line for line in told["clock"]["because"])
    _, told = run(capsys, "request", "extend", "--case", REF, "--on", back(2), "--reason", "three systems")
    assert told["clock"]["status"] == "EXTENDED"
    _, told = run(capsys, "request", "note", "--case", REF, "format_query=" + back(1), "they prefer paper")
    assert told["clock"]["extended"]
    _, told = run(capsys, "status", "--case", REF)
    assert told["due"] == told["clock"]["due"]
    status, told = run(capsys, "request", "close", "--case", REF, "--sent", back(0))
    assert (status, told["clock"]["status"]) == (0, "ANSWERED")
    status, _ = run(capsys, "request", "pause", "--case", REF, "--reason", "which mailboxes?")
    assert status == 2


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("resume",), "TL-08"),
        (("pause", "--reason", "which one?", "--on", "2026-11-01"), "TL-02"),
        (("pause", "--reason", "which one?", "--on", (TODAY + timedelta(days=1)).isoformat()), "future"),
        (("note", "id_received=2026-11-05"), "TL-02"),
        (("note", "id_requested=2027-02-29"), "TL-03"),
        (("note", "id_requested=2026-11-05T10:00+09:00"), "TL-11"),
        (("note", "id_requested=2026-11-05", "id_requested=2026-11-05"), "twice"),
        (("note", "id_reqested=2026-11-05"), "kind of event"),
        (("identity", "--passed", "passport 123456789"), "SE-08"),
        (("open", "--region", "atlantis"), "TL-10"),
        (("open", "--received", "2999-01-01"), "TL-02"),
    ],
)
def test_bad_input_names_its_rule_and_leaves_the_case_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], rule: str
) -> None:
    case = opened(folder, identity=False)
    before = case.journal.path.read_bytes()
    status, told = run(capsys, "request", *words, "--case", REF)
    assert status == 2
    assert rule in told["error"]["message"]
    assert case.journal.path.read_bytes() == before


def test_one_wrong_event_keeps_all_of_them_out(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    before = case.journal.path.read_bytes()
    with pytest.raises(UsageError):
        record_events(case, [Event("id_requested", date(2026, 11, 3)), Event("fee_paid", date(2026, 11, 4))])
    assert case.journal.path.read_bytes() == before


def test_a_day_of_receipt_after_what_happened_is_refused(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    record_events(case, [Event("id_requested", date(2026, 11, 3))])
    with pytest.raises(UsageError, match="TL-02"):
        cases.record_request(case, {"received": date(2026, 11, 4)})


def test_only_access_requests_are_paused(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    cases.record_request(case, {"right": "erase"})
    with pytest.raises(UsageError, match="TL-12"):
        record_events(case, [Event("clarification_requested", date(2026, 11, 3), "which one?")])


def test_a_notice_that_comes_too_late_is_refused(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    late = [Event("extension_notified", date(2026, 12, 3), "three systems")]
    with pytest.raises(NeedsDecision, match="TL-07"):
        record_events(case, late, today=date(2026, 12, 10))
    assert case.state().request.events == ()


def test_a_note_that_is_no_event_is_text() -> None:
    assert notes(["they prefer paper"], RECEIVED) == [Event("note", RECEIVED, "they prefer paper")]


def test_doubt_restarts_the_month_when_a_check_is_passed(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    cases.settle_identity(case, "doubt", "wrote from an address we do not know", on=date(2026, 11, 3))
    clock = clock_of(case.state().request)
    assert clock
    assert clock.shown == "NOT_STARTED"
    cases.settle_identity(case, "passed", "answered questions on the account", on=date(2026, 11, 10))
    clock = clock_of(case.state().request)
    assert clock
    assert clock.start == date(2026, 11, 10)


def codes(case: Case) -> list[str]:
    state = case.state()
    found = case.found(state)
    return [one.code for one in blockers(state, found, apply(found, ALL), ())]


def test_recorded_doubt_cannot_be_talked_away(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary(), identity=False)
    cases.settle_identity(case, "doubt", "wrote from an address we do not know", on=date(2026, 11, 3))
    with pytest.raises(NeedsDecision, match="HS-03"):
        cases.settle_identity(case, "no-doubt", "we are sure after all")
    assert codes(case) == ["doubt"]
    case.identity("no-doubt", "written past the step, straight into the journal")
    assert codes(case) == ["doubt"]
    cases.settle_identity(case, "passed", "called back on the number we hold")
    assert codes(case) == []


def test_a_doubt_after_a_check_takes_the_check_back(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary())
    assert codes(case) == []
    cases.settle_identity(case, "doubt", "a second letter in another hand", on=date(2026, 11, 9))
    assert codes(case) == ["doubt"]


def test_an_agent_has_to_show_that_they_may(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary())
    cases.record_request(case, {"agent": "Marsh Solicitors"})
    assert codes(case) == ["authority"]
    cases.settle_identity(case, "authority", "signed letter of authority seen")
    assert codes(case) == []


def test_an_address_that_changes_afterwards_is_checked_again(tmp_path: Path) -> None:
    case = opened(tmp_path, ordinary())
    cases.record_request(case, {"reply_to": "alice@other.example"})
    assert codes(case) == ["alarm"]
    cases.settle_identity(
        case, "no-doubt", "she told us on the telephone", despite=("reply-to", "never-seen")
    )
    assert codes(case) == []


def test_no_doubt_has_to_look_at_every_alarm(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    cases.record_request(case, {"reply_to": "alice.marlowe@harb0ur.example"})
    case.pulled(found_of([mail(1, "The printer is out.")], ()), ())
    cases.settle_identity(case, "no-doubt", "known for years")
    assert codes(case) == ["alarm"] * 3
    cases.settle_identity(case, "no-doubt", "known for years", despite=("reply-to",))
    assert codes(case) == ["alarm"] * 2
    cases.settle_identity(case, "passed", "called back on the number we hold")
    assert codes(case) == []


def test_an_address_in_the_records_raises_no_alarm(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    message = mail(1, "The printer is out.")
    party = Party("from", "from", identifiers=(ALICE,))
    case.pulled(found_of([type(message)(**{**fields_of(message), "parties": (party,)})], ()), ())
    cases.settle_identity(case, "no-doubt", "wrote from the address on the account")
    assert codes(case) == []


def fields_of(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def test_an_unknown_alarm_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="alarm"):
        cases.settle_identity(opened(tmp_path, identity=False), "no-doubt", "known", despite=("noise",))


def test_the_controllers_settings_hold_for_a_new_request_only(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = folder / "dsar.toml"
    settings.write_text('[clock]\nregion = "NI"\nreading = "cautious"\n', encoding="utf-8")
    opening = ("request", "open", "--case", REF, "--config", str(settings), "--email", ALICE.value)
    _, told = run(capsys, *opening, "--received", back(20))
    assert told["region"] == "northern-ireland"
    assert Case.open(folder / "cases" / REF).state().request.reading == "cautious"
    settings.write_text('[clock]\nregion = "scotland"\n', encoding="utf-8")
    _, told = run(capsys, *opening, "--name", "Alice Marlowe")
    assert told["region"] == "northern-ireland"
    _, told = run(capsys, *opening, "--region", "England-Wales")
    assert told["region"] == "england-wales"


@pytest.mark.parametrize("text", ['[clock]\nzone = "x"\n', "[clock]\nregion = 4\n", "clock = 1\n"])
def test_a_wrong_setting_of_the_clock_is_named_by_line(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (folder / "dsar.toml").write_text(text, encoding="utf-8")
    status, told = run(capsys, "request", "open", "--email", ALICE.value)
    assert status == 2
    assert told["error"]["message"].startswith("dsar.toml:")
    assert not (folder / "cases").exists()


def test_the_reading_of_the_case_decides_its_due_date(tmp_path: Path) -> None:
    case = opened(tmp_path, identity=False)
    asked = Event("clarification_requested", date(2026, 11, 4), "which one?")
    record_events(case, [asked, Event("clarification_received", date(2026, 11, 5))])
    cases.record_request(case, {"reading": "strict-day-one"})
    strict = clock_of(case.state().request)
    cases.record_request(case, {"reading": "statutory"})
    plain = clock_of(case.state().request)
    assert strict
    assert plain
    assert strict.shown < plain.shown


def test_a_period_past_the_data_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(tmp_path, identity=False)
    before = case.journal.path.read_bytes()
    monkeypatch.setattr("dsar.law.working_days.REACH", 2026)
    with pytest.raises(UsageError, match="TL-05"):
        record_events(case, [Event("extension_notified", date(2026, 11, 5), "three systems")])
    assert case.journal.path.read_bytes() == before
