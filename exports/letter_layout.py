"""A letter's blocks on A4 pages, with reportlab (only here and in `tagging`).

Fonts are embedded, the metadata says what the letter is, and the same letter gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import time
import unicodedata
from calendar import timegm
from functools import cache, partial
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    KeepTogether,
    PageTemplate,
    Spacer,
    TableStyle,
)

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
    leads_to_table,
    shown,
)
from .rtl import has_runs, turnable, visual
from .tagging import Element, Tagged, TaggedCanvas, TaggedTable

INK, GREY, BLUE, PALE, RULE = (
    HexColor(one) for one in ("#14181d", "#4b5563", "#0b5cab", "#f1f5fa", "#cbd2da")
)
SIDE, TOP, FOOT = 24 * mm, 22 * mm, 22 * mm
WIDTH = A4[0] - 2 * SIDE

ROOM = 70 * mm
"""What has to be left of a page for a table to begin on it, with the heading and the sentence over it."""

FONT = "DejaVu"
"""The letter's font, which comes with the package: the same letter looks the same everywhere."""

FILES = {FONT: "DejaVuSans.ttf", f"{FONT}-Bold": "DejaVuSans-Bold.ttf"}


@cache
def _characters() -> frozenset[int]:
    """Register the font; the characters that it has in both weights."""
    fonts = [
        TTFont(name, io.BytesIO(resources.files(__package__).joinpath(file).read_bytes()))
        for name, file in FILES.items()
    ]
    for font in fonts:
        pdfmetrics.registerFont(font)
    bold = f"{FONT}-Bold"
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=bold, italic=FONT, boldItalic=bold)
    return frozenset(fonts[0].face.charToGlyph) & frozenset(fonts[1].face.charToGlyph)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters that the letter's font cannot print, each once; empty is good.

    Letters of a run from right to left that does not fit on a line count as missing.
    """
    has = _characters()
    lost = {char for char in visual(text) if ord(char) not in has and char not in "\n\r"}
    if not turnable(text):
        lost |= {char for char in text if unicodedata.bidirectional(char) in ("R", "AL", "AN")}
    return tuple(sorted(lost))


def pdf(letter: Letter) -> bytes:
    """The letter as a PDF. Characters must have been checked with `missing_glyphs` before."""
    _characters()
    pages = _built(letter, 0)[1]
    return _built(letter, pages)[0]


def _built(letter: Letter, pages: int) -> tuple[bytes, int]:
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
        initialFontName=FONT,
    )
    seen = [0]

    def furnish(canvas: Any, _: Any) -> None:
        seen[0] = canvas.getPageNumber()
        if seen[0] == 1:
            _stamp(canvas, letter)
        _furniture(canvas, letter, pages)

    frame = Frame(SIDE, FOOT, WIDTH, A4[1] - TOP - FOOT, leftPadding=0, rightPadding=0, topPadding=0)
    document.addPageTemplates([PageTemplate("page", [frame], onPage=furnish)])
    setter = _Setter()
    story = setter.head(letter)
    for n, block in enumerate(letter.blocks):
        if leads_to_table(letter.blocks, n):
            story.append(CondPageBreak(ROOM))
        story += setter.flowables(block)
    document.build(story, canvasmaker=partial(TaggedCanvas, root=setter.root))
    return out.getvalue(), seen[0]


def _stamp(canvas: Any, letter: Letter) -> None:
    """Date and fingerprint of the file from the letter alone, whatever the clock or environment say."""
    document = canvas._doc
    seconds = timegm(letter.prepared.timetuple())
    stamp = document._timeStamp
    stamp.t, stamp.lt, stamp.tzname, stamp.dhh, stamp.dmm = seconds, time.gmtime(seconds), "UTC", 0, 0
    stamp.YMDhms = tuple(stamp.lt)[:6]
    document.signature = hashlib.md5("\0".join(letter.texts()).encode(), usedforsecurity=False)


def _furniture(canvas: Any, letter: Letter, pages: int) -> None:
    """What every page carries: a bar, whom it is for, who sent it, and its number."""
    number = canvas.getPageNumber()
    canvas.begin_artifact()
    canvas.saveState()
    canvas.setFillColor(BLUE)
    canvas.rect(0, A4[1] - 5 * mm, A4[0], 5 * mm, stroke=0, fill=1)
    canvas.setFillColor(GREY)
    canvas.setFont(FONT, 7.5)
    if number > 1:
        canvas.drawString(SIDE, A4[1] - 13 * mm, "Confidential: for the named recipient only")
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, 16 * mm, A4[0] - SIDE, 16 * mm)
    canvas.drawString(SIDE, 11.5 * mm, letter.foot_left)
    canvas.drawRightString(A4[0] - SIDE, 11.5 * mm, f"{letter.foot_right} · page {number} of {pages}")
    canvas.restoreState()
    canvas.end()


class _Styles:
    """The looks of text."""

    def __init__(self) -> None:
        def style(name: str, size: float, lead: float, **more: object) -> Any:
            return ParagraphStyle(
                name,
                **{
                    "fontName": FONT,
                    "bulletFontName": FONT,
                    "fontSize": size,
                    "leading": lead,
                    "textColor": INK,
                    **more,
                },
            )

        bold = f"{FONT}-Bold"
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
    return "".join(
        f"<b>{escape(visual(one))}</b>" if isinstance(one, Bold) else escape(visual(one))
        for one in shown(text)
    )


class _Setter:
    """Sets blocks as flowables, and builds the tree of what they are."""

    def __init__(self) -> None:
        self.styles = _Styles()
        self.root = Element("Document")

    def _text(
        self, text: Text, style: Any, role: str = "P", parent: Element | None = None, **more: Any
    ) -> Any:
        plain = "".join(shown(text))
        scope = more.pop("scope", "")
        element = Element(role, parent or self.root, scope=scope, actual=plain if has_runs(plain) else "")
        return Tagged.of(_markup(text), style, element, **more)

    def head(self, letter: Letter) -> list[Any]:
        """Who sends it to whom, and the title."""
        styles = self.styles
        lines = [self._text((letter.sender,), styles.sender)]
        lines += [self._text((line,), styles.quiet) for line in letter.sender_lines]
        lines.append(self._text((letter.recipient,), styles.name))
        lines += [self._text((line,), styles.quiet) for line in letter.recipient_lines]
        return [*lines, self._text((letter.title,), styles.title, "H1")]

    def flowables(self, block: Block) -> list[Any]:
        """One block."""
        styles = self.styles
        match block:
            case Heading(text):
                return [self._text((text,), styles.heading, "H2")]
            case Paragraph(text, small):
                return [self._text(text, styles.quiet if small else styles.body)]
            case Bullets(entries):
                listed = Element("L", self.root)
                return [
                    self._text(entry, styles.bullet, "LBody", Element("LI", listed), bulletText="•")
                    for entry in entries
                ]
            case Grid():
                return [self._table(block), Spacer(0, 6)]
            case Code(text, _):
                return [self._text((text,), styles.code)]
            case Signature(lines, _):
                first, *rest = (self._text((line,), styles.body) for line in lines)
                return [KeepTogether([Spacer(0, 10), first, Spacer(0, 18), *rest])]

    def _table(self, grid: Grid) -> Any:
        """A table whose head repeats on every page."""
        styles, whole = self.styles, Element("Table", self.root)
        top = Element("TR", whole)
        head = [
            self._text(
                (name,), styles.top_figure if n in grid.figures else styles.top, "TH", top, scope="Column"
            )
            for n, name in enumerate(grid.head)
        ]
        rows = [head]
        for row in grid.rows:
            line = Element("TR", whole)
            rows.append(
                [
                    self._text(
                        cell,
                        styles.figure if n in grid.figures else styles.cell,
                        "TD" if n else "TH",
                        line,
                        scope="" if n else "Row",
                    )
                    for n, cell in enumerate(row)
                ]
            )
        widths = [WIDTH * share for share in grid.widths]
        table = TaggedTable(rows, colWidths=widths, repeatRows=1)
        table.setStyle(_LOOK)
        return table


_LOOK = TableStyle(
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
