"""Every place of a document in which something may stand that its pages do not show, with a word planted there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from dsar import plugins
from dsar.reading import sheets
from dsar.testing import read
from tests.extractors.samples import zipped

PLANTED = re.compile(r"PLANT-?\w+")


def p(text: str) -> bytes:
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>".encode()


def w(text: str) -> bytes:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode()


PPTX = {
    "[Content_Types].xml": b"<Types/>",
    "ppt/presentation.xml": b"<p:presentation/>",
    "ppt/slides/slide1.xml": b"<p:sld><p:txBody>" + p("PLANT-slide") + b"</p:txBody></p:sld>",
    "ppt/slides/slide2.xml": b'<p:sld show="0"><p:cSld name="PLANT-slidename">' + p("PLANT-hiddenslide")
    + b'<p:cNvPr id="1" name="Pic" descr="PLANT-alt"/></p:cSld></p:sld>',
    "ppt/notesSlides/notesSlide1.xml": b"<p:notes>" + p("PLANT-note") + b"</p:notes>",
    "ppt/comments/comment1.xml": b'<p:cmLst><p:cm authorId="0"><p:text>PLANT-comment</p:text></p:cm></p:cmLst>',
    "ppt/commentAuthors.xml": b'<p:cmAuthorLst><p:cmAuthor id="0" name="PLANT-author" initials="PA"/></p:cmAuthorLst>',
    "ppt/slideMasters/slideMaster1.xml": b"<p:sldMaster>" + p("PLANT-master") + b"</p:sldMaster>",
    "ppt/diagrams/data1.xml": b"<dgm:pt>" + p("PLANT-smartart") + b"</dgm:pt>",
    "ppt/charts/chart1.xml": b"<c:v>PLANT-chart</c:v>",
    "ppt/tags/tag1.xml": b'<p:tagLst><p:tag name="PLANT-tag" val="PLANT-tagvalue"/></p:tagLst>',
    "docProps/app.xml": b"<Properties><Company>PLANT-company</Company></Properties>",
    "docProps/custom.xml": b'<Properties><property name="PLANT-customname"><vt:lpwstr>PLANT-customvalue</vt:lpwstr></property></Properties>',
}  # fmt: skip
DOCX = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"",
    "word/document.xml": b"<w:document>" + w("PLANT-text")
    + b'<w:p><w:del w:author="PLANT-deleter"><w:r><w:delText>PLANT-deleted</w:delText></w:r></w:del>'
    + b'<w:ins w:author="PLANT-inserter"><w:r><w:t>PLANT-inserted</w:t></w:r></w:ins></w:p>'
    + b"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>PLANT-vanished</w:t></w:r></w:p>"
    + b"<w:txbxContent>" + w("PLANT-textbox") + b"</w:txbxContent>"
    + b'<w:sdt><w:sdtPr><w:alias w:val="PLANT-alias"/><w:tag w:val="PLANT-tag"/></w:sdtPr></w:sdt>'
    + b'<w:fldSimple w:instr="AUTHOR PLANT-field"/><w:bookmarkStart w:name="PLANT-bookmark"/>'
    + b'<w:ffData><w:name w:val="PLANT-formfield"/><w:default w:val="PLANT-default"/></w:ffData></w:document>',
    "word/header1.xml": b"<w:hdr>" + w("PLANT-header") + b"</w:hdr>",
    "word/footer2.xml": b"<w:ftr>" + w("PLANT-footer") + b"</w:ftr>",
    "word/footnotes.xml": w("PLANT-footnote"),
    "word/endnotes.xml": w("PLANT-endnote"),
    "word/comments.xml": b'<w:comment w:author="PLANT-commenter" w:initials="PLANT-initials">' + w("PLANT-comment") + b"</w:comment>",
    "word/people.xml": b'<w15:person w15:author="PLANT-person"/>',
    "word/glossary/document.xml": w("PLANT-glossary"),
    "word/settings.xml": b'<w:settings><w:docVars><w:docVar w:name="a" w:val="PLANT-variable"/></w:docVars><w:mailMerge><w:query w:val="PLANT-merge"/></w:mailMerge></w:settings>',
    "customXml/item1.xml": b"<root><a>PLANT-customxml</a></root>",
    "docProps/core.xml": b"<cp:coreProperties><dc:creator>PLANT-creator</dc:creator><cp:lastModifiedBy>PLANT-editor</cp:lastModifiedBy></cp:coreProperties>",
    "word/_rels/document.xml.rels": b'<Relationships><Relationship Id="1" Target="mailto:PLANT-link" TargetMode="External"/></Relationships>',
}  # fmt: skip
ODT = {
    "mimetype": b"application/vnd.oasis.opendocument.text",
    "content.xml": b"<office:document-content><text:tracked-changes><text:deletion><dc:creator>PLANT-deleter</dc:creator>"
    b"<text:p>PLANT-deleted</text:p></text:deletion></text:tracked-changes><text:p>PLANT-text<office:annotation>"
    b"<dc:creator>PLANT-annotator</dc:creator><text:p>PLANT-annotation</text:p></office:annotation></text:p>"
    b'<text:hidden-text text:string-value="PLANT-hidden"/><text:note><text:p>PLANT-footnote</text:p></text:note>'
    b'<text:section text:display="none"><text:p>PLANT-section</text:p></text:section>'
    b'<text:variable-decl text:name="PLANT-name" office:string-value="PLANT-value"/></office:document-content>',
    "styles.xml": b"<style:header><text:p>PLANT-header</text:p></style:header>",
    "meta.xml": b'<office:meta><meta:initial-creator>PLANT-creator</meta:initial-creator><meta:user-defined meta:name="PLANT-userkey">PLANT-user</meta:user-defined></office:meta>',
    "settings.xml": b'<config:config-item config:name="PrinterName" config:type="string">PLANT-printer</config:config-item>',
}  # fmt: skip


def said(extractor: str, name: str, raw: bytes) -> str:
    records = read(plugins.extractor(extractor)({"ocr": False}), name, raw).records
    return "\n".join(f"{key}: {value}" for one in records for key, value in one.fields.items())


@pytest.mark.parametrize(("name", "files"), [("a.pptx", PPTX), ("a.docx", DOCX), ("a.odt", ODT)])
def test_a_documents_hidden_places_are_read(name: str, files: Mapping[str, bytes]) -> None:
    planted = {one for content in files.values() for one in PLANTED.findall(content.decode())}
    text = said("office", name, zipped(files))
    assert len(planted) > 8
    assert sorted(one for one in planted if one not in text) == []


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Name", "Email", "N"], ["Al", "PLANT-hiddenrow", 1], ["link", '=IF(1,"PLANT-formula","")']):
        sheet.append(row)
    sheet["A2"].comment = Comment("PLANT-comment", "PLANT-commenter")
    sheet["A3"].hyperlink = "mailto:PLANT-link"
    sheet["A3"].hyperlink.tooltip = "PLANT-tooltip"
    assert sheet.oddHeader is not None
    assert sheet.evenFooter is not None
    sheet.oddHeader.left.text, sheet.evenFooter.center.text = "PLANT-header", "PLANT-footer"
    hints = DataValidation(
        type="list", formula1='"PLANT-choice,b"', prompt="PLANT-prompt", error="PLANT-error"
    )
    sheet.add_data_validation(hints)
    hints.add("C2")
    sheet.conditional_formatting.add("A1:A9", Rule(type="expression", formula=['$A1="PLANT-rule"']))
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    hidden = book.create_sheet("PLANT-sheet")
    hidden.sheet_state = "veryHidden"
    hidden.append(["PLANT-hiddencell", "x"])
    book.defined_names["PLANTname"] = DefinedName("PLANTname", attr_text='"PLANT-constant"')
    book.properties.creator, book.properties.keywords = "PLANT-creator", "PLANT-keyword"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbooks_hidden_places_are_read() -> None:
    raw = workbook()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        planted = {one for name in archive.namelist() for one in PLANTED.findall(archive.read(name).decode())}
    text = said("workbook", "a.xlsx", raw)
    assert len(planted) > 15
    assert sorted(one for one in planted if one not in text) == []
    assert sheets.plain(raw) is None


def test_a_pdfs_hidden_places_are_read() -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 300)
    writer.add_annotation(0, FreeText(text="PLANT-annotation", rect=(0, 0, 50, 50)))
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("PLANT-fieldname"),
            NameObject("/V"): TextStringObject("PLANT-fieldvalue"), NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)]),
        }
    )  # fmt: skip
    where = writer._add_object(field)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([where])}
    )
    writer.add_metadata({"/Author": "PLANT-author", "/Keywords": "PLANT-keyword", "/Own": "PLANT-own"})
    writer.add_outline_item(title="PLANT-outline", page_number=0)
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("PLANT-script")}
    )
    writer.add_attachment("PLANT-file.txt", b"PLANT-attached")
    out = io.BytesIO()
    writer.write(out)
    found = read(plugins.extractor("pdf")({"ocr": False}), "a.pdf", out.getvalue())
    text = "\n".join(f"{key}: {value}" for one in found.records for key, value in one.fields.items())
    places = ("annotation", "fieldname", "fieldvalue", "author", "keyword", "own", "outline", "script")
    assert [one for one in places if f"PLANT-{one}" not in text] == []
    assert [(one.name, one.content) for one in found.parts] == [("PLANT-file.txt", b"PLANT-attached")]
