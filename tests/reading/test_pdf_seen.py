"""A simple page of a PDF is told without being laid out, and what laying it out says is in what it tells."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic._font import Font
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part, Piece, Source
from dsar.reading import pdf_seen
from dsar.steps.find import search

FONT = Path(__file__).resolve().parents[2] / "exports" / "DejaVuSans.ttf"
EMAIL = "alice.marlowe@harbour.example"
PIECES = (
    "alice", ".marlowe@harbour", ".example", EMAIL, " ", "  ", "07700", " 900", "123", "(a)", "\\", "é", "Zoë", "ﬁne", "x y", "to ", " from",
)  # fmt: skip
shows = st.tuples(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join),
    st.sampled_from(["next", "same", "near", "line", "far"]),
    st.sampled_from(["Helvetica", "Times-Bold", "Courier", "Symbol", "DejaVuSans"]),
)
FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"


def page(drawn: list[tuple[str, str, str]], *, compressed: bool = True) -> bytes:
    registerFont(TTFont("DejaVuSans", str(FONT)))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=int(compressed))
    text = canvas.beginText(40, 700)
    for said, move, font in drawn:
        text.setFont(font, 11)
        if move == "next":
            text.textLine("")
        elif move == "near":
            text.moveCursor(4, 0)
        elif move == "line":
            text.moveCursor(0, 14)
        elif move == "far":
            text.setTextOrigin(300, text.getY())
        text.textOut(said)
    canvas.drawText(text)
    canvas.save()
    return out.getvalue()


def told(raw: bytes) -> tuple[str, tuple[str, str] | None]:
    (only,) = PdfReader(io.BytesIO(raw)).pages
    return only.extract_text(), pdf_seen.views(only, pdf_seen.Fonts(Font.from_font_resource))


def is_covered(text: str, views: tuple[str, str]) -> bool:
    """Whether every word of a text is one of the views', all its signs in order being theirs."""
    words = {word for view in views for word in view.split()}
    return set(text.split()) <= words and all(
        re.sub(r"\s", "", text) == re.sub(r"\s", "", view) for view in views
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(shows, min_size=1, max_size=6), st.booleans())
def test_whatever_laying_out_says_is_told(drawn: list[tuple[str, str, str]], compressed: bool) -> None:
    text, views = told(page(drawn, compressed=compressed))
    assert views is None or is_covered(text, views)


def test_a_letter_is_simple_and_a_word_in_three_strings_is_not() -> None:
    letter = [(f"Line {n} to {EMAIL}", "next", "Helvetica") for n in range(5)]
    text, views = told(page(letter))
    assert views is not None
    assert views[1].split() == text.split()
    assert told(page([("alice", "same", "Courier"), (".marlowe@harbour", "same", "Times-Bold"), (".example", "same", "Courier")]))[1] is None  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F1 12 Tf (a) Tj ET BI /W 1 /H 1 ID x EI", b"BT (a) Tj ET", b"BT /F9 12 Tf (a) Tj ET", b"BT /F1 12 Tf (a Tj ET",
        b"BT /F1 12 Tf (a) (b) Tj ET", b"BT /F1 12 Tf (a\\q) Tj ET", b"BT /F1 12 Tf <6g> Tj ET", b"BT /F1 1.2.3 Tf (a) Tj ET",
        b"BT /F1 12 Tf [(a) [ (b)] TJ ET", b"BT /F1 12 Tf (a) Td ET", b"/X0 Do", b"BT /F1 12 Tf (a) Tj ET (b)",
    ],
)  # fmt: skip
def test_what_is_out_of_the_ordinary_is_laid_out(content: bytes) -> None:
    plain = page([("Dear all", "next", "Helvetica")], compressed=False)
    start, end = plain.index(b"stream\n") + 7, plain.index(b"endstream")
    room = end - start
    assert len(content) <= room
    for raw, simple in ((plain, True), (plain[:start] + content.ljust(room) + plain[end:], False)):
        (only,) = PdfReader(io.BytesIO(raw)).pages
        assert (pdf_seen.views(only, pdf_seen.Fonts(Font.from_font_resource)) is not None) == simple


def test_nobody_is_lost_by_it(tmp_path: Path) -> None:
    joined = [("Write to alice.marlowe", "same", "Helvetica"), ("@harbour.example today", "same", "Courier")]
    (tmp_path / "a.pdf").write_bytes(page(joined))
    (tmp_path / "b.pdf").write_bytes(page([("Write to nobody", "next", "Helvetica")]))
    found = search([source_at(tmp_path, set())], [Identifier.of("email", EMAIL)])[0]
    assert [one.record.locator.file for one in found.kept] == ["a.pdf"]
    assert "apart" not in found.kept[0].record.fields


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not here")
def test_real_documents_say_no_less() -> None:
    simple = 0
    for path in sorted(FIXTURES.rglob("*.pdf")):
        raw = path.read_bytes()
        part = Part(Source("s", path), path.name, content=raw, name=path.name)
        piece = Piece(part, 0, len(raw), raw)
        extractor = plugins.extractor("pdf")({}, Directory())
        said = extractor.said(piece)
        if said is None:
            continue
        simple += 1
        words = {
            word
            for text in said.texts
            for rule in (r"\s+", r"[\s\0]+")
            for word in re.split(rule, text.decode())
        }
        for one in extractor.read(piece):
            for value in getattr(one, "fields", {}).values():
                missing = {word for word in str(value).casefold().split() if word.isascii()} - words
                assert not missing, path.name
    assert simple
