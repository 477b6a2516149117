"""Pieces that name nobody who is looked for, told by what their format says of them without parsing them.

What is attached to a message is read all the same, once where it is the same; only the message round
it is spared. Where anything in it names somebody, or cannot be read, the piece is read in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsar.model.ledger import Bucket
from dsar.model.records import Gap, Record
from dsar.model.sources import Inside, Part, Piece
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


def insides(task: Task, extractor: Extractor, piece: Piece) -> tuple[Inside, ...] | None:
    """What has to be read of a piece whose own texts name nobody; None where it may, or nothing tells."""
    sieve = task.sieve
    if not sieve.deep or sieve.blind or type(extractor).said is Extractor.said or extractor.unit == "entries":
        return None
    if not sieve.identifiers or any(
        _BLANK.search(text) for one in sieve.identifiers for text in in_text(one)
    ):
        return None  # texts may be broken into lines where a blank stands in their records
    said = extractor.said(piece)
    if said is None or sieve.sees(text.decode("utf-8", "surrogatepass") for text in said.texts):
        return None
    dull = sieve.dull
    return tuple(one for one in said.inside if dull is None or one.key not in dull)
