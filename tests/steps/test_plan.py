"""Plans of the sample's case: dry runs that touch nothing. Everybody is invented."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dsar.answer.keeping import last_interaction, over, verdicts_of
from dsar.case.case import Case
from dsar.case.found import Kept
from dsar.cli import main
from dsar.errors import UsageError
from dsar.law.plans import Step
from dsar.law.retention import Keep
from dsar.model.decisions import Action, On, Wish
from dsar.model.events import Event
from dsar.model.ledger import Bucket
from dsar.model.sources import Source
from dsar.steps import cases
from dsar.steps.deadline import record_events
from dsar.steps.decide import decide
from dsar.steps.plan import Plan, plan
from dsar.steps.plan_files import files_of, write_plan

from ..cases import ALICE, MAYBE, REF, found_of, mail, opened, register
from ..cases import REGISTER as REGISTER_TEXT

GIVEN = mail(1, "The printer is out.")
SCORED = replace(mail(2, "Likely to leave."), provenance="inferred")
ELSEWHERE = replace(mail(3, "x"), source="client", fields={}, parties=())
COPY = replace(GIVEN, id="copy", locator=replace(GIVEN.locator, file="old.mbox"))
MADE = date(2026, 11, 22)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    found = found_of((GIVEN, SCORED), (), candidates=(MAYBE,), persons=())
    more = (Kept(ELSEWHERE, Bucket.REFERRED), Kept(COPY, Bucket.DUPLICATE, GIVEN.id))
    return opened(tmp_path, replace(found, kept=(*found.kept, *more)))


def made(case: Case, right: str, **how: Any) -> Plan:
    return plan(case, right, register(), made=MADE, **how)


def steps(planned: Plan) -> dict[str, Step]:
    return {one.record: one.step for one in planned.records}


def test_every_place_is_planned_and_what_is_undecided_or_held_for_others_is_not(case: Case) -> None:
    planned = made(case, "erase")
    assert set(steps(planned)) == {GIVEN.id, SCORED.id, COPY.id}
    assert planned.undecided == 1
    assert planned.referred == (("client", 1),)


def test_a_record_that_is_withheld_has_its_rights_all_the_same(case: Case) -> None:
    decide(case, [Wish(On.RECORD, SCORED.id, Action.WITHHOLD, "S2P22", "talks are on")])
    assert SCORED.id in steps(made(case, "erase"))


def test_each_line_is_one_purpose_and_basis(case: Case) -> None:
    (first, *_) = made(case, "object").records
    assert [(one.purpose, one.basis) for one in first.lines] == [
        ("services", "contract"), ("services", "legitimate interests"), ("security", "legal obligation"),
    ]  # fmt: skip


def test_portability_needs_a_contract_of_their_own_and_leaves_inferences_out(case: Case) -> None:
    assert set(steps(made(case, "port")).values()) == {Step.REFUSE}
    cases.record_request(case, {"contract_party": True})
    assert steps(made(case, "port")) == {GIVEN.id: Step.DO, COPY.id: Step.DO, SCORED.id: Step.REFUSE}


def test_what_they_call_wrong_is_found_wherever_it_stands(case: Case) -> None:
    told = steps(made(case, "rectify", wrong=("PRINTER IS OUT",)))
    assert told == {GIVEN.id: Step.DO, COPY.id: Step.DO, SCORED.id: Step.ASK}


def test_recipients_are_told_of_their_categories_only(case: Case) -> None:
    planned = made(case, "restrict", because="claims")
    assert [(one.recipient.name, one.categories, one.records) for one in planned.notices] == [
        ("Cloudhost GmbH", ("contact",), 3)
    ]
    assert made(case, "object").notices == ()


def test_a_class_of_recipients_without_names_is_pointed_out(case: Case) -> None:
    whole = register()
    first, *rest = whole.recipients
    bare = replace(whole, recipients=(replace(first, named=()), *rest))
    assert plan(case, "restrict", bare, because="claims", made=MADE).unnamed == ("providers",)


def test_a_right_or_ground_that_there_is_not_is_refused(case: Case) -> None:
    for how in ({"right": "access"}, {"right": "restrict", "because": "mood"}):
        with pytest.raises(UsageError):
            plan(case, register=register(), **how)  # type: ignore[arg-type]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_files_name_places_and_no_content(case: Case) -> None:
    sources = {"mailbox": Source("mailbox", Path("x"), owner="Tom, IT")}
    texts = files_of(made(case, "restrict", because="claims"), sources)
    assert sorted(texts) == ["article-19.txt", "plan.csv", "plan.json", "replay.csv", "tasks-01-mailbox.csv"]
    tasks = rows(texts["tasks-01-mailbox.csv"])
    assert {one["owner"] for one in tasks} == {"Tom, IT"}
    assert [one["offset"] for one in tasks] == ["1000", "2000", "1000"]
    assert len(rows(texts["replay.csv"])) == 3
    for text in texts.values():
        assert "printer" not in text.casefold()
        assert ALICE.value not in text


def test_names_that_look_like_formulas_stay_text(tmp_path: Path) -> None:
    odd = mail(1, "x", file="=cmd().mbox")
    case = opened(tmp_path, found_of((odd,), (), persons=()))
    text = files_of(made(case, "restrict", because="claims"), {})["plan.csv"]
    assert rows(text)[0]["file"] == "'=cmd().mbox"


def test_writing_says_so_in_the_journal_and_never_overwrites(case: Case, tmp_path: Path) -> None:
    head = case.state().content_head
    planned = made(case, "erase")
    files = write_plan(case, planned, tmp_path / "plan")
    entry = case.journal.entries()[-1]
    assert entry.kind == "planned"
    assert entry.body["sha256"] == sha256((tmp_path / "plan" / "plan.json").read_bytes()).hexdigest()
    assert case.state().content_head == head
    assert all(one.stat().st_mode & 0o077 == 0 for one in files)
    with pytest.raises(UsageError, match="exists"):
        write_plan(case, planned, tmp_path / "plan")


def test_hs01_nothing_in_a_source_changes_and_no_option_offers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "mail"
    source.mkdir()
    message = (
        b"From: Alice <alice.marlowe@harbour.example>\nSubject: Hello\nTo: x@northgate.example\n\nErase me.\n"
    )
    (source / "one.eml").write_bytes(message)
    (tmp_path / "register.toml").write_text(REGISTER_TEXT, encoding="utf-8")
    found = ["find", "--email", ALICE.value, "--source", "mail", "--case", REF, "--records-only"]
    planned = ["plan", "erase", "--case", REF, "--register", "register.toml", "--out", "plan"]
    document: dict[str, Any] = {}
    for words in (found, planned):
        with pytest.raises(SystemExit) as left:
            main([*words, "--json"])
        assert not left.value.code
        document = json.loads(capsys.readouterr().out)
    assert (source / "one.eml").read_bytes() == message
    assert [one.name for one in source.iterdir()] == ["one.eml"]
    assert document["dry_run"] is True
    for command in ("plan", "find", "export", "request", "decide"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        text = capsys.readouterr().out.casefold()
        assert not any(f"--{one}" in text for one in ("delete", "clean", "purge", "wipe", "erase", "execute"))


def test_what_is_past_its_period_is_told_and_still_there(case: Case) -> None:
    record_events(case, [Event("service_ended", date(2015, 3, 31))])
    state, found = case.state(), case.found()
    verdicts = verdicts_of(state, found, register(), MADE)
    assert verdicts[GIVEN.id].keep is Keep.OVER
    assert over(found, verdicts) == (("mailbox", 4),)
    assert GIVEN.id in {one.record.id for one in case.found().kept}
    record_events(case, [Event("hold_began", date(2026, 11, 3))])
    assert verdicts_of(case.state(), found, register(), MADE)[GIVEN.id].keep is Keep.HOLD


def test_the_last_interaction_is_the_latest_across_sources(case: Case) -> None:
    assert last_interaction(case.found()) == date(2026, 3, 3)
    log = replace(mail(20, "x"), kind="log")
    assert last_interaction(found_of((GIVEN, log))) == date(2026, 3, 2)
