"""One planted leak a row of FORMS is found, a clean bundle has none, and no report holds a value."""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import html
import io
import json
import random
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from email.header import Header
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from dsar.answer.leaks import UNREAD, search
from dsar.reading import encoded
from dsar.reading.forms import FORMS

VALUE = "Zoë Quillfeather"
ADDRESS = "zoe.quillfeather@elsewhere.example"
PROSE = "The printer on the second floor was repaired. " * 40

Plant = Callable[[Path], None]


def written(name: str, content: str | bytes) -> Plant:
    def plant(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    return plant


def pdf(text: str = "Dear Alice", title: str = "Letter", note: str = "", invariant: bool = True) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=invariant)
    canvas.setTitle(title)
    canvas.setAuthor("CT1")
    for line, words in enumerate(text.split("\n")):
        canvas.drawString(72, 700 - 20 * line, words)
    if note:
        canvas.textAnnotation(note, Rect=[10, 10, 20, 20])
    canvas.save()
    return out.getvalue()


def zipped(members: dict[str, str | bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def behind_the_stream(text: str) -> bytes:
    """An archive whose member has bytes behind the end of its deflate stream."""
    stream = zlib.compressobj(wbits=-15)
    packed = stream.compress(PROSE.encode()) + stream.flush() + text.encode()
    sizes = struct.pack("<III", zlib.crc32(PROSE.encode()), len(packed), len(PROSE.encode()))
    local = (
        b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 5, 0) + b"a.txt"
    )
    listed = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
    listed += struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(local) + len(packed), 0)
    return local + packed + listed + end


def entities(text: str) -> str:
    return "".join(f"&#{ord(char)};" if n % 2 else f"&#x{ord(char):X};" for n, char in enumerate(text))


def quoted_printable(text: str) -> str:
    coded = "".join(f"={byte:02X}" for byte in text.encode())
    return coded[:15] + "=\r\n" + coded[15:]


def escapes(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)


def b64(text: str, shift: int = 0) -> str:
    return base64.b64encode((PROSE[:shift] + " " + text + " asked about this").encode()).decode()


def percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def uu(text: str) -> str:
    raw = text.encode()
    return "".join(binascii.b2a_uu(raw[n : n + 45]).decode() for n in range(0, len(raw), 45))


def yenc(text: str) -> bytes:
    moved = (bytes([(byte + 42) % 256]) for byte in text.encode())
    return b"".join(b"=" + bytes([(byte[0] + 64) % 256]) if byte in b"\0\r\n=" else byte for byte in moved)


PLANTS: dict[str, list[Plant]] = {
    "plain": [
        written("data/mail.json", json.dumps({"text": f"{PROSE}{VALUE}'s note"}, ensure_ascii=False)),
        written("data/mail.csv", "a,b\r\n1,Zoë\u00a0\r\n  Quillfeather\r\n"),
        written("page.html", f"<p>by <b>{VALUE}</b></p>"),
        written("page.html", f'<p title="{VALUE}">x</p>'),
        written("page.html", f"<!--{VALUE}-->"),
        written("page.html", f"<script>let a='{VALUE}'</script>"),
    ],
    "case": [written("a.txt", VALUE.upper()), written("a.txt", f"- {VALUE.lower()}.")],
    "base64": [
        *(written("a.eml", b64(VALUE, shift)) for shift in range(3)),
        written("a.txt", "x" + base64.urlsafe_b64encode(f"{VALUE}?>?> {VALUE}".encode()).decode()),
        written("a.eml", "\r\n".join(b64(VALUE)[n : n + 12] for n in range(0, len(b64(VALUE)), 12))),
        written("a.txt", base64.b64encode(ADDRESS.encode("utf-16-le")).decode()),
    ],
    "quoted-printable": [
        written("a.eml", quoted_printable(VALUE)),
        written("a.eml", "Zo=C3=AB Quillfea=\nther"),
    ],
    "HTML entities": [
        written("page.html", f"<p>{entities(VALUE)}"),
        written("page.html", f'<p title="{html.escape(entities(VALUE))}">'),
        written("page.html", "<p>Zo&euml;&nbsp;Quillfeather"),
    ],
    "JSON escapes": [
        written("a.json", json.dumps({VALUE: 1})),
        written("a.json", json.dumps({"a": b64(escapes(VALUE))})),
        written("a.json", json.dumps({"a": f"{PROSE}\n{VALUE}"}, ensure_ascii=False)),
        written("a.json", json.dumps({"a": json.dumps({"b": json.dumps(VALUE)})})),
        written("a.json", f'{{"a": "one\\n{escapes(VALUE)}"}}'),
    ],
    "PDF text": [written("letter.pdf", pdf(f"Dear Alice\nwith {ADDRESS}."))],
    "PDF metadata": [written("letter.pdf", pdf(title=VALUE))],
    "percent": [
        written("a.csv", f"GET /?user={percent(ADDRESS)}"),
        written("a.csv", f"GET /?user={quote(quote(VALUE))}&b=1"),
        written("a.csv", f"GET /?user={quote(f'<{VALUE}>')}"),
    ],
    "UTF-16": [
        written("a.txt", VALUE.encode("utf-16")),
        written("a.txt", b"x" + VALUE.encode("utf-16-be")),
        written("a.txt", "Ω ".encode("utf-16-le") + VALUE.encode("utf-16-le")),
    ],
    "zip member": [
        written("your-data.zip", zipped({"a.txt": PROSE + VALUE})),
        written("your-data.zip", zipped({f"{VALUE}.txt": PROSE})),
        written("your-data.zip", zipped({"a.txt": PROSE}, comment=VALUE.encode())),
        written("your-data.zip", zipped({"inner.zip": zipped({"a.txt": PROSE + VALUE})})),
        written("your-data.zip", zipped({"a.txt": PROSE}) + b" by " + ADDRESS.encode()),
        written("your-data.zip", behind_the_stream(f" by {ADDRESS} ")),
    ],
    "file name": [written(f"data/{VALUE}/a.txt", PROSE), written(f"{ADDRESS}.csv", PROSE)],
    "PDF objects": [
        written("letter.pdf", pdf(note=VALUE)),
        written(
            "letter.pdf",
            pdf() + b"\n9 0 obj\nstream\n" + zlib.compress(f"{PROSE}{VALUE}".encode()) + b"\nendstream",
        ),
    ],
    "hexadecimal": [
        written("a.txt", VALUE.encode().hex()),
        written("a.txt", "f" + (PROSE + VALUE).encode().hex().upper()),
    ],
    "header words": [
        written("a.eml", f"Subject: {Header(VALUE, 'utf-8').encode()}"),
        written("a.eml", "From: =?utf-8?q?Zo=C3=AB_Qui?=\n =?iso-8859-1?Q?llfeather?= <x@y.example>"),
    ],
    "split by tags": [
        written("page.html", "<p>Z<b>o</b>ë <i>Quill</i>feather"),
        written("a.json", '"Z<b>o</b>ë Quillfeather"'),
    ],
    "CSV cells": [],
    "Unicode forms": [
        written("a.txt", unicodedata.normalize("NFD", VALUE)),
        written("a.txt", "Zoë Quill\u00adfea\u200bther"),
        written("a.txt", "Zoë \uff31uillfeather"),
    ],
    "compressed": [
        written("a.txt", gzip.compress(f"{PROSE}{VALUE}".encode(), mtime=0)),
        written("a.txt", zlib.compress(f"{PROSE}{VALUE}".encode())),
    ],
    "single-byte text": [written("a.csv", f"name\n{VALUE}\n".encode("cp1252"))],
    "plus for blank": [
        written("a.csv", "GET /?user=Zo%C3%AB+Quillfeather&b=1"),
        written("a.csv", "user=Zoë+Quillfeather"),
    ],
    "UTF-7": [written("a.eml", VALUE.encode("utf-7"))],
    "UTF-32": [
        written("a.txt", VALUE.encode("utf-32-le")),
        written("a.txt", b"x" + VALUE.encode("utf-32-be")),
    ],
    "CSS escapes": [
        written("page.html", "<style>p::after{content:'Zo\\eb  \\51 uill\\000066 eather'}</style>")
    ],
    "RFC 2231": [
        written("a.eml", "Content-Type: x/y; name*0*=utf-8''Zo%C3%AB%20Qui;\r\n name*1*=llfeather.txt"),
        written("a.eml", 'filename*0="zoe.quillfea";\r\n filename*1="ther@elsewhere.example"'),
    ],
    "uuencode": [written("a.eml", "begin 644 x\n" + uu(f"by {VALUE}, and others of that name") + "`\nend\n")],
    "yEnc": [
        written("a.eml", b"=ybegin line=128 size=9 name=x\r\n" + yenc(ADDRESS) + b"\r\n=yend size=9\r\n")
    ],
    "PDF strings": [
        written("a.txt", r"[(Zo\353 Qui) -20 (llfea) 5 (ther)] TJ"),
        written("a.txt", f"<FEFF{VALUE.encode('utf-16-be').hex(' ')}> Tj"),
        written("a.txt", f"<{ADDRESS.encode().hex(' ')}> Tj endobj"),
    ],
    "digits": [
        written("a.txt", "ring 07700900123 now"),
        written("a.txt", "ring oh double seven oh oh, nine double zero one two three"),
        written("a.txt", "ring (07700) 900-123"),
    ],
    "reversed": [written("a.txt", f"xx {VALUE[::-1]} yy"), written("a.txt", ADDRESS[::-1])],
    "ROT13": [written("a.txt", codecs.encode(ADDRESS, "rot13")), written("a.txt", "Mbë Dhvyysrngure")],
    "raw deflate": [written("a.txt", zlib.compress(f"{PROSE}{VALUE}".encode(), wbits=-15))],
}
QUOTED = 'Zoë "Quill" Feather'
VALUES = (VALUE, ADDRESS, QUOTED, "07700 900123")
PLANTS["CSV cells"] = [written("a.csv", 'a,"Zoë ""Quill"" Feather"\r\n')]


@pytest.mark.parametrize(
    ("form", "plant"),
    [
        pytest.param(form, plant, id=f"{form}-{n}")
        for form, plants in PLANTS.items()
        for n, plant in enumerate(plants)
    ],
)
def test_a_planted_value_is_found_in_its_form(tmp_path: Path, form: str, plant: Plant) -> None:
    clean(tmp_path)
    assert search(tmp_path, VALUES).ok
    plant(tmp_path)
    report = search(tmp_path, VALUES)
    assert form in {hit.form for hit in report.hits}
    assert {hit.form for hit in report.hits} <= {row.name for row in FORMS} | {UNREAD}
    assert not any(part in repr(hit) for hit in report.hits for part in ("Quill", "quill", "Zo"))


def test_every_row_of_the_table_has_a_plant_and_a_number() -> None:
    assert {form for form, plants in PLANTS.items() if plants} == {form.name for form in FORMS}
    assert [form.number for form in FORMS] == list(range(1, len(FORMS) + 1))


def clean(folder: Path) -> None:
    """A bundle whose texts are full of words that are also names."""
    words = "We will see whether she may come to the annual fleet meeting; the rose was marked. "
    dates = "Sent on 3 May 2026, 03/May/2026:10:00, May 2025 and the 4th May. [person 1 · name] wrote. "
    text = (words + dates) * 50
    written("data/mail.json", json.dumps({"records": [{"text": text, "id": "R0001"}] * 20}))(folder)
    written("data/mail.csv", '\ufeff"id","text"\r\n"R0001","' + text + '"\r\n')(folder)
    written("START-HERE.html", f"<!doctype html><p title='{words}'>{text}<svg><title>May 2026</title></svg>")(
        folder
    )
    written("MANIFEST.json", json.dumps([random.Random(n).randbytes(32).hex() for n in range(200)]))(folder)
    written("letter.pdf", pdf("Dear Alice\nwe will answer in May 2026\nthe annual rose"))(folder)
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    written("your-data.zip", zipped(dict(files)))(folder)


SHORT = (
    "Will",
    "May",
    "Ann",
    "Lee",
    "Rose",
    "Mark",
    "Jo",
    "Al",
    "Will May",
    "Ann Lee",
    "ann@x.example",
    "70012",
)


def test_short_common_names_are_not_found_in_words_and_dates(tmp_path: Path) -> None:
    clean(tmp_path)
    report = search(tmp_path, SHORT)
    assert report.hits == ()
    assert report.values == len(SHORT)


@pytest.mark.parametrize("value", SHORT)
def test_short_common_names_are_found_where_they_stand(tmp_path: Path, value: str) -> None:
    clean(tmp_path)
    written("a.txt", f"then ({value}'s) left")(tmp_path)
    hits = [hit for hit in search(tmp_path, SHORT).hits if hit.file == "a.txt"]
    assert SHORT.index(value) in {hit.value_number for hit in hits}


def test_a_bomb_is_not_opened_and_is_a_hit(tmp_path: Path) -> None:
    bomb = base64.b64encode(zlib.compress(bytes(encoded.INNER + 1), 9))
    written("a.txt", b"see " + bomb)(tmp_path)
    assert {hit.form for hit in search(tmp_path, VALUES).hits} == {UNREAD}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(400)),
        ("a.pdf", b"not a pdf"),
        ("a.pdf", b"%PDF-1.4\nbroken"),
        ("a.zip", zipped({"a.txt": PROSE})[:-30]),
        ("a.zip", zipped({"a.png": random.Random(2).randbytes(400)})),
    ],
)
def test_what_cannot_be_opened_is_a_hit(tmp_path: Path, name: str, content: bytes) -> None:
    written(name, content)(tmp_path)
    report = search(tmp_path, ["anything"])
    assert {hit.form for hit in report.hits} == {UNREAD}
    assert not report.ok


NAMES = st.text("abcdefghijklmnopqrstuvwxyzéßøłж", min_size=3, max_size=9).map(str.capitalize)
WAYS: dict[str, Callable[[str], str | bytes]] = {
    "json": lambda text: json.dumps({"text": text}),
    "html": lambda text: f"<p>{entities(text)}",
    "percent": percent,
    "base64": lambda text: base64.encodebytes(("Dear all, " + text + ", and the others").encode()),
    "quoted": quoted_printable,
    "utf-16": lambda text: ("so " + text).encode("utf-16"),
    "zip": lambda text: zipped({"a.csv": f'"{text}"'}),
    "hex": lambda text: f"{text}, of the sister company".encode().hex(),
    "twice": lambda text: quote(quote(text)),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=NAMES, last=NAMES, way=st.sampled_from(sorted(WAYS)), before=st.sampled_from(["", PROSE, "ok; "])
)
def test_any_value_in_any_encoding_is_found(
    tmp_path: Path, first: str, last: str, way: str, before: str
) -> None:
    value = f"{first} {last}"
    coded = WAYS[way](value)
    content = coded if isinstance(coded, bytes) else (before + " " + coded).encode()
    (tmp_path / "a").write_bytes(content)
    report = search(tmp_path, [value, "Somebody Else"])
    assert {hit.value_number for hit in report.hits} == {0}, way
    assert value not in repr(report)
