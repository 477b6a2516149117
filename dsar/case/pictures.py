"""Pictures of a case, made anew: each under its record's digest and its own, for its owner alone.

What lies here may be looked at and, once a person has, may leave. It is no original: `reading.clean` made it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dsar.case.files import private_folder, private_opener, put_in_place

FOLDER = "pictures"
_NAME = re.compile(r"(\d{3})-([0-9a-f]{64})\.(png|jpg)")


@dataclass(frozen=True, slots=True)
class Kept:
    """One page of a picture: the SHA-256 by which a decision names it, and where it lies."""

    sha256: str
    path: Path

    @property
    def media_type(self) -> str:
        """As a browser is told."""
        return "image/jpeg" if self.path.suffix == ".jpg" else "image/png"


def keep(case: Path, digest: str, pages: Sequence[tuple[bytes, str]]) -> None:
    """Keep the pages of a record's picture, each with the ending of its name."""
    folder = private_folder(private_folder(case / FOLDER) / digest)
    for n, (content, ending) in enumerate(pages, start=1):
        final = folder / f"{n:03}-{hashlib.sha256(content).hexdigest()}.{ending}"
        unfinished = folder / f"{final.name}.part"
        with open(unfinished, "wb", opener=private_opener) as out:
            out.write(content)
        put_in_place(unfinished, final)


def kept(case: Path, digest: str) -> tuple[Kept, ...]:
    """The pages of a record's picture, in their order; none where it was not fetched."""
    folder = case / FOLDER / digest
    if not re.fullmatch(r"[0-9a-f]{64}", digest) or not folder.is_dir() or folder.is_symlink():
        return ()
    named = ((_NAME.fullmatch(path.name), path) for path in sorted(folder.iterdir()))
    return tuple(Kept(name[2], path) for name, path in named if name and not path.is_symlink())


def content_of(one: Kept) -> bytes:
    """A page's bytes; empty where they are not those that its name tells, or are gone."""
    try:
        content = one.path.read_bytes()
    except OSError:
        return b""
    return content if hashlib.sha256(content).hexdigest() == one.sha256 else b""
