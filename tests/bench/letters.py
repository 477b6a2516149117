"""Mail as in perf.md: one message in eight carries a file, and those hold three bytes in five.

Headers are a message's own; bodies are new draws from paragraphs that were encoded once. One person
is planted in every encoding, and near misses of theirs, which nobody may find, stand in other messages.
"""

from __future__ import annotations

import base64
import quopri
import zipfile
from io import BytesIO
from pathlib import Path

from tests.bench.attached import WORD, Attached, docx, files, pdf, xlsx
from tests.bench.invented import ACCOUNT, EMAIL, LIKE, PHONE, WORDS, Named, Paragraph, Writer, padded

ENVELOPE = b"From x@mx.example Mon Jun  3 10:00:00 2024\n"
ATTACHED = 0.12
CSS = "body{font-family:Calibri,Arial,sans-serif;font-size:11pt;color:#1f1f1f}p.MsoNormal{margin:0cm;line-height:115%}.footer{font-size:8pt;color:#888888}"
HTML = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>{CSS}</style></head>\n<body lang="EN-GB"><div class="WordSection1">\n'


def plants() -> list[tuple[str, bytes]]:
    """Messages about the person, each in another form: name of the form, headers and body."""
    mail, one = EMAIL, f"My address is {EMAIL}, thank you."
    wide = base64.encodebytes(one.encode("utf-16")).decode()
    spread = "".join(f"&#{ord(char)};" for char in mail)
    every = "".join(f"={ord(char):02X}" for char in mail)
    soft = "=\n"
    row = [("name", "email"), ("Alice", mail)]
    forms = {
        "from": f"From: Alice <{mail}>\n\nhello\n",
        "upper": f"Cc: {mail.upper()}\n\nhello\n",
        "body": f"Subject: x\n\n{one}\n",
        "reply": f"Subject: x\n\n> > please write to\n> > {mail}\n",
        "base64": _text(base64.encodebytes(one.encode()).decode(), "base64"),
        "base64-shifted": _text(base64.encodebytes(b"x" + one.encode()).decode(), "base64"),
        "base64-wide": _text(wide, "base64", charset="utf-16"),
        "base64-html": _text(base64.encodebytes(f"<p>{one}</p>".encode()).decode(), "base64", "text/html"),
        "quoted": _text(quopri.encodestring(("é" * 20 + one).encode()).decode() + "\n", "quoted-printable"),
        "quoted-all": _text(f"{every}\n", "quoted-printable"),
        "quoted-broken": _text(f"{soft.join(mail)}\n", "quoted-printable"),
        "entities": f"Content-Type: text/html\n\n<p>{spread}</p>\n",
        "tags": f"Content-Type: text/html\n\n<p>{mail[:7]}<b>{mail[7:]}</b></p>\n",
        "link": f"Content-Type: text/html\n\n<a href='https://x.example/?m={mail.replace('@', '%40')}'>x</a>\n",
        "words": f"Subject: =?utf-8?B?{base64.b64encode(mail[:9].encode()).decode()}?=\n =?utf-8?B?{base64.b64encode(mail[9:].encode()).decode()}?=\n\nx\n",
        "words-quoted": f"Subject: =?utf-8?Q?{mail.replace('.', '=2E').replace('@', '=40')}?=\n\nx\n",
        "phone": "Subject: x\n\nring 07700 900123 please\n",
        "phone-abroad": "Subject: x\n\nring +44 (0)7700-900 123 please\n",
        "phone-quoted": _text("appelez d=C3=A8s demain le 07700.900.123\n", "quoted-printable"),
        "phone-base64": _text(base64.encodebytes(b"ring 0044 7700.900.123!").decode(), "base64"),
        "account": f"Subject: about {ACCOUNT.lower()}\n\nx\n",
        "look-alike": f"Content-Type: text/plain; charset=utf-8\n\n{''.join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in mail)}\n",
        "docx": _with_file("c.docx", WORD, docx(f"Contract with {mail}")),
        "xlsx": _with_file("c.xlsx", "application/octet-stream", xlsx([*row])),
        "pdf": _with_file("c.pdf", "application/pdf", pdf(f"Contract\nwith {mail}")),
        "csv": _with_file("c.csv", "text/csv", f"name,email\nAlice,{mail}\n".encode()),
        "zip": _with_file("c.zip", "application/zip", _zip("c.csv", f"name,phone\nAlice,{PHONE}\n".encode())),
        "nested": 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\nSubject: in\n'
        "Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(one.encode()).decode() + "\n--b--\n",
    }  # fmt: skip
    return [(name, text.encode()) for name, text in forms.items()]


def _text(body: str, transfer: str, media: str = "text/plain", charset: str = "utf-8") -> str:
    return f"Content-Type: {media}; charset={charset}\nContent-Transfer-Encoding: {transfer}\n\n{body}"


def _with_file(name: str, media: str, content: bytes) -> str:
    return (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nsee\n'
        f'--b\nContent-Type: {media}\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
        + base64.encodebytes(content).decode()
        + "--b--\n"
    )


def _zip(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def mail(writer: Writer, path: Path, size: int) -> list[int]:
    """Write an mbox of about that size; every plant stands in it once. Returns where each begins."""
    planted, places, at, n = plants(), list[int](), 0, 0
    spacing = max(size // (len(planted) + 1), 1)
    messages = Messages(writer)
    due = list(reversed(planted))
    with path.open("wb") as out:
        while at < size or due:
            body = messages.next(n)
            if due and at > spacing * (len(planted) - len(due)):
                name, body = due.pop()
                places.append(at)
                body = f"Message-ID: <plant-{name}@x.example>\n".encode() + body
            at += out.write(ENVELOPE + body + b"\n")
            n += 1
    return places


class Messages:
    """One message after another, from the pools of a writer."""

    def __init__(self, writer: Writer) -> None:
        self.writer, self.dice = writer, writer.dice
        self.files: list[Attached] = files(writer, 252 if writer.large else 14)
        self.keys = [base64.b64encode(self.dice.randbytes(255)) for _ in range(500)]
        self.html = (quopri.encodestring(HTML.encode()), padded(HTML.encode()))
        self.likes = [one for many in LIKE.values() for one in many]

    def next(self, n: int) -> bytes:
        """The n-th message, headers first."""
        dice = self.dice
        (sender, receiver), subject = (
            dice.choices(self.writer.people, k=2),
            " ".join(dice.choices(WORDS, k=5)),
        )
        head = self._head(n, sender, receiver, subject)
        body = self._body(n, sender, receiver)
        if dice.random() < ATTACHED:
            body = self._mixed(n, body)
        return head + body

    def _head(self, n: int, sender: Named, receiver: Named, subject: str) -> bytes:
        dice = self.dice
        (name, email, *_), (other, address, *_) = sender, receiver
        clock = f"Mon, 3 Jun 2024 {n // 60 % 24:02d}:{n % 60:02d}:{n % 59:02d} +0100"
        mark, host = dice.getrandbits(60), email.partition("@")[2]
        hops = "".join(
            f"Received: from mx{k}.{host} (mx{k}.{host} [198.51.100.{(n + k) % 256}])\n\tby in{k}.desk.example (Postfix) with ESMTPS id {mark >> k:X}\n\tfor <{address}>; {clock}\n"
            for k in range(2 + n % 3)
        )
        signed = ""
        if n % 10 < 7:
            key = dice.choice(self.keys).decode()
            signed = f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host};\n\tbh={mark:x};\n\tb={key[:68]}\n\t {key[68:136]}\n\t {key[136:204]}\n\t {key[204:272]}\n\t {key[272:340]}\n"
        return (
            f"Return-Path: <{email}>\nDelivered-To: {address}\n{hops}{signed}Message-ID: <{n}.{mark}@{host}>\nDate: {clock}\n"
            f"From: {name} <{email}>\nTo: {other} <{address}>\nSubject: {subject}\nMIME-Version: 1.0\n"
        ).encode()

    def _body(self, n: int, sender: Named, receiver: Named) -> bytes:
        """Text in the shares of perf.md: plain 35 %, quoted-printable 20 %, base64 8 %, HTML beside text 37 %."""
        dice = self.dice
        drawn = dice.choices(self.writer.encoded, k=dice.choice((2, 3, 4, 4, 5, 7, 10)))
        replied = dice.choices(self.writer.encoded, k=dice.choice((0, 0, 3, 6, 10, 14)))
        kind = dice.random()
        name, email, phone, _ = sender
        like = f" {dice.choice(self.likes)} " if n % 50 == 7 else ""
        signature = f"-- \nBest regards,{like}\n{name}\nTel: {phone}\n{email}\n".encode()
        wrote = f"\nOn 2024-03-12, {receiver[0]} <{receiver[1]}> wrote:\n".encode()
        if kind < 0.55:
            how = b"8bit" if kind < 0.35 else b"quoted-printable"
            texts = b"".join(one.plain if kind < 0.35 else one.printable for one in drawn)
            earlier = b"".join(
                one.quoted if kind < 0.35 else quopri.encodestring(one.quoted) for one in replied
            )
            return (
                b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: " + how + b"\n\n"
                + texts + signature + (wrote + earlier if replied else b"")
            )  # fmt: skip
        if kind < 0.63:
            texts = b"".join(one.base64 for one in (*drawn, *replied)) + base64.encodebytes(signature)
            return b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + texts
        return self._alternative(n, [*drawn, *replied], signature, kind > 0.9)

    def _alternative(self, n: int, drawn: list[Paragraph], signature: bytes, base: bool) -> bytes:
        edge = b"=_Part_%d" % n
        how = b"base64" if base else b"quoted-printable"
        plain = b"".join(one.base64 if base else one.printable for one in drawn)
        html = b"".join(one.html_base64 if base else one.html_printable for one in drawn)
        end = b"</div></body></html>\n"
        return b"".join(
            (
                b'Content-Type: multipart/alternative;\n boundary="', edge, b'"\n\n--', edge,
                b"\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ", how, b"\n\n", plain,
                base64.encodebytes(signature) if base else signature,
                b"\n--", edge, b"\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: ", how, b"\n\n",
                self.html[base], html, base64.encodebytes(end) if base else end, b"\n--", edge, b"--\n",
            )
        )  # fmt: skip

    def _mixed(self, n: int, body: bytes) -> bytes:
        edge = b"=_Mix_%d" % n
        file = self.dice.choice(self.files)
        if n % 8 == 0:
            sender, receiver = self.dice.choices(self.writer.people, k=2)
            added = b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n" + self._head(
                n, sender, receiver, "fwd"
            )
            added += self._body(n, sender, receiver)
        else:
            added = (
                f'Content-Type: {file.media}; name="{file.name}"\nContent-Transfer-Encoding: base64\n'
                f'Content-Disposition: attachment; filename="{file.name}"\n\n'
            ).encode() + file.encoded(n)
        return b"".join(
            (
                b'Content-Type: multipart/mixed;\n boundary="', edge, b'"\n\n--', edge, b"\n", body, b"\n--", edge, b"\n",
                added, b"\n--", edge, b"--\n",
            )
        )  # fmt: skip
