"""A member of an archive put together as it unpacks: in memory while small, else in a file without a name."""

from __future__ import annotations

import mmap
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field

LARGEST = 64 * 2**30
"""Bytes of one member above which it is not read."""

MEMBER = 256 * 2**20
"""Bytes of a member above which it may unpack to `GROWTH` times its size, and no more `RATIO`."""

RATIO = 200
"""How many times its packed size a member over `SMALL` may unpack to."""

GROWTH = 100
"""How many times its size an archive, or a member over `MEMBER`, may unpack to."""

ROOM = 2**30
"""Bytes that stay free on the disk."""

SMALL = 32 * 2**20
"""Bytes of a member that are held in memory; a larger one lies in a file while it is read."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or a `reason` why it could not be read, told of its place alone."""

    name: str
    content: bytes | mmap.mmap = field(default=b"", repr=False)
    reason: str = ""
    detail: str = ""


def gather(name: str, chunks: Iterable[bytes], packed: int) -> Member:
    """A member whose bytes come in chunks out of so many; one that is over a limit is a gap.

    The file of a large one is readable by its owner alone, stands in no folder, and is gone with the content.
    """
    held, size, spilled = bytearray(), 0, None
    try:
        for chunk in chunks:
            size += len(chunk)
            if _over(size, packed):
                return Member(name, reason="too-large", detail="it unpacks to more than the limit")
            if spilled is None and size > SMALL:
                spilled = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
                spilled.write(held)
                held.clear()
            if spilled is None:
                held += chunk
                continue
            if shutil.disk_usage(tempfile.gettempdir()).free < ROOM:
                return Member(name, reason="too-large", detail="there is no room on the disk to unpack it")
            spilled.write(chunk)
        if spilled is None:
            return Member(name, bytes(held))
        spilled.flush()
        return Member(name, mmap.mmap(spilled.fileno(), 0, access=mmap.ACCESS_READ))
    finally:
        if spilled is not None:
            spilled.close()


def _over(size: int, packed: int) -> bool:
    """Whether a member is larger than is read, or unpacks like a bomb."""
    many = RATIO if size <= MEMBER else GROWTH
    return size > LARGEST or (size > SMALL and size > many * max(packed, 1))
