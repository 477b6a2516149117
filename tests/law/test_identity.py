"""Signs that somebody else may be asking, and what an account of a check may hold. Everybody is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.errors import UsageError
from dsar.law.identity import ALARMS, alarms, check_account

ALICE = "alice@hartleyprints.example"
SEEN = {ALICE, "ben.carter@bakery.example", "priya@northgate.example"}


def codes(reply_to: str, seen: set[str] = SEEN, *, changed: bool = False) -> list[str]:
    return [one.code for one in alarms(reply_to, [ALICE], seen, changed=changed)]


def test_the_known_address_raises_nothing() -> None:
    assert codes(ALICE) == []
    assert codes(ALICE.upper()) == []


def test_another_address_is_looked_at() -> None:
    assert codes("ben.carter@bakery.example") == ["reply-to"]
    assert codes("alice@elsewhere.test") == ["reply-to", "never-seen"]


@pytest.mark.parametrize(
    "domain",
    [
        "hartleyprint.example", "hartleypr1nts.example", "hart1eyprints.example", "hartleypirnts.example",
        "hartley-prints.example", "hartleyprints.exarnple", "hаrtleyprints.example", "hartleyprintss.example",
        "xn--hrtleyprints-x9j.example",
    ],
)  # fmt: skip
def test_a_domain_that_looks_alike_is_seen(domain: str) -> None:
    assert "look-alike" in codes(f"alice@{domain}")


@pytest.mark.parametrize(
    "domain", ["bakery.example", "hartleyprints.example", "printers.example", "other.test"]
)
def test_another_domain_does_not_look_alike(domain: str) -> None:
    assert "look-alike" not in codes(f"alice@{domain}")


def test_shared_mailboxes_and_changes_are_flagged() -> None:
    assert "shared" in codes("info@hartleyprints.example")
    assert codes(ALICE, changed=True) == ["changed"]


def test_no_alarm_repeats_an_address() -> None:
    for one in alarms("info@hartleyprint.example", [ALICE], SEEN, changed=True):
        assert one.words == ALARMS[one.code]
        assert "@" not in one.words


@pytest.mark.parametrize(
    "how",
    [
        "passport 123456789 seen", "NI number QQ 12 34 56 C".replace("QQ", "AB"), "licence MORGA657054SM9IJ",
        "card 4111 1111 1111 1111", "x" * 1001, "ok", "  ",
    ],
)  # fmt: skip
def test_a_document_is_never_copied(how: str) -> None:
    with pytest.raises(UsageError):
        check_account(how)


@pytest.mark.parametrize(
    "how",
    ["called back on the number we hold", "passport seen on a video call on 2026-11-03, not kept", "logged in",
     "called back on +447700900123"],
)  # fmt: skip
def test_an_account_of_a_check_is_kept(how: str) -> None:
    assert check_account(f" {how} ") == how


@given(st.text(max_size=60), st.sets(st.text(max_size=40), max_size=4))
def test_alarms_never_fail(reply_to: str, seen: set[str]) -> None:
    for one in alarms(reply_to, [ALICE], seen):
        assert one.code in ALARMS
