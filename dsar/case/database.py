"""DuckDB as a case uses it: no extensions, no network, no other files, spill inside the case.

Measured reasons are in the design notes: by default DuckDB would fetch extensions over the network
and spill plain text beside the working directory. The configuration is locked once set.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dsar.errors import CaseError

if TYPE_CHECKING:
    import duckdb

BATCH = 5_000


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open a snapshot with everything that could leave the case switched off.

    Raises `CaseError` where the file is missing, damaged or open for writing elsewhere.
    """
    import duckdb  # a tenth of a second: loaded when the first snapshot is opened

    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "enable_external_access": "false",
        "temp_directory": str(path.parent / "spill"),
        "lock_configuration": "true",
    }
    try:
        return duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as error:
        raise CaseError(
            f"{path.name} cannot be opened ({type(error).__name__})",
            hint="run dsar find again: it writes a new snapshot and keeps every decision",
        ) from None


def prepare() -> None:
    """Load what a snapshot takes, while there is nothing else to do."""
    import duckdb  # noqa: F401


def insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
) -> None:
    """Insert rows by columns: DuckDB takes rows in bulk or not at all.

    `columns` are (name, SQL type); names are the project's own and never come from outside.
    """
    targets = ", ".join(f'"{name}"' for name, _ in columns)
    values = ", ".join(f"unnest(?::{kind}[])" for _, kind in columns)
    statement = f'INSERT INTO "{table}" ({targets}) SELECT {values}'
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        connection.execute(statement, [list(column) for column in zip(*batch, strict=True)])
