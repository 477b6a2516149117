"""Sources that lie elsewhere (`sftp://`, `s3://` and what else fsspec knows): copied, searched, removed.

The copy lies in a private folder for as long as the search runs. Names and passwords in an address
are used and never kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from dsar.case.files import private_folder
from dsar.errors import UsageError
from dsar.model.records import Gap, Locator
from dsar.model.sources import Source

_USER = re.compile(r"(?<=://)[^/@]*@")


@contextmanager
def brought_here(sources: Sequence[Source]) -> Iterator[tuple[list[Source], list[Gap]]]:
    """The sources with those that lie elsewhere copied here, and a gap for each file that could not be.

    Raises `UsageError` where the extra `remote` is not installed or an address cannot be reached.
    """
    if not any(source.url for source in sources):
        yield list(sources), []
        return
    folder = Path(mkdtemp(prefix="dsar-"))  # 0700 by itself
    try:
        gaps: list[Gap] = []
        here = [_fetch(one, folder / str(n), gaps) if one.url else one for n, one in enumerate(sources)]
        yield here, gaps
    finally:
        rmtree(folder, ignore_errors=True)


def shown(url: str) -> str:
    """An address without the name and password in it."""
    return _USER.sub("", url)


def _fetch(source: Source, folder: Path, gaps: list[Gap]) -> Source:
    try:
        import fsspec  # file systems of many kinds: loaded when a source lies on one
    except ImportError:
        raise UsageError("sources elsewhere need fsspec", hint="pip install 'dsar-toolkit[remote]'") from None
    private_folder(folder)
    broken: tuple[type[BaseException], ...]
    broken = (OSError, ValueError, ImportError, EOFError, RuntimeError, *_errors())
    try:
        system, root = fsspec.core.url_to_fs(source.url)
        listed: dict[str, Any] = system.find(root, detail=True)
        if not listed and not system.exists(root):
            raise FileNotFoundError
    except broken as error:
        raise UsageError(
            f"{shown(source.url)} cannot be read ({type(error).__name__})", hint="is it there, and may you?"
        ) from None
    for remote, known in sorted(listed.items()):
        file = (
            PurePosixPath(remote).relative_to(root).as_posix() if remote != root else PurePosixPath(root).name
        )
        local = folder.joinpath(*_safe(file))
        local.parent.mkdir(parents=True, exist_ok=True)
        try:
            system.get_file(remote, str(local))
            _dated(local, known)
        except broken as error:
            local.unlink(missing_ok=True)
            gaps.append(Gap(source.name, Locator(file), "unreadable", type(error).__name__))
    return replace(source, path=folder)


def _errors() -> tuple[type[BaseException], ...]:
    """What the SSH library raises, which is of no kind that Python knows."""
    try:
        from paramiko import SSHException
    except ImportError:
        return ()
    return (SSHException,)


def _safe(file: str) -> list[str]:
    """The steps of a path, none of which leads out of the folder."""
    return [
        step.replace("\\", "_").replace("\0", "_") for step in file.split("/") if step not in ("", ".", "..")
    ]


def _dated(local: Path, known: dict[str, Any]) -> None:
    """Give a copy the time of its original, where that is told."""
    moment = known.get("mtime", known.get("LastModified"))
    if isinstance(moment, datetime):
        moment = moment.timestamp()
    if isinstance(moment, (int, float)):
        os.utime(local, (moment, moment))
