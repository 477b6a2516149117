"""JSON files: one record an object, rows found under a path or by their shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsar.model.records import Gap, Record
from dsar.model.sources import Directory, Part, Piece
from dsar.plugins import Extractor
from dsar.reading.flat import TooDeep, flatten, parse_piece
from dsar.reading.objects import JsonElements
from dsar.reading.text import decode, looks_like_text

from . import mapped


class Objects(Extractor):
    """Reads JSON; nested objects become dotted fields."""

    kind = "record"
    suffixes = (".json",)

    def __init__(
        self, options: Mapping[str, object] | None = None, directory: Directory | None = None
    ) -> None:
        super().__init__(options, directory)
        rows = self.options.get("rows") or mapped.in_force(self.options, ()).rows
        self.cut = JsonElements(str(rows))

    def recognises(self, head: bytes, name: str) -> int:
        """Likely where the content begins as an object or array does."""
        start = decode(head[:512]).text.lstrip()
        if not looks_like_text(head) or start[:1] not in ("{", "["):
            return super().recognises(head, name) if head else 0
        return 2

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One element; what is no object is a record with one field."""
        decoded = decode(piece.raw)
        try:
            name, value = parse_piece(decoded.text)
        except TooDeep:
            yield Gap(piece.part.source.name, piece.locator(), "too-deep")
            return
        except ValueError:
            yield Gap(piece.part.source.name, piece.locator(), "malformed", "not JSON")
            return
        fields = flatten(value, name)
        mapping = mapped.in_force(self.options, fields)
        yield mapped.record(piece.part, piece.locator(), fields, mapping)
        if decoded.replaced:
            yield Gap(
                piece.part.source.name, piece.locator(), "unknown-charset", "read as " + decoded.charset
            )
