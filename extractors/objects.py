"""JSON files: one record an object, rows found under a path or by their shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsar.model.sources import Directory, Piece
from dsar.reading.objects import JsonElements
from dsar.reading.text import decode, looks_like_text

from .mapped import MappedJson


class Objects(MappedJson):
    """Reads one element a record, whatever the file is made of."""

    kind = "record"
    suffixes = (".json",)

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

    def is_sound(self, piece: Piece) -> bool:
        """Whether a piece is a value, or a member of an object."""
        named = piece.raw.lstrip()[:1] == b'"'
        return super().is_sound(replace(piece, raw=b"{%s}" % piece.raw) if named else piece)
