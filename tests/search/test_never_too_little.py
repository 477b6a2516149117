"""What the sieve lets through is compared with parsing everything: nothing may be lost."""

from __future__ import annotations

import base64
import json
import quopri
import random
from collections.abc import Callable
from email.charset import QP, Charset
from email.header import Header
from email.message import EmailMessage
from email.mime.text import MIMEText
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.sources import Directory, Part, Source
from dsar.reading.patterns import ENGINES, available
from dsar.search.collect import read_part
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted
from dsar.search.work import PartResult, Task


class Everything(Sieve):
    """Lets every piece through: what parsing everything would find."""

    def __init__(self, identifiers: list[Identifier]) -> None:
        super().__init__(identifiers)
        self.blind = True


def result_of(content: bytes, name: str, identifiers: list[Identifier], sieve: Sieve) -> PartResult:
    """One file searched."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        part = Part(Source("s", path), name, path, name=name)
        return read_part(Task(part, "", Wanted(identifiers), sieve, Directory()))


def found(result: PartResult) -> set[tuple[str, str]]:
    """Which records were found, and how surely."""
    return {(one.record.id, one.bucket.value) for outcome in result.outcomes for one in outcome.kept}


def compare(content: bytes, name: str, identifiers: list[Identifier], engine: str = "") -> int:
    """Search with and without the sieve, hold both together; how many records were found."""
    all_of_it = result_of(content, name, identifiers, Everything(identifiers))
    sieved = result_of(content, name, identifiers, Sieve(identifiers, engine=engine))
    assert found(sieved) == found(all_of_it)
    for result in (sieved, all_of_it):
        assert result.line.balanced
        assert result.line.bytes == len(content)
    assert sieved.line.pieces == all_of_it.line.pieces
    for bucket in (Bucket.ABOUT, Bucket.CANDIDATE):
        assert sieved.line.counts[bucket] == all_of_it.line.counts[bucket]
    return len(found(sieved))


NAMES = ["alice", "josé", "o'brien", "zoë", "li", "straße", "marlowe-fisk", "łukasz", "王伟"]
DOMAINS = ["harbour.example", "mail.co.example", "x.example", "büro.example"]
words = st.sampled_from(
    ["Invoice", "paid", "£12.50", "naïve", "…", "see\u00a0below", "100%", "a<b", "C:\\new", ""]
)


@st.composite
def identifiers(draw: st.DrawFn) -> Identifier:
    kind = draw(st.sampled_from(["email", "email", "phone", "name", "customer", "ip", "username"]))
    one, two = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    digits = draw(st.text("0123456789", min_size=6, max_size=6))
    value = {
        "email": f"{one}.{two}+{digits[:2]}@{draw(st.sampled_from(DOMAINS))}".replace("'", "-"),
        "phone": "+447700" + digits,
        "name": f"{one} {two}",
        "customer": f"CUS-{digits}",
        "ip": draw(
            st.sampled_from([f"198.51.100.{int(digits[:2])}", f"2001:db8::{digits[:4].lstrip('0') or 1}"])
        ),
        "username": f"{one}{digits[:3]}",
    }[kind]
    return Identifier.of(kind, value)


def spelled(one: Identifier, dice: random.Random) -> str:
    """An identifier as somebody might write it."""
    value = one.raw or one.value
    if one.kind == "phone":
        tail = value[3:]
        groups = dice.choice(
            [
                f"{tail[:4]} {tail[4:]}",
                f"{tail[:4]}-{tail[4:7]}\u2011{tail[7:]}",
                tail,
                f"{tail[:4]}\u00a0{tail[4:]}",
            ]
        )
        return dice.choice(["+44 ", "0", "+44 (0)", "0044 ", "0"]) + groups
    if one.kind == "name" and dice.random() < 0.4:
        first, _, last = value.partition(" ")
        value = f"{last}, {first}"
    value = dice.choice([value, value.upper(), value.title(), value])
    disguise = dice.random()
    if disguise < 0.1:
        at = dice.randrange(1, len(value))
        return value[:at] + dice.choice("\u00ad\u200b\u2060") + value[at:]
    if disguise < 0.2:
        return "".join(
            chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() and dice.random() < 0.5 else c for c in value
        )
    return value


def _percent(text: str, dice: random.Random) -> str:
    every = dice.random() < 0.3
    return "".join(f"%{byte:02x}" for byte in text.encode()) if every else quote(text, safe="")


def _marked_up(text: str, dice: random.Random) -> str:
    """A text as the HTML of a ticket may hold it; seldom, since most texts are plain."""
    if dice.random() < 0.7:
        return text
    odd = {"@": ["&#64;", "&commat;", "&#x40;"], ".": ["&#46;", "&period;"], "-": ["&#45;"]}
    tags = ["<wbr>", "<b>", "</b>", ""]
    return "".join(
        dice.choice(odd.get(c, [f"&#{ord(c)};", c, c + dice.choice(tags)])) if c.isascii() and c != " " else c
        for c in text
    )


def _json(text: str, dice: random.Random) -> str:
    text = _marked_up(text, dice)
    if dice.random() < 0.2:  # as Go writes it
        return json.dumps(text)[1:-1].replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    if dice.random() < 0.5:
        return json.dumps(text)[1:-1]
    every = dice.random() < 0.5
    return "".join(
        f"\\u{ord(c):04x}" if ord(c) < 0x10000 and (every or not c.isalnum()) else c
        for c in text
        if c not in '"\\'
    )


def _html(text: str, dice: random.Random) -> str:
    way = dice.randrange(4)
    if way == 0:
        return escape(text)
    if way == 1:
        return "".join(f"&#{ord(c)};" if dice.random() < 0.5 or not c.isalnum() else escape(c) for c in text)
    if way == 2:
        return "".join(f"&#x{ord(c):x};" if not c.isalnum() else c for c in text).replace(
            "&#x40;", "&commat;"
        )
    at = dice.randrange(1, len(text)) if len(text) > 1 else 0
    return (
        escape(text[:at])
        + dice.choice(["<b>", "<wbr>", "</span><span class='x'>", "<!-- a > -->"])
        + escape(text[at:])
    )


def mail_with(text: str, dice: random.Random) -> bytes:
    """A message that holds the text in one of the ways in which mail can."""
    way = dice.randrange(9)
    message = EmailMessage()
    body = f"Hello,\n{text}\nbye, {text[::-1]}\n"
    if way == 0:
        message.set_content(body, cte=dice.choice(["base64", "quoted-printable", "8bit"]))
    elif way == 1:
        message.set_content("see below")
        message.add_alternative(
            f"<html><p>{_html(text, dice)}</p></html>",
            subtype="html",
            cte=dice.choice(["base64", "quoted-printable", "8bit"]),
        )
    elif way == 2:
        message.set_content("attached")
        message.add_attachment(
            body.encode(dice.choice(["utf-8", "utf-16", "utf-16-be"])),
            maintype="text",
            subtype="plain",
            filename="n.txt",
        )
    elif way == 3:
        inner = EmailMessage()
        inner["Subject"] = "inner"
        inner.set_content(body, cte="base64")
        message.set_content("forwarded")
        message.add_attachment(inner)
    elif way == 4:
        return (
            b"Subject: x\nContent-Type: text/plain; charset=utf-16-le\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(body.encode("utf-16-le"))
        )
    elif way == 5:
        charset = Charset("utf-8")
        charset.header_encoding = dice.choice([QP, charset.header_encoding])
        subject = Header(
            f"about {text} again and again, so long that it has to be folded", charset, maxlinelen=40
        )
        return f"Subject: {subject.encode()}\nFrom: x@y.example\n\nnothing\n".encode()
    elif way == 6:
        every = (
            b"".join(b"=%02X" % byte for byte in body.encode())
            if dice.random() < 0.5
            else quopri.encodestring(body.encode())
        )
        lines = (
            b"=\n".join(every[at : at + 3] for at in range(0, len(every), 3)) if every[:1] == b"=" else every
        )
        return (
            b"Subject: q\nContent-Type: text/plain; charset=utf-8\n"
            b"Content-Transfer-Encoding: quoted-printable\n\n" + lines
        )
    elif way == 7:
        part = MIMEText(json.dumps([{"note": text}]), "json", "utf-8")
        part["Content-Disposition"] = 'attachment; filename="export.json"'
        return b"Subject: j\n" + part.as_bytes()
    else:
        raw = "".join(c if ord(c) < 256 else "?" for c in body)
        return (
            b"Subject: l\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
            + raw.encode("latin-1")
        )
    message["Subject"] = "s"
    message["From"] = "somebody@else.example"
    return message.as_bytes()


def mbox(texts: list[str], dice: random.Random) -> bytes:
    return b"".join(
        b"From x@y.example Mon Jan  1 10:00:00 2024\n" + mail_with(text, dice).rstrip(b"\n") + b"\n\n"
        for text in texts
    )


def jsonl(texts: list[str], dice: random.Random) -> bytes:
    return "".join(
        f'{{"id": {n}, "note": "{_json(text, dice)}"}}\n' + "\n" * (n % 2) for n, text in enumerate(texts)
    ).encode()


def elements(texts: list[str], dice: random.Random) -> bytes:
    return (
        "["
        + ",\n".join(f'{{"id": {n}, "note": "{_json(text, dice)}"}}' for n, text in enumerate(texts))
        + "]"
    ).encode()


def access(texts: list[str], dice: random.Random) -> bytes:
    line = '198.18.0.1 - - [01/Jan/2024:10:00:00 +0000] "GET /find?q={} HTTP/1.1" 200 5 "-" "agent"\n'
    return "".join(line.format(_percent(text, dice)) for text in texts).encode()


def columns(texts: list[str], dice: random.Random) -> bytes:
    line = "2024-01-01 10:00:00 198.18.0.1 GET /find q={} 200\r\n"
    head = "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status\r\n"
    written = (_percent(text, dice).replace("%20", dice.choice(["+", "%20"])) for text in texts)
    return (head + "".join(line.format(one) for one in written)).encode()


def system(texts: list[str], dice: random.Random) -> bytes:
    line = "Jan  1 10:00:{:02d} host app[{}]: {}\n"
    said = (text.replace("\n", dice.choice([" ", "\n\t"])) for text in texts)
    charset = dice.choice(["utf-8", "cp1252"])
    return "".join(line.format(n % 60, n, one) for n, one in enumerate(said)).encode(charset, "replace")


def rows(texts: list[str], dice: random.Random) -> bytes:
    out = ["id,note,more"]
    for n, text in enumerate(texts):
        text = _marked_up(text, dice)
        cell = text.replace('"', '""')
        if dice.random() < 0.5:
            cell = cell + "\nsecond line"
        out.append(
            f'{n},"{cell}",x' if "\n" in cell or "," in cell or dice.random() < 0.5 else f"{n},{cell},x"
        )
        out += dice.choice([[], [""], ["id,note,more"]])
    charset = dice.choice(["utf-8", "cp1252"])
    return dice.choice(["\n", "\r\n"]).join(out).encode(charset, "replace")


def page(texts: list[str], dice: random.Random) -> bytes:
    return (
        "<!doctype html><html><body>"
        + "".join(f"<p>{_html(text, dice)}</p>" for text in texts if len(text) > 1)
        + "</body></html>"
    ).encode()


FORMATS: dict[str, Callable[[list[str], random.Random], bytes]] = {
    "mail.mbox": mbox, "log.jsonl": jsonl, "export.json": elements, "access.log": access, "rows.csv": rows,
    "page.html": page, "u_ex.log": columns, "auth.log": system,
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(
    wanted=st.lists(identifiers(), min_size=1, max_size=3, unique=True),
    others=st.lists(words, max_size=4),
    seed=st.integers(0, 2**32),
)
def test_the_sieve_finds_what_parsing_everything_finds(
    name: str, wanted: list[Identifier], others: list[str], seed: int
) -> None:
    dice = random.Random(seed)
    texts = [
        *others,
        *(
            f"{dice.choice(others or [''])} {spelled(one, dice)} {dice.choice(['', 'ok', '.'])}"
            for one in wanted
        ),
    ]
    dice.shuffle(texts)
    compare(FORMATS[name](texts, dice), name, wanted)


@pytest.mark.parametrize("engine", [one for one in ENGINES if one in (available(), "re2", "re")])
@pytest.mark.parametrize("name", FORMATS)
def test_every_engine_finds_the_same(name: str, engine: str) -> None:
    if engine == "re2":
        pytest.importorskip("re2")
    one = Identifier.of("email", "alice.marlowe@harbour.example")
    for seed in range(4):
        dice = random.Random(seed)
        content = FORMATS[name](["nothing", f"by {one.value} today", "£5", f"{one.value.upper()}"], dice)
        assert compare(content, name, [one], engine) >= 1


def test_the_same_attachment_to_many_messages_stays_with_the_message_of_whom_it_is() -> None:
    one = Identifier.of("email", "alice@harbour.example")
    attached = EmailMessage()
    attached.set_content("see")
    attached.add_attachment(
        b'{"a": 1}\n{"a": 2}\n', maintype="application", subtype="json", filename="x.jsonl"
    )
    body = attached.as_bytes()
    messages = [body, b"From: alice@harbour.example\n" + body, body, b"Cc: alice@harbour.example\n" + body]
    content = b"".join(b"From x@y.example Mon Jan  1 10:00:00 2024\n" + one + b"\n\n" for one in messages)
    dull = Everything([one])
    assert dull.dull == set()
    once = result_of(content, "mail.mbox", [one], dull)
    assert dull.dull
    each = Everything([one])
    each.remembers = False
    assert found(once) == found(result_of(content, "mail.mbox", [one], each))
    assert len(found(once)) >= 4


def test_the_comparison_can_fail() -> None:
    class Deaf(Sieve):
        def seen(self, *_: object) -> tuple[list[int], list[int]]:
            return [], []

    one = Identifier.of("email", "alice@harbour.example")
    content = jsonl(["alice@harbour.example"], random.Random(1))
    assert found(result_of(content, "log.jsonl", [one], Everything([one])))
    assert not found(result_of(content, "log.jsonl", [one], Deaf([one])))
