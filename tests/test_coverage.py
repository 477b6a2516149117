"""Every folder of real files reads as expected, or what of it does not is named here.

`python -m tests.test_coverage` reads them again: it writes the golden counts, and the table in the
README between its marks. Look at what changed before it is committed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.steps.sources import survey
from dsar.testing import read

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "fixtures"
GOLDEN = ROOT / "tests" / "golden" / "coverage.json"
README = ROOT / "README.md"
MARKS = ("<!-- coverage -->", "<!-- end of coverage -->")

NAMED = {
    "archives": "six .doc and .xls of before 2007 give runs of text; two pictures are not read",
    "billing-quickbooks": "answers kept in a test cassette (YAML) read as text; a test reads the answers themselves",
    "billing-xero-spec": "a specification (YAML), no export: read as text",
    "chat-intercom-spec": "a specification (YAML), no export: read as text",
    "documents": "one .doc of before 2007 gives runs of text; a part of Keynote's and a picture are not read",
    "ics": "broken on purpose: lines that are no property, two calendars without their end, pictures",
    "logs-cloudflare": "a detection rule (YAML) with events in it: read as text",
    "logs-postfix": "grok test cases (YAML), a line of a log in each: read as text",
    "mail-eml": "pictures, six damaged attachments, broken MIME; an empty file",
    "mail-eml-with-oracle": "pictures; messages malformed on purpose",
    "mail-maildir": "two encrypted messages",
    "mail-mbox": "S/MIME messages and signatures of a public list, pictures",
    "mail-msg": "TIFF pictures",
    "mail-pst": "two exceptions of a series, which libpff does not open",
    "mail-tnef": "a picture",
    "tickets-osticket": "a schema without rows (SQL dump): read as text",
    "tickets-rt": "schemas without rows (SQL dump): read as text",
    "vcf": "photos and keys in cards; one line that is no property",
}
"""Folders of which something is not read as what it is, and what that is."""

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared fixtures are not here")


@cache
def measured() -> dict[str, dict[str, Any]]:
    """What every folder holds, as `dsar sources check` tells it."""
    folders = sorted(path for path in SHARED.iterdir() if path.is_dir()) if SHARED.is_dir() else []
    out: dict[str, dict[str, Any]] = {}
    for folder in folders:
        # What is made out of pictures hangs on what a machine has.
        (found,) = survey([replace(source_at(folder, set()), options={"ocr": False})])
        reasons: Counter[str] = Counter()
        for (_, reason, _), count in found.gaps.items():
            reasons[reason] += count
        out[folder.name] = {
            "files": found.files,
            "formats": dict(sorted(found.formats.items())),
            "records": dict(sorted(found.kinds.items())),
            "gaps": dict(sorted(reasons.items())),
            "presets": sorted(found.presets),
        }
    return out


def table() -> str:
    """The README's table: folder, what reads it, what it gives, what is not read."""
    rows = ["| real files | read by | records | not read |", "|---|---|---|---|"]
    for name, one in measured().items():
        records = ", ".join(f"{count} {kind}" for kind, count in one["records"].items())
        by = ", ".join([*one["formats"], *(f"`{preset}`" for preset in one["presets"])])
        rows.append(f"| {name} ({one['files']}) | {by} | {records} | {NAMED.get(name, '')} |")
    return "\n".join(rows)


def test_every_folder_is_there() -> None:
    assert sorted(measured()) == sorted(json.loads(GOLDEN.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "folder", sorted(json.loads(GOLDEN.read_text(encoding="utf-8"))) if GOLDEN.exists() else []
)
def test_a_folder_reads_as_expected(folder: str) -> None:
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))[folder]
    assert measured()[folder] == expected


def test_what_is_not_read_is_named() -> None:
    unread = {name for name, one in measured().items() if one["gaps"]}
    as_text = {
        name
        for name, one in measured().items()
        if "text" in one["formats"] and not name.startswith(("mail", "doc"))
    }
    assert unread - set(NAMED) == set()
    assert as_text - set(NAMED) - {"logs-remote-access"} == set()
    assert not any("" in one["formats"] for one in measured().values()), "a file that nothing recognises"


def test_the_readme_holds_the_table() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.partition(MARKS[0])[2].partition(MARKS[1])[0].strip() == table()


def oracle(path: Path) -> dict[str, set[str]]:
    """From and To of the outermost message, as an independent parser read them."""
    told = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {"from": set(), "to": set()}
    for header in told["parts"][0]["headers"]:
        if header["name"] in ("from", "to"):
            found[header["name"]] |= set(
                re.findall(r'"address": "([^"]+@[^"]+)"', json.dumps(header["value"]))
            )
    return found


def test_people_in_headers_are_those_of_an_independent_parser() -> None:
    different = []
    cases = sorted((SHARED / "mail-eml-with-oracle").glob("*.eml"))
    for path in cases:
        wanted = oracle(path.with_suffix(".json"))
        records = read(plugins.extractor("eml")(), path.name, path.read_bytes()).records
        people = records[0].parties if records else ()
        for role, addresses in wanted.items():
            ours = {one.value for who in people if who.role == role for one in who.identifiers}
            if {one.casefold() for one in addresses} - ours:
                different.append((path.name, role))
    assert len(cases) == 39
    assert len(different) <= 3, different


def test_the_offsets_of_messages_are_those_of_an_independent_reader() -> None:
    path = SHARED / "mail-mbox" / "content-length.mbox.txt"
    wanted = [
        one["mboxMarkerOffset"]
        for one in json.loads((path.parent / "content-length.unix-offsets.json").read_text())
    ]
    stretches = plugins.extractor("mbox")().cut.stretches(path.read_bytes())
    assert [one.offset for one in stretches if one.role == "piece"] == wanted


def write() -> None:
    """Write the golden counts, and the README's table."""
    GOLDEN.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(MARKS[0])
    README.write_text(
        f"{before}{MARKS[0]}\n\n{table()}\n\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", encoding="utf-8"
    )


if __name__ == "__main__":
    write()
