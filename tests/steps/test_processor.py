"""Data that is held for another controller: counted by place and referred, never copied. Everybody is invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dsar.case.case import Case
from dsar.model.events import Event
from dsar.model.ledger import Bucket
from dsar.model.sources import Source
from dsar.steps import cases
from dsar.steps.deadline import record_events
from dsar.steps.export import export
from dsar.steps.find import find
from dsar.steps.plan import plan

from ..cases import ALICE, REF, register

OURS = b"From: Alice <alice.marlowe@harbour.example>\nTo: x@northgate.example\nSubject: Ours\n\nMy printer.\n"
THEIRS = (
    b"From: Alice <alice.marlowe@harbour.example>\nTo: d@dentist.example\nSubject: Theirs\n\nMolar hurts.\n"
)


def searched(root: Path) -> tuple[Case, list[Source]]:
    sources = []
    for name, role, message in (("own", "controller", OURS), ("client", "processor", THEIRS)):
        (root / name).mkdir()
        (root / name / "one.eml").write_bytes(message)
        sources.append(Source(name, root / name, role=role, processing=("services",)))
    case = Case.create(root / "cases", REF, by="lena")
    known = {"name": "Alice Marlowe", "reply_to": ALICE.value, "received": date(2026, 11, 2)}
    cases.record_request(case, known)
    cases.settle_identity(case, "passed", "called back on the number we hold")
    find(case, sources, [ALICE], register=register())
    return case, sources


def test_a_hit_is_a_place_and_nothing_else(tmp_path: Path) -> None:
    case, _ = searched(tmp_path)
    found = case.found()
    (referred,) = found.records(Bucket.REFERRED)
    assert (referred.source, referred.locator.file, dict(referred.fields)) == ("client", "one.eml", {})
    assert [one.source for one in found.records(Bucket.ABOUT)] == ["own"]
    assert {line.source: line.referred for line in found.ledger} == {"own": 0, "client": 1}
    kept = b"".join(path.read_bytes() for path in case.folder.rglob("*") if path.is_file())
    assert b"Molar" not in kept
    assert b"Theirs" not in kept


def test_it_is_neither_exported_nor_planned(tmp_path: Path) -> None:
    case, _ = searched(tmp_path)
    planned = plan(case, "erase", register(), made=date(2026, 11, 22))
    assert planned.referred == (("client", 1),)
    assert {one.source for one in planned.records} == {"own"}
    built = export(case, tmp_path / "out", register(), waive=("names", "undecided"), reason="read").built
    sent = b"".join(path.read_bytes() for path in built.bundle.rglob("*") if path.is_file())
    assert b"My printer" in sent
    assert b"Molar" not in sent


def test_the_sources_are_as_they_were(tmp_path: Path) -> None:
    case, sources = searched(tmp_path)
    record_events(case, [Event("note", date(2026, 11, 3), "asked for the originals")])
    for right in ("erase", "restrict", "rectify"):
        plan(case, right, register())
    assert [(one.path / "one.eml").read_bytes() for one in sources] == [OURS, THEIRS]
