"""Real files: every record whose parsed content holds an address is found, and every byte is accounted for.

The other side of the comparison is brute force: each piece of each file parsed without a sieve, and
its text searched with a plain regular expression. The files hold real people's public data, so
failures are told in record ids and digests only.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from dsar import plugins
from dsar.case.case import Case
from dsar.config import source_at
from dsar.model.decisions import Action, On, Wish
from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece, Source
from dsar.register.reading import load
from dsar.search.content import files_of
from dsar.search.detecting import detect
from dsar.steps import cases
from dsar.steps.decide import acknowledgements, decide
from dsar.steps.export import export
from dsar.steps.find import find, search

FIXTURES = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
REGISTER = Path(__file__).resolve().parents[1] / "samples" / "ct1" / "register.toml"
FOLDERS = ("mail-mbox", "mail-eml", "tickets-zendesk", "billing-stripe", "logs-apache")
ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
MOST = 12

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not here")


def everything(source: Source) -> Iterator[tuple[str, Record]]:
    """Every record of a source with the id of the one it hangs on, nothing left out by any sieve."""
    for part in files_of(source):
        if isinstance(part, Part) and part.path is not None:
            yield from read(part, part.path.read_bytes(), "")


def read(part: Part, content: bytes, root: str) -> Iterator[tuple[str, Record]]:
    name = detect(content[:65_536], part.name)
    if not name:
        return
    extractor = plugins.extractor(name)({}, None)
    for stretch in extractor.cut.stretches(content):
        if stretch.role != "piece":
            continue
        (start, length), end = stretch.head, stretch.offset + stretch.length
        piece = Piece(
            part, stretch.offset, stretch.length, content[stretch.offset : end],
            content[start : start + length], stretch.label,
        )  # fmt: skip
        above = root
        for one in extractor.read(piece):
            if isinstance(one, Record):
                above = above or one.id
                yield root or one.id, one
            elif isinstance(one, Part):
                yield from read(one, bytes(one.content or b""), above)


@cache
def parsed(folder: str) -> list[tuple[str, str, str]]:
    """Root, id and text of every record in a folder of fixtures."""
    records = everything(source_at(FIXTURES / folder, set()))
    return [(root, one.id, "\n".join(map(str, one.fields.values()))) for root, one in records]


def addresses(folder: str) -> list[str]:
    """Some of the addresses that stand in a folder, always the same ones."""
    found = sorted({one.casefold() for _, _, text in parsed(folder) for one in ADDRESS.findall(text)})
    usable = [one for one in found if try_identifier("email", one)]
    return random.Random(7).sample(usable, min(MOST, len(usable)))


def standing_alone(address: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s<>,;:\"()\[\]]){re.escape(address)}(?=$|[\s<>,;:\"()\[\]])", re.IGNORECASE)


def name_of(address: str) -> str:
    """A public address told by its digest."""
    return hashlib.sha256(address.encode()).hexdigest()[:8]


@pytest.mark.parametrize("folder", FOLDERS)
def test_all_that_holds_an_address_is_found(folder: str) -> None:
    source, lost = source_at(FIXTURES / folder, set()), []
    for address in addresses(folder):
        identifier = try_identifier("email", address)
        assert identifier is not None
        found, _ = search([source], [identifier])
        kept = {one.record.id for one in found.kept if one.bucket in (Bucket.ABOUT, Bucket.DUPLICATE)}
        wanted = standing_alone(address)
        missing = {key for _, key, text in parsed(folder) if wanted.search(text)} - kept
        lost += [(name_of(address), key) for key in sorted(missing)]
        assert [one for one in found.ledger if one.bytes != one.accounted_bytes] == []
    assert lost == []


@pytest.mark.parametrize("folder", ["mail-mbox", "mail-eml", "logs-apache"])
def test_nothing_is_found_that_holds_no_address(folder: str) -> None:
    source = source_at(FIXTURES / folder, set())
    for address in addresses(folder):
        identifier = try_identifier("email", address)
        assert identifier is not None
        found, _ = search([source], [identifier])
        roots = {root for root, _, text in parsed(folder) if address in text.casefold()}
        extra = [one.record.id for one in found.kept if not one.record.parent and one.record.id not in roots]
        assert extra == [], name_of(address)


def test_there_is_something_to_compare() -> None:
    figures = {folder: (len(parsed(folder)), len(addresses(folder))) for folder in FOLDERS}
    assert all(records for records, _ in figures.values()), figures
    assert sum(count for _, count in figures.values()) >= 30, figures


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_command_finds_it_too(folder: str, tmp_path: Path) -> None:
    address = next(iter(addresses(folder)), "nobody@nowhere.example")
    command = [
        sys.executable, "-m", "dsar", "find", "--email", "-", "--source", str(FIXTURES / folder),
        "--records-only", "--json",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=tmp_path, input=address + "\n", capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 5, 6), done.returncode
    said = json.loads(done.stdout)
    held = [key for _, key, text in parsed(folder) if standing_alone(address).search(text)]
    assert set(held) <= {one["id"] for one in said["records"]}
    assert all(line["bytes"] == line["accounted_bytes"] for line in said["ledger"])
    assert (done.returncode == 6) == bool(said["gaps"])
    assert address not in done.stderr


def test_a_lost_record_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a sieve that holds one piece back too many."""
    from dsar.search.sieve import Sieve

    monkeypatch.setattr(Sieve, "seen", lambda *_: ([], []))
    monkeypatch.setattr(plugins.Extractor, "hides", lambda self, raw: False)
    with pytest.raises(AssertionError):
        test_all_that_holds_an_address_is_found("mail-mbox")


def test_gaps_are_named() -> None:
    found, _ = search(
        [source_at(FIXTURES / "mail-eml", set())], [Identifier.of("email", "nobody@nowhere.example")]
    )
    assert all(isinstance(one, Gap) and one.reason and one.locator.file for one in found.gaps)


def test_an_answer_from_real_mail_gives_nobody_away(tmp_path: Path) -> None:
    """Everybody but the subject is hidden; then the bundle's bytes are searched without our engine."""
    folder = "mail-eml"
    held = {one: sum(one in text.casefold() for _, _, text in parsed(folder)) for one in addresses(folder)}
    subject = max(held, key=lambda one: held[one])
    case = Case.create(tmp_path / "cases", "SAR-2026-0001", by="tester")
    asked = {"name": "Tess Example", "reply_to": subject, "received": date(2026, 11, 2)}
    cases.record_request(case, {**asked, "contract_party": False})
    cases.settle_identity(case, "passed", "tested")
    source = source_at(FIXTURES / folder, set())
    found = find(case, [source], [Identifier.of("email", subject)], register=load(REGISTER)).found
    wishes = [Wish(On.PERSON, one.id, Action.REDACT) for one in found.persons if one.standing != "subject"]
    loose = {one.id for one in found.findings if not one.person}
    wishes += [Wish(On.FINDING, one, Action.REDACT) for one in sorted(loose)]
    wishes += [Wish(On.RECORD, one.id, Action.CONFIRM) for one in found.records(Bucket.CANDIDATE)]
    decide(case, [*wishes, *acknowledgements(found, "looked at")])
    answer = export(case, tmp_path / "answer", load(REGISTER), waive=("names",), reason="a test")
    hidden = {one.value for person in found.persons for one in person.identifiers if one.kind == "email"}
    hidden -= {subject, *(one.casefold() for one in load(REGISTER).own_shared_addresses)}
    assert len(hidden) >= 1
    written = b"\n".join(
        path.read_bytes() for path in sorted(answer.built.bundle.rglob("*")) if path.is_file()
    )
    text = written.decode("utf-8", "replace").casefold()
    assert [name_of(one) for one in sorted(hidden) if standing_alone(one).search(text)] == []
    assert standing_alone(subject).search(text), "the control: what is shown is there to be found"
