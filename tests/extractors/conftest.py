"""Servers that several modules of tests ask, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.extractors.servers import mariadb_server, postgres_server


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A real PostgreSQL, empty at first."""
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="session")
def mariadb_address() -> Iterator[str]:
    """A real MariaDB, with the empty database `desk`."""
    with mariadb_server() as address:
        yield address
