"""A small file of every format that ships, made here where its format can be written by hand.

Everybody in them is invented. Formats that only their product writes are read from the shared
fixtures, where those are. `python -m tests.extractors.samples` writes the golden file again: look at
what changed before it is committed.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from dsar import plugins
from dsar.testing import Sample, digest_of, read

ROOT = Path(__file__).resolve().parents[2]
CT1 = ROOT / "samples" / "ct1"
SHARED = ROOT.parent / "shared" / "fixtures"
GOLDEN = ROOT / "tests" / "golden" / "extractors.json"
MAIL = b"""From: "Alice Marlowe" <alice.marlowe@harbour.example>
To: desk@northgate.example
Subject: Printer
Date: Mon, 02 Nov 2026 09:15:00 +0000
Message-ID: <1@harbour.example>

It jams.
"""

Made = Callable[[], bytes]


def _file(path: Path) -> Made:
    return path.read_bytes


def _text(text: str) -> Made:
    return lambda: text.encode()


MADE: tuple[tuple[str, str, Made], ...] = (
    ("mbox", "support.mbox", _file(CT1 / "mail" / "support.mbox")),
    ("eml", "printer.eml", lambda: MAIL),
    ("zendesk", "tickets.json", _file(CT1 / "tickets" / "tickets.json")),
    ("table", "payments.csv", _file(CT1 / "billing" / "payments.csv")),
    ("table", "preferences.csv", _file(CT1 / "marketing" / "preferences.csv")),
    ("workbook", "invoices.xlsx", _file(CT1 / "billing" / "invoices.xlsx")),
    ("json", "enquiries.json", _file(CT1 / "forms" / "enquiries.json")),
    ("jsonl", "portal-logins.jsonl", _file(CT1 / "logs" / "portal-logins.jsonl")),
    ("access_log", "portal-access.log", _file(CT1 / "logs" / "portal-access.log")),
    ("emlx", "5.emlx", lambda: emlx()),
    (
        "archive",
        "export.zip",
        lambda: zipped({"mail/5.eml": MAIL, "list.csv": b"Name,Email\nAl,al@x.example\n"}),
    ),
    ("archive", "5.eml.gz", lambda: gzip.compress(MAIL, mtime=0)),
    ("text", "note.txt", _text("Alice Marlowe rang about the printer.\n")),
    ("text", "note.html", _text("<html><body><p>Alice <b>Marlowe</b><!-- rang --></p></body></html>")),
)
"""The extractor, the file's name, and what makes it."""

FOREIGN: tuple[tuple[str, str], ...] = (
    ("msg", "mail-msg/fake-email-with-cc-and-bcc.msg"),
    ("pst", "mail-pst/dist-list.pst"),
    ("tnef", "mail-tnef/attachments.tnef"),
)
"""The extractor and a shared fixture."""


NEEDS = {"msg": "olefile", "pst": "pypff"}
"""Libraries that come with an extra."""


def emlx() -> bytes:
    """A message as Apple Mail keeps it."""
    known = b"<plist version='1.0'><dict><key>flags</key><integer>1</integer></dict></plist>"
    return f"{len(MAIL):<10}\n".encode() + MAIL + known


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive with these files, the same every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 2, 9, 0, 0)), content)
    return out.getvalue()


def samples() -> Iterator[tuple[str, Sample]]:
    """Every sample with the extractor that reads it; those whose file is not here are left out."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    for extractor, name, content in _contents():
        told = golden.get(f"{extractor}/{name}", {"records": -1, "gaps": -1, "digest": ""})
        yield extractor, Sample(name, content, told["records"], told["gaps"], told["digest"])


def of(extractor: str) -> tuple[Sample, ...]:
    """The samples of one extractor."""
    return tuple(sample for name, sample in samples() if name == extractor)


def missing(extractor: str) -> bool:
    """Whether an extractor's samples are shared fixtures that are not here, or what it needs is not."""
    if name := NEEDS.get(extractor):
        return find_spec(name) is None or not SHARED.is_dir()
    return any(name == extractor for name, _ in FOREIGN) and not SHARED.is_dir()


def _contents() -> Iterator[tuple[str, str, bytes]]:
    for extractor, name, make in MADE:
        yield extractor, name, make()
    for extractor, place in FOREIGN:
        path = SHARED / place
        if path.is_file():
            yield extractor, path.name, path.read_bytes()


def write() -> None:
    """Read every sample and write down what came of it."""
    told = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    for extractor, name, content in _contents():
        reading = read(plugins.extractor(extractor)(), name, content)
        told[f"{extractor}/{name}"] = {
            "records": len(reading.records),
            "gaps": len(reading.gaps),
            "digest": digest_of(reading),
        }
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
