"""The extract that one letter prints: what was searched, found, used and hidden, for this person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dsar.answer.apply import apply
from dsar.answer.hidden import Hidden
from dsar.answer.notice import notice_of, purposes_of
from dsar.case.found import Found, Kept
from dsar.model.decisions import Action, Decision, On
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine
from dsar.model.records import Locator, Mark, Record
from dsar.model.release import Notice, PurposeFound

from ..cases import ALICE, GAP, MAYBE, PREPARED, PRINTER, found_of, mail, opened, ordinary, register


def notice(tmp_path: Path, found: Found, *made: Decision) -> Notice:
    state = opened(tmp_path, found).state()
    applied = apply(found, made)
    return notice_of(state, found, applied, register(), prepared=PREPARED, hidden=Hidden(passages=3))


def test_categories_and_purposes_are_those_of_the_records_that_leave(tmp_path: Path) -> None:
    log = Record.of("logs", "log", Locator("a.log", 0, 9), {"ip": "x"}, categories=("technical",))
    found = replace(ordinary(), kept=(Kept(PRINTER, Bucket.ABOUT), Kept(log, Bucket.CANDIDATE)))
    before = notice(tmp_path / "a", found)
    assert before.categories == (("contact", 1), ("account", 1))
    assert before.purposes == (
        PurposeFound("services", ("contact", "account"), 1), PurposeFound("security", ("account",), 1),
    )  # fmt: skip
    after = notice(tmp_path / "b", found, Decision(1, On.RECORD, log.digest, Action.CONFIRM))
    assert after.categories == (("contact", 1), ("account", 1), ("technical", 1))
    assert after.purposes[1] == PurposeFound("security", ("technical", "account"), 2)


def test_a_category_that_the_register_does_not_know_is_told_and_not_lost(tmp_path: Path) -> None:
    odd = replace(mail(4, "x"), categories=("biometric", "contact"))
    assert notice(tmp_path, found_of((odd,))).categories == (("contact", 1), ("biometric", 1))


def test_categories_and_origins_of_single_fields_count(tmp_path: Path) -> None:
    marked = replace(mail(4, "x"), marks=(Mark("text", ("technical",), "inferred"),))
    told = notice(tmp_path, found_of((marked,)))
    assert ("technical", 1) in told.categories
    assert told.origins == (("inferred", 1), ("provided", 1))


@pytest.mark.parametrize(
    ("configured", "expected"),
    [
        ((), ("services", "security")),
        (("services",), ("services",)),
        (("services", "unknown"), ("services",)),
        (("unknown",), ()),
    ],
)
def test_a_sources_own_purposes_go_before_its_categories(
    configured: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    found = ordinary(processing={"mailbox": configured})
    assert purposes_of(PRINTER, found, register()) == expected


def test_places_tell_found_included_referred_and_gaps(tmp_path: Path) -> None:
    other = Record.of("clients", "mail", Locator("c.mbox", 0, 9), {})
    found = Found(
        identifiers=(ALICE,),
        kept=(Kept(PRINTER, Bucket.ABOUT), Kept(MAYBE, Bucket.CANDIDATE), Kept(other, Bucket.REFERRED)),
        matches=(),
        gaps=(GAP, replace(GAP, locator=Locator("box.mbox", 9, 1))),
        ledger=(
            LedgerLine("mailbox", pieces=40, gaps=2, label="Support mailbox"),
            LedgerLine("clients", pieces=7),
        ),
        detected=True,
    )
    told = notice(tmp_path, found, Decision(1, On.RECORD, MAYBE.digest, Action.REJECT))
    mailbox, clients = told.searched
    assert (mailbox.label, mailbox.kind, mailbox.pieces, mailbox.found, mailbox.included, mailbox.gaps) == (
        "Support mailbox", "mail", 40, 2, 1, 2,
    )  # fmt: skip
    assert (clients.label, clients.found, clients.referred) == ("clients", 0, 1)
    (missed,) = told.not_searched
    assert (missed.label, missed.count) == ("Support mailbox", 2)
    assert missed.reason == "the content breaks its format's rules"


def test_what_was_searched_for_are_the_subjects_given_values_in_words(tmp_path: Path) -> None:
    derived = (
        Identifier.of("phone", "07700 900123").derived(),
        Identifier.of("user", "8812345", realm="desk").derived(),
    )
    told = notice(tmp_path, ordinary(identifiers=(ALICE, *derived)))
    assert told.searched_for == (
        ("e-mail address", "alice.marlowe@harbour.example"), ("telephone number", "07700 900123"),
    )  # fmt: skip


def test_days_and_head_come_from_the_case(tmp_path: Path) -> None:
    found = ordinary()
    case = opened(tmp_path, found)
    state = case.state()
    told = notice_of(state, found, apply(found, ()), register(), prepared=PREPARED, hidden=Hidden())
    assert told.prepared == PREPARED
    assert told.searched_on == date.fromisoformat(case.journal.entries()[-1].at[:10])
    assert told.journal_head == case.journal.head()
    case.exported({"prepared": "2026-11-22", "manifest_sha256": "x", "waived": []})
    assert case.state().content_head == told.journal_head
