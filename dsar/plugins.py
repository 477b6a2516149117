"""What an extractor and an exporter are, and finding them by name.

Plugins are entry points. Their names are listed without loading; one is loaded only when it is
named, because an entry point runs the code of whatever is installed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import Path
from typing import ClassVar

from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.records import Gap, Link, Record
from dsar.model.release import Release
from dsar.model.sources import Directory, Part, Piece, Said
from dsar.reading.cuts import Buffer, Cut, Span, Whole

EXTRACTORS = "dsar.extractors"
EXPORTERS = "dsar.exporters"
LETTERS = "dsar.letters"
PAPERS = "dsar.papers"


class Extractor(ABC):
    """Reads one format: how its bytes fall into pieces, and how one piece parses.

    An instance is made per part, may be made in another process, and is given what the source's
    table in `dsar.toml` says (`options`, the time zone under `timezone`) and who is who in the
    source (`directory`).
    """

    kind: ClassVar[str] = "record"
    """The kind of its records: mail, attachment, picture, chat, ticket, billing, log, form, text, record."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    """File name endings, lower case, that its files usually have."""

    settings: ClassVar[tuple[str, ...]] = ()
    """The options that it knows. Made with a wrong one it raises `UsageError` that begins with its name."""

    families: tuple[str, ...] | None = None
    """Ways in which its bytes may write text (`dsar.reading.veils.FAMILIES`), beside plain text.

    None where bytes show no text, or show it in other ways: then `hides` is asked of each piece.
    """

    cut: Cut = Whole()
    unit: ClassVar[str] = "bytes"
    """`bytes`, or `entries` where `read` walks a container's own index."""

    from_file: ClassVar[bool] = False
    """Whether it reads a file by itself: of a part with a path its piece then carries no bytes."""

    live: ClassVar[bool] = False
    """Whether what it reads may change though its file does not (a database): never read from the index."""

    beside: bool = False
    """Whether the conversation that a piece belongs to may stand outside its bytes: in its envelope, or
    in its file's name."""

    holds: ClassVar[bool] = False
    """Whether what it hands on may say who is who (an export in one archive)."""

    def __init__(
        self, options: Mapping[str, object] | None = None, directory: Directory | None = None
    ) -> None:
        self.options: Mapping[str, object] = options or {}
        self.directory = directory or Directory()
        self.identifiers: tuple[Identifier, ...] | None = None
        """Whom a search looks for, for what can be asked only for them (a database); None where nobody is."""

    def recognises(self, head: bytes, name: str) -> int:
        """How sure the first 64 KiB and the name make it that this is its format.

        0 not at all, 1 the name fits, 2 the content may be, 3 the content is. The highest wins.
        """
        return int(name.lower().endswith(self.suffixes)) if self.suffixes else 0

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """Which ids and addresses are one person's; read before anything is searched."""
        yield from ()

    def hides(self, raw: bytes) -> bool:
        """Whether a piece may hold text in a form that its bytes do not show (deep tier).

        True makes the engine parse the piece whatever the sieve says. Asked only where no
        `families` are named.
        """
        return True

    def is_even(self, part: Part, content: Buffer) -> bool:
        """Whether whatever the records of its pieces say stands in the bytes whole and as bounded.

        Only percent signs and backslash escapes may differ, and pieces under a veil. True spares the
        index parsing them; a format that puts texts together, takes them apart or decodes them says
        False.
        """
        return False

    def is_even_within(self, part: Part, content: Buffer, span: Span) -> bool:
        """The same of the pieces in a span, where looking at its bytes alone costs less."""
        return self.is_even(part, content)

    def is_sound(self, piece: Piece) -> bool:
        """Whether a piece of an even file is written as it ought to be, at less cost than reading it.

        Reading it then meets no gap. The index has what is not sound parsed, and looked into whoever is
        looked for where that met one.
        """
        return False

    def said(self, piece: Piece) -> Said | None:
        """What a piece says, at less cost than reading it; None where only reading tells.

        Whatever stands in the texts of its records stands in these, between the same bounds; they may
        hold more. What cannot be read is a gap of something inside it, or only reading tells. The index
        is built from it, and in the deep tier what names nobody in it is not read.
        """
        return None

    def pictures(self, piece: Piece) -> Iterable[bytes]:
        """Pictures in a piece whose words reading it makes out: those of several pieces are read together."""
        return ()

    def visible(self, raw: bytes) -> list[str] | None:
        """The texts of a piece in which something may be hidden, at less cost than parsing it.

        They may hold more than the piece says, never less; None where only parsing tells. A piece
        whose texts name nobody who is looked for is not parsed.
        """
        return None

    def entries(self, raw: bytes) -> int:
        """How many records there are in a piece that need not be parsed, for the ledger."""
        return 1

    @abstractmethod
    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Yield what one piece holds: records first, gaps, and parts to be read by content.

        Everything is yielded: an extractor does not search. Must not raise for bad content, and
        must answer the same twice.
        """


class Exporter(ABC):
    """Writes a release in one form."""

    @abstractmethod
    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write into `folder`, which exists; yield each file's path as it is done.

        The same release gives the same bytes. File names are ASCII and safe on every platform.
        """


class Paper(ABC):
    """Sets an account for the file of a case on pages."""

    @abstractmethod
    def pages(self, title: str, made: date, sections: Sequence[tuple[str, Sequence[str]]]) -> bytes:
        """A document with a heading and lines for each section; the same account, the same bytes."""


@cache
def _points(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


def names(group: str) -> tuple[str, ...]:
    """The plugins of a group that are installed, without loading any."""
    return tuple(sorted(_points(group)))


def shipped(group: str, package: str) -> tuple[str, ...]:
    """The plugins of a group whose module lies in `package`, without loading any."""
    return tuple(sorted(name for name, point in _points(group).items() if point.value.startswith(package)))


def origin(group: str, name: str) -> str:
    """The package a plugin came with, and its version; empty where that cannot be told."""
    point = _points(group).get(name)
    return _named(point.dist) if point and point.dist else ""


@cache
def _named(dist: Distribution) -> str:
    return f"{dist.name} {dist.version}"


def _load(group: str, name: str) -> object:
    point = _points(group).get(name)
    if point is None:
        raise UsageError(
            f"there is no plugin {name!r} in {group}", hint="installed: " + ", ".join(names(group))
        )
    return point.load()


def extractor(name: str) -> type[Extractor]:
    """The extractor of that name. Raises `UsageError` where there is none."""
    loaded = _load(EXTRACTORS, name)
    if not (isinstance(loaded, type) and issubclass(loaded, Extractor)):
        raise UsageError(f"the plugin {name!r} is not an Extractor")
    return loaded


def exporter(name: str, group: str = EXPORTERS) -> Exporter:
    """The exporter (or letter) of that name, ready to write. Raises `UsageError`."""
    loaded = _load(group, name)
    if not (isinstance(loaded, type) and issubclass(loaded, Exporter)):
        raise UsageError(f"the plugin {name!r} is not an Exporter")
    return loaded()


def paper(name: str) -> Paper:
    """The paper of that name, ready to set pages. Raises `UsageError`."""
    loaded = _load(PAPERS, name)
    if not (isinstance(loaded, type) and issubclass(loaded, Paper)):
        raise UsageError(f"the plugin {name!r} is not a Paper")
    return loaded()
