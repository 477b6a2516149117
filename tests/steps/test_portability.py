"""A request to take data along, end to end: what Article 20 covers and nothing of Article 15."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dsar.answer.verify import verify_bundle
from dsar.case.case import Case
from dsar.errors import NeedsDecision, UsageError
from dsar.model.decisions import Action, On, Wish
from dsar.steps import cases
from dsar.steps.decide import decide
from dsar.steps.export import export

from ..cases import ALICE, BEN, finding, found_of, mail, opened, register

OWN = mail(1, "The printer is out, says Ben Carter.")
SCORE = replace(mail(2, "Likely to leave soon."), provenance="inferred")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    mention = finding(OWN, "Ben Carter", BEN.id)
    case = opened(tmp_path, found_of((OWN, SCORE), (mention,), persons=(BEN,)))
    cases.record_request(case, {"right": "port", "contract_party": True})
    decide(case, [Wish(On.PERSON, BEN.id, Action.REDACT)])
    return case


def test_the_bundle_holds_what_is_portable_and_verifies(case: Case, tmp_path: Path) -> None:
    report = export(case, tmp_path / "out", register())
    names = {path.relative_to(report.built.bundle).as_posix() for path in report.built.bundle.rglob("*.*")}
    assert "data/portable.jsonl" in names
    assert not any("START-HERE" in name or name.startswith("about/purposes") for name in names)
    text = (report.built.bundle / "data/portable.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(one) for one in text.splitlines()]
    assert len(lines) == 1
    everything = b"".join(path.read_bytes() for path in report.built.bundle.rglob("*") if path.is_file())
    assert b"printer is out" in everything
    assert b"Ben Carter" not in everything
    assert b"Likely to leave" not in everything
    assert ALICE.value.encode() in everything
    assert verify_bundle(tmp_path / "out").ok


def test_somebody_elses_contract_gives_nothing_to_take_along(case: Case, tmp_path: Path) -> None:
    cases.record_request(case, {"contract_party": False})
    with pytest.raises(NeedsDecision):
        export(case, tmp_path / "out", register())
    assert not (tmp_path / "out").exists()


def test_it_passes_the_same_gate(case: Case, tmp_path: Path) -> None:
    cases.record_request(case, {"agent": "Somebody"})
    with pytest.raises(NeedsDecision) as caught:
        export(case, tmp_path / "out", register())
    assert any("AG-01" in line for line in caught.value.blockers)


@pytest.mark.parametrize("right", ["erase", "rectify", "object"])
def test_another_right_is_not_answered_with_a_copy(case: Case, tmp_path: Path, right: str) -> None:
    cases.record_request(case, {"right": right})
    with pytest.raises(UsageError, match="not answered with a copy"):
        export(case, tmp_path / "out", register())
