"""Which extractor reads some bytes: the one whose format they are, by content before name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dsar import plugins
from dsar.model.sources import Part
from dsar.plugins import Extractor
from dsar.search import content

HEAD = 65_536
SURE = 3
"""What an extractor answers whose format the content is."""

_OURS = "dsar.extractors."


@cache
def _candidate(name: str) -> Extractor:
    return plugins.extractor(name)()


def _candidates() -> Iterator[tuple[str, Extractor]]:
    """The extractors that ship with dsar, loaded as they are asked: a foreign plugin is when it is named."""
    return ((name, _candidate(name)) for name in plugins.shipped(plugins.EXTRACTORS, _OURS))


def detect(head: bytes, name: str) -> str:
    """The name of the extractor that fits best, or empty where none does; of equals the first by name."""
    best, chosen = 0, ""
    for label, one in _candidates():
        score = one.recognises(head[:HEAD], name)
        if score > best:
            best, chosen = score, label
        if best >= SURE:  # nothing fits better: the others need not look
            break
    return chosen


def format_of(part: Part) -> str:
    """The extractor that a file's content asks for; empty where none fits or it cannot be read."""
    try:
        with content.opened(part) as buffer:
            return detect(buffer[:HEAD], part.name)
    except (OSError, content.Changed):
        return ""
