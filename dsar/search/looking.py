"""Somebody looked up in one shard: which blocks of which files have to be read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dsar.model.identifiers import Identifier
from dsar.reading.spellings import is_expressible
from dsar.search import tokens, words
from dsar.search.asking import Shards
from dsar.search.gathering import ODD, digest_of

Span = tuple[int, int]
"""Of a file the number of its first block in the shard, and how many it has."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked up: digests, of which each means a look, and names, of which all words have to stand."""

    digests: frozenset[int]
    names: tuple[words.Asked, ...]


def is_covered(one: Identifier) -> bool:
    """Whether the index can be asked for an identifier; where it cannot, everything is searched."""
    return is_expressible(one) and bool(tokens.wanted(one) or words.asked(one, b""))


def query(identifiers: Iterable[Identifier], key: bytes) -> Query | None:
    """How to look identifiers up; None where the index does not cover one of them."""
    digests, names = {digest_of(ODD, key)}, list[words.Asked]()
    for one in identifiers:
        if not is_covered(one):
            return None
        digests.update(digest_of(each, key) for each in tokens.wanted(one))
        if asked := words.asked(one, key):
            names.append(asked)
    return Query(frozenset(digests), tuple(names))


def blocks_of(
    spans: Sequence[Span], shards: Shards, shard: str, wanted: Query
) -> tuple[dict[Span, list[int]], set[Span]]:
    """The blocks to be read of each file of a shard that has any; and the files that have to be searched."""
    files = _Files(spans)
    found, whole = dict[Span, set[int]](), set[Span]()
    for place in shards.blocks_with(shard, wanted.digests):
        span = files.of(place if place >= 0 else -1 - place)
        if span is not None and place < 0:
            whole.add(span)
        elif span is not None:
            found.setdefault(span, set()).add(place)
    stands = shards.words(shard, {one for name in wanted.names for each in name for one in each})
    for name in wanted.names:
        for span, blocks in _of_name(name, stands, files).items():
            if blocks is None:
                whole.add(span)
            else:
                found.setdefault(span, set()).update(blocks)
    return {span: sorted(blocks) for span, blocks in found.items()}, whole


def _of_name(
    name: words.Asked, stands: Mapping[int, tuple[list[int], list[int]]], files: _Files
) -> dict[Span, set[int] | None]:
    """The blocks in which every word of a name may stand, file by file; None for all of a file."""
    found: dict[Span, set[int] | None] | None = None
    for spellings in name:
        here: dict[Span, set[int] | None] = {}
        for blocks, everywhere in (stands[one] for one in spellings if one in stands):
            for block in blocks:
                if (span := files.of(block)) is not None and (
                    held := here.setdefault(span, set())
                ) is not None:
                    held.add(block)
            here.update(dict.fromkeys(span for first in everywhere if (span := files.of(first)) is not None))
        found = (
            here if found is None else {span: _both(found[span], here[span]) for span in found.keys() & here}
        )
    return found or {}


def _both(one: set[int] | None, other: set[int] | None) -> set[int] | None:
    return other if one is None else one if other is None else one & other


class _Files:
    """The files of a shard by their blocks' numbers."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted({span for span in spans if span[1]})
        self._firsts = [first for first, _ in self._spans]

    def of(self, block: int) -> Span | None:
        """The file that a block is of; None where it is none of these."""
        at = bisect_right(self._firsts, block) - 1
        if at < 0 or block >= sum(self._spans[at]):
            return None
        return self._spans[at]
