"""The traces of one file, gathered block by block and turned into keyed digests."""

from __future__ import annotations

import hashlib
import re
from array import array
from operator import itemgetter
from typing import Any
from urllib.parse import unquote_to_bytes

from dsar.search.anchors import numpy, traces
from dsar.search.packing import Listed
from dsar.search.postings import Postings
from dsar.search.tokens import trace
from dsar.search.words import Words

DIGEST = 4
"""Bytes of a digest. Two traces that share one cost a look at a block, nothing else."""

TOGETHER = 2**19
"""Bytes that are looked through at once: many more than fit a processor's cache take longer."""

EVERYWHERE, LEAST = 4, 64
"""A digest in more than one of so many blocks of a file, and in so many at least, is said to be in all."""

ODD = trace(0, b"a piece that cannot be read in full")
"""Marks a block that is looked into whoever is looked for, because a search tells of gaps in it."""

_UNBRACKETED = bytes(0 if byte in b"[]~" else byte for byte in range(256))
_ESCAPE = re.compile(rb"\\+(?:u00([0-7][0-9a-f])|u[0-9a-f]{4}|x([0-9a-f]{2})|[nrtbf/\"])")


def digest_of(one: int, key: bytes) -> int:
    """The keyed digest of a trace."""
    raw = hashlib.blake2b(one.to_bytes(8, "little"), key=key, digest_size=DIGEST).digest()
    return int.from_bytes(raw, "little")


def plain_views(raw: bytes, *, cells: bool = True) -> list[bytes]:
    """Bytes in small letters, as they stand and through percent signs and backslashes, however often.

    Where no cell is a number by itself (`cells`), brackets end one: no text has them inside a number.
    """
    found = [raw.lower() if cells else raw.lower().translate(_UNBRACKETED)]
    while (shown := unquote_to_bytes(found[-1])) != found[-1] and len(found) < 8:
        found.append(shown.lower())
    return [view for one in found for view in _without_backslashes(one)]


def _without_backslashes(raw: bytes) -> list[bytes]:
    return [raw, _ESCAPE.sub(_sign, raw)] if b"\\" in raw else [raw]


def _sign(found: re.Match[bytes]) -> bytes:
    code = found[1] or found[2]
    return bytes([int(code, 16)]).lower() if code and int(code, 16) < 128 else b" "


class Gatherer:
    """Takes views of blocks, finds traces in them, and gives postings in the end."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._views: list[bytes] = []
        self._blocks: list[int] = []
        self._size = 0
        self._hashes: list[Any] = []
        self._places: list[Any] = []
        self._words = Words(key)

    def mark(self, block: int) -> None:
        """Say that a block is to be looked into whoever is looked for."""
        np = numpy()
        self._hashes.append(np.array([ODD], np.uint64))
        self._places.append(np.array([block], np.int64))

    def add(self, block: int, view: bytes) -> None:
        """One more view of a block: UTF-8, ASCII in small letters."""
        if view:
            self._views.append(view)
            self._blocks.append(block)
            self._size += len(view) + 1
            if self._size >= TOGETHER:
                self._look()

    def _look(self) -> None:
        np = numpy()
        # What is inside pieces comes later than they do.
        ordered = sorted(zip(self._blocks, self._views, strict=True), key=itemgetter(0))
        views, blocks = [view for _, view in ordered], np.array([block for block, _ in ordered], np.int64)
        starts, text = np.cumsum([0, *(len(view) + 1 for view in views[:-1])]), b"\0".join(views)
        hashes, places = traces(text)
        self._words.look(text, blocks, starts)
        blocks = blocks[np.searchsorted(starts, places, "right") - 1]
        hashes, blocks = _distinct(np, hashes, blocks)
        self._hashes.append(hashes)
        self._places.append(blocks)
        self._views, self._blocks, self._size = [], [], 0

    def words(self, blocks: int) -> Listed:
        """All words in so many blocks."""
        if self._views:
            self._look()
        return self._words.listed(blocks)

    def postings(self, blocks: int) -> Postings:
        """All that was found in so many blocks."""
        np = numpy()
        if self._views:
            self._look()
        if not any(map(len, self._hashes)):
            return Postings()
        hashes, places = _distinct(np, np.concatenate(self._hashes), np.concatenate(self._places))
        fresh = np.concatenate((np.ones(1, bool), hashes[1:] != hashes[:-1]))
        firsts = np.flatnonzero(fresh)
        counts = np.diff(np.concatenate((firsts, np.array([len(hashes)]))))
        digests = np.repeat(_digests(np, hashes[firsts], self._key), counts)
        often = np.repeat(counts > max(LEAST, blocks // EVERYWHERE), counts)
        places[often] = -1
        kept = fresh | ~often
        return Postings(_array(digests[kept]), _array(places[kept]))


def _distinct(np: Any, hashes: Any, blocks: Any) -> tuple[Any, Any]:
    """Each hash once a block, sorted."""
    order = np.lexsort((blocks, hashes))
    hashes, blocks = hashes[order], blocks[order]
    fresh = np.ones(len(hashes), bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (blocks[1:] != blocks[:-1])
    return hashes[fresh], blocks[fresh]


def _digests(np: Any, hashes: Any, key: bytes) -> Any:
    raw, empty, found = hashes.astype("<u8").tobytes(), hashlib.blake2b(key=key, digest_size=DIGEST), []
    for at in range(0, len(raw), 8):
        one = empty.copy()
        one.update(raw[at : at + 8])
        found.append(one.digest())
    out = np.zeros((len(found), 8), np.uint8)
    out[:, :DIGEST] = np.frombuffer(b"".join(found), np.uint8).reshape(-1, DIGEST)
    return out.view("<i8").reshape(-1)


def _array(column: Any) -> array[int]:
    out = array("q")
    out.frombytes(column.astype("<i8").tobytes())
    return out
