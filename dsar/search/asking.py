"""A folder's shards asked where digests stand: by DuckDB, which a search loads anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dsar.search.known import Block
from dsar.search.packing import numbers
from dsar.search.postings import unpacked


class Shards:
    """The shards of a folder, open to be asked."""

    def __init__(self, folder: Path, connection: Any) -> None:
        self.folder = folder
        self._connection = connection

    def blocks_with(self, shard: str, digests: Iterable[int]) -> list[int]:
        """The numbers of blocks where one of the digests stands; below zero as `Postings` says."""
        return sorted({block for (block,) in self._rows("postings", shard, "digest", digests, "block")})

    def words(self, shard: str, digests: Iterable[int]) -> dict[int, tuple[list[int], list[int]]]:
        """Where words stand: the numbers of blocks; and of files all over which, their first."""
        rows = self._rows("words", shard, "word", digests, "word, stands, files")
        return {word: (numbers(stands), numbers(files)) for word, stands, files in rows}

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
