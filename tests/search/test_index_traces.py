"""What the index looks for in bytes: never less than a search finds in the records read from them."""

from __future__ import annotations

import base64
import json
import quopri
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part, Piece, Source
from dsar.reading.html_said import views
from dsar.reading.html_text import to_text
from dsar.reading.presets import presets
from dsar.search import anchors, tokens
from dsar.search.collect import judge
from dsar.search.gathering import plain_views
from dsar.search.indexing import IndexTask, index_part
from dsar.search.nobody import Handing
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted
from dsar.search.work import Task
from tests.bench.corpus import plants
from tests.reading.test_sheets import workbook

pytest.importorskip("pyarrow")

WANTED = [
    Identifier.of("email", "alice@x.example"), Identifier.of("phone", "+447700900123"),
    Identifier.of("account", "ACC-123"), Identifier.of("ip", "198.51.100.7"), Identifier.of("user", "471100"),
    Identifier.of("ip", "2001:db8::7"), Identifier.of("email", "_alice+x@x.example"),
]  # fmt: skip
SCRAPS = [
    "alice@x.example", "Alice@X.Example.", "x/alice@x.example", "alice@x.example.org", "malice@x.example",
    "_alice+x@x.example", "..alice@x.example-", "07700 900123", "+44 (0)7700 900 123", "7700900123", "0044-7700-900123",
    "447.700.900.123", "44 77.00.90.0123", "ACC-123", "acc-123.", "xACC-123", "ACC-123:4", "a--ACC-123--", "198.51.100.7",
    "198.51.100.77", "10.0.0.1 - -", "2001:db8::7", "[2001:DB8:0::7]:443", "471100", "4711001", "%61lice%40x.example", "%EF%BD%81lice@x.example", "ａlice@x.example",
    "ali\u00adce@x.example", "@", ".", " ", "\n", "\t", "\u00a0", "é", "–", "\\", "n", "&", ";", "=", "<b>", "</b>", "<p>", "&nbsp;", "&#64;",
]  # fmt: skip
scraps = st.lists(st.sampled_from(SCRAPS), max_size=8).map("".join)


def traces(text: bytes) -> set[int]:
    return {int(one) for one in anchors.traces(text)[0]}


def test_one_at_a_time_and_all_at_once_count_alike() -> None:
    for one in WANTED:
        value = one.value.encode().lower()
        assert set(tokens.wanted(one)) & traces(b"(" + value + b")"), one.kind


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("phone", "+447700900123", "ring 447.700.900.123"),
        ("phone", "+442079460018", "ring 20.794.600.18"),
        ("phone", "+442079460018", "ring 020 79.46.00.18 now"),
        ("phone", "+33612345678", "ring +33 6 12.34.56.78"),
        ("ip", "2001:db8::7", "from 2001:0DB8:0:0:0:0:0:7."),
        ("ip", "::1", "from ::1"),
        ("ip", "198.51.100.7", "from 198.51.100.7:8080 to 10.0.0.1"),
        ("user", "471100", '"id": 471100,'),
        ("email", "a.b@x.example", "<mailto:'a.b@x.example'>"),
    ],
)
def test_spellings_that_look_like_something_else_are_found(kind: str, value: str, text: str) -> None:
    assert set(tokens.wanted(Identifier.of(kind, value))) & traces(text.lower().encode())


def test_another_is_not_taken_for_somebody() -> None:
    one = set(tokens.wanted(WANTED[0])) | set(tokens.wanted(WANTED[2])) | set(tokens.wanted(WANTED[4]))
    assert not one & traces(b"malice@x.example alice@y.example xacc-123 acc-1234 4711001 alice @x.example")


@settings(max_examples=300, deadline=None)
@given(html=st.lists(st.sampled_from([
    "alice@x.example", "ACC-123", "<b>", "</b>", "<p>", "</p>", "</p >", "<br/>", "<div style='color:red'>", "<a href=\"mailto:alice@x.example\">",
    "<a title='a>b'>", "<!-- ACC-123 -->", "<!--", "-->", "<style>p{}</style>", "<head>", "</head>", "<script>x</script>", "<span hidden>", "</span>",
    "<span style='display : none'>", "&#64;", "&nbsp;", "&amp;", "&amp;#64;", "&Tab;", "&#65;CC-123", "ali", "ce@x.example", "AC", "C-123", " ", "\n", "<", ">",
    "é", "07700", "900123", "<img alt='07700 900123'>", "<![CDATA[ACC-123]]>", "data:text/plain,ACC-123", "<template>", "</template>", "\x01",
]), max_size=12).map("".join))  # fmt: skip
def test_views_of_html_hold_whatever_its_text_does(html: str) -> None:
    found = views(html.encode())
    if found is not None:
        shown = {one for view in found for each in plain_views(view) for one in traces(each)}
        told = "\0".join(tokens.views(to_text(html))).encode()
        wanted = {one for each in WANTED for one in tokens.wanted(each)}
        assert wanted & traces(told) <= shown


def _mail(head: str, text: str, how: str, kind: str) -> bytes:
    body, said = text.encode(), f"Content-Type: {kind}; charset=utf-8\n"
    if how == "base64":
        body, said = base64.encodebytes(body), said + "Content-Transfer-Encoding: base64\n"
    elif how == "quoted":
        body, said = quopri.encodestring(body), said + "Content-Transfer-Encoding: quoted-printable\n"
    elif how == "parted":
        said = "Content-Type: multipart/alternative; boundary=b\n"
        body = (
            b"before\n--b\nContent-Type: text/plain\n\n"
            + body
            + b"\n--b\nContent-Type: text/html\n\n"
            + body
            + b"\n--b--\n"
        )
    elif how == "latin":
        body, said = text.encode("cp1252", "replace"), f"Content-Type: {kind}; charset=iso-8859-1\n"
    elif how == "signed":
        said = 'Content-Type: multipart/signed; boundary="b"\n'
        body = b"--b\n\n" + body + b"\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n"
    elif how == "attached":
        said = 'Content-Type: multipart/mixed; boundary="b"\n'
        body = (
            b"--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=a.csv\n\n"
            + body
            + b"\n--b--\n"
        )
    return f"Subject: {head}\n{said}\n".encode() + body


def _read(name: str, raw: bytes) -> tuple[Task, plugins.Extractor, Piece]:
    part = Part(Source("s", Path("s")), "f", content=raw, name="f")
    extractor = plugins.extractor(name)({}, Directory())
    everything = Sieve(())
    everything.blind = True
    task = Task(part, name, tokens.Collector(), everything, Directory())
    return task, extractor, Piece(part, 0, len(raw), raw)


def _held(raw: bytes) -> tuple[set[int], bool] | None:
    """The traces of what a message says without being parsed, and whether it has gaps."""
    task, extractor, piece = _read("eml", raw)
    said = extractor.said(piece)
    if said is None:
        return None
    found = {one for view in plain_views(b"\0".join(said.texts)) for one in traces(view)}
    gaps = False
    for inside in said.inside:
        gaps |= bool(judge(task, Handing(inside), piece).gaps)
        assert isinstance(task.wanted, tokens.Collector)
        found |= traces(task.wanted.taken())
    return found, gaps


def _is_covered(raw: bytes) -> bool:
    """Whether a message was ordinary; if so, what parsing it finds has to be among its traces."""
    held = _held(raw)
    if held is None:
        return False
    task, extractor, piece = _read("eml", raw)
    outcome = judge(task, extractor, piece)
    assert isinstance(task.wanted, tokens.Collector)
    parsed, wanted = traces(task.wanted.taken()), {one for each in WANTED for one in tokens.wanted(each)}
    assert wanted & parsed <= held[0]
    assert not outcome.gaps or held[1]
    return True


@settings(max_examples=300, deadline=None)
@given(
    head=scraps.map(lambda text: re.sub(r"\s", " ", text)),
    text=scraps,
    how=st.sampled_from(["plain", "base64", "quoted", "parted", "attached", "latin", "signed"]),
    kind=st.sampled_from(["text/plain", "text/html"]),
)
def test_what_mail_says_holds_whatever_parsing_it_does(head: str, text: str, how: str, kind: str) -> None:
    _is_covered(_mail(head, text, how, kind))


def test_ordinary_mail_is_not_parsed_and_odd_mail_is() -> None:
    done = {
        name: _is_covered(b"From: A <a@y.example>\nMIME-Version: 1.0\n" + raw)
        for name, raw in plants()
        if raw[:5] != b"From:"
    }
    assert done["quoted"]
    assert done["base64"]
    assert done["docx"]
    assert done["words"]
    assert not done["nested"]
    assert not done["base64-wide"]
    assert _is_covered(b"To: alice @ x.example, al(c)ice@x.example\nSubject: x\n\nx\n")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                scraps, st.integers(0, 10**12), st.sampled_from(["id", "email", "phone", 447700900123.0])
            ),
            max_size=4,
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_what_a_workbook_says_holds_whatever_reading_it_does(rows: list[list[object]], lean: bool) -> None:
    cells = [
        [re.sub(r"[\x00-\x08\x0b-\x1f]", "", one) if isinstance(one, str) else one for one in row]
        for row in rows
    ]
    task, extractor, piece = _read("workbook", workbook(cells, lean=lean))
    said = extractor.said(piece)
    assert isinstance(task.wanted, tokens.Collector)
    if said is not None:
        task.wanted.hear(said.texts)
        shown = traces(task.wanted.taken())
        judge(task, extractor, piece)
        wanted = {one for each in WANTED for one in tokens.wanted(each)}
        assert wanted & traces(task.wanted.taken()) <= shown


def test_a_workbook_that_a_preset_takes_apart_is_read() -> None:
    taking = next(one for one in presets().values() if one.detect and (one.transforms or one.children))
    head = [column.rpartition(".")[2] for column in taking.detect]
    for columns, is_plain in ((head, False), (["id", "email"], True)):
        _, extractor, piece = _read("workbook", workbook([columns, ["471100"] * len(columns)]))
        assert (extractor.said(piece) is not None) == is_plain


FORMS: dict[str, Callable[[str, int], str]] = {
    "access_log": lambda text, n: f'10.0.0.{n} - - [03/Jun/2024:10:00:00 +0100] "GET /{re.sub(chr(92) + "s", "+", text)} HTTP/1.1" 200 5 "-" "x"\n',
    "jsonl": lambda text, n: json.dumps({"n": n, "note": text, "customer_id": text.strip()}, ensure_ascii=n % 2 == 0) + "\n",
    "table": lambda text, n: ("id,email,note\n" if n == 0 else "") + ",".join('"' + one.replace('"', '""') + '"' for one in (str(n), text, text)) + "\n",
}  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(scraps, min_size=2, max_size=4), name=st.sampled_from(sorted(FORMS)))
def test_rows_that_are_not_parsed_hold_whatever_parsing_them_does(texts: list[str], name: str) -> None:
    raw = "".join(FORMS[name](text, n) for n, text in enumerate(texts)).encode()
    part = Part(Source("s", Path("s")), "f", content=raw, name="f")
    extractor = plugins.extractor(name)({}, Directory())
    made = index_part(IndexTask(part, name, Directory(), bytes(32)))
    if made.file.search:
        return
    from dsar.search.gathering import digest_of

    kept = set(made.postings.digests)
    for stretch in extractor.cut.stretches(raw):
        if stretch.role != "piece":
            continue
        end, (start, length) = stretch.offset + stretch.length, stretch.head
        piece = Piece(
            part,
            stretch.offset,
            stretch.length,
            raw[stretch.offset : end],
            raw[start : start + length],
            stretch.label,
        )
        for one in WANTED:
            task = Task(part, name, Wanted([one]), Sieve([one]), Directory())
            if any(judged.matches for judged in judge(task, extractor, piece).kept):
                assert kept & {digest_of(each, bytes(32)) for each in tokens.wanted(one)}
