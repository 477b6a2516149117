"""Attachments as offices send them: letters in PDF, notes in Word, lists in Excel, photos, exports.

Each is made whole once, in base64, with room in its tail for a number (a comment of the format, which no
reader shows): so thousands of different files are sent without being made thousands of times.
"""

from __future__ import annotations

import base64
import random
import zipfile
from dataclasses import dataclass
from io import BytesIO

from tests.bench.invented import WIDTH, Writer

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER = 16
"""Bytes of a file's tail that are its own."""
STAMP = b"\x10\x00"
"""How long the comment at the end of a ZIP archive is: `NUMBER`, little-endian."""
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Attached:
    """A file's name and type, and its base64 but for the last line, which stands as bytes."""

    name: str
    media: str
    head: bytes
    tail: bytes

    @classmethod
    def of(cls, name: str, media: str, content: bytes) -> Attached:
        """A file to whose bytes a number may be appended."""
        whole = len(content) // WIDTH * WIDTH
        return cls(name, media, base64.encodebytes(content[:whole]), content[whole:])

    def encoded(self, number: int) -> bytes:
        """The file in base64: another file for each number, and the same to who reads it."""
        return self.head + base64.encodebytes(self.tail + b"%016d" % number)


def files(writer: Writer, number: int) -> list[Attached]:
    """That many files, of each kind in turn; as in perf.md twice as many PDFs and pictures."""
    kinds = (_letter, _notes, _picture, _letter, _list, _picture, _export)
    return [kinds[n % len(kinds)](writer) for n in range(number)]


def photo(dice: random.Random, most: int) -> bytes:
    """A JPEG of up to so many kilobytes, with the entropy that a camera's pictures have."""
    from PIL import Image

    side = int((dice.randint(3, most) * 1024 * 3.5) ** 0.5)
    grain = max(side // 3, 8)
    image = Image.frombytes("L", (grain, grain), dice.randbytes(grain * grain)).resize((side, side))
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _picture(writer: Writer) -> Attached:
    return Attached.of("image001.jpg", "image/jpeg", photo(writer.dice, 140))


def _letter(writer: Writer) -> Attached:
    lines = [
        line
        for text in writer.dice.choices(writer.sentences, k=writer.dice.randint(20, 300))
        for line in (text,)
    ]
    content = pdf("\n".join(lines), photo(writer.dice, 60))
    return Attached.of("letter.pdf", "application/pdf", content + b"\n%")


def _notes(writer: Writer) -> Attached:
    lines = writer.dice.choices(writer.paragraphs, k=writer.dice.randint(5, 60))
    return Attached.of("notes.docx", WORD, docx("\n".join(lines), photo(writer.dice, 40))[:-2] + STAMP)


def _list(writer: Writer) -> Attached:
    people = writer.dice.choices(writer.people, k=writer.dice.randint(20, 900))
    rows = [
        (name, email, phone, account, n * 7 % 900) for n, (name, email, phone, account) in enumerate(people)
    ]
    return Attached.of(
        "list.xlsx", EXCEL, xlsx([("name", "email", "phone", "account", "net"), *rows])[:-2] + STAMP
    )


def _export(writer: Writer) -> Attached:
    people = writer.dice.choices(writer.people, k=writer.dice.randint(10, 200))
    return Attached.of("export.csv", "text/csv", "".join(f"{','.join(one)}\n" for one in people).encode())


def docx(text: str, picture: bytes = b"") -> bytes:
    """A Word document of some lines, and a picture."""
    body = "".join(f"<w:p><w:r><w:t>{line.replace('&', '')}</w:t></w:r></w:p>" for line in text.split("\n"))
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>',
    } | ({"word/media/image1.jpg": picture} if picture else {})
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xlsx(rows: list[tuple[object, ...]]) -> bytes:
    """An Excel workbook of one sheet, the same bytes each time."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    for row in rows:
        sheet.append(row)
    made, out = BytesIO(), BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in read.namelist():
            # The clock stands in the archive's entries and the workbook's properties.
            content = (
                read.read(name)
                if name != "docProps/core.xml"
                else b"<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'/>"
            )
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pdf(text: str, picture: bytes = b"") -> bytes:
    """A PDF of as many pages as the lines need, and a picture on the last."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    page = Canvas(out, invariant=True, pageCompression=1)
    for n, line in enumerate(text.split("\n")):
        if n and n % 42 == 0:
            page.showPage()
        page.drawString(40, 800 - 18 * (n % 42), line[:110])
    if picture:
        page.drawImage(ImageReader(BytesIO(picture)), 400, 30, 120, 120)
    page.save()
    return out.getvalue()
