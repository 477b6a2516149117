"""Outlook's mailboxes (.pst, .ost): every item of every folder, and those that no folder holds any more."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import guarded, mapi, outlook


class Pst(Extractor):
    """Reads mailboxes through libpff, item by item, in a process that a broken one may end."""

    kind = "mail"
    suffixes = (".pst", ".ost")
    unit = "entries"
    from_file = True

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head[:4] == b"!BDN" else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every item; one that is broken, or ends the process that reads it, ends nothing but itself."""
        source, path = piece.part.source.name, piece.part.path
        by_path = path is not None and not piece.raw
        argument = (str(path.absolute()) if path is not None and by_path else "", piece.raw)
        for one in guarded.read(outlook.steps, argument, outlook.PLAIN):
            if isinstance(one, outlook.Held):
                yield from mapi.read_item(piece, one.item, one.place, extra={"folder": one.folder})
            elif isinstance(one, outlook.Broken):
                yield Gap(source, piece.locator(one.place), one.reason, one.detail)
            elif isinstance(one, guarded.Lost):
                behind = "; nothing behind it is read" if one.rest else "; what is behind it is read"
                yield Gap(source, piece.locator(f"step {one.step}"), "crashed", one.why + behind)
