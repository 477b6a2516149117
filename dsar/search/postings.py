"""Digests and where they stand, as Parquet files sorted by digest: written by Arrow, asked by DuckDB.

A shard is two files: `postings-N.parquet` says in which blocks a digest stands, `blocks-N.parquet` where
these lie. Asking needs DuckDB alone, which a search loads anyway.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dsar.errors import UsageError
from dsar.search.known import Block

GROUP, BLOCKS = 65_536, 2_048
"""Rows that are read to find one digest, or one block: row groups tell their smallest and largest."""


def _column() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Postings:
    """Columns of the same length: a digest, and the number of a block.

    A number below zero stands for all of a file: -1, and in a shard -1 less the number of its first block.
    """

    digests: array[int] = field(default_factory=_column)
    blocks: array[int] = field(default_factory=_column)


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

    def since(self, first: int) -> Blocks:
        """Those from a number on."""
        return Blocks(self.offsets[first:], self.lengths[first:], self.pieces[first:], self.bounds[first:])


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


def write_postings(path: Path, postings: Postings) -> None:
    """Write rows sorted by digest."""
    pyarrow = arrow()
    columns = {"digest": _numbers(postings.digests), "block": _numbers(postings.blocks)}
    table = pyarrow.table(columns).sort_by([("digest", "ascending"), ("block", "ascending")])
    _write(path, table, GROUP, ["digest", "block"])


def write_blocks(path: Path, blocks: Blocks) -> None:
    """Write blocks in order of their numbers."""
    pyarrow = arrow()
    columns = {
        "n": _numbers(array("q", range(len(blocks.offsets)))),
        "start": _numbers(blocks.offsets),
        "size": _numbers(blocks.lengths),
        "pieces": _numbers(blocks.pieces),
        "bounds": pyarrow.array(blocks.bounds, pyarrow.binary()),
    }
    _write(path, pyarrow.table(columns), BLOCKS, ["n", "start", "size", "pieces"])


def _numbers(column: array[int]) -> Any:
    pyarrow = arrow()
    return pyarrow.Array.from_buffers(pyarrow.int64(), len(column), [None, pyarrow.py_buffer(column)])


def _write(path: Path, table: Any, group: int, numbers: list[str]) -> None:
    arrow().parquet.write_table(
        table,
        path,
        row_group_size=group,
        compression="zstd",
        compression_level=9,
        use_dictionary=False,
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        write_statistics=[numbers[0]],
    )


class Shards:
    """The shards of a folder, open to be asked."""

    def __init__(self, folder: Path, connection: Any) -> None:
        self.folder = folder
        self._connection = connection

    def blocks_with(self, shard: str, digests: Iterable[int]) -> list[int]:
        """The numbers of blocks where one of the digests stands; below zero as `Postings` says."""
        return sorted({block for (block,) in self._rows("postings", shard, "digest", digests, "block")})

    def blocks(self, shard: str, numbers: Iterable[int]) -> dict[int, Block]:
        """Blocks by their numbers."""
        rows = self._rows("blocks", shard, "n", numbers, "n, start, size, pieces, bounds")
        return {n: Block(start, size, pieces, unpacked(bounds)) for n, start, size, pieces, bounds in rows}

    def _rows(
        self, kind: str, shard: str, column: str, numbers: Iterable[int], wanted: str
    ) -> list[tuple[Any, ...]]:
        listed = ", ".join(map(str, sorted(set(numbers))))
        if not listed:
            return []
        rows = self._connection.read_parquet(str(self.folder / f"{kind}-{shard}.parquet"))
        found: list[tuple[Any, ...]] = rows.filter(f"{column} IN ({listed})").project(wanted).fetchall()
        return found


@contextmanager
def opened(folder: Path) -> Iterator[Shards]:
    """Open a folder's shards: nothing but this folder can be read, and nothing written."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "threads": "1",
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET allowed_directories = $1", [[str(folder.absolute())]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    try:
        yield Shards(folder, connection)
    finally:
        connection.close()
