"""Which extractor reads some bytes: the one whose format they are, by content before name."""

from __future__ import annotations

from functools import cache

from dsar import plugins
from dsar.plugins import Extractor

HEAD = 65_536
_OURS = "dsar.extractors."


@cache
def _candidates() -> tuple[tuple[str, Extractor], ...]:
    """The extractors that ship with dsar: a foreign plugin is loaded only when it is named."""
    return tuple((name, plugins.extractor(name)()) for name in plugins.shipped(plugins.EXTRACTORS, _OURS))


def detect(head: bytes, name: str) -> str:
    """The name of the extractor that fits best, or empty where none does."""
    scores = [(one.recognises(head[:HEAD], name), label) for label, one in _candidates()]
    best = max(scores, default=(0, ""), key=lambda scored: scored[0])
    return best[1] if best[0] > 0 else ""
