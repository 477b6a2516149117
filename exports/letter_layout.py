"""A letter's blocks on A4 pages: the only module that imports reportlab.

Fonts are embedded, the metadata says what the letter is, and the same letter gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import time
import unicodedata
from calendar import timegm
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as Flowing

from .letter_blocks import (
    Block,
    Bold,
    Bullets,
    Code,
    Grid,
    Heading,
    Letter,
    Paragraph,
    Signature,
    Text,
    shown,
)

INK, GREY, BLUE, PALE, RULE = (
    HexColor(one) for one in ("#14181d", "#4b5563", "#0b5cab", "#f1f5fa", "#cbd2da")
)
SIDE, TOP, FOOT = 24 * mm, 22 * mm, 22 * mm
WIDTH = A4[0] - 2 * SIDE

FAMILIES = (("Vera", "Vera.ttf", "VeraBd.ttf"), ("DejaVu", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
"""Fonts in the order of preference: reportlab's own, then a larger one where it is installed.

A letter is set in the first that has every character, so that its look does not change midway.
"""


@cache
def _family(name: str, plain: str, bold: str) -> frozenset[int]:
    """Register a font and answer the characters it has; none where it is not installed."""
    try:
        fonts = TTFont(name, plain), TTFont(f"{name}-Bold", bold)
    except TTFError:
        return frozenset()
    for font in fonts:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(
        name, normal=name, bold=f"{name}-Bold", italic=name, boldItalic=f"{name}-Bold"
    )
    return frozenset(fonts[0].face.charToGlyph) & frozenset(fonts[1].face.charToGlyph)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters that no installed font of `FAMILIES` can print, each once; empty is good."""
    return _chosen(text)[1]


def _chosen(text: str) -> tuple[str, tuple[str, ...]]:
    """The font for a text, and what even that lacks.

    Writing from right to left needs shaping, which is not done here: it counts as missing.
    """
    wanted = sorted(set(text))
    best: tuple[str, tuple[str, ...]] | None = None
    for family in FAMILIES:
        has = _family(*family)
        lacks = tuple(char for char in wanted if ord(char) not in has or _leftwards(char))
        if has and (best is None or len(lacks) < len(best[1])):
            best = family[0], lacks
    return best or (FAMILIES[0][0], tuple(wanted))


def _leftwards(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL", "AN")


def pdf(letter: Letter) -> bytes:
    """The letter as a PDF. Characters must have been checked with `missing_glyphs` before."""
    font, _ = _chosen("".join(letter.texts()))
    pages = _built(letter, font, 0)[1]
    return _built(letter, font, pages)[0]


def _built(letter: Letter, font: str, pages: int) -> tuple[bytes, int]:
    """One pass; the first, with `pages` 0, tells how many pages there are."""
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        invariant=1,
        title=letter.title,
        author=letter.sender,
        subject=letter.subject,
        creator="dsar",
        producer="dsar",
        lang=letter.language,
        displayDocTitle=True,
        initialFontName=font,
    )
    seen = [0]

    def furnish(canvas: Any, _: Any) -> None:
        seen[0] = canvas.getPageNumber()
        if seen[0] == 1:
            _stamp(canvas, letter)
        _furniture(canvas, letter, font, pages)

    frame = Frame(SIDE, FOOT, WIDTH, A4[1] - TOP - FOOT, leftPadding=0, rightPadding=0, topPadding=0)
    document.addPageTemplates([PageTemplate("page", [frame], onPage=furnish)])
    styles = _Styles(font)
    story = _head(letter, styles)
    for block in letter.blocks:
        story += _flowables(block, styles)
    document.build(story)
    return out.getvalue(), seen[0]


def _stamp(canvas: Any, letter: Letter) -> None:
    """Date and fingerprint of the file from the letter alone, whatever the clock or environment say."""
    document = canvas._doc
    seconds = timegm(letter.prepared.timetuple())
    stamp = document._timeStamp
    stamp.t, stamp.lt, stamp.tzname, stamp.dhh, stamp.dmm = seconds, time.gmtime(seconds), "UTC", 0, 0
    stamp.YMDhms = tuple(stamp.lt)[:6]
    document.signature = hashlib.md5("\0".join(letter.texts()).encode(), usedforsecurity=False)


def _furniture(canvas: Any, letter: Letter, font: str, pages: int) -> None:
    """What every page carries: a bar, whom it is for, who sent it, and its number."""
    number = canvas.getPageNumber()
    canvas.saveState()
    canvas.setFillColor(BLUE)
    canvas.rect(0, A4[1] - 5 * mm, A4[0], 5 * mm, stroke=0, fill=1)
    canvas.setFillColor(GREY)
    canvas.setFont(font, 7.5)
    if number > 1:
        canvas.drawString(SIDE, A4[1] - 13 * mm, "Confidential: for the named recipient only")
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, 16 * mm, A4[0] - SIDE, 16 * mm)
    canvas.drawString(SIDE, 11.5 * mm, letter.foot_left)
    canvas.drawRightString(A4[0] - SIDE, 11.5 * mm, f"{letter.foot_right} · page {number} of {pages}")
    canvas.restoreState()


class _Styles:
    """The looks of text, in one font."""

    def __init__(self, font: str) -> None:
        def style(name: str, size: float, lead: float, **more: object) -> Any:
            return ParagraphStyle(
                name, **{"fontName": font, "fontSize": size, "leading": lead, "textColor": INK, **more}
            )

        bold = f"{font}-Bold"
        self.sender = style("sender", 11.5, 15, fontName=bold)
        self.quiet = style("quiet", 8, 11.5, textColor=GREY)
        self.name = style("name", 10, 14, spaceBefore=9)
        self.title = style("title", 16.5, 21, fontName=bold, spaceBefore=13, spaceAfter=6)
        self.heading = style("heading", 11.5, 15, fontName=bold, textColor=BLUE, spaceBefore=13, spaceAfter=4)
        self.heading.keepWithNext = 1
        self.body = style("body", 9.2, 13.6, spaceAfter=5)
        self.bullet = style("bullet", 9.2, 13.6, spaceAfter=3, leftIndent=11, bulletIndent=2)
        self.cell = style("cell", 8, 11.2)
        self.figure = style("figure", 8, 11.2, alignment=2)
        self.top = style("top", 8, 11.2, fontName=bold)
        self.top_figure = style("top_figure", 8, 11.2, fontName=bold, alignment=2)
        self.code = style(
            "code", 7.6, 12, backColor=PALE, borderPadding=(4, 5, 5, 5), spaceBefore=7, spaceAfter=10,
            leftIndent=5, rightIndent=5,
        )  # fmt: skip


def _markup(text: Text) -> str:
    """Stretches as reportlab's markup, with everything that could be markup escaped."""
    return "".join(f"<b>{escape(one)}</b>" if isinstance(one, Bold) else escape(one) for one in shown(text))


def _head(letter: Letter, styles: _Styles) -> list[Any]:
    lines = [Flowing(escape(letter.sender), styles.sender)]
    lines += [Flowing(escape(line), styles.quiet) for line in letter.sender_lines]
    lines.append(Flowing(escape(letter.recipient), styles.name))
    lines += [Flowing(escape(line), styles.quiet) for line in letter.recipient_lines]
    return [*lines, Flowing(escape(letter.title), styles.title)]


def _flowables(block: Block, styles: _Styles) -> list[Any]:
    match block:
        case Heading(text):
            return [Flowing(escape(text), styles.heading)]
        case Paragraph(text, small):
            return [Flowing(_markup(text), styles.quiet if small else styles.body)]
        case Bullets(entries):
            return [Flowing(_markup(entry), styles.bullet, bulletText="•") for entry in entries]
        case Grid():
            return [_table(block, styles), Spacer(0, 6)]
        case Code(text, _):
            return [Flowing(escape(text), styles.code)]
        case Signature(lines, _):
            first, *rest = (Flowing(escape(line), styles.body) for line in lines)
            return [KeepTogether([Spacer(0, 10), first, Spacer(0, 18), *rest])]


def _table(grid: Grid, styles: _Styles) -> Any:
    """A table whose head repeats on every page and whose rows may break across pages."""
    head = [
        Flowing(escape(name), styles.top_figure if n in grid.figures else styles.top)
        for n, name in enumerate(grid.head)
    ]
    rows = [
        [
            Flowing(_markup(cell), styles.figure if n in grid.figures else styles.cell)
            for n, cell in enumerate(row)
        ]
        for row in grid.rows
    ]
    table = Table(
        [head, *rows], colWidths=[WIDTH * share for share in grid.widths], repeatRows=1, splitInRow=30
    )
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), PALE),
                ("LINEABOVE", (0, 0), (-1, 0), 1, BLUE),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table
