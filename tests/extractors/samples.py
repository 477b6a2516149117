"""A small file of every format that ships, made here where its format can be written by hand.

Everybody in them is invented. Formats that only their product writes are read from the shared
fixtures, where those are. `python -m tests.extractors.samples` writes the golden file again: look at
what changed before it is committed.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import zipfile
import zlib
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


SYSLOG = (
    "<22>1 2026-11-02T09:15:00Z mx postfix/smtpd 41 - - 7EE668039: client=h.example[203.0.113.7]\n"
    "2026-11-02T09:15:01+00:00 mx postfix/qmgr[42]: 7EE668039: from=<alice.marlowe@harbour.example>, size=9\n"
    "2026-11-02T09:15:02+00:00 mx postfix/smtp[43]: 7EE668039: to=<bo@bakery.example>, status=sent (ok)\n"
    "2026-11-02T09:15:02+00:00 mx postfix/qmgr[42]: 7EE668039: removed\n"
    "2026-11-02T09:15:03+00:00 mx postfix/smtp[43]: 8AA668039: to=<bo@bakery.example>, status=sent (ok)\n"
    "2026-11-02T09:16:00+00:00 web sshd[9]: Failed password for invalid user amarlowe from 203.0.113.7 port 2 ssh2\n"
    "two lines\n"
)
CALLERS = (
    "CALLER                 NUMBER           E-MAIL                          TAKEN BY\n"
    "Alice Marlowe          07700 900123     alice.marlowe@harbour.example   Dee Okafor\n"
    "Bo Nilsson             07700 900456     bo@bakery.example               Dee Okafor\n"
    "\n"
    "Cy                                      cy@bakery.example\n"
)
IIS = (
    "#Software: Microsoft Internet Information Services 10.0\r\n#Date: 2026-11-02 00:00:00\r\n"
    "#Fields: time c-ip cs-username cs-uri-stem cs-uri-query cs(User-Agent) sc-status\r\n"
    "09:15:00 203.0.113.7 HARBOUR\\amarlowe /login email=alice.marlowe%40harbour.example Mozilla/5.0+(X11) 200\r\n"
    "#Fields: date time c-ip sc-status\r\n2026-11-03 09:15:00 203.0.113.8 404\r\n"
)
ALB = (
    "https 2026-11-02T09:15:00.127531Z app/lb/a 203.0.113.7:2817 10.0.0.1:80 0.001 0.1 0.0 200 200 225 24950"
    ' "GET https://www.example.com:443/?e=a%40h.example HTTP/1.1" "Mozilla/5.0" TLS TLSv1.2 arn "Root=1"\n'
)
CHAT = (
    "25/12/2025, 20:49 - Messages are end-to-end encrypted.\n"
    "02/11/2026, 09:15 - Alice Marlowe: It jams.\nAnd it smells: badly.\n"
    "02/11/2026, 09:16 - +44 7700 900123: On my way\n"
)
CARDS = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Marlowe;Alice\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Alice=20=\r\nMarl=C3=B6we\r\n"
    "EMAIL;INTERNET:alice.marlowe@harbour.example\r\nTEL;CELL:+44 7700 900123\r\nADR;HOME:;;1 Quay;Dover\r\n"
    "NOTE:likes\r\n  tea\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\nVERSION:3.0\nFN:Bo Nilsson\nPHOTO;ENCODING=b:AAAA\nEND:VCARD\n"
)
DIARY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Dana\r\nBEGIN:VEVENT\r\nSUMMARY:Visit\\, printer\r\n"
    "DTSTART;TZID=Europe/London:20260702T091500\r\nORGANIZER;CN=Dana Quill:mailto:dana@northgate.example\r\n"
    'ATTENDEE;CN="Marlowe, Alice":mailto:alice.marlowe@harbour.example\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n'
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
ISSUES = (
    '<?xml version="1.0"?>\n<rss version="0.92"><channel><title>Desk</title>\n'
    '<item><title>D-1</title><link>x</link><key id="1">D-1</key><summary>Printer &amp; toner</summary>'
    '<reporter username="amarlowe">Alice Marlowe</reporter><created>Mon, 2 Nov 2026 09:15:00 +0000</created>'
    '<description>&lt;p&gt;It jams&lt;/p&gt;</description><comments><comment author="bo">One</comment>'
    '<comment author="dq"><![CDATA[Two <b>]]></comment></comments></item>\n'
    '<item><title>D-2</title><link>y</link><key id="2">D-2</key><summary>Cable</summary><reporter>Bo</reporter></item>\n'
    "</channel></rss>\n"
)
ASKED = (
    'dsn = "DSAR_SAMPLE_DSN"\n[[statement]]\nname = "customers"\n'
    "sql = \"SELECT 7 AS id, 'alice.marlowe@harbour.example' AS email UNION SELECT 8, 'bo@bakery.example'\"\n"
)
os.environ.setdefault("DSAR_SAMPLE_DSN", "sqlite://")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64
RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author Dana Quill}}{\header Northgate}"
    rb"\pard Alice \b Marlowe\b0  caf\'e9 \u8364? 5.\par Agreed{\v  in secret}."
    rb"{\*\annotation Ask Bo Nilsson.}{\pict 0102}}"
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _rtf() -> bytes:
    return RTF


def _ole() -> bytes:
    return OLE


def docx() -> bytes:
    """A contract with everything that a page does not show."""
    body = (
        f'<?xml version="1.0"?><w:document {W}><w:body><w:p><w:r><w:t>Contract with Alice &amp; Co</w:t></w:r></w:p>'
        '<w:p><w:del w:id="1" w:author="Dana Quill"><w:r><w:delText>owes 40 pounds</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="Bo Nilsson"><w:r><w:t>owes nothing</w:t></w:r></w:ins></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Serial</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    comments = (
        f'<w:comments {W}><w:comment w:id="0" w:author="Ben Carter" w:initials="BC"><w:p><w:r>'
        "<w:t>She complained.</w:t></w:r></w:p></w:comment></w:comments>"
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": body.encode(),
            "word/comments.xml": comments.encode(),
            "word/header1.xml": f"<w:hdr {W}><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>".encode(),
            "word/_rels/document.xml.rels": b'<Relationships><Relationship Id="a" Target="mailto:ben@bakery.example"'
            b' TargetMode="External"/></Relationships>',
            "docProps/core.xml": b"<cp:p><dc:creator>Dana Quill</dc:creator><dc:title>Draft 3</dc:title></cp:p>",
            "word/media/image1.png": png(),
            "word/embeddings/list.csv": b"Name,Email\nAlice,alice.marlowe@harbour.example\n",
        }
    )


def odt() -> bytes:
    """A letter with a note and a tracked deletion."""
    body = (
        '<office:body xmlns:office="o" xmlns:text="t"><text:tracked-changes><text:deletion><dc:creator>Dana Quill'
        "</dc:creator><text:p>a rude word</text:p></text:deletion></text:tracked-changes><text:p>Dear Alice,"
        "<office:annotation><dc:creator>Ben Carter</dc:creator><text:p>check</text:p></office:annotation></text:p>"
        "</office:body>"
    )
    meta = b"<office:meta><meta:initial-creator>Dana Quill</meta:initial-creator></office:meta>"
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": body.encode(),
            "meta.xml": meta,
        }
    )


def pdf(*, password: str = "", text: bool = True) -> bytes:
    """A quote of two pages, the second without text; a note; a property."""
    from pypdf import PdfWriter
    from pypdf.annotations import Text
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    shown = b"BT /F 12 Tf 72 700 Td (Quote for Alice Marlowe) Tj ET" if text else b"0 0 9 9 re f"
    for content in (shown, b"0 0 100 100 re f"):
        page = writer.add_blank_page(595, 842)
        stream = DecodedStreamObject()
        stream.set_data(content)
        page[NameObject("/Contents")] = writer._add_object(stream)
        named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
        fonts = DictionaryObject({NameObject("/F"): named})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    writer.add_annotation(0, Text(rect=(0, 0, 9, 9), text="Bo Nilsson says no"))
    writer.add_metadata({"/Author": "Dana Quill", "/CreationDate": "D:20261102"})
    writer.add_attachment("list.csv", b"Name,Email\nAlice,alice.marlowe@harbour.example\n")
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sqlite() -> bytes:
    """A shop's database: customers, orders that name one by id, a letter kept in a cell."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE customers (id INTEGER, name TEXT, email TEXT);"
        "INSERT INTO customers VALUES (7, 'Alice Marlowe', 'alice.marlowe@harbour.example'), (8, 'Bo Nilsson', 'bo@b.example');"
        "CREATE TABLE orders (id INTEGER, customer_id INTEGER, created_at TEXT, scan BLOB, price REAL);"
        "INSERT INTO orders VALUES (1, 7, '2026-11-02 09:15:00', NULL, 9.5), (2, 8, '2026-11-03 09:15:00', x'25504446', 3);"
    )
    return connection.serialize()


def png() -> bytes:
    """A picture of one point, with words in it."""
    chunks = ((b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"), (b"tEXt", b"Author\0Ben Carter"), (b"IEND", b""))
    out = b"\x89PNG\r\n\x1a\n"
    for kind, body in chunks:
        out += len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    return out


OLM = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<emails elementSupported="1"><email xml:space="preserve">
<OPFMessageCopyBody xml:space="preserve">&lt;html&gt;&lt;body&gt;It &lt;b&gt;jams&lt;/b&gt;.&lt;/body&gt;&lt;/html&gt;</OPFMessageCopyBody>
<OPFMessageCopyFromAddresses xml:space="preserve"><emailAddress OPFContactEmailAddressAddress="bo.nilsson@bakery.example" OPFContactEmailAddressName="Bo Nilsson" OPFContactEmailAddressType="0"/></OPFMessageCopyFromAddresses>
<OPFMessageCopySubject xml:space="preserve">Printer</OPFMessageCopySubject>
<OPFMessageCopySentTime xml:space="preserve">2026-11-02T09:00:00</OPFMessageCopySentTime>
<OPFMessageCopyToAddresses xml:space="preserve"><emailAddress OPFContactEmailAddressAddress="alice.marlowe@harbour.example" OPFContactEmailAddressName="Alice Marlowe"/><emailAddress OPFContactEmailAddressAddress="dana.quill@northgate.example"/></OPFMessageCopyToAddresses>
<OPFMessageIsRead>1</OPFMessageIsRead>
</email></emails>
"""
"""A message of Outlook for Mac's archive."""


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
    ("office", "contract.docx", lambda: docx()),
    ("office", "letter.odt", lambda: odt()),
    ("pdf", "quote.pdf", lambda: pdf()),
    ("rtf", "memo.rtf", _rtf),
    (
        "legacy",
        "old.doc",
        lambda: _ole() + "Alice Marlowe signed.".encode("utf-16-le") + b"\0\0Northgate Systems\0",
    ),
    ("picture", "badge.png", lambda: png()),
    ("olm", "message_00001.xml", _text(OLM)),
    ("syslog", "mail.log", _text(SYSLOG)),
    ("w3c", "u_ex261102.log", _text(IIS)),
    ("lines", "alb.log", _text(ALB)),
    ("whatsapp", "_chat.txt", _text(CHAT)),
    ("contacts", "contacts.vcf", _text(CARDS)),
    ("calendar", "diary.ics", _text(DIARY)),
    ("sqlite", "shop.sqlite", lambda: sqlite()),
    ("database", "desk.sql.toml", _text(ASKED)),
    (
        "imap",
        "desk.imap.toml",
        _text('host = "imap.example"\nuser = "DSAR_NOBODY_SETS"\npassword = "DSAR_NOBODY"\n'),
    ),
    ("xml", "issues.xml", _text(ISSUES)),
    ("fixed", "callers.prn", _text(CALLERS)),
    ("text", "note.txt", _text("Alice Marlowe rang about the printer.\n")),
    ("text", "note.html", _text("<html><body><p>Alice <b>Marlowe</b><!-- rang --></p></body></html>")),
)
"""The extractor, the file's name, and what makes it."""

FOREIGN: tuple[tuple[str, str], ...] = (
    ("msg", "mail-msg/fake-email-with-cc-and-bcc.msg"),
    ("pst", "mail-pst/dist-list.pst"),
    ("tnef", "mail-tnef/attachments.tnef"),
    ("parquet", "parquet/alltypes_plain.parquet"),
    ("evtx", "logs-evtx/new-user-security.evtx"),
)
"""The extractor and a shared fixture."""


NEEDS = {"database": "sqlalchemy", "parquet": "pyarrow", "evtx": "evtx", "msg": "olefile", "pst": "pypff"}
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
        options = _options(extractor)
        yield extractor, Sample(name, content, told["records"], told["gaps"], told["digest"], options)


def _options(extractor: str) -> dict[str, object]:
    """Without the words in pictures: what is made out of them hangs on what a machine has."""
    return {"ocr": False} if "ocr" in plugins.extractor(extractor).settings else {}


def of(extractor: str) -> tuple[Sample, ...]:
    """The samples of one extractor."""
    return tuple(sample for name, sample in samples() if name == extractor)


def missing(extractor: str) -> bool:
    """Whether an extractor's samples are shared fixtures that are not here, or what it needs is not."""
    name = NEEDS.get(extractor)
    if name and find_spec(name) is None:
        return True
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
        reading = read(plugins.extractor(extractor)(_options(extractor)), name, content)
        told[f"{extractor}/{name}"] = {
            "records": len(reading.records),
            "gaps": len(reading.gaps),
            "digest": digest_of(reading),
        }
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
