"""Spreadsheet cells that no spreadsheet runs as a formula, and that can be read back exactly."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from .layout import spelled

MARK = "'"
"""Put before a cell that a spreadsheet might take for a formula."""

_STARTS = frozenset("=+-@\t\r\u2212")
_QUOTES = frozenset("'\"`\u2018\u2019\u201c\u201d\u00ab\u00bb")


def guard(text: str) -> str:
    """A cell that is shown as text: marked where a spreadsheet might run it (CWE-1236).

    Marked is whatever begins, after blanks, byte order marks, controls and quotes, with one of
    = + - @ tab or CR, in ASCII or in a form that means the same (full width, the minus sign). A
    mark counts as a quote itself, so no text begins like a marked one without being marked again.
    """
    return MARK + text if _runs(text) else text


def _runs(text: str) -> bool:
    for char in text:
        if char in _STARTS or unicodedata.normalize("NFKC", char)[:1] in ("=", "+", "-", "@"):
            return True
        skipped = char.isspace() or char in _QUOTES or unicodedata.category(char) in ("Cc", "Cf")
        if not skipped:
            return False
    return False


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file (RFC 4180): UTF-8 with byte order mark, CRLF, every cell quoted and guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([guard(spelled(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")
