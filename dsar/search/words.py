"""Words that may be part of a name, as the index keeps them: keyed digests, and in which blocks each stands.

A word is a run of `SHORTEST` to `LONGEST` letters from a to z that no other letter of these and no
figure touches, in texts as they are compared. Whatever else a name is written with ends a run, so that
every way to write it has the same ones; of a name itself those are asked for that have to stand in
any text that `bounds` finds it in. All of them in one block mean that it has to be read, no more.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from dsar.model.identifiers import Identifier
from dsar.reading.folded import fold
from dsar.search.anchors import numpy
from dsar.search.packing import Listed, listed
from dsar.search.tokens import MIX, SHIFT, trace

SHORTEST, LONGEST = 3, 32
DIGEST = 3
"""Bytes of a digest: so few that many words share one, which costs a look at a block, nothing else."""

EVERYWHERE, LEAST = 4, 64
"""A word in more than one of so many blocks of a file, and in so many at least, is said to be in all."""

SEED = 0x5851F42D4C957F2D
_BLOCK_BITS = 24
_BLOCKS = (1 << _BLOCK_BITS) - 1
_UPPER = (1 << 64) - 1 ^ _BLOCKS
"""Of a hash the bits that are kept, so that hash and block are one number: pairs take longer to sort."""

_SLOT_BITS, _FEW = 16, 32
"""How many words are told by a table, as a power of two; and in how many blocks at once."""

_RUN = re.compile(r"[0-9a-z]+")
_SIGNS = bytes(chr(byte).isalnum() and byte < 128 for byte in range(256))
_PAD = b"\0" * 8
_LETTER = 0x4040404040404040
"""A bit that small letters have and figures have not, in each of eight signs."""

Asked = tuple[frozenset[int], ...]
"""Digests of which a block holds at least one of each set, if what is asked for stands in it."""


def asked(one: Identifier, key: bytes) -> Asked:
    """What to ask for a name or a postal address; empty where no word of it is kept."""
    if one.kind not in ("name", "address"):
        return ()
    value = fold(one.value).text
    found: dict[frozenset[int], None] = {}
    for run in _RUN.finditer(value):
        # A letter with a mark may stand as two signs, of which the first belongs to the run before it.
        base = unicodedata.normalize("NFD", value[run.end() : run.end() + 1])[:1].casefold()
        spellings = {run.group()} | ({run.group() + base} if base.isascii() and base.isalpha() else set())
        if all(SHORTEST <= len(word) <= LONGEST and word.isalpha() for word in spellings):
            found[frozenset(digest_of(trace(SEED, word.encode()), key) for word in spellings)] = None
    return tuple(found)


def digest_of(found: int, key: bytes) -> int:
    """The keyed digest of a word's hash, of which the upper bits are kept while a file is read."""
    raw = _empty(key)
    raw.update((found >> _BLOCK_BITS).to_bytes(8, "little"))
    return int.from_bytes(raw.digest(), "little")


def _empty(key: bytes) -> Any:
    return hashlib.blake2b(key=key, digest_size=DIGEST, person=b"dsar words")


class Words:
    """Takes bytes in which traces are looked for, and gives the words in them in the end."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._seen: list[Any] = []
        self._table: Any = None

    def look(self, text: bytes, blocks: Any, starts: Any) -> None:
        """Views one after the other, in the order of their blocks: of each its block and where it starts."""
        np = numpy()
        hashes, places = found_in(text)
        if self._table is None:
            self._table = np.zeros(1 << _SLOT_BITS, np.uint64)
        own = np.repeat(blocks, np.diff(np.append(np.searchsorted(places, starts), len(places))))
        hashes &= np.uint64(_UPPER)
        if len(hashes) and int(own[-1] - own[0]) < _FEW:
            self._seen.append(self._often(np, hashes, own))
        else:
            self._seen.append(np.unique(hashes | own.astype(np.uint64)))

    def _often(self, np: Any, hashes: Any, own: Any) -> Any:
        """Each hash once a block, in one number: words met before are told by a table, others sorted."""
        least, table = int(own[0]), self._table
        count = int(own[-1]) - least + 1
        slots = (hashes >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
        rest = np.flatnonzero(table[slots] != hashes)
        slots |= own - least << _SLOT_BITS
        slots[rest] = count << _SLOT_BITS
        flags = np.zeros(count + 1 << _SLOT_BITS, bool)
        flags[slots] = True
        at = np.flatnonzero(flags[: count << _SLOT_BITS])
        known = table[at & (1 << _SLOT_BITS) - 1] | ((at >> _SLOT_BITS) + least).astype(np.uint64)
        other = np.unique(hashes[rest] | own[rest].astype(np.uint64))
        fresh = other & np.uint64(_UPPER)
        slots = (fresh >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
        empty = table[slots] == 0
        table[slots[empty]] = fresh[empty]
        return np.concatenate((known, other))

    def listed(self, blocks: int) -> Listed:
        """All words of so many blocks."""
        np = numpy()
        if not any(map(len, self._seen)):
            return Listed()
        both = _distinct(np, np.concatenate(self._seen))
        hashes, places = both >> np.uint64(_BLOCK_BITS), (both & np.uint64(_BLOCKS)).astype(np.int64)
        fresh = np.concatenate((np.ones(1, bool), hashes[1:] != hashes[:-1]))
        firsts = np.flatnonzero(fresh)
        counts = np.diff(np.concatenate((firsts, np.array([len(hashes)]))))
        often = np.repeat(counts > max(LEAST, blocks // EVERYWHERE), counts)
        places = np.where(often, -1, places)
        digests, kept = np.repeat(self._digests(np, hashes[firsts]), counts), fresh | ~often
        return listed(digests[kept], places[kept])

    def _digests(self, np: Any, hashes: Any) -> Any:
        raw, empty, found = hashes.astype("<u8").tobytes(), _empty(self._key), bytearray()
        for at in range(0, len(raw), 8):
            one = empty.copy()
            one.update(raw[at : at + 8])
            found += one.digest()
        out = np.zeros((len(hashes), 8), np.uint8)
        out[:, :DIGEST] = np.frombuffer(bytes(found), np.uint8).reshape(-1, DIGEST)
        return out.view("<i8").reshape(-1)


def found_in(text: bytes) -> tuple[Any, Any]:
    """The hashes of all words in a text in small letters, and where each stands; repeats included."""
    np, padded = numpy(), b"\0" + text + _PAD
    signs = np.frombuffer(padded.translate(_SIGNS), np.uint8)
    edges = np.flatnonzero((signs[1:] ^ signs[:-1]).view(np.bool_))
    starts, sizes = edges[::2], edges[1::2] - edges[::2]
    usual = np.flatnonzero((sizes >= SHORTEST) & (sizes <= LONGEST))
    starts, sizes = starts[usual], sizes[usual]
    eight, mix, shift = np.ndarray((len(text) + 1,), "<u8", padded, 1, (1,)), np.uint64(MIX), np.uint64(SHIFT)
    mask = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
    lettered = mask & np.uint64(_LETTER)
    width = np.minimum(sizes, 8)
    hashes = eight[starts] & mask[width]
    good = np.flatnonzero((hashes & np.uint64(_LETTER)) == lettered[width])
    starts, sizes, hashes = starts[good], sizes[good], hashes[good] ^ np.uint64(SEED)
    hashes *= mix
    hashes ^= hashes >> shift
    left, at, kept = np.flatnonzero(sizes > 8), 8, np.ones(len(starts), bool)
    while len(left):
        width = np.minimum(sizes[left] - at, 8)
        more = eight[starts[left] + at] & mask[width]
        kept[left] &= (more & np.uint64(_LETTER)) == lettered[width]
        one = (hashes[left] ^ more) * mix
        hashes[left] = one ^ (one >> shift)
        at += 8
        left = left[sizes[left] > at]
    return hashes[kept], starts[kept]


def _distinct(np: Any, both: Any) -> Any:
    ordered = np.sort(both)
    if not len(ordered):
        return ordered
    return ordered[np.concatenate((np.ones(1, bool), ordered[1:] != ordered[:-1]))]
