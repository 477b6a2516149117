"""JSON lines: logs and exports with one object a line."""

from __future__ import annotations

from typing import Any

from dsar.reading.cuts import Lines
from dsar.reading.flat import parse
from dsar.reading.text import decode, looks_like_text

from .mapped import MappedJson

_HEAD = 65_536


class JsonLines(MappedJson):
    """Reads one object a line."""

    kind = "log"
    suffixes = (".jsonl", ".ndjson")
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

    def parsed(self, text: str) -> tuple[str, Any]:
        """A line is a value and nothing else."""
        return "", parse(text)


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse(line), dict)
    except ValueError:
        return False
