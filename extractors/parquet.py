"""Parquet files, row by row; nested values become dotted fields."""

from __future__ import annotations

import io
from collections.abc import Iterator

from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Part, Piece
from dsar.reading.cuts import Whole
from dsar.reading.flat import flatten, free
from dsar.reading.text import decode, looks_like_text

from .mapped import Mapped

_MAGIC = b"PAR1"
BATCH = 1000
"""Rows that are held at a time."""


class Parquet(Mapped):
    """Reads rows through pyarrow."""

    kind = "record"
    suffixes = (".parquet",)
    unit = "entries"
    from_file = True
    cut = Whole()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head[:4] == _MAGIC else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every row."""
        source = piece.part.source.name
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            yield Gap(source, piece.locator(), "unsupported", "pip install 'dsar-toolkit[parquet]' reads it")
            return
        n = 0
        try:
            by_itself = piece.part.path is not None and not piece.raw
            with pyarrow.parquet.ParquetFile(piece.part.path if by_itself else io.BytesIO(piece.raw)) as file:
                for batch in file.iter_batches(BATCH):
                    for row in batch.to_pylist():
                        n += 1
                        yield from self.records(piece.part, piece.locator(f"row {n}"), _fields(row))
        except (pyarrow.ArrowException, OSError, ValueError, TypeError, OverflowError) as error:
            yield Gap(source, piece.locator(f"after row {n}"), "malformed", type(error).__name__)


def _fields(row: dict[str, object]) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for place, value in flatten(_plain(row)).items():
        fields[free(place, fields)] = value
    return fields


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(inside) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inside) for inside in value]
    if isinstance(value, bytes):
        return decode(value).text if looks_like_text(value) else f"[{len(value)} bytes, not read]"
    return value
