"""Digests and where they stand, as Parquet files sorted by digest: the one module that knows Arrow."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dsar.errors import UsageError

GROUP = 65_536
"""Rows that are read to find one digest: a file's row groups tell their smallest and largest."""


@dataclass(slots=True)
class Postings:
    """Columns of the same length: a digest, the number of its file, the place of its piece."""

    digests: array[int] = field(default_factory=lambda: array("q"))
    files: array[int] = field(default_factory=lambda: array("q"))
    offsets: array[int] = field(default_factory=lambda: array("q"))
    lengths: array[int] = field(default_factory=lambda: array("q"))

    def add(self, digest: int, file: int, offset: int, length: int) -> None:
        """One more row."""
        self.digests.append(digest)
        self.files.append(file)
        self.offsets.append(offset)
        self.lengths.append(length)

    def extend(self, other: Postings, file: int) -> None:
        """All rows of another, under the number of their file."""
        self.digests.extend(other.digests)
        self.files.extend(array("q", [file]) * len(other.digests))
        self.offsets.extend(other.offsets)
        self.lengths.extend(other.lengths)


def arrow() -> Any:
    """Arrow and its Parquet. Raises `UsageError` where the extra `index` is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise UsageError("an index needs Arrow", hint="pip install 'dsar-toolkit[index]'") from None
    return pyarrow


def write(path: Path, postings: Postings) -> None:
    """Write rows sorted by digest."""
    pyarrow = arrow()
    names = {
        "digest": postings.digests,
        "file": postings.files,
        "offset": postings.offsets,
        "length": postings.lengths,
    }
    columns = {
        name: pyarrow.Array.from_buffers(pyarrow.int64(), len(column), [None, pyarrow.py_buffer(column)])
        for name, column in names.items()
    }
    table = pyarrow.table(columns).sort_by(
        [("digest", "ascending"), ("file", "ascending"), ("offset", "ascending")]
    )
    small = {"file": pyarrow.int32(), "length": pyarrow.int32()}
    for n, name in enumerate(table.column_names):
        if name in small and (name == "file" or max(postings.lengths, default=0) < 2**31):
            table = table.set_column(n, name, table.column(name).cast(small[name]))
    pyarrow.parquet.write_table(
        table,
        path,
        row_group_size=GROUP,
        compression="zstd",
        use_dictionary=["length"],
        column_encoding={
            "digest": "DELTA_BINARY_PACKED",
            "file": "DELTA_BINARY_PACKED",
            "offset": "DELTA_BINARY_PACKED",
        },
    )


def lookup(path: Path, digests: Iterable[int]) -> list[tuple[int, int, int]]:
    """File, offset and length of every row that has one of the digests. Raises `OSError`."""
    pyarrow, wanted, found = arrow(), sorted(set(digests)), list[tuple[int, int, int]]()
    with pyarrow.parquet.ParquetFile(path) as file:
        for group in range(file.metadata.num_row_groups):
            bounds = file.metadata.row_group(group).column(0).statistics
            here = [one for one in wanted if bounds.min <= one <= bounds.max]
            if not here:
                continue
            keys = file.read_row_group(group, columns=["digest"]).column("digest").to_numpy()
            rows = [
                n
                for one in here
                for n in range(int(keys.searchsorted(one)), int(keys.searchsorted(one, "right")))
            ]
            if rows:
                table = file.read_row_group(group, columns=["file", "offset", "length"]).take(rows)
                found += zip(*(table.column(n).to_pylist() for n in range(3)), strict=True)
    return found
