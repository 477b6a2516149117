"""Documents: what they show, what they hide, and what of them cannot be read."""

from __future__ import annotations

import io

import pytest

from dsar import plugins
from dsar.reading import documents, rtf
from dsar.testing import Reading, read
from tests.extractors import samples
from tests.extractors.samples import RTF, zipped

OFF = "words in pictures are not read: ocr is off"


def reading(extractor: str, name: str, content: bytes) -> Reading:
    return read(plugins.extractor(extractor)({"ocr": False}), name, content)


def test_a_docx_gives_what_it_hides() -> None:
    found = reading("office", "contract.docx", samples.docx())
    (record,) = found.records
    assert record.fields["text"] == "Contract with Alice & Co\nowes nothing\nSerial"
    assert record.fields["deleted"] == "owes 40 pounds"
    assert record.fields["comments"] == "She complained."
    assert record.fields["headers and footers"] == "Confidential"
    assert record.fields["links"] == "mailto:ben@bakery.example"
    assert record.fields["properties"] == "creator: Dana Quill\ntitle: Draft 3"
    assert {(one.role, one.name) for one in record.parties} == {
        ("editor", "Dana Quill"), ("editor", "Bo Nilsson"), ("commenter", "Ben Carter"), ("author", "Dana Quill"),
    }  # fmt: skip
    assert [one.name for one in found.parts] == ["list.csv"]
    assert [one.reason for one in found.gaps] == ["image-only"]


def test_an_odt_gives_what_it_hides() -> None:
    (record,) = reading("office", "letter.odt", samples.odt()).records
    assert record.fields["text"] == "Dear Alice,"
    assert "a rude word" in str(record.fields["deleted"])
    assert "check" in str(record.fields["comments"])
    assert "Dana Quill" in str(record.fields["properties"])


def test_entities_in_a_document_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d SYSTEM "file:///etc/hostname">]><w:t>&b;&d;</w:t>'
    found = reading("office", "a.docx", zipped({"word/document.xml": bomb, "_rels/.rels": b""}))
    assert "cccc" not in str(found.records[0].fields["text"])
    assert found.records[0].fields["text"] == "&b;&d;"


def test_a_document_that_unpacks_to_too_much_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "UNPACKED", 100)
    assert [one.reason for one in reading("office", "a.docx", samples.docx()).gaps] == ["too-large"]


def test_documents_with_a_password_are_gaps() -> None:
    assert [one.reason for one in reading("office", "a.docx", samples.OLE).gaps] == ["encrypted"]
    locked = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"\x01\x02"}
    locked["META-INF/manifest.xml"] = b"<manifest:encryption-data/>"
    found = reading("office", "a.odt", zipped(locked))
    assert ([one.reason for one in found.gaps], found.records) == (["encrypted"], ())
    found = reading("pdf", "a.pdf", samples.pdf(password="secret"))
    assert [one.reason for one in found.gaps] == ["encrypted"]
    assert "Alice" not in str([one.fields for one in found.records])


def test_a_pdf_gives_text_notes_properties_and_files() -> None:
    found = reading("pdf", "quote.pdf", samples.pdf())
    (record,) = found.records
    assert record.fields["text"] == "Quote for Alice Marlowe"
    assert record.fields["page 1 notes"] == "Bo Nilsson says no"
    assert record.fields["properties.Author"] == "Dana Quill"
    assert [(one.name, one.content) for one in found.parts] == [
        ("list.csv", b"Name,Email\nAlice,alice.marlowe@harbour.example\n")
    ]
    assert [(one.reason, one.detail) for one in found.gaps] == [
        ("image-only", f"1 of 2 pages have no text: 2; {OFF}")
    ]


def test_a_scan_is_told_as_image_only() -> None:
    found = reading("pdf", "scan.pdf", samples.pdf(text=False))
    assert ("image-only", f"2 of 2 pages have no text: 1, 2; {OFF}") in [
        (one.reason, one.detail) for one in found.gaps
    ]


def test_a_broken_pdf_is_a_gap() -> None:
    found = reading("pdf", "a.pdf", b"%PDF-1.7\nnothing\n")
    assert found.records == ()
    assert {one.reason for one in found.gaps} == {"malformed"}


def test_rich_text_gives_text_and_what_stands_beside_it() -> None:
    found = reading("rtf", "memo.rtf", RTF)
    (record,) = found.records
    assert record.fields["text"] == "Alice Marlowe café € 5.\nAgreed."
    assert str(record.fields["beside"]).split("\n") == [
        "Dana Quill",
        "Northgate",
        "in secret",
        "Ask Bo Nilsson.",
    ]
    assert [one.reason for one in found.gaps] == ["image-only"]


def test_rich_text_takes_time_in_proportion_to_its_length() -> None:
    assert rtf.read(b"{" * 200_000 + b"a").text == "a"
    assert rtf.read(b"\\" * 100_001).text


def test_an_old_document_is_found_and_told_as_read_in_part() -> None:
    name, content = "old.doc", samples.of("legacy")[0].content
    found = reading("legacy", name, content)
    assert found.records[0].fields["text"] == "Alice Marlowe signed.\nNorthgate Systems"
    assert [one.reason for one in found.gaps] == ["unsupported"]


def test_a_pictures_words_are_read_and_the_picture_is_not() -> None:
    found = reading("picture", "badge.png", samples.png())
    assert found.records[0].fields["metadata"] == "Author: Ben Carter"
    assert [one.reason for one in found.gaps] == ["image-only"]


def test_a_signed_form_says_who_signed_and_the_same_each_time() -> None:
    found = [reading("pdf", "form.pdf", signed()).records[0] for _ in range(2)]
    said = str(found[0].fields["form"])
    assert "Name Dana Quill; Reason Approved" in said
    assert "colours: red, blue" in said
    assert "at 0x" not in said
    assert "IndirectObject" not in said
    assert found[0].digest == found[1].digest


def signed() -> bytes:
    """A PDF with a field that holds a signature and one that holds a list, both kept elsewhere in the file."""
    pypdf = pytest.importorskip("pypdf")
    from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, TextStringObject

    def named(**entries: object) -> DictionaryObject:
        return DictionaryObject({NameObject(f"/{name}"): one for name, one in entries.items()})

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    signature = named(
        Name=TextStringObject("Dana Quill"),
        Reason=TextStringObject("Approved"),
        Contents=ByteStringObject(b"\x00\x01\xff" * 40),
        Reference=ArrayObject([writer._add_object(named(Data=writer.root_object))]),
    )
    colours = ArrayObject([TextStringObject("red"), writer._add_object(TextStringObject("blue"))])
    fields = [
        writer._add_object(named(T=TextStringObject(name), FT=NameObject(kind), V=writer._add_object(value)))
        for name, kind, value in (("signature", "/Sig", signature), ("colours", "/Ch", colours))
    ]
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(named(Fields=ArrayObject(fields)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
