"""Pieces that name nobody who is looked for, told by what their format says of them without parsing them.

What is attached to a message is read all the same, once where it is the same; only the message round
it is spared. Where anything in it names somebody, or cannot be read, the piece is read in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Gap, Record
from dsar.model.sources import Buffer, Inside, Part, Piece
from dsar.plugins import Extractor
from dsar.reading.spellings import in_text
from dsar.search.work import Outcome, Task

NOBODY = Outcome({Bucket.NOT_ABOUT: 1})
_BLANK = re.compile(r"\s")


class Handing(Extractor):
    """Hands on what is inside a piece instead of the piece."""

    def __init__(self, one: Inside) -> None:
        super().__init__()
        self._one = one

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """What is inside."""
        yield from self._one.read()


def tells(task: Task, extractor: Extractor) -> bool:
    """Whether what a format says of its pieces may tell that they name nobody."""
    return type(extractor).said is not Extractor.said and extractor.unit != "entries" and _asks(task)


def insides(task: Task, extractor: Extractor, piece: Piece) -> tuple[Inside, ...] | None:
    """What has to be read of a piece whose own texts name nobody; None where they may, or are not told."""
    said = extractor.said(piece)
    if said is None or task.sieve.sees_in(said.texts):
        return None
    dull = task.sieve.dull
    return tuple(one for one in said.inside if dull is None or one.key not in dull)


def names_nobody(task: Task, extractor: Extractor, raw: Buffer) -> bool:
    """Whether it is known without reading something inside a piece that nobody is named in it.

    Whoever takes in everything (the index) is told its texts instead.
    """
    if type(extractor).said is Extractor.said or not (task.wanted.hears or _asks(task)):
        return False
    said = extractor.said(Piece(task.part, 0, len(raw), bytes(raw)))
    if said is None or said.inside:
        return False
    if task.wanted.hears:
        task.wanted.hear(said.texts)
        return True
    return not task.sieve.sees_in(said.texts)


def _asks(task: Task) -> bool:
    """Whether texts tell all about whom a search looks for."""
    sieve = task.sieve
    return sieve.deep and not sieve.blind and bool(sieve.identifiers) and _are_plain(sieve.identifiers)


@lru_cache(maxsize=64)
def _are_plain(identifiers: tuple[Identifier, ...]) -> bool:
    # Texts may be broken into lines where a blank stands in their records, and only ASCII is surely folded.
    traces = [text for one in identifiers for text in in_text(one)]
    return all(text.isascii() and not _BLANK.search(text) for text in traces)
