"""JSON lines: logs and exports with one object a line."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.reading.cuts import Lines, narrowed
from dsar.reading.flat import TooDeep, flatten, parse
from dsar.reading.text import decode, looks_like_text

from .mapped import Mapped, doubtful

_HEAD = 65_536


class JsonLines(Mapped):
    """Reads one object a line."""

    kind = "log"
    suffixes = (".jsonl", ".ndjson")
    families = ("json", "html")
    cut = Lines()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the first two lines are objects by themselves, or the first and the name fits."""
        if not looks_like_text(head):
            return 0
        lines = [line for line in decode(head).text.split("\n") if line.strip()]
        whole = lines[:-1] if len(head) >= _HEAD else lines
        good = [_is_object(line) for line in whole[:2]]
        named = super().recognises(head, name)
        if good == [True, True] or (named and (good[:1] == [True] or (lines and not whole))):
            return 3
        return named if lines and lines[0].lstrip().startswith("{") else 0

    def hides(self, raw: bytes) -> bool:
        """Escapes, percent signs and zero bytes may hide text; other ASCII shows what it is."""
        return self.families is None or b"\\" in raw or b"%" in raw or b"\0" in raw or not raw.isascii()

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One line, or all of a file in UTF-16."""
        for one in narrowed(piece, self.cut):
            if isinstance(one, Gap):
                yield one
            else:
                yield from self._line(one)

    def _line(self, piece: Piece) -> Iterator[Record | Gap]:
        decoded = decode(piece.raw)
        try:
            fields = flatten(parse(decoded.text))
        except TooDeep:
            yield Gap(piece.part.source.name, piece.locator(), "too-deep")
            return
        except ValueError:
            yield Gap(piece.part.source.name, piece.locator(), "malformed", "not JSON")
            return
        yield from self.records(piece.part, piece.locator(), fields)
        yield from doubtful(piece, decoded)


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse(line), dict)
    except ValueError:
        return False
