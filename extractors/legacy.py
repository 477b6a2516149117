"""Documents of Word, Excel and PowerPoint before 2007: searched for runs of text, told as read in part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE = re.compile(rb"(?:[\t\r\n\x20-\x7e\xa0-\xff]\x00|[\x10-\x3f]\x20){4,}")
_NARROW = re.compile(rb"[\t\r\n\x20-\x7e\x80-\xff]{6,}")
_WORDS = re.compile(r"[A-Za-z0-9]{3}")


class Legacy(Extractor):
    """Reads what can be made out of an OLE container, so that it is found; a gap says that it is not all."""

    kind = "text"
    suffixes = (".doc", ".xls", ".ppt", ".dot", ".pps")

    def recognises(self, head: bytes, name: str) -> int:
        """Whatever is in an OLE container and nothing else reads."""
        return (1 + super().recognises(head, name)) if head[:8] == _OLE else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One record, and the gap."""
        source = piece.part.source.name
        runs = [
            (one.start(), one.group().decode("utf-16-le", "replace")) for one in _WIDE.finditer(piece.raw)
        ]
        runs += [
            (one.start(), one.group().decode("cp1252", "replace")) for one in _NARROW.finditer(piece.raw)
        ]
        text = "\n".join(run.strip() for _, run in sorted(runs) if _WORDS.search(run) and len(set(run)) > 3)
        fields = {"name": piece.part.name, "text": text.replace("\r", "\n")}
        yield Record.of(source, self.kind, piece.locator(), dict(fields), parent=piece.part.parent)
        detail = "a document of a program before 2007, of which only runs of text are read; save it anew"
        yield Gap(source, piece.locator("rest"), "unsupported", detail)
