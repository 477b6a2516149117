"""Many shards made one, so that asking takes as long however often the index was built.

What files left behind that are gone or were read again is left out. Digests are spread evenly, so the
rows of all shards are put in order range by range, in little memory whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dsar.case.files import put_in_place
from dsar.search import packing, postings
from dsar.search.anchors import numpy
from dsar.search.gathering import DIGEST
from dsar.search.index import Entry, Index

MOST = 6
"""From more shards than this on they are made one when a build ends."""

TOGETHER = {"postings": 4_000_000, "words": postings.PAIRS}
"""How much of each kind is put in order in one go."""

DIGESTS = {"postings": 256**DIGEST, "words": packing.WORDS}
"""How many digests there may be."""


def compact(index: Index) -> bool:
    """Make the shards of an index one where there are many; whether that was done."""
    shards = sorted({entry.shard for entry in index.entries.values() if entry.shard})
    if len(shards) <= MOST:
        return False
    index.number += 1
    shard = f"{index.number:06}"
    renumbered, entries = _blocks(index, shards, shard)
    for kind in ("postings", "words"):
        _postings(index.folder, kind, renumbered, shard)
    for kind in postings.KINDS:
        put_in_place(_unfinished(index.folder, kind, shard), index.folder / f"{kind}-{shard}.parquet")
    index.entries = entries
    index.save()
    index.clean()
    return True


def _unfinished(folder: Path, kind: str, shard: str) -> Path:
    return folder / f"{kind}-{shard}.parquet.part"


def _blocks(index: Index, shards: Sequence[str], shard: str) -> tuple[dict[str, Any], dict[str, Entry]]:
    """Write the blocks that files still have; what number each has now, and the entries with theirs."""
    np, count, renumbered = numpy(), 0, dict[str, Any]()
    entries = dict(index.entries)
    with postings.writing(_unfinished(index.folder, "blocks", shard), postings.BLOCKS) as write:
        for old in shards:
            blocks = postings.read_blocks(index.folder, old)
            numbers = np.full(len(blocks.offsets), -1, np.int64)
            kept = postings.Blocks()
            for path, entry in sorted(index.entries.items(), key=lambda one: one[1].first):
                if entry.shard == old:
                    first, end = entry.first, entry.first + entry.blocks
                    numbers[first:end] = np.arange(entry.blocks) + count + len(kept.offsets)
                    entries[path] = replace(entry, shard=shard, first=count + len(kept.offsets))
                    kept.extend(blocks.since(first, end))
            write(postings.table_of_blocks(kept, count))
            renumbered[old], count = numbers, count + len(kept.offsets)
    return renumbered, entries


def _postings(folder: Path, kind: str, renumbered: dict[str, Any], shard: str) -> None:
    total = sum(postings.weight(folder, kind, old) for old in renumbered)
    ranges = max(1, -(-total // TOGETHER[kind]))
    most, group = DIGESTS[kind], postings.WORDS if kind == "words" else postings.GROUP
    with postings.writing(_unfinished(folder, kind, shard), group) as write:
        for n in range(ranges):
            least, above = ((n + more) * most // ranges for more in (0, 1))
            digests, blocks = packing.together(list(_rows(folder, kind, renumbered, least, above)))
            if kind == "words":
                write(postings.table_of_words(digests, blocks))
            else:
                order = numpy().lexsort((blocks, digests))
                write(postings.table(digest=digests[order], block=blocks[order]))


def _rows(
    folder: Path, kind: str, renumbered: dict[str, Any], least: int, above: int
) -> Iterator[tuple[Any, Any]]:
    """Digests of a range and their blocks' new numbers, shard by shard."""
    np = numpy()
    for old, numbers in renumbered.items():
        for digests, blocks in postings.rows_between(folder, kind, old, least, above):
            everywhere = blocks < 0
            now = numbers[np.where(everywhere, -1 - blocks, blocks)]
            kept = (now >= 0) & (digests >= least) & (digests < above)
            yield digests[kept], np.where(everywhere, -1 - now, now)[kept]
