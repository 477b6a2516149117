"""The sample's register transcribes the privacy notice completely, and says what the notice leaves open."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsar.model.register import Basis
from dsar.register.check import as_notice_alone, gaps
from dsar.register.reading import load

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "samples" / "ct1" / "register.toml"
NOTICE = ROOT.parent / "shared" / "notice" / "ct1-privacy-notice.txt"
LEFT_OUT = re.compile(
    r"\d+( \d)? [a-z ]+(ico|law|lawful basis)?|for example (when you|from)|helpline|company number"
    r"|this website is operated by .*|for the purposes of data protection law we are the data controller .*"
    r"|you can contact us about this privacy policy .*|we collect personal data in the following ways"
    r"|you also have the right to lodge a complaint .*|our website may use cookies .*|for more information about the cookies .*"
    r"|we may update this privacy policy .*|any updates will be posted .*|we encourage you to review this page .*"
)
"""Headings, lead-ins, and what says nothing about data: its own website, cookies, changes of the page."""


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()


@pytest.mark.skipif(not NOTICE.is_file(), reason="the shared notice is not here")
def test_every_statement_of_the_notice_is_in_the_register() -> None:
    register = " | ".join(bare(one) for one in strings(tomllib.loads(REGISTER.read_text(encoding="utf-8"))))
    lost, seen = [], 0
    for line in NOTICE.read_text(encoding="utf-8").splitlines():
        for part in re.split(r"[:–;]|(?<=[a-z])\. ", line.removeprefix("Legal basis:")):
            said = bare(part)
            seen += bool(said)
            if said and said not in register and not LEFT_OUT.fullmatch(said):
                lost.append(said)
    assert lost == []
    assert seen > 100


def test_the_counts_of_the_notice() -> None:
    register = load(REGISTER)
    assert len(register.categories) == 8
    assert [one.section for one in register.purposes] == ["4.1", "4.2", "4.3", "4.4", "4.5"]
    assert len(register.recipients) == 4
    assert len(register.rights) == 7
    assert register.controller.company_number == "16827653"
    bases = {one.section: {basis.basis for basis in one.bases} for one in register.purposes}
    assert bases["4.1"] == {Basis.CONTRACT, Basis.LEGITIMATE_INTERESTS}
    assert bases["4.2"] == {Basis.LEGITIMATE_INTERESTS, Basis.LEGAL_OBLIGATION}
    assert bases["4.3"] == {Basis.LEGITIMATE_INTERESTS}
    assert bases["4.4"] == {Basis.CONSENT, Basis.LEGITIMATE_INTERESTS}
    assert bases["4.5"] == {Basis.LEGAL_OBLIGATION, Basis.LEGITIMATE_INTERESTS}
    hedged = " ".join(rule.wording for rule in register.retention if rule.origin == "notice")
    assert "up to 2 years" in hedged
    assert "typically up to 7 years" in hedged


def test_where_the_notice_is_silent_the_gap_is_listed() -> None:
    open_ = gaps(as_notice_alone(load(REGISTER)))
    fields = {one.field for one in open_}
    assert {"recipient.providers.named", "recipient.advisers.named"} <= fields
    assert {"transfers.countries", "automated.used", "controller.contact_email", "complaints.email"} <= fields
    assert {
        f"retention.{one}" for one in ("identity", "contact", "technical", "usage", "marketing")
    } <= fields
    assert "regulator.verified_on" in fields
    assert not fields & {"retention.enquiry", "retention.account", "retention.billing"}


def test_the_sample_fills_them_and_says_so() -> None:
    register = load(REGISTER)
    assert [one for one in gaps(register) if one.needed_by] == []
    origins = {named.origin for one in register.recipients for named in one.named}
    assert origins == {"sample"}
    assert register.automated.origin == register.complaints.origin == "sample"


@pytest.mark.parametrize("field", ["company_number", "registered_office", "attention"])
def test_a_blank_in_the_register_is_told_with_its_name(field: str, tmp_path: Path) -> None:
    text = REGISTER.read_text(encoding="utf-8")
    blank = re.sub(rf'^{field} = ".*"$', f'{field} = ""', text, count=1, flags=re.MULTILINE)
    assert blank != text
    path = tmp_path / "register.toml"
    path.write_text(blank, encoding="utf-8")
    assert getattr(load(path).controller, field) == ""
