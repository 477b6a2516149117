"""Words in pictures and on scanned pages: read where tesseract is installed, a gap with its mend where not."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image as Drawing

from dsar import Identifier, plugins
from dsar.config import load_config, source_at
from dsar.errors import ConfigError
from dsar.reading import ocr, pictures, programs
from dsar.steps.doctor import checks
from dsar.steps.find import search
from dsar.testing import Reading, read
from tests.extractors import drawn, samples

WORDS = ("Invoice for Alice Marlowe", "alice.marlowe@harbour.example", "Call 020 7946 0123 before Friday")

needs = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine on which neither program is to be found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.languages.cache_clear()
    yield
    monkeypatch.undo()
    ocr.languages.cache_clear()


def reading(extractor: str, name: str, content: bytes, **options: object) -> Reading:
    return read(plugins.extractor(extractor)(options), name, content)


@needs
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"])
def test_the_words_in_a_picture_are_read(form: str) -> None:
    found = reading("picture", "badge", drawn.picture(*WORDS, form=form))
    (record,) = found.records
    assert str(record.fields["ocr.text"]).split("\n") == [WORDS[0], WORDS[1], "", WORDS[2]]
    confidence = record.fields["ocr.confidence"]
    assert isinstance(confidence, int)
    assert 60 <= confidence <= 100
    assert found.gaps == ()


def test_without_tesseract_a_picture_is_a_gap_that_says_how_to_mend_it(without: None) -> None:
    found = reading("picture", "badge.png", drawn.picture(*WORDS))
    assert "ocr.text" not in found.records[0].fields
    assert [(one.reason, one.detail) for one in found.gaps] == [
        ("image-only", "words in pictures are not read: install tesseract, and they are")
    ]
    found = reading("pdf", "scan.pdf", drawn.scan(WORDS))
    assert ["install tesseract" in one.detail for one in found.gaps] == [True]


@needs
def test_where_a_source_turns_it_off_the_gap_says_so() -> None:
    found = reading("picture", "badge.png", drawn.picture(*WORDS), ocr=False)
    assert "ocr.text" not in found.records[0].fields
    assert [one.detail for one in found.gaps] == ["words in pictures are not read: ocr is off"]


@needs
def test_a_language_that_is_not_installed_is_named() -> None:
    found = reading("picture", "badge.png", drawn.picture(*WORDS), ocr="eng+xyz")
    assert [one.detail for one in found.gaps] == ["tesseract is not installed with the language xyz"]


@needs
def test_scanned_pages_are_read_and_a_blank_drawing_stays_a_gap() -> None:
    found = reading("pdf", "scan.pdf", drawn.scan(WORDS[:2], ("",), WORDS[2:]))
    (record,) = found.records
    assert "text" not in record.fields
    assert all(line in str(record.fields["ocr.text"]) for line in WORDS)
    assert [(one.reason, one.detail) for one in found.gaps] == [
        ("image-only", "1 of 3 pages have no text: 2; no words were made out in it")
    ]


@needs
def test_pictures_in_documents_and_workbooks_are_read() -> None:
    inside = {
        "word/document.xml": b"<w:t>See below</w:t>",
        "_rels/.rels": b"",
        "word/media/image1.png": drawn.picture(*WORDS),
    }
    found = reading("office", "a.docx", samples.zipped(inside))
    assert WORDS[1] in str(found.records[0].fields["ocr.text"])
    assert found.gaps == ()
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.add_image(Drawing(io.BytesIO(drawn.picture(*WORDS))), "B2")
    book.save(out)
    found = reading("workbook", "a.xlsx", out.getvalue())
    assert [pictures.form(bytes(one.content or b"")) for one in found.parts] == ["png"]


@needs
def test_what_is_not_sure_is_a_gap_as_well() -> None:
    assert "look at it" in ocr.Read("a", 30).doubt
    assert ocr.Read("a", 90).doubt == ""
    noise = ocr.picture(drawn.picture("", ""), "eng")
    assert (noise.text, noise.doubt) == ("", "no words were made out in it")


def test_small_and_huge_pictures_are_not_opened() -> None:
    assert "too small" in pictures.seen(samples.png(), "eng").why or not ocr.installed()
    huge = bytearray(drawn.picture("a"))
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    assert "more than is opened" in pictures.seen(bytes(huge), "eng").why or not ocr.installed()
    for form in ("PNG", "JPEG", "GIF", "BMP"):
        assert pictures.size(drawn.picture("a", form=form)) == (1000, 170)


@needs
def test_a_program_that_takes_too_much_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "MEMORY", 24 * 2**20)
    monkeypatch.setattr(ocr, "_known", type(ocr._known)())
    assert ocr.picture(drawn.picture(*WORDS), "eng").why.startswith("tesseract gave up")


class Calls:
    """Counts the programs that are called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, real = 0, programs._run
        ocr.languages()  # which it is asked for once

        def counted(command: Sequence[str], given: bytes, files: Sequence[int]) -> programs.Said:
            self.count += 1
            return real(command, given, files)

        monkeypatch.setattr(programs, "_run", counted)
        monkeypatch.setattr(ocr, "_known", type(ocr._known)())


MANY = [
    *(drawn.picture(*WORDS, form=form) for form in ("PNG", "JPEG", "GIF", "BMP")),
    *(drawn.picture(f"Account 471{n}", WORDS[n % 3]) for n in range(4)),
    drawn.picture("", ""),
]  # fmt: skip


@needs
def test_pictures_read_together_give_what_each_gives_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(monkeypatch)
    alone = [pictures.seen(one, "eng") for one in MANY]
    assert calls.count == len(MANY)
    for order in (MANY, MANY[::-1]):
        calls = Calls(monkeypatch)
        pictures.ahead(order, "eng")
        assert [pictures.seen(one, "eng") for one in MANY] == alone
        assert calls.count == (1 if hasattr(os, "memfd_create") else len(MANY))


@needs
def test_a_picture_that_breaks_off_does_so_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, scan = MANY[0][:200], drawn.picture("one page", form="TIFF")
    large = drawn.picture("a page", *["" for _ in range(12)])
    calls = Calls(monkeypatch)
    pictures.ahead([*MANY[:4], broken, scan, large, *MANY[4:]], "eng")
    calls.count = 0
    assert all(pictures.seen(one, "eng").text for one in MANY[:-1])
    assert calls.count <= 2  # all are known but for those that were left alone beside the broken one
    assert pictures.size(large)[1] > 1000
    assert ocr._key(large, "eng") not in ocr._known
    assert pictures.seen(broken, "eng").why.startswith("tesseract gave up")
    assert "one page" in pictures.seen(scan, "eng").text


@needs
def test_the_pictures_of_several_messages_are_read_in_one_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.mbox"
    with path.open("wb") as out:
        for content in MANY[:8]:
            message = EmailMessage()
            message["From"], message["Subject"] = "bo.nilsson@bakery.example", "The scan"
            message.set_content("See attached.")
            message.add_attachment(content, maintype="image", subtype="png", filename="scan.png")
            out.write(b"From x@y.example Mon Jan  1 10:00:00 2024\n" + message.as_bytes() + b"\n")
    calls = Calls(monkeypatch)
    found = search([source_at(path, set())], [Identifier.of("email", WORDS[1])])[0]
    assert calls.count == (1 if hasattr(os, "memfd_create") else 8)
    pictured = [one for one in found.kept if one.record.kind == "picture"]
    assert len(pictured) == sum(WORDS[1] in pictures.seen(one, "eng").text for one in MANY[:8])


@needs
def test_somebody_is_found_by_what_stands_in_a_scan(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(drawn.scan(WORDS))
    (tmp_path / "other.png").write_bytes(drawn.picture("Somebody else altogether"))
    found, _ = search([source_at(tmp_path, set())], [Identifier.of("email", WORDS[1])])
    assert [one.record.locator.file for one in found.kept] == ["scan.pdf"]
    assert WORDS[1] in str(found.kept[0].record.fields["ocr.text"])


@needs
def test_pictures_attached_to_a_message_are_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "bo.nilsson@bakery.example", "The scan"
    mail.set_content("See attached.")
    mail.add_attachment(drawn.picture(*WORDS), maintype="image", subtype="png", filename="scan.png")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    found, _ = search([source_at(tmp_path, set())], [Identifier.of("email", WORDS[1])])
    assert [one.record.kind for one in found.kept] == ["mail", "attachment", "picture"]
    assert WORDS[1] in str(found.kept[2].record.fields["ocr.text"])
    assert found.gaps == ()


def test_doctor_says_whether_it_is_installed(without: None, tmp_path: Path) -> None:
    (told,) = [one for one in checks(tmp_path) if one.name == "pictures"]
    assert (told.state, "not installed" in told.words) == ("warn", True)


@needs
def test_doctor_names_the_languages(tmp_path: Path) -> None:
    (told,) = [one for one in checks(tmp_path) if one.name == "pictures"]
    assert "eng" in told.words


def test_a_wrong_setting_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "dsar.toml").write_text('[[source]]\nname = "a"\npath = "."\noptions = { ocr = "; rm" }\n')
    with pytest.raises(ConfigError, match="ocr cannot be"):
        load_config(tmp_path / "dsar.toml")


@needs
def test_without_the_deep_tier_pictures_are_read_where_the_message_is_somebodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_at_all = 0
    real = ocr.picture

    def counted(raw: bytes, language: str) -> ocr.Read:
        nonlocal read_at_all
        read_at_all += 1
        return real(raw, language)

    monkeypatch.setattr(ocr, "picture", counted)
    path = tmp_path / "a.mbox"
    with path.open("wb") as out:
        for sender in (WORDS[1], f"x{WORDS[1]}", f"y{WORDS[1]}"):
            message = EmailMessage()
            message["From"] = sender
            message.set_content("see")
            message.add_attachment(drawn.picture(sender), maintype="image", subtype="png", filename="a.png")
            out.write(b"From x@y.example Mon Jan  1 10:00:00 2024\n" + message.as_bytes() + b"\n")
    found = search([source_at(path, set())], [Identifier.of("email", WORDS[1])], deep=False)[0]
    assert read_at_all == 1
    assert [one.record.kind for one in found.kept] == ["mail", "attachment", "picture"]
    assert WORDS[1] in str(found.kept[2].record.fields["ocr.text"])
    deep = search([source_at(path, set())], [Identifier.of("email", WORDS[1])])[0]
    assert read_at_all == 4
    assert deep.kept == found.kept
