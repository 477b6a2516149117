"""Pieces read in lots, so that the words in the pictures of several are made out in one call."""

from __future__ import annotations

from collections.abc import Iterable

from dsar.model.sources import Piece, Source
from dsar.plugins import Extractor
from dsar.search.work import Task

LOT = 8 * 2**20
"""Bytes of pieces that are held back until they are read."""


def is_due(task: Task, extractor: Extractor, held: list[Piece]) -> bool:
    """Whether pieces that were held back are to be read now: at once where nothing is won by waiting."""
    waits = task.sieve.deep and type(extractor).pictures is not Extractor.pictures
    return not waits or sum(len(one.raw) for one in held) >= LOT


def look_ahead(task: Task, extractor: Extractor, held: list[Piece]) -> None:
    """Make out the words in the pictures of some pieces that are about to be read."""
    if len(held) > 1 and task.sieve.deep:
        make_out((one for piece in held for one in extractor.pictures(piece)), task.part.source)


def make_out(found: Iterable[bytes], source: Source) -> None:
    """Make out the words in pictures of a source, in the language that it states."""
    from dsar.reading import ocr, pictures  # most searches come to an end without

    language = ocr.language_of(source.options)
    if language:
        pictures.ahead(found, language)
