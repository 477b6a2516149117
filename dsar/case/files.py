"""Files that must survive: private by mode, synced before they count, renamed into place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dsar.errors import CaseError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter; refuse one that is a symbolic link."""
    if path.is_symlink():
        raise CaseError(f"{path.name} is a symbolic link; a case has to be a real folder")
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)
    return path


def refuse_if_open_to_others(path: Path) -> None:
    """Refuse a folder that others may enter, where the platform has such modes."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise CaseError(f"other users may enter {path.name}", hint=f"chmod 700 {path}")


def sync_folder(path: Path) -> None:
    """Make renames in a folder durable, where the platform lets folders be synced."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's content durable."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(unfinished: Path, final: Path) -> None:
    """Sync, rename, sync the folder: after this the file is there whole, or not at all."""
    unfinished.chmod(PRIVATE_FILE)
    sync_file(unfinished)
    unfinished.replace(final)
    sync_folder(final.parent)


def private_opener(path: str, flags: int) -> int:
    """An opener for `open` that makes files only their owner can read."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), PRIVATE_FILE)


@contextmanager
def locked(file: IO[bytes]) -> Iterator[None]:
    """Hold an exclusive lock on an open file; waits for whoever holds it."""
    if os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
    else:  # pragma: no cover - Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
