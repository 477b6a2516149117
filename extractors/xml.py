"""XML exports: one record an element that repeats, nested elements as dotted fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsar.model.records import Gap, Record
from dsar.model.sources import Directory, Part, Piece
from dsar.reading.text import decode, looks_like_text
from dsar.reading.xml_rows import XmlRows, fields_of

from .mapped import Mapped, doubtful


class Xml(Mapped):
    """Reads the elements that `rows` names, or else that repeat nearest to the root."""

    kind = "record"
    suffixes = (".xml",)
    families = ("json", "html")

    def __init__(
        self, options: Mapping[str, object] | None = None, directory: Directory | None = None
    ) -> None:
        """Take the settings. Raises `UsageError` for a wrong one."""
        super().__init__(options, directory)
        self.cut = XmlRows(self.mapping(()).rows)

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the content begins as XML does; pages are no exports."""
        if not looks_like_text(head):
            return 0
        text = decode(head[:2000]).text.lstrip("\ufeff \t\r\n").lower()
        if "<!doctype html" in text or "<html" in text:
            return 0
        return 3 if text.startswith("<?xml") else super().recognises(head, name) * 2 * text.startswith("<")

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One element, or what stands around the elements."""
        decoded = self.decoded(piece.raw)
        fields, whole = fields_of(decoded.text)
        source = piece.part.source.name
        if fields:
            yield from self.records(piece.part, piece.locator(), fields)
        if piece.label == "without its end":
            yield Gap(source, piece.locator("end"), "truncated")
        elif piece.label != "around" and not whole:
            yield Gap(
                source, piece.locator("end"), "malformed", "elements without their end, or nested too deep"
            )
        elif not fields:
            yield Gap(source, piece.locator("end"), "malformed", "nothing that is an element")
        yield from doubtful(piece, decoded)
