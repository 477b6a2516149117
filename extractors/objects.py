"""JSON files: one record an object, rows found under a path or by their shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsar.model.records import Gap, Record
from dsar.model.sources import Directory, Part, Piece
from dsar.reading.cuts import narrowed
from dsar.reading.flat import TooDeep, flatten, parse_piece
from dsar.reading.objects import JsonElements
from dsar.reading.text import decode, looks_like_text

from .mapped import Mapped, doubtful


class Objects(Mapped):
    """Reads JSON; nested objects become dotted fields."""

    kind = "record"
    suffixes = (".json",)
    families = ("json", "html")

    def __init__(
        self, options: Mapping[str, object] | None = None, directory: Directory | None = None
    ) -> None:
        """Take the settings. Raises `UsageError` for a wrong one."""
        super().__init__(options, directory)
        self.cut = JsonElements(self.mapping(()).rows)

    def recognises(self, head: bytes, name: str) -> int:
        """Likely where the content begins as an object or array does."""
        if not head or not looks_like_text(head):
            return 0
        return 2 if decode(head[:512]).text.lstrip()[:1] in ("{", "[") else super().recognises(head, name)

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One element, or all of a file in UTF-16; what is no object is a record with one field."""
        for one in narrowed(piece, self.cut):
            if isinstance(one, Gap):
                yield one
            else:
                yield from self._element(one)

    def _element(self, piece: Piece) -> Iterator[Record | Gap]:
        decoded = decode(piece.raw)
        try:
            name, value = parse_piece(decoded.text)
        except TooDeep:
            yield Gap(piece.part.source.name, piece.locator(), "too-deep")
            return
        except ValueError:
            yield Gap(piece.part.source.name, piece.locator(), "malformed", "not JSON")
            return
        fields = flatten(value, "" if isinstance(value, dict) else name)
        if name and isinstance(value, dict):
            fields.setdefault("entry", name)
        yield from self.records(piece.part, piece.locator(), fields)
        yield from doubtful(piece, decoded)
