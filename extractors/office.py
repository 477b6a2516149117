"""Documents of office programs: DOCX, PPTX, ODT, ODS, ODP; with everything that their pages do not show."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Party, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import documents, ocr, pictures

_OLE = b"\xd0\xcf\x11\xe0"
_BESIDE = (".docx", ".docm", ".dotx", ".pptx", ".pptm", ".ppsx", ".potx")


class Office(Extractor):
    """Reads a document as one record, a field for each place in it; what is embedded is handed on."""

    kind = "text"
    settings = ("ocr",)
    suffixes = (*_BESIDE, ".odt", ".ods", ".odp", ".ott")

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where a ZIP begins with a document's parts; an encrypted one only by its name."""
        if head[:4] == _OLE:
            return 3 if name.lower().endswith(_BESIDE) else 0
        return 3 if documents.form(head, name) else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """The document."""
        source = piece.part.source.name
        if piece.raw[:4] == _OLE:
            yield Gap(source, piece.locator(), "encrypted", "a document with a password")
            return
        try:
            document = documents.opened(piece.raw)
        except documents.TooLarge:
            yield Gap(source, piece.locator(), "too-large", "the document unpacks to more than 512 MiB")
            return
        except documents.BROKEN as error:
            yield Gap(source, piece.locator(), "malformed", type(error).__name__)
            return
        if document.encrypted:
            yield Gap(source, piece.locator(), "encrypted", "a document with a password")
            return
        seen, doubts = pictures.together(document.pictures, ocr.language_of(piece.part.source.options))
        parties = tuple(Party(role, "properties", name) for role, name in document.people)
        record = Record.of(
            source,
            self.kind,
            piece.locator(),
            {"name": piece.part.name, **document.fields(), **seen.fields},
            parties=parties,
            parent=piece.part.parent,
        )
        yield record
        for n, name in enumerate(document.unread, start=1):
            yield Gap(source, piece.locator(f"broken {n}"), "malformed", name[:60])
        if doubts:
            yield Gap(source, piece.locator("pictures"), "image-only", doubts)
        for member in document.members:
            last = member.name.rpartition("/")[2]
            yield piece.child(member.content, name=last, media_type="", inner=member.name, parent=record.id)
