"""Rich text documents (RTF)."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import rtf


class RichText(Extractor):
    """Reads a document as one record; comments, headers and properties are a field of their own."""

    kind = "text"
    suffixes = (".rtf",)

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head.lstrip(b"\xef\xbb\xbf \r\n")[:5] == b"{\\rtf" else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """The document."""
        source, found = piece.part.source.name, rtf.read(piece.raw)
        fields = {"name": piece.part.name, "text": found.text, "beside": "\n".join(found.beside)}
        yield Record.of(source, self.kind, piece.locator(), dict(fields), parent=piece.part.parent)
        if found.pictures:
            detail = f"{found.pictures} pictures or objects are not read"
            yield Gap(source, piece.locator("pictures"), "image-only", detail)
        if not piece.raw.rstrip(b"\0 \r\n").endswith(b"}"):
            yield Gap(source, piece.locator("end"), "truncated")
