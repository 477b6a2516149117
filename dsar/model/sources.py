"""Where records come from: sources, the parts a worker reads, the pieces a part falls into."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dsar.model.identifiers import Identifier
from dsar.model.records import Gap, Link, Locator, Record

Buffer = bytes | mmap.mmap
"""Bytes that can be searched and sliced without being copied as a whole."""

ROLES = ("controller", "processor", "joint")
"""What the organisation is for a source's data (UK GDPR Article 4(7), 4(8), 26)."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place the organisation keeps records, as one table of `dsar.toml` names it.

    `extractor` may be empty: then each file is recognised by its content. `processing` are ids of
    purposes in the register. Hits in a source held as processor are counted and referred, never
    copied. `label` is what the requester reads. `owner` is who changes it when a right is carried out.
    A source that lies elsewhere has a `url` (`sftp://`, `s3://`), and a path only while it is searched.
    """

    name: str
    path: Path
    extractor: str = ""
    role: str = "controller"
    processing: tuple[str, ...] = ()
    timezone: str = ""
    label: str = ""
    owner: str = ""
    url: str = field(default="", repr=False)
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """What one worker reads: a file, or bytes that stood inside another piece.

    `file` is relative to the source; `path` is where it lies on this machine, None for a part held
    in memory, or in a file without a name, as `content`. `inner` is the way from the file's piece
    (`offset`, `length`) to here; `name` and `media_type` are what the outside says it is and are not
    trusted. `parent` is the record it was attached to.
    """

    source: Source
    file: str
    path: Path | None = None
    content: Buffer | None = field(default=None, repr=False)
    offset: int = 0
    length: int = 0
    inner: str = ""
    name: str = field(default="", repr=False)
    media_type: str = ""
    parent: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest range that can be read on its own: one message, row, line or element.

    `raw` are its bytes; `head` the bytes of the structural part that explains them (a header row).
    `label` is the place's name in its container where bytes do not say it (a JSON key, a row).
    """

    part: Part
    offset: int
    length: int
    raw: bytes = field(repr=False)
    head: bytes = field(default=b"", repr=False)
    label: str = ""

    def locator(self, inner: str = "") -> Locator:
        """Where this piece stands, or something `inner` to it."""
        part = self.part
        if part.content is None:
            return Locator(part.file, self.offset, self.length, inner)
        within = "" if self.length == len(part.content) else f"@{self.offset}+{self.length}"
        way = "/".join(step for step in (part.inner + within, inner) if step)
        return Locator(part.file, part.offset, part.length, way)

    def child(self, content: Buffer, *, name: str, media_type: str, inner: str, parent: str) -> Part:
        """A part that stood inside this piece: an attachment, a member, a nested message."""
        here = self.locator(inner)
        return Part(
            source=self.part.source,
            file=here.file,
            content=content,
            offset=here.offset,
            length=here.length,
            inner=here.inner,
            name=name,
            media_type=media_type,
            parent=parent,
            depth=self.part.depth + 1,
        )


@dataclass(frozen=True, slots=True)
class Inside:
    """Something inside a piece: `read` yields what it holds, the same for all of the same `key`.

    `pictures` are those in it whose words reading it makes out, as far as that is easily told.
    """

    key: bytes = field(repr=False)
    read: Callable[[], Iterator[Record | Gap | Part]] = field(repr=False)
    pictures: Callable[[], Iterable[bytes]] = field(default=tuple, repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What a piece that can be read says: texts in UTF-8, folded, and what is inside it."""

    texts: tuple[bytes, ...] = field(repr=False)
    inside: tuple[Inside, ...] = ()


class Directory:
    """Who is who across the files of a source: the links that its directory parts yielded."""

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self.links = tuple(links)
        self._of: dict[Identifier, list[Link]] = {}
        for link in self.links:
            for identifier in link.identifiers:
                self._of.setdefault(identifier, []).append(link)

    def about(self, identifier: Identifier) -> tuple[Link, ...]:
        """Every link that names the identifier; more than one where people share it."""
        return tuple(self._of.get(identifier, ()))

    def merged(self, other: Directory) -> Directory:
        """Both directories' links."""
        return Directory((*self.links, *other.links))
