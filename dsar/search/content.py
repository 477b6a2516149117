"""A part's bytes: mapped from its file, or held in memory; and the files of a source as parts."""

from __future__ import annotations

import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dsar.model.records import Gap, Locator
from dsar.model.sources import Part, Source
from dsar.reading.cuts import Buffer

Stamp = tuple[int, int]
"""A file's size and the time of its last change, in nanoseconds."""


class Changed(Exception):
    """The file changed while it was read."""


def stamp_of(part: Part) -> Stamp | None:
    """What tells a file from itself after a change; None where the part is none or it is gone."""
    try:
        found = part.path.stat() if part.content is None and part.path else None
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if found else None


@contextmanager
def opened(part: Part, stamp: Stamp | None = None) -> Iterator[Buffer]:
    """The bytes of a part while it is read.

    Raises `OSError` where they cannot be had, and `Changed` where the file is not as `stamp` says
    (each of its spans then is part of the same file) or, on leaving, is not what it was.
    """
    if part.content is not None or part.path is None:
        yield part.content or b""
        return
    with part.path.open("rb") as file:
        before = os.fstat(file.fileno())
        if stamp is not None and stamp != (before.st_size, before.st_mtime_ns):
            raise Changed
        if before.st_size == 0:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            yield mapped
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Changed


def size_of(part: Part) -> int:
    """How many bytes a part has; 0 where its file is gone."""
    if part.content is not None or part.path is None:
        return len(part.content or b"")
    try:
        return part.path.stat().st_size
    except OSError:
        return 0


def files_of(source: Source) -> Iterator[Part | Gap]:
    """Every file of a source in a fixed order; what is no regular file is a gap, never followed.

    The last step of its path may hold `*`: then the source is whatever fits.
    """
    root = source.path
    matches = sorted(root.parent.glob(root.name)) if "*" in root.name and not root.exists() else []
    if matches:
        here = replace(source, path=root.parent)
        for path in matches:
            yield from _walk(here, path) if path.is_dir() else [_file(here, path, path.name)]
    elif not root.exists() and not root.is_symlink():
        yield Gap(source.name, Locator(root.name), "missing")
    elif root.is_dir():
        yield from _walk(source, root)
    else:
        yield _file(source, root, root.name)


def _walk(source: Source, folder: Path) -> Iterator[Part | Gap]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield Gap(source.name, Locator(_relative(source, folder)), "unreadable", "a folder")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(source, path)
        else:
            yield _file(source, path, _relative(source, path))


def _file(source: Source, path: Path, file: str) -> Part | Gap:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return Gap(source.name, Locator(file), "unreadable")
    if not stat.S_ISREG(mode):
        return Gap(source.name, Locator(file), "not-a-file")
    return Part(source, file, path, name=path.name)


def _relative(source: Source, path: Path) -> str:
    return (
        path.relative_to(source.path).as_posix().encode("utf-8", "surrogateescape").decode(errors="replace")
    )
