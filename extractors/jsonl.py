"""JSON lines: logs and exports with one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.cuts import Lines
from dsar.reading.flat import flatten, parse
from dsar.reading.text import decode

from . import mapped


class JsonLines(Extractor):
    """Reads one object a line."""

    kind = "log"
    suffixes = (".jsonl", ".ndjson")
    cut = Lines()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the first two lines are objects by themselves."""
        lines = [line for line in decode(head).text.splitlines() if line.strip()]
        whole = lines[:-1] if len(head) >= 65_536 else lines
        good = sum(_is_object(line) for line in whole[:2])
        if good == 2 or (good == 1 and len(whole) == 1 and super().recognises(head, name)):
            return 3
        return super().recognises(head, name) if lines and lines[0].startswith("{") else 0

    def hides(self, raw: bytes) -> bool:
        """Escapes and percent signs may hide text; other ASCII shows what it is."""
        return b"\\" in raw or b"%" in raw or not raw.isascii()

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One line; a file in UTF-16 is read line by line."""
        text = decode(piece.raw).text
        lines = [line for line in text.splitlines() if line.strip()] if piece.raw.count(b"\n") > 1 else [text]
        for n, line in enumerate(lines, start=1):
            inner = f"line {n}" if len(lines) > 1 else ""
            try:
                value = parse(line)
            except ValueError:
                yield Gap(piece.part.source.name, piece.locator(inner), "malformed", "not JSON")
                continue
            fields = flatten(value)
            mapping = mapped.in_force(self.options, fields)
            if mapping.kind == "record" and "kind" not in self.options:
                mapping = replace(mapping, kind=self.kind, provenance=mapping.provenance or "observed")
            yield mapped.record(piece.part, piece.locator(inner), fields, mapping)


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse(line), dict)
    except ValueError:
        return False
