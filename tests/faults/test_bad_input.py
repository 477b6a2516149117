"""Damaged, lying and missing input: each is a named gap with its place, and the rest is read."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import GAP_REASONS
from dsar.steps.find import search

ALICE = "alice@hartley.example"
ROW = b'{"email": "alice@hartley.example", "n": %d}'


def write(name: str, content: bytes) -> Callable[[Path], None]:
    def into(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return into


def fifo(folder: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(folder / "pipe.mbox")


def loop(folder: Path) -> None:
    (folder / "round").symlink_to(folder, target_is_directory=True)


def workbook(damage: Callable[[bytes], bytes] = lambda xml: xml) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Email", "Amount"])
    for n in range(5):
        sheet.append([ALICE, n])
    out, damaged = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, damage(raw) if name == "xl/worksheets/sheet1.xml" else raw)
    return damaged.getvalue()


def lying_dimension(xml: bytes) -> bytes:
    changed = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', xml)
    assert changed != xml
    return changed


MAIL = b"From: Alice <alice@hartley.example>\nTo: b@c.example\nSubject: x\nDate: Mon, 2 Feb 2026 10:00:00 Z\n"
CASES: dict[str, tuple[Callable[[Path], None], set[str], int]] = {
    "a named pipe": (fifo, {"not-a-file"}, 1),
    "a link in a circle": (loop, {"not-a-file"}, 1),
    "an unknown charset": (
        write("odd.eml", MAIL + b"Content-Type: text/plain; charset=klingon\n\nhello \x93there\x94\n"),
        {"unknown-charset"}, 2,
    ),
    "a message without its end": (
        write("cut.eml", MAIL + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n"), {"truncated"}, 2,
    ),
    "an encrypted message": (
        write("shut.eml", MAIL + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB\n"),
        {"encrypted"}, 2,
    ),
    "half an array": (
        write("half.json", b"[" + ROW % 1 + b",\n" + ROW % 2 + b",\n" + (ROW % 3)[:20]), {"truncated"}, 3,
    ),
    "a row with too many cells": (
        write("ragged.csv", b"Email,Amount\n" + b"\n".join([ALICE.encode() + b",1", ALICE.encode() + b",2,3,4", b"d"])),
        {"ragged-row"}, 3,
    ),
    "an element that is no JSON": (
        write("odd.jsonl", ROW % 1 + b"\n{broken alice@hartley.example\n" + ROW % 2 + b"\n"), {"malformed"}, 3,
    ),
    "a sheet that lies about its size": (write("lie.xlsx", workbook(lying_dimension)), {"false-dimension"}, 6),
    "a workbook cut in half": (write("cut.xlsx", workbook()[:2000]), {"malformed"}, 1),
    "a file of no known format": (write("odd.bin", bytes(range(256)) * 20), {"unsupported"}, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_named_and_the_rest_is_read(name: str, tmp_path: Path) -> None:
    plant, reasons, records = CASES[name]
    (tmp_path / "good.eml").write_bytes(MAIL + b"\nI am well.\n")
    plant(tmp_path)
    found, _ = search([source_at(tmp_path, set())], [Identifier.of("email", ALICE)])
    told = {gap.reason for gap in found.gaps}
    assert told <= set(GAP_REASONS), "every reason has words for people"
    assert (bool(told) and told <= reasons) or (not told and not reasons), told
    assert all(gap.locator.file for gap in found.gaps)
    about = [one for one in found.kept if one.bucket is Bucket.ABOUT and not one.record.parent]
    assert len(about) == records
    assert all(line.bytes == line.accounted_bytes for line in found.ledger)


def test_a_missing_file_is_a_gap(tmp_path: Path) -> None:
    found, _ = search([source_at(tmp_path / "gone.mbox", set())], [Identifier.of("email", ALICE)])
    assert [gap.reason for gap in found.gaps] == ["missing"]


def test_a_file_that_cannot_be_opened_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shut.mbox"
    path.write_bytes(b"From x\n" + MAIL)
    real = Path.open

    def refused(self: Path, *arguments: object, **named: object) -> object:
        if self.name == "shut.mbox":
            raise PermissionError(13, "Permission denied")
        return real(self, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)  # root may read anything: the system cannot refuse here
    found, _ = search([source_at(tmp_path, set())], [Identifier.of("email", ALICE)])
    assert [gap.reason for gap in found.gaps] == ["unreadable"]
    assert all(line.bytes == line.accounted_bytes for line in found.ledger)


def test_exit_status_tells_that_something_was_not_read(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "good.eml").write_bytes(MAIL + b"\nI am well.\n")
    (tmp_path / "mail" / "odd.bin").write_bytes(bytes(range(256)) * 20)
    command = [
        sys.executable,
        "-m",
        "dsar",
        "find",
        "--email",
        "-",
        "--source",
        "mail",
        "--records-only",
        "--json",
    ]
    done = subprocess.run(command, cwd=tmp_path, input=ALICE, capture_output=True, text=True, check=False)
    assert done.returncode == 6
    said = json.loads(done.stdout)
    assert [one["reason"] for one in said["gaps"]] == ["unsupported"]
    assert len(said["records"]) == 1
    assert "alice" not in done.stderr.casefold()
