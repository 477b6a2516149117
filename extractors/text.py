"""Plain text and HTML as one record: notes, exported pages, text attachments."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.html_text import to_text
from dsar.reading.text import decode, looks_like_text

_HTML = (b"<!doctype html", b"<html", b"<body", b"<head", b"<table", b"<div", b"<p>")


class Text(Extractor):
    """Reads a text or HTML file as one record."""

    kind = "text"
    suffixes = (".txt", ".text", ".md", ".html", ".htm", ".log", ".rst")
    families = ("html",)

    def recognises(self, head: bytes, name: str) -> int:
        """The last resort: whatever is text, unless a format of its own claims it."""
        if not head or not looks_like_text(head):
            return 0
        return 2 if _is_html(head) else 1

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One record whose field `text` is the text."""
        decoded = decode(piece.raw)
        is_html = _is_html(piece.raw[:2048]) or piece.part.name.lower().endswith((".html", ".htm"))
        text = to_text(decoded.text) if is_html else decoded.text
        fields = {"name": piece.part.name, "text": text}
        yield Record.of(piece.part.source.name, self.kind, piece.locator(), fields)
        if decoded.text.count("\ufffd") > max(3, len(decoded.text) // 20):
            yield Gap(
                piece.part.source.name, piece.locator(), "unknown-charset", "read as " + decoded.charset
            )


def _is_html(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:400].lower().startswith(_HTML)
