"""Pictures: the words that are in them, where tesseract is installed, and those written beside them."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import ocr, pictures


class Picture(Extractor):
    """Reads a picture's words and metadata as one record; what was not made out is a gap."""

    kind = "picture"
    suffixes = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".heic")
    settings = ("ocr",)

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if pictures.form(head[:64]) else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One record, and a gap where a person has to look."""
        source, raw = piece.part.source.name, piece.raw
        read = pictures.seen(raw, ocr.language_of(piece.part.source.options))
        fields = {"name": piece.part.name, "metadata": "\n".join(pictures.words(raw)), **read.fields}
        yield Record.of(
            source, self.kind, piece.locator(), dict(fields), parent=piece.part.parent, content=raw
        )
        if read.doubt:
            yield Gap(source, piece.locator("picture"), "image-only", read.doubt)
