"""A picture leaves made anew, and only when somebody has looked at it: what a camera wrote into it never does."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from dsar.answer.leaks import search as leaks
from dsar.case import pictures as kept
from dsar.case.case import Case
from dsar.config import source_at
from dsar.errors import UsageError
from dsar.model.decisions import Action, On, Wish
from dsar.model.identifiers import Identifier
from dsar.model.records import Record
from dsar.model.sources import Source
from dsar.register.reading import parse
from dsar.steps import cases
from dsar.steps.decide import acknowledgements, decide
from dsar.steps.export import export
from dsar.steps.find import find
from dsar.steps.pictures import fetch
from tests.cases import REGISTER
from tests.extractors import drawn
from tests.review.served import Served

ALICE = "alice.marlowe@harbour.example"
PLANTED = (b"GPS-PLANTED", b"xmp-planted", b"Lat 51.2802 N")
REGISTERED = parse(REGISTER, "register.toml")


def photograph(*lines: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "GPS-PLANTED"
    exif.get_ifd(0x8825)[29] = "Lat 51.2802 N"
    xmp = b"<x:xmpmeta>xmp-planted</x:xmpmeta>"
    raw = drawn.picture(*lines, form="JPEG", exif=exif.tobytes(), xmp=xmp)
    assert all(one in raw for one in PLANTED), "the control: it stands in the picture as it was"
    return raw


def message(raw: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ALICE, "help@northgate.example", "My badge"
    mail["Date"] = "Mon, 2 Nov 2026 09:00:00 +0000"
    mail.set_content("Here is my badge.")
    mail.add_attachment(raw, maintype="image", subtype="jpeg", filename="badge.jpg")
    return mail.as_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "mail"
    place.mkdir()
    (place / "a.eml").write_bytes(message(photograph("Visitor badge", "Front desk")))
    return place


@pytest.fixture
def case(tmp_path: Path, folder: Path) -> Case:
    made = Case.create(tmp_path / "cases", "SAR-2026-0001", by="tester")
    cases.record_request(
        made,
        {"name": "Alice Marlowe", "reply_to": ALICE, "received": date(2026, 11, 2), "contract_party": False},
    )
    cases.settle_identity(made, "passed", "tested")
    found = find(made, sources(folder), [Identifier.of("email", ALICE)], register=REGISTERED).found
    decide(made, acknowledgements(found, "looked at"))
    return made


def sources(folder: Path) -> list[Source]:
    return [source_at(folder, set())]


def picture_of(case: Case) -> Record:
    (one,) = [kept.record for kept in case.found().kept if kept.record.kind == "picture"]
    return one


def answer(case: Case, out: Path) -> Path:
    given = ("names", "undecided")
    return export(
        case, out, REGISTERED, waive=given, reason="a test", prepared=date(2026, 11, 22)
    ).built.folder


def rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / "your-data" / "about" / "attachments.csv").read_text(encoding="utf-8-sig")
    return [row for row in csv.DictReader(io.StringIO(text)) if row["name"]]


def every_byte(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    yield from map(archive.read, archive.namelist())


def test_a_picture_that_nobody_looked_at_is_withheld_and_told(
    case: Case, folder: Path, tmp_path: Path
) -> None:
    assert fetch(case, sources(folder)).kept == 1
    out = answer(case, tmp_path / "answer")
    assert list(out.rglob("*.jpg")) == []
    assert "withheld" in [row["why"] for row in rows(out)][-1]


def test_one_that_was_looked_at_leaves_without_what_the_camera_wrote(
    case: Case, folder: Path, tmp_path: Path
) -> None:
    fetch(case, sources(folder))
    decide(case, [Wish(On.RECORD, picture_of(case).id, Action.SHOW)])
    out = answer(case, tmp_path / "answer")
    (given,) = out.rglob("*.jpg")
    with Image.open(given) as anew:
        assert anew.size == (1000, 250)
        assert not anew.getexif()
    assert [row["given as"] for row in rows(out)][-1] == given.relative_to(out / "your-data").as_posix()
    assert "GPS-PLANTED" in str(picture_of(case).fields["metadata"]), "the control: it was read"
    written = b"\n".join(every_byte(out))
    assert [one for one in (*PLANTED, b"Exif\0", b"xmpmeta") if one in written] == []
    assert photograph("Visitor badge", "Front desk") not in written, "never an original"


def test_the_case_holds_no_original(case: Case, folder: Path) -> None:
    fetch(case, sources(folder))
    (page,) = kept.kept(case.folder, picture_of(case).digest)
    assert page.path.stat().st_mode & 0o077 == 0
    assert not any(one in kept.content_of(page) for one in PLANTED)
    page.path.write_bytes(page.path.read_bytes() + b"x")
    assert kept.content_of(page) == b"", "changed behind our back, it is nobody's picture"


def test_keeping_back_again_is_as_easy(case: Case, folder: Path, tmp_path: Path) -> None:
    fetch(case, sources(folder))
    record = picture_of(case).id
    decide(case, [Wish(On.RECORD, record, Action.SHOW)])
    decide(case, [Wish(On.RECORD, record, Action.REDACT)])
    assert list(answer(case, tmp_path / "answer").rglob("*.jpg")) == []


def test_what_was_not_fetched_cannot_be_let_go(case: Case) -> None:
    with pytest.raises(UsageError, match="no picture of that record"):
        decide(case, [Wish(On.RECORD, picture_of(case).id, Action.SHOW)])


def test_a_picture_that_changed_since_is_not_brought(case: Case, folder: Path) -> None:
    (folder / "a.eml").write_bytes(message(photograph("Somebody else")))
    made = fetch(case, sources(folder))
    assert (made.pictures, made.kept, len(made.missing)) == (1, 0, 1)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_one_whose_words_are_hidden_stays(tmp_path: Path) -> None:
    place = tmp_path / "mail"
    place.mkdir()
    (place / "a.eml").write_bytes(message(photograph("Ben Carter", "ben.carter@bakery.example")))
    made = Case.create(tmp_path / "cases", "SAR-2026-0002", by="tester")
    cases.record_request(
        made,
        {"name": "Alice Marlowe", "reply_to": ALICE, "received": date(2026, 11, 2), "contract_party": False},
    )
    cases.settle_identity(made, "passed", "tested")
    found = find(made, sources(place), [Identifier.of("email", ALICE)], register=REGISTERED).found
    decide(made, acknowledgements(found, "looked at"))
    fetch(made, sources(place))
    record = picture_of(made)
    assert "ben.carter@bakery.example" in str(record.fields["ocr.text"])
    decide(made, [Wish(On.RECORD, record.id, Action.SHOW)])
    out = answer(made, tmp_path / "answer")
    assert list(out.rglob("*.jpg")) == []
    assert "withheld" in [row["why"] for row in rows(out)][-1]


def test_the_review_page_shows_it_and_lets_it_go(case: Case, folder: Path) -> None:
    record = picture_of(case).id
    with Served(case.folder) as page:
        page.open()
        assert "dsar pictures" in page.get(f"/records/{record}")
        fetch(case, sources(folder))
        shown = page.get(f"/records/{record}")
        assert f'src="/pictures/{record}/1"' in shown
        assert "It does not leave" in shown
        (kept_page,) = kept.kept(case.folder, picture_of(case).digest)
        assert page.fetch(f"/pictures/{record}/1") == kept.content_of(kept_page)
        assert page.fetch(f"/pictures/{record}/2") != kept.content_of(kept_page)
        told = page.press("decide", on="record", target=record, action="show")
        assert told["words"].startswith("1 picture leaves")
        assert "It leaves with the answer" in page.get(f"/records/{record}")
        page.press("undo")
        assert "It does not leave" in page.get(f"/records/{record}")


def test_the_command_counts_and_names_what_is_missing(case: Case, folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "dsar",
        "pictures",
        "--case",
        str(case.folder),
        "--source",
        str(folder),
        "--json",
    ]
    (folder.parent / "dsar.toml").write_text(f'cases = "{case.folder.parent.as_posix()}"\n', encoding="utf-8")
    command[5:6] = [case.ref]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"case": case.ref, "pictures": 1, "kept": 1, "shown": 0, "missing": []}


def test_a_picture_with_anything_beside_its_points_is_a_leak(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photograph("Alice"))
    assert [hit.form for hit in leaks(tmp_path, ["GPS-PLANTED"]).hits]
    from dsar.reading.clean import clean

    (tmp_path / "a.jpg").write_bytes(clean(photograph("Alice"))[0].content)
    assert leaks(tmp_path, ["GPS-PLANTED"]).hits == ()
