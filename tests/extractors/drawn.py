"""Pictures with words, drawn for the tests: what a camera or a scanner would have made."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parents[2] / "exports" / "DejaVuSans.ttf"


def picture(*lines: str, form: str = "PNG", **kept: Any) -> bytes:
    """Lines of black letters on white, saved in a form with what is `kept` beside them."""
    canvas = _canvas(lines)
    out = io.BytesIO()
    canvas.save(out, form, **kept)
    return out.getvalue()


def scan(*pages: Sequence[str]) -> bytes:
    """A PDF each of whose pages is a picture of lines."""
    first, *rest = map(_canvas, pages)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=150)
    return out.getvalue()


def _canvas(lines: Sequence[str]) -> Image.Image:
    canvas = Image.new("RGB", (1000, 90 + 80 * len(lines)), "white")
    letters = ImageFont.truetype(str(FONT), 32)
    for n, line in enumerate(lines):
        ImageDraw.Draw(canvas).text((40, 40 + 80 * n), line, font=letters, fill="black")
    return canvas
