"""A seeded corpus: mail, access logs, tickets and billing, with one person planted in every encoding.

The same seed and sizes give the same bytes. Everybody is invented.
"""

from __future__ import annotations

import base64
import json
import quopri
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

WORDS = (
    "the of and to in a is that for it was on are with as be at this have from or had by not but what all were "
    "when we there can an your which their said if do will each about how up out them then she many some so these "
    "would other into has more her two like him see time could no make than first been its who now people my made "
    "over did down only way find use may water long little very after words called just where most know order "
    "invoice account ticket problem printer network password renewal contract delivery refund payment customer "
    "support meeting report server update please regards thanks attached confirm shipping address details café"
).split()
FIRST = "Ann Ben Cara Dev Eve Finn Gita Hugh Ivy Jack Kai Lena Mo Nell Omar Pia Quin Rosa Sam Tess Uma Vik Wren".split()
LAST = "Adeyemi Brook Carr Dunne Ellis Frost Gupta Hale Ito Jarvis Kerr Lowe Marsh Nash Orme Price Quill Reed".split()
EMAIL, PHONE, ACCOUNT, IP = "alice.marlowe@harbour.example", "+447700900123", "ACC-00412345", "203.0.113.77"
IDENTIFIERS = ("--email", EMAIL, "--phone", PHONE, "--id", f"account:{ACCOUNT}", "--id", f"ip:{IP}")
LITERALS = (EMAIL, PHONE, ACCOUNT, IP)


@dataclass(frozen=True)
class Corpus:
    """Where a corpus lies, and how many pieces of each file are about the person or may be."""

    folder: Path
    planted: dict[str, int]

    def path(self, name: str) -> Path:
        return self.folder / name


class Writer:
    """Text and people from one seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.people = [self._person(n) for n in range(3000)]
        self.paragraphs = [self._paragraph() for _ in range(1500)]
        self.files = [self._file() for _ in range(60)]

    def _person(self, n: int) -> tuple[str, str, str, str]:
        first, last = self.dice.choice(FIRST), self.dice.choice(LAST)
        number = f"07700 {self.dice.randrange(100000, 899999)}"
        return (
            f"{first} {last}",
            f"{first}.{last}{n}@{self.dice.choice(('firm', 'mail', 'shop'))}.example".lower(),
            number,
            f"ACC-{n + 500000:08d}",
        )

    def _paragraph(self) -> str:
        name, email, phone, account = self.dice.choice(self.people)
        words = self.dice.choices(WORDS, k=self.dice.randint(30, 90))
        extra = self.dice.choice(
            ["", f"Call {name} on {phone}.", f"Write to {email}.", f"Account {account}.", "Cost: £12.50."]
        )
        return " ".join(words).capitalize() + ". " + extra

    def _file(self) -> tuple[str, str, bytes]:
        text = "\n".join(self.dice.choices(self.paragraphs, k=self.dice.randint(2, 8)))
        return self.dice.choice((docx, xlsx, pdf))(text)

    def text(self, least: int, most: int) -> str:
        return "\n\n".join(self.dice.choices(self.paragraphs, k=self.dice.randint(least, most)))


def docx(text: str) -> tuple[str, str, bytes]:
    body = "".join(f"<w:p><w:r><w:t>{line.replace('&', '')}</w:t></w:r></w:p>" for line in text.split("\n"))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    members = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
    }  # fmt: skip
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return (
        "notes.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        out.getvalue(),
    )


def xlsx(text: str) -> tuple[str, str, bytes]:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.split("\n"):
        sheet.append(line.split(" ", 3))
    out = BytesIO()
    book.save(out)
    return "list.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", out.getvalue()


def pdf(text: str) -> tuple[str, str, bytes]:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    page = Canvas(out, invariant=True)
    for n, line in enumerate(text.split("\n")[:40]):
        page.drawString(40, 800 - 18 * n, line[:100])
    page.save()
    return "letter.pdf", "application/pdf", out.getvalue()


def plants() -> list[tuple[str, bytes]]:
    """Messages about the person, each in another form: name of the form, headers and body."""
    mail, one = EMAIL, f"My address is {EMAIL}, thank you."
    wide = base64.encodebytes(one.encode("utf-16")).decode()
    spread = "".join(f"&#{ord(char)};" for char in mail)
    every = "".join(f"={ord(char):02X}" for char in mail)
    soft = "=\n"
    zipped = docx(f"Contract with {mail}")
    forms = {
        "from": f"From: Alice <{mail}>\n\nhello\n",
        "upper": f"Cc: {mail.upper()}\n\nhello\n",
        "body": f"Subject: x\n\n{one}\n",
        "base64": "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(one.encode()).decode(),
        "base64-shifted": "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"x" + one.encode()).decode(),
        "base64-wide": "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n" + wide,
        "quoted": "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(("é" * 20 + one).encode()).decode() + "\n",
        "quoted-all": f"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n{every}\n",
        "quoted-broken": f"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n{soft.join(mail)}\n",
        "entities": f"Content-Type: text/html\n\n<p>{spread}</p>\n",
        "tags": f"Content-Type: text/html\n\n<p>{mail[:7]}<b>{mail[7:]}</b></p>\n",
        "link": f"Content-Type: text/html\n\n<a href='https://x.example/?m={mail.replace('@', '%40')}'>x</a>\n",
        "words": f"Subject: =?utf-8?B?{base64.b64encode(mail[:9].encode()).decode()}?=\n =?utf-8?B?{base64.b64encode(mail[9:].encode()).decode()}?=\n\nx\n",
        "phone": "Subject: x\n\nring 07700 900123 please\n",
        "phone-abroad": "Subject: x\n\nring +44 (0)7700-900 123 please\n",
        "phone-base64": "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"ring 0044 7700.900.123!").decode(),
        "account": f"Subject: about {ACCOUNT.lower()}\n\nx\n",
        "look-alike": f"Content-Type: text/plain; charset=utf-8\n\n{''.join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in mail)}\n",
        "docx": 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nsee\n'
        f'--b\nContent-Type: {zipped[1]}\nContent-Disposition: attachment; filename="c.docx"\nContent-Transfer-Encoding: base64\n\n'
        + base64.encodebytes(zipped[2]).decode() + "--b--\n",
        "nested": 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\nSubject: in\n'
        "Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(one.encode()).decode() + "\n--b--\n",
    }  # fmt: skip
    return [(name, text.encode()) for name, text in forms.items()]


def _message(writer: Writer, n: int) -> bytes:
    dice = writer.dice
    (name, email, *_), (other, address, *_) = dice.choice(writer.people), dice.choice(writer.people)
    head = f"Message-ID: <{n}.{dice.getrandbits(40)}@mx.example>\nDate: Mon, 3 Jun 2024 10:{n % 60:02d}:00 +0100\nFrom: {name} <{email}>\nTo: {other} <{address}>\nSubject: {' '.join(dice.choices(WORDS, k=5))}\nMIME-Version: 1.0\n"
    text = writer.text(1, 6)
    kind = dice.random()
    if kind < 0.35:
        return f"{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n".encode()
    if kind < 0.5:
        return (
            f"{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n".encode()
            + base64.encodebytes(text.encode())
        )
    html = "<html><body>" + "".join(f"<p>{one}</p>" for one in text.split("\n\n")) + "</body></html>"
    if kind < 0.8:
        parts = f'{head}Content-Type: multipart/alternative; boundary="=_a{n}"\n\n--=_a{n}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n'.encode()
        middle = f"\n--=_a{n}\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n".encode()
        return (
            parts
            + quopri.encodestring(text.encode())
            + middle
            + quopri.encodestring(html.encode())
            + f"\n--=_a{n}--\n".encode()
        )
    file, media, content = dice.choice(writer.files)
    parts = f'{head}Content-Type: multipart/mixed; boundary="=_m{n}"\n\n--=_m{n}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--=_m{n}\nContent-Type: {media}\nContent-Disposition: attachment; filename="{file}"\nContent-Transfer-Encoding: base64\n\n'.encode()
    return parts + base64.encodebytes(content) + f"--=_m{n}--\n".encode()


def mail(writer: Writer, path: Path, size: int) -> int:
    planted = plants()
    spacing = max(size // (len(planted) + 1), 1)
    with path.open("wb") as out:
        at = n = 0
        while at < size or planted:
            body = _message(writer, n)
            if planted and at > spacing * (len(plants()) - len(planted)):
                name, body = planted.pop(0)
                body = f"Message-ID: <plant-{name}@x.example>\n".encode() + body
            at += out.write(b"From x@mx.example Mon Jun  3 10:00:00 2024\n" + body + b"\n")
            n += 1
    return len(plants())


def lines(form: Callable[[Writer, int, bool], str], often: int) -> Callable[[Writer, Path, int], int]:
    def write(writer: Writer, path: Path, size: int) -> int:
        at = n = planted = 0
        with path.open("w", encoding="utf-8", newline="\n") as out:
            while at < size:
                theirs = n % often == often // 2
                planted += theirs
                at += out.write(form(writer, n, theirs))
                n += 1
        return planted

    return write


def _request(writer: Writer, n: int, theirs: bool) -> str:
    dice = writer.dice
    address = IP if theirs and n % 3 else f"198.51.{n % 256}.{dice.randrange(256)}"
    query = f"?user={EMAIL.replace('@', '%40')}" if theirs else f"?q={dice.choice(WORDS)}%20{n}"
    return f'{address} - - [03/Jun/2024:10:{n % 60:02d}:00 +0100] "GET /shop/{dice.choice(WORDS)}{query} HTTP/1.1" 200 {dice.randrange(90000)} "https://www.example/" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/{n % 120}"\n'


def _ticket(writer: Writer, n: int, theirs: bool) -> str:
    name, email, phone, account = writer.dice.choice(writer.people)
    text = writer.text(4, 16) + (
        f" {writer.dice.choice((EMAIL.title(), '07700 900 123', ACCOUNT))} " if theirs else ""
    )
    ticket = {
        "ticket": n,
        "opened": "2024-06-03T10:00:00Z",
        "from": {"name": name, "email": email, "phone": phone},
        "account": account,
        "text": text,
    }
    return json.dumps(ticket) + "\n"


def _row(writer: Writer, n: int, theirs: bool) -> str:
    name, email, phone, account = writer.dice.choice(writer.people)
    if theirs:
        email, account = EMAIL, ACCOUNT
    head = "invoice,date,account,name,email,phone,net,note\n" if n == 0 else ""
    return f'{head}INV-{n:07d},2024-06-03,{account},{name},{email},{phone},{n % 977}.50,"{writer.dice.choice(WORDS)}, paid"\n'


FILES: dict[str, tuple[Callable[[Writer, Path, int], int], int]] = {
    "mail.mbox": (mail, 400), "access.log": (lines(_request, 9001), 500),
    "tickets.jsonl": (lines(_ticket, 1501), 200), "billing.csv": (lines(_row, 9001), 110),
}  # fmt: skip
"""What is written, and how many megabytes of it stand in a corpus of 1.2 GB."""


def write(folder: Path, megabytes: float, seed: int, names: tuple[str, ...] = tuple(FILES)) -> Corpus:
    """Write a corpus of about that size."""
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(FILES[name][1] for name in names)
    planted = {}
    for name in names:
        make, share = FILES[name]
        planted[name] = make(Writer(seed), folder / name, int(megabytes * 1_000_000 * share / total))
    return Corpus(folder, planted)
