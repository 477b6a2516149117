"""Every record as a row for a spreadsheet: one CSV file a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dsar.model.release import Release, Released
from dsar.plugins import Exporter

from .cells import table
from .layout import file_stems, plain, put, utc_text

OWN = (
    "id", "kind", "when", "when_original", "title", "parent",
    "categories", "provenance", "purposes", "hidden",
)  # fmt: skip
"""The columns that every file begins with; the fields of its records follow."""

PREFIX = "field."


class CsvTables(Exporter):
    """CSV (RFC 4180): `data/<source>.csv`, in UTF-8 with a byte order mark, CRLF, all cells quoted.

    Cells that a spreadsheet might run begin with an apostrophe (`cells.guard`), negative numbers
    and telephone numbers among them; the JSON beside it holds every value exactly.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write one file a source: a row a record, a column for every field that occurs."""
        stems = file_stems(record.source for record in release.records)
        for source, records in release.by_source().items():
            yield put(folder, f"data/{stems[source]}.csv", table(*rows_of(records)))


def rows_of(records: Sequence[Released]) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of one file: a column for every field that occurs."""
    names = list(dict.fromkeys(name for record in records for name in record.fields))
    rows = [[*_own(record), *_fields(record, names)] for record in records]
    return [*OWN, *map(column, names)], rows


def column(field: str) -> str:
    """The column of a field: its own name, or `field.<name>` where every file has that column."""
    return PREFIX + field if field in OWN or field.startswith(PREFIX) else field


def _own(record: Released) -> list[str]:
    return [
        record.id,
        record.kind,
        utc_text(record.when),
        record.when_original,
        record.title,
        record.parent,
        "; ".join(record.categories),
        record.provenance,
        "; ".join(record.purposes),
        str(sum(record.hidden.values())),
    ]


def _fields(record: Released, names: Sequence[str]) -> list[str]:
    return [plain(record.fields[name]) if name in record.fields else "" for name in names]
