"""Real database servers, started for tests from packages: PostgreSQL of a wheel, MariaDB of the system."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL that runs until the end of the block.

    Its folder is none of pytest's: those are closed to the user that the server runs as.
    """
    pgserver = pytest.importorskip("pgserver")
    pytest.importorskip("psycopg")
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    server = pgserver.get_server(folder.name)
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    folder.cleanup()


@contextmanager
def mariadb_server() -> Iterator[str]:
    """The address of a MariaDB, with the database `desk`, that runs until the end of the block."""
    install, daemon = shutil.which("mariadb-install-db"), shutil.which("mariadbd", path=_with_sbin())
    if not install or not daemon:
        pytest.skip("no mariadb-server on this machine")
    pytest.importorskip("pymysql")
    folder = tempfile.TemporaryDirectory(prefix="mdb", ignore_cleanup_errors=True)
    here = Path(folder.name)
    own = ["--no-defaults", f"--user={getpass.getuser()}", f"--datadir={here / 'rows'}"]
    way = ["--auth-root-authentication-method=normal", "--skip-test-db"]
    for n in range(3):  # beside others that are made at the same time it now and then fails
        done = subprocess.run([install, *own, *way], capture_output=True, text=True, check=False)
        if not done.returncode:
            break
        shutil.rmtree(here / "rows", ignore_errors=True)
        time.sleep(n + 1)
    assert not done.returncode, done.stdout[-2000:] + done.stderr[-2000:]
    socket = here / "s"
    with (here / "log").open("wb") as log:
        server = subprocess.Popen(
            [daemon, *own, f"--socket={socket}", "--skip-networking", f"--pid-file={here / 'pid'}"],
            stdout=log,
            stderr=log,
        )
    try:
        for _ in range(300):
            if socket.exists():
                break
            time.sleep(0.1)
        run(
            f"mysql+pymysql://root@localhost/?unix_socket={socket}",
            ["CREATE DATABASE desk CHARACTER SET utf8mb4"],
        )
        yield f"mysql+pymysql://root@localhost/desk?unix_socket={socket}"
    finally:
        server.terminate()
        server.wait(60)
        folder.cleanup()


def _with_sbin() -> str:
    import os

    return os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))


def run(address: str, statements: Iterable[str]) -> None:
    """Carry out statements, each as it stands."""
    sqlalchemy = pytest.importorskip("sqlalchemy")
    engine = sqlalchemy.create_engine(address)
    with engine.begin() as connection:
        for one in statements:
            connection.exec_driver_sql(one.replace("%", "%%") if "mysql" in address else one)
    engine.dispose()


def rows(address: str, sql: str) -> list[tuple[object, ...]]:
    """What a question gives."""
    sqlalchemy = pytest.importorskip("sqlalchemy")
    engine = sqlalchemy.create_engine(address)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(sql)]
    engine.dispose()
    return found
