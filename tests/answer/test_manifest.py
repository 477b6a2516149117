"""The manifest lists every file, and the same files give the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dsar.answer.leaks import LeakReport
from dsar.answer.manifest import MANIFEST, SCHEMA, write, write_sums, zip_folder
from dsar.errors import UsageError
from dsar.model.register import Automated, Complaints, Controller, Register, Regulator, Transfers
from dsar.model.release import Notice, Release, Searched
from dsar.model.request import Request

LEAK_TEST = LeakReport(values=12, files=3, forms=20, hits=())


def a_register() -> Register:
    return Register(
        controller=Controller("CT1 Technologies Limited", "16827653"),
        categories=(),
        collection=(),
        purposes=(),
        recipients=(),
        transfers=Transfers(""),
        retention=(),
        rights=(),
        regulator=Regulator("ICO"),
        complaints=Complaints(),
        automated=Automated(),
    )


def a_release() -> Release:
    notice = Notice(
        register=a_register(),
        request=Request("SAR-2026-0001", name="Alice Marlowe"),
        prepared=date(2026, 11, 22),
        searched_on=date(2026, 11, 20),
        searched_for=(("e-mail address", "alice.marlowe@harbourbakery.example"),),
        searched=(Searched("mail", "Mail", "mail", 250, 9, 8, 1, 0),),
        hidden_passages=4,
        journal_head="ab" * 32,
    )
    return Release("SAR-2026-0001", "en-GB", date(2026, 11, 22), (), (), notice)


def a_bundle(folder: Path) -> Path:
    for name, content in {
        "START-HERE.html": "<p>",
        "data/mail.json": "{}",
        "data/mail.csv": "a",
        "Z.txt": "é",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def test_it_lists_every_file_but_itself_with_its_digest(tmp_path: Path) -> None:
    digest = write(a_bundle(tmp_path), a_release(), leak_test=LEAK_TEST, tool_version="0.1.0")
    raw = (tmp_path / MANIFEST).read_bytes()
    assert digest == hashlib.sha256(raw).hexdigest()
    manifest = json.loads(raw)
    assert manifest["schema"] == SCHEMA
    assert manifest["case"] == "SAR-2026-0001"
    assert manifest["journal_head"] == "ab" * 32
    assert manifest["leak_test"] == {"values": 12, "files": 3, "forms": 20, "hits": 0}
    assert manifest["counts"] == {"found": 9, "included": 0, "withheld": 0, "hidden_passages": 4}
    assert [one["path"] for one in manifest["files"]] == [
        "START-HERE.html",
        "Z.txt",
        "data/mail.csv",
        "data/mail.json",
    ]
    text = manifest["files"][1]
    assert text["bytes"] == 2
    assert text["sha256"] == hashlib.sha256("é".encode()).hexdigest()
    assert text["media_type"] == "text/plain"


def test_the_same_bundle_gives_the_same_manifest_and_archive(tmp_path: Path) -> None:
    made = []
    for name, when in (("a", 10**9), ("b", 17 * 10**8)):
        folder = a_bundle(tmp_path / name)
        digest = write(folder, a_release(), leak_test=LEAK_TEST, tool_version="0.1.0")
        for path in folder.rglob("*"):
            os.utime(path, (when, when))
        (folder / "Z.txt").chmod(0o600 if name == "a" else 0o644)
        made.append((digest, zip_folder(folder, tmp_path / f"{name}.zip").read_bytes()))
    assert made[0] == made[1]


def test_another_file_or_figure_gives_another_fingerprint(tmp_path: Path) -> None:
    folder = a_bundle(tmp_path)
    first = write(folder, a_release(), leak_test=LEAK_TEST, tool_version="0.1.0")
    second = write(folder, a_release(), leak_test=replace(LEAK_TEST, values=13), tool_version="0.1.0")
    (folder / "Z.txt").write_bytes(b"f")
    third = write(folder, a_release(), leak_test=LEAK_TEST, tool_version="0.1.0")
    assert len({first, second, third}) == 3


def test_the_archive_holds_the_files_and_nothing_of_the_machine(tmp_path: Path) -> None:
    folder = a_bundle(tmp_path / "in")
    with zipfile.ZipFile(zip_folder(folder, tmp_path / "out.zip")) as archive:
        assert archive.testzip() is None
        members = archive.infolist()
        assert [one.filename for one in members] == [
            "START-HERE.html",
            "Z.txt",
            "data/mail.csv",
            "data/mail.json",
        ]
        assert {one.date_time for one in members} == {(1980, 1, 1, 0, 0, 0)}
        assert {one.external_attr >> 16 for one in members} == {0o100644}
        assert archive.read("Z.txt") == "é".encode()


def test_checksums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    a_bundle(tmp_path)
    sums = write_sums(tmp_path, ["Z.txt", "START-HERE.html"])
    assert [line.split("  ")[1] for line in sums.read_text().splitlines()] == ["START-HERE.html", "Z.txt"]
    checked = subprocess.run(["sha256sum", "--check", "--strict", sums.name], cwd=tmp_path, check=False)
    assert checked.returncode == 0
    (tmp_path / "Z.txt").write_bytes(b"?")
    checked = subprocess.run(["sha256sum", "--check", "--strict", sums.name], cwd=tmp_path, check=False)
    assert checked.returncode != 0


def test_links_are_refused(tmp_path: Path) -> None:
    folder = a_bundle(tmp_path / "in")
    (folder / "link").symlink_to(folder / "Z.txt")
    with pytest.raises(UsageError):
        zip_folder(folder, tmp_path / "out.zip")
