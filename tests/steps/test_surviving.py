"""Decisions outlive the search they were made on: a second run, a moved file, a copied message."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dsar.answer.apply import Applied, apply
from dsar.case.case import Case
from dsar.config import source_at
from dsar.model.decisions import Action, On, Wish
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.sources import Source
from dsar.steps.decide import decide, person_named
from dsar.steps.find import find

ALICE = [Identifier.of("email", "alice@hartley.example")]


def message(number: int, text: str, *, to: str = "Ben Osei <ben@osei.example>") -> bytes:
    return (
        f"From: Alice Hartley <alice@hartley.example>\nTo: {to}\nSubject: number {number}\n"
        f"Message-ID: <{number}@hartley.example>\nDate: Mon, {number} Feb 2026 10:00:00 +0000\n\n{text}\n"
    ).encode()


class Desk:
    """A case over one folder of messages."""

    def __init__(self, root: Path) -> None:
        self.mail = root / "mail"
        self.mail.mkdir()
        self.case = Case.create(root / "cases", "SAR-2026-0001", by="lena")

    def write(self, name: str, content: bytes) -> None:
        path = self.mail / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    def find(self) -> None:
        find(self.case, [Source("mail", self.mail)], ALICE)

    def applied(self) -> Applied:
        state = self.case.state()
        return apply(self.case.found(state), state.decisions)

    def hidden(self) -> dict[str, bool]:
        """Passages of Ben by record and place, and whether they are hidden and decided."""
        applied = self.applied()
        found = self.case.found()
        ben = person_named(found, "ben@osei.example").id
        verdicts = {
            f"{one.record}:{one.field}:{one.start}": applied.verdict(one)
            for one in applied.findings
            if one.person == ben
        }
        return {key: one.hidden for key, one in verdicts.items() if one.decided}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.write("a.eml", message(1, "Ben Osei has the key."))
    desk.write("b.eml", message(2, "I never met anybody."))
    desk.find()
    return desk


def test_a_second_run_changes_no_decision(desk: Desk) -> None:
    decide(desk.case, [Wish(On.PERSON, "ben@osei.example", Action.REDACT)])
    before = desk.hidden()
    assert before
    assert all(before.values())
    people = [one.id for one in desk.case.found().persons]
    desk.find()
    assert desk.hidden() == before
    assert [one.id for one in desk.case.found().persons] == people


def test_a_moved_file_keeps_its_decisions(desk: Desk) -> None:
    found = desk.case.found()
    ben = person_named(found, "ben@osei.example").id
    one = next(one for one in found.findings if one.person == ben and one.field == "text")
    decide(desk.case, [Wish(On.FINDING, one.id, Action.SHOW)])
    (desk.mail / "moved").mkdir()
    shutil.move(desk.mail / "a.eml", desk.mail / "moved" / "z.eml")
    desk.find()
    after = desk.case.found()
    again = [new for new in after.findings if new.id == one.id]
    assert again, "the finding's id does not hold its place"
    assert again[0].record != one.record, "the record's id does"
    assert not desk.applied().verdict(again[0]).hidden


def test_a_copied_message_keeps_decisions_and_is_one_record(desk: Desk) -> None:
    decide(desk.case, [Wish(On.PERSON, "ben@osei.example", Action.REDACT)])
    desk.write("copy of a.eml", message(1, "Ben Osei has the key."))
    desk.find()
    found = desk.case.found()
    copies = [one for one in found.kept if one.bucket is Bucket.DUPLICATE]
    assert len(copies) == 1
    assert copies[0].copy_of in {one.record.id for one in found.kept if one.bucket is Bucket.ABOUT}
    assert all(desk.hidden().values())


def test_hiding_grows_and_showing_does_not(desk: Desk) -> None:
    ben = person_named(desk.case.found(), "ben@osei.example").id
    decide(desk.case, [Wish(On.PERSON, ben, Action.SHOW)])
    shown = desk.hidden()
    assert shown
    assert not any(shown.values())
    desk.write("c.eml", message(3, "Ben Osei came again."))
    desk.find()
    applied = desk.applied()
    news = {one.record.id for one in desk.case.found().kept if one.record.locator.file == "c.eml"}
    verdicts = [applied.verdict(one) for one in applied.findings if one.record in news and one.person == ben]
    assert verdicts
    assert all(one.hidden and not one.decided for one in verdicts), (
        "a show covers what was counted when it was given"
    )
    decide(desk.case, [Wish(On.PERSON, ben, Action.REDACT)])
    desk.write("d.eml", message(4, "Ben Osei came a third time."))
    desk.find()
    after = desk.applied()
    news = {one.record.id for one in desk.case.found().kept if one.record.locator.file == "d.eml"}
    verdicts = [after.verdict(one) for one in after.findings if one.record in news and one.person == ben]
    assert verdicts
    assert all(one.hidden and one.decided for one in verdicts)


def test_a_candidate_that_was_decided_stays_decided(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.eml", message(1, "Hello."))
    desk.write("b.eml", b"From: x@y.example\nTo: z@y.example\nSubject: n\n\nAlice Hartley is late.\n")
    wanted = [*ALICE, Identifier.of("name", "Alice Hartley")]
    found = find(desk.case, [Source("mail", desk.mail)], wanted).found
    (maybe,) = found.records(Bucket.CANDIDATE)
    decide(desk.case, [Wish(On.RECORD, maybe.id, Action.CONFIRM)])
    shutil.move(desk.mail / "b.eml", desk.mail / "c.eml")
    find(desk.case, [Source("mail", desk.mail)], wanted)
    applied = desk.applied()
    assert applied.undecided_records == ()
    assert len(applied.included) == 2


def test_matching_is_exact_and_never_by_substring(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.eml", b"From: x@y.example\nTo: z@y.example\nSubject: n\n\nCall +44 (0)7700-900123.\n")
    desk.write("b.eml", b"From: malice@hartley.example\nTo: z@y.example\nSubject: n\n\nHi, 07700 9001234.\n")
    phone = [*ALICE, Identifier.of("phone", "07700 900123")]
    found = find(desk.case, [source_at(desk.mail, set())], phone).found
    assert [one.record.locator.file for one in found.kept] == ["a.eml"]
