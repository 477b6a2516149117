"""Bytes that may become very many, gathered in memory and, beyond a bound, in a file without a name."""

from __future__ import annotations

import mmap
import shutil
import tempfile
from typing import IO

from dsar.model.sources import Buffer

IN_MEMORY = 32 * 2**20
"""Bytes that are held in memory; more go to a file that has no name and is gone with its last reader."""


class NoRoom(OverflowError):
    """There is not enough room for what is unpacked."""


class Spool:
    """Bytes as they come. Raises `NoRoom` where they would take more than half of what the disk has left."""

    def __init__(self) -> None:
        self.size = 0
        self._held = bytearray()
        self._file: IO[bytes] | None = None
        self._room = 0

    def add(self, chunk: bytes) -> None:
        """Keep some more."""
        self.size += len(chunk)
        if self._file is None and self.size > IN_MEMORY:
            self._room = shutil.disk_usage(tempfile.gettempdir()).free // 2
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as what is read of it
            self._file.write(self._held)
            self._held = bytearray()
        if self._file is None:
            self._held += chunk
            return
        try:
            if self.size > self._room:
                raise NoRoom
            self._file.write(chunk)
        except OSError:
            raise NoRoom from None

    def drop(self) -> None:
        """Give back what it takes."""
        if self._file is not None:
            self._file.close()

    def done(self) -> Buffer:
        """All of it, to be read at any place."""
        if self._file is None:
            return bytes(self._held)
        self._file.flush()
        with self._file as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
