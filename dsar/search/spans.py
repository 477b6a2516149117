"""Large files searched in spans: each can be read anywhere, is kept once read, and is never read again."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.errors import UsageError
from dsar.model.sources import Directory, Part
from dsar.reading.blocks import forget
from dsar.reading.cuts import Span, wide
from dsar.search import content
from dsar.search.collect import extractor_for, jumps
from dsar.search.sieve import Sieve

SPAN = 32 * 2**20
"""About how many bytes of a large file are searched by themselves."""


def spans_of(part: Part, name: str, sieve: Sieve, directory: Directory) -> Iterator[Span | None]:
    """The spans of a part, in order and end to end; a single None where nobody looked for any.

    Nobody does where it is small, and where every piece has to be parsed. There is a single one where
    its extractor cannot tell from inside where a piece begins. Each comes as soon as it is known.
    """
    size = content.size_of(part)
    done = 0
    try:
        if name and size >= 2 * SPAN:
            extractor = extractor_for(name, part, directory)
            with content.opened(part) as buffer:
                if jumps(extractor, sieve) and not wide(buffer):
                    for span in extractor.cut.spans(buffer, SPAN):
                        forget(buffer, span.start, span.end)
                        yield span
                        done = span.end
    except (OSError, content.Changed, UsageError):  # told when it is read
        pass
    if not done:
        yield None
    elif done < size:
        yield Span(done, size)
