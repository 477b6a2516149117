"""PDF documents: the text of their pages, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Party, Record
from dsar.model.sources import Part, Piece, Said
from dsar.plugins import Extractor
from dsar.reading import ocr, pdf
from dsar.reading.folded import compared
from dsar.reading.mail import safe


class PdfDocument(Extractor):
    """Reads a document as one record; a page without text and without words to make out is a gap."""

    kind = "text"
    suffixes = (".pdf",)
    settings = ("ocr",)

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes, which may have a little before them."""
        return 3 if b"%PDF-" in head[:1024] else super().recognises(head, name)

    def said(self, piece: Piece) -> Said | None:
        """The texts of a document of which all was read; None for any other."""
        found = pdf.opened(piece.raw, seen=True)
        if found.gaps or found.bare or found.files:
            return None
        return Said(tuple(map(compared, (piece.part.name, *found.fields.values()))))

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """The document; files in it are handed on."""
        source = piece.part.source.name
        found = pdf.opened(piece.raw)
        pdf.scanned(piece.raw, found, ocr.language_of(piece.part.source.options))
        record = Record.of(
            source,
            self.kind,
            piece.locator(),
            {"name": piece.part.name, **found.fields},
            parties=tuple(Party("author", "properties.Author", one) for one in found.authors),
            parent=piece.part.parent,
        )
        broken = bool(found.gaps) and all(reason == "malformed" for _, reason, _ in found.gaps)
        if found.fields or found.files or not broken:
            yield record
        for place, reason, detail in found.gaps:
            yield Gap(source, piece.locator(place), reason, detail)
        for n, (name, content) in enumerate(found.files, start=1):
            inner = f"file {n}/{safe(name)}"
            yield piece.child(content, name=name, media_type="", inner=inner, parent=record.id)
