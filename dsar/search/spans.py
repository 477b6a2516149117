"""Large files searched in spans: each can be read anywhere, is kept once read, and is never read again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dsar.errors import UsageError
from dsar.model.sources import Directory, Part
from dsar.reading.cuts import Span, wide
from dsar.search import content
from dsar.search.collect import extractor_for, jumps
from dsar.search.sieve import Sieve

SPAN = 32 * 2**20
"""About how many bytes of a large file are searched by themselves."""


def spans_of(part: Part, name: str, sieve: Sieve, directory: Directory) -> Iterator[Span | None]:
    """The spans of a part, in order and end to end; a single None where it is read as a whole.

    It is where it is small, where its extractor cannot tell from inside where a piece begins, and
    where every piece has to be parsed.
    """
    size = content.size_of(part)
    if not name or size < 2 * SPAN:
        yield None
        return
    try:
        extractor = extractor_for(name, part, directory)
        with content.opened(part) as buffer:
            ends = [0]
            while jumps(extractor, sieve) and not wide(buffer) and ends[-1] < len(buffer):
                near = ends[-1] + SPAN
                ends.append(extractor.cut.bound(buffer, near) if near < len(buffer) else len(buffer))
    except (OSError, content.Changed, UsageError):  # told when it is read
        ends = []
    spans = [Span(start, end) for start, end in pairwise(ends)]
    yield from spans if len(spans) > 1 else [None]
