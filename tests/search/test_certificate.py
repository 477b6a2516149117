"""The search certificate says what was searched, what came of it, and what changed since."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dsar.case.case import Case
from dsar.config import source_at
from dsar.errors import DsarError
from dsar.model.identifiers import Identifier
from dsar.model.ledger import LedgerLine
from dsar.search.merge import merge
from dsar.search.work import PartResult
from dsar.steps.cases import open_or_create
from dsar.steps.find import find
from dsar.steps.report import CHANGED, GONE, UNCHANGED, certificate, document
from dsar.steps.report_text import lines, pages, sections

MAIL = b"Subject: hello\nFrom: Alice <alice@harbour.example>\nDate: Mon, 3 Jun 2024 10:00:00 +0100\n\nhi\n"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    (folder / "mail").mkdir(parents=True)
    (folder / "mail" / "one.eml").write_bytes(MAIL)
    (folder / "mail" / "core.bin").write_bytes(b"\x7fELF\0\0\0\0")
    (folder / "empty.jsonl").write_bytes(b'{"note": "nobody"}\n' * 3)
    return folder


@pytest.fixture
def case(tmp_path: Path, sources: Path) -> Case:
    case = open_or_create(tmp_path / "cases", "", by="Tester")
    wanted = [Identifier.of("email", "alice@harbour.example")]
    find(
        case,
        [source_at(sources / "mail", set()), source_at(sources / "empty.jsonl", set())],
        wanted,
        records_only=True,
    )
    return case


def test_it_accounts_for_files_buckets_gaps_and_nil_results(case: Case, sources: Path) -> None:
    made = certificate(case)
    mail, nothing = made.sources
    assert made.balanced
    assert made.deep
    assert made.by == "Tester"
    assert [(one.kind, records) for one, records in made.identifiers] == [("email", 1)]
    assert {one.searched.file: one.sha256 for one in mail.files} == {
        "one.eml": hashlib.sha256(MAIL).hexdigest(),
        "core.bin": hashlib.sha256(b"\x7fELF\0\0\0\0").hexdigest(),
    }
    assert all(one.state == UNCHANGED for one in mail.files)
    assert mail.line.about == 1
    assert not mail.nothing
    assert mail.first is not None
    assert mail.first == mail.last
    assert [gap.reason for gap in mail.gaps] == ["unsupported"]
    assert nothing.nothing
    assert nothing.line.not_about == 3
    text = "\n".join(lines(made))
    assert "NOTHING about the person was found here" in text
    assert "1 file read as eml (dsar-toolkit " in text
    assert "alice@harbour.example" in text


def test_it_says_what_changed_or_vanished_since(case: Case, sources: Path) -> None:
    (sources / "mail" / "one.eml").write_bytes(MAIL + b"more")
    (sources / "empty.jsonl").unlink()
    states = {
        one.searched.file: (one.state, one.sha256) for part in certificate(case).sources for one in part.files
    }
    assert states["one.eml"] == (CHANGED, "")
    assert states["empty.jsonl"] == (GONE, "")
    assert states["core.bin"][0] == UNCHANGED


def test_an_account_that_does_not_balance_is_said(case: Case) -> None:
    made = certificate(case)
    first = made.sources[0]
    off = replace(made, sources=(replace(first, line=replace(first.line, accounted_bytes=1)),))
    assert not off.balanced
    assert "DOES NOT BALANCE" in "\n".join(lines(off))
    assert document(off)["balanced"] is False


def test_the_command_prints_one_document(case: Case) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dsar", "report", "search", "--case", str(case.folder), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert said["balanced"] is True
    assert [one["nothing_found"] for one in said["sources"]] == [False, True]
    assert said["sources"][0]["listed"][0]["sha256"]
    for bucket in ("about", "candidate", "duplicate", "referred", "not_about", "unread"):
        assert bucket in said["sources"][0]


def test_hashes_are_kept_when_asked_for(tmp_path: Path, sources: Path) -> None:
    case = open_or_create(tmp_path / "cases", "", by="Tester")
    wanted = [Identifier.of("email", "alice@harbour.example")]
    find(case, [source_at(sources / "mail", set())], wanted, records_only=True, deep=False, hashed=True)
    found = case.found()
    assert not found.deep
    assert {one.sha256 for one in found.files if one.file == "one.eml"} == {hashlib.sha256(MAIL).hexdigest()}
    assert "Deep tier: OFF" in "\n".join(lines(certificate(case)))


def test_the_pages_for_the_file_say_the_same(case: Case) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    made = certificate(case)
    content = pages(made)
    assert content == pages(made)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)
    for said in (
        "Search certificate for SAR-",
        "alice@harbour.example",
        "NOTHING about the person",
        "one.eml",
        "accounted for",
    ):
        assert said in text


LONG = "The printer on the second floor is out again. Somebody looked at it on Monday and ordered a new drum."


@pytest.fixture
def alike(tmp_path: Path) -> Case:
    def message(number: int, text: str, more: str = "") -> str:
        head = f"Message-ID: <{number}@h.example>\nFrom: Alice <alice@harbour.example>\nTo: desk@n.example\n"
        return f"From x@x.example Mon Jun  3 10:00:00 2024\n{head}{more}\n{text}\n\n"

    one, two = tmp_path / "one.mbox", tmp_path / "two.mbox"
    one.write_text(message(1, LONG))
    two.write_text(message(1, LONG) + message(1, LONG, "Bcc: ben@b.example\n") + message(2, f"> {LONG}"))
    case = open_or_create(tmp_path / "cases", "", by="Tester")
    taken: set[str] = set()
    wanted = [Identifier.of("email", "alice@harbour.example"), Identifier.of("phone", "+447700900123")]
    find(case, [source_at(one, taken), source_at(two, taken)], wanted, records_only=True)
    return case


def test_copies_and_near_copies_are_counted_and_listed(alike: Case) -> None:
    made = certificate(alike)
    said = document(made)
    assert made.balanced
    first = alike.found().kept[0].record.id
    assert [one.copy_of for one in made.copies] == [first]
    (group,) = made.near
    assert len(group.records) == 3
    assert group.records[0] == first
    assert said["near"] == [{"records": list(group.records), "by": ["Message-ID", "text"]}]
    text = "\n".join(lines(made))
    assert "1 exact copy; exact copies are one record each" in text
    assert f"record {first} again at two.mbox@0+" in text
    assert "3 records in 1 group say nearly the same (by Message-ID 1, by text 1)" in text
    assert ", ".join(group.records) in text


def test_an_identifier_that_found_nothing_is_said(alike: Case) -> None:
    made = certificate(alike)
    assert [(one.kind, records) for one, records in made.identifiers] == [("email", 4), ("phone", 0)]
    assert "phone: +447700900123: NOTHING was found by it" in "\n".join(lines(made))


def test_the_versions_are_those_that_searched_and_not_those_that_report(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsar.search.work.version", lambda name: "99")
    made = certificate(case)
    assert made.version != "99"
    assert made.version
    assert made.sources[0].versions == {"eml": f"dsar-toolkit {made.version}"}


def test_gaps_are_listed_with_their_place_and_what_was_not_read_is_no_nil_result(
    tmp_path: Path, sources: Path
) -> None:
    case = open_or_create(tmp_path / "cases", "", by="Tester")
    wanted = [Identifier.of("email", "nobody@harbour.example")]
    taken: set[str] = set()
    places = [source_at(sources / "mail", taken), source_at(sources / "mail" / "core.bin", taken)]
    find(case, places, wanted, records_only=True)
    made = certificate(case)
    (gap,) = made.sources[1].gaps
    text = "\n".join(lines(made))
    assert f"gap {gap.id}: unsupported at core.bin@0+8" in text
    assert "NOTHING about the person was found in what could be read here." in text
    assert "Nothing here could be read: that is no result." in text
    said = json.loads(json.dumps(document(made), default=str))["sources"][1]
    assert said["not_read"][0]["reason"] == "unsupported"
    assert said["read_in_part"]


def test_each_source_has_a_heading_of_its_own_on_the_pages(case: Case) -> None:
    headings = [heading for heading, _ in sections(certificate(case))]
    assert headings == ["How", "Searched for", "mail", "empty.jsonl", "Alike", "Balance"]


@pytest.mark.parametrize(("accounted", "pieces"), [(9, 1), (10, 2), (11, 1), (10, 0)])
def test_a_search_whose_sums_do_not_balance_fails(tmp_path: Path, accounted: int, pieces: int) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"0123456789")
    source = source_at(path, set())
    line = LedgerLine(source.name, 1, 10, 10, 1, not_about=1)
    assert merge([source], [PartResult(line)], ()).ledger[0].balanced
    broken = replace(line, accounted_bytes=accounted, pieces=pieces)
    with pytest.raises(DsarError, match="does not balance"):
        merge([source], [PartResult(broken)], ())
