"""The search certificate says what was searched, what came of it, and what changed since."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dsar.case.case import Case
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.steps.cases import open_or_create
from dsar.steps.find import find
from dsar.steps.report import CHANGED, GONE, UNCHANGED, certificate, document, lines, pages

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
    assert [one.kind for one in made.identifiers] == ["email"]
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
    assert "1 files read as eml" in text
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
    from dataclasses import replace

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
