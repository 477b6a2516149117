"""Digests and where they stand, as Parquet files sorted by digest: the one module that knows Arrow.

A shard is three files: `postings-N.parquet` says in which blocks a digest stands, `words-N.parquet` the
same of words, and `blocks-N.parquet` where these lie. `asking` looks somebody up in them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dsar.errors import UsageError
from dsar.search import packing
from dsar.search.anchors import numpy

GROUP, WORDS, BLOCKS = 65_536, 8_192, 2_048
"""Rows that are read to find one digest, word or block: row groups tell their smallest and largest."""

PAIRS = 4_000_000
"""Words in blocks, about, that are put in order in one go."""

KINDS = ("blocks", "postings", "words")
"""What a shard's files are called."""


def _column() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Postings:
    """Columns of the same length: a digest, and the number of a block.

    A number below zero stands for all of a file: -1, and in a shard -1 less the number of its first block.
    """

    digests: array[int] = field(default_factory=_column)
    blocks: array[int] = field(default_factory=_column)

    def extend(self, other: Postings, first: int = 0, *, everywhere: int = -1) -> None:
        """All of another's, whose blocks are numbered from `first` on here, and all of whose file so."""
        self.digests.extend(other.digests)
        if other.blocks:
            np = numpy()
            blocks = np.frombuffer(other.blocks, np.int64)
            self.blocks.frombytes(np.where(blocks < 0, everywhere, blocks + first).tobytes())


@dataclass(slots=True)
class Blocks:
    """Columns of the same length: of a block its place, how many pieces it counts as, its packed bounds."""

    offsets: array[int] = field(default_factory=_column)
    lengths: array[int] = field(default_factory=_column)
    pieces: array[int] = field(default_factory=_column)
    bounds: list[bytes] = field(default_factory=list)

    def add(self, offset: int, length: int, pieces: int, bounds: Iterable[tuple[int, bool]]) -> None:
        """One more block."""
        self.offsets.append(offset)
        self.lengths.append(length)
        self.pieces.append(pieces)
        self.bounds.append(packed(bounds))

    def extend(self, other: Blocks) -> None:
        """All of another's."""
        self.offsets.extend(other.offsets)
        self.lengths.extend(other.lengths)
        self.pieces.extend(other.pieces)
        self.bounds.extend(other.bounds)

    def since(self, first: int, end: int | None = None) -> Blocks:
        """Those from a number on."""
        columns = (self.offsets[first:end], self.lengths[first:end], self.pieces[first:end])
        return Blocks(*columns, self.bounds[first:end])


def packed(bounds: Iterable[tuple[int, bool]]) -> bytes:
    """Lengths and what they are, byte by byte: the lowest of all, then the next; so they compress well."""
    numbers = [length << 1 | is_piece for length, is_piece in bounds]
    width = (max(numbers, default=0).bit_length() + 7) // 8
    return bytes([width]) + b"".join(
        bytes([number >> shift & 255 for number in numbers]) for shift in range(0, 8 * width, 8)
    )


def unpacked(raw: bytes) -> tuple[tuple[int, bool], ...]:
    """What was packed."""
    width, rest = raw[0], raw[1:]
    count = len(rest) // width if width else 0
    numbers = [sum(rest[plane * count + n] << 8 * plane for plane in range(width)) for n in range(count)]
    return tuple((number >> 1, bool(number & 1)) for number in numbers)


def arrow() -> Any:
    """Arrow and its Parquet. Raises `UsageError` where the extra `index` is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise UsageError("an index needs Arrow", hint="pip install 'dsar-toolkit[index]'") from None
    return pyarrow


def write_postings(path: Path, rows: Postings) -> None:
    """Write rows sorted by digest."""
    in_order = table(digest=rows.digests, block=rows.blocks).sort_by(
        [("digest", "ascending"), ("block", "ascending")]
    )
    with writing(path, GROUP) as write:
        write(in_order)


def write_words(path: Path, segments: Sequence[packing.Segment]) -> None:
    """Write the words of files, one row for each, few enough at a time to be held as numbers."""
    ranges = max(1, -(-sum(len(one.stands) for _, _, one in segments) // PAIRS))
    with writing(path, WORDS) as write:
        for n in range(ranges):
            least, above = ((n + more) * packing.WORDS // ranges for more in (0, 1))
            found = [one.between(least, above, file + more, file) for file, more, one in segments]
            write(table_of_words(*packing.together(found)))


def table_of_words(words: Any, blocks: Any) -> Any:
    """Words and where each stands, in any order, as a table: for each its blocks, and whole files' firsts."""
    np, pyarrow, each = numpy(), arrow(), numpy().unique(words)
    made = table(word=each)
    for name, chosen, places in (("stands", blocks >= 0, blocks), ("files", blocks < 0, -1 - blocks)):
        held, numbers, many = packing.grouped(words[chosen], places[chosen])
        counts = np.zeros(len(each), np.int64)
        counts[np.searchsorted(each, held)] = many
        bounds, data = packing.packed(numbers, counts)
        buffers = [None, pyarrow.py_buffer(bounds.astype(np.int32)), pyarrow.py_buffer(data)]
        made = made.append_column(name, pyarrow.Array.from_buffers(pyarrow.binary(), len(each), buffers))
    return made


def write_blocks(path: Path, blocks: Blocks) -> None:
    """Write blocks in order of their numbers."""
    with writing(path, BLOCKS) as write:
        write(table_of_blocks(blocks))


def table(**columns: Any) -> Any:
    """A table of columns of numbers of eight bytes."""
    pyarrow = arrow()
    return pyarrow.table(
        {
            name: pyarrow.Array.from_buffers(pyarrow.int64(), len(one), [None, pyarrow.py_buffer(one)])
            for name, one in columns.items()
        }
    )


def table_of_blocks(blocks: Blocks, first: int = 0) -> Any:
    """Blocks as a table, numbered from `first` on."""
    pyarrow, numbers = arrow(), array("q", range(first, first + len(blocks.offsets)))
    made = table(n=numbers, start=blocks.offsets, size=blocks.lengths, pieces=blocks.pieces)
    return made.append_column("bounds", pyarrow.array(blocks.bounds, pyarrow.binary()))


@contextmanager
def writing(path: Path, group: int) -> Iterator[Callable[[Any], None]]:
    """A file open for tables of the same columns, one after the other."""
    parquet, writer = arrow().parquet, None
    try:

        def write(rows: Any) -> None:
            nonlocal writer
            numbers = [one.name for one in rows.schema if str(one.type) == "int64"]
            lists = [name for name in rows.column_names if name in ("stands", "files")]
            writer = writer or parquet.ParquetWriter(
                path,
                rows.schema,
                compression="zstd",
                compression_level=9,
                use_dictionary=False,
                column_encoding={
                    **dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
                    **dict.fromkeys(lists, "DELTA_LENGTH_BYTE_ARRAY"),
                },
                write_statistics=[numbers[0]],
            )
            writer.write_table(rows, row_group_size=group)

        yield write
    finally:
        if writer is not None:
            writer.close()


def weight(folder: Path, kind: str, shard: str) -> int:
    """How many rows a shard has; of words, about in how many blocks they stand."""
    metadata = arrow().parquet.read_metadata(folder / f"{kind}-{shard}.parquet")
    if kind != "words":
        return int(metadata.num_rows)
    groups = (metadata.row_group(n) for n in range(metadata.num_row_groups))
    return int(sum(group.column(1).total_uncompressed_size for group in groups))


def rows_between(folder: Path, kind: str, shard: str, least: int, above: int) -> Iterator[tuple[Any, Any]]:
    """Digests and blocks, as arrays of numbers, of all row groups that may hold a digest in a range."""
    with arrow().parquet.ParquetFile(folder / f"{kind}-{shard}.parquet") as file:
        for group in range(file.metadata.num_row_groups):
            bounds = file.metadata.row_group(group).column(0).statistics
            if bounds is not None and bounds.min < above and bounds.max >= least:
                rows = file.read_row_group(group)
                if kind == "words":
                    yield from _unpacked(rows)
                else:
                    yield rows.column("digest").to_numpy(), rows.column("block").to_numpy()


def _unpacked(rows: Any) -> Iterator[tuple[Any, Any]]:
    np, words = numpy(), rows.column("word").to_numpy()
    for name in ("stands", "files"):
        column = rows.column(name).combine_chunks()
        bounds, data = (
            np.frombuffer(column.buffers()[n], kind) for n, kind in ((1, np.int32), (2, np.uint8))
        )
        bounds = bounds[column.offset : column.offset + len(column) + 1]
        values, counts = packing.unpacked(data[bounds[0] : bounds[-1]], bounds - bounds[0])
        yield np.repeat(words, counts), values if name == "stands" else -1 - values


def read_blocks(folder: Path, shard: str) -> Blocks:
    """All blocks of a shard."""
    rows = arrow().parquet.read_table(folder / f"blocks-{shard}.parquet")
    columns = [array("q", rows.column(name).to_pylist()) for name in ("start", "size", "pieces")]
    return Blocks(columns[0], columns[1], columns[2], rows.column("bounds").to_pylist())
