"""Apple Mail's files (.emlx): a count of bytes, a message, and a list of what Mail knows about it."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator
from datetime import datetime
from xml.parsers.expat import ExpatError

from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import mail

_COUNT = re.compile(rb"\s*(\d{1,12})[ \t]*\r?\n")


class Emlx(Extractor):
    """Reads one message a file."""

    kind = "mail"
    suffixes = (".emlx",)
    families = ("json", "html", "mail")

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where a count stands before a header and the name fits."""
        found = _COUNT.match(head[:40])
        named = super().recognises(head, name)
        return 3 if named and found else named

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """The message, with Mail's own keys as `mail.<key>`."""
        found, source = _COUNT.match(piece.raw[:40]), piece.part.source.name
        if found is None:
            yield from mail.read_message(piece, piece.raw)
            return
        end = found.end() + int(found[1])
        if end > len(piece.raw):
            yield Gap(source, piece.locator("end"), "truncated", "the file is shorter than it says")
        elif piece.raw[end:].strip() and not _known(piece.raw[end:]):
            yield Gap(source, piece.locator("end"), "malformed", "what Mail knows about the message")
        yield from mail.read_message(piece, piece.raw[found.end() : end], extra=_known(piece.raw[end:]))


def _known(raw: bytes) -> dict[str, Value]:
    if b"<!ENTITY" in raw:
        return {}
    try:
        told = plistlib.loads(raw.strip()) if raw.strip() else {}
    except (ExpatError, ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        f"mail.{key}": one.isoformat() if isinstance(one, datetime) else str(one)
        for key, one in told.items()
        if not isinstance(one, (bytes, list, dict))
    }
