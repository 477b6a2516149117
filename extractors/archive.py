"""Archives and compressed files: zip, tar, gzip, bzip2, xz, zstandard, one in another."""

from __future__ import annotations

import io
from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import archives
from dsar.reading.gathered import Member
from dsar.reading.mail import safe

_ENDINGS = (".gz", ".bz2", ".xz", ".zst")
_OFFICE = (
    b"mimetypeapplication/vnd.oasis",
    b"[Content_Types].xml",
    b"word/",
    b"xl/",
    b"ppt/",
    b"_rels/.rels",
)


class Archive(Extractor):
    """Hands on every file that an archive holds, to be read by what it is."""

    kind = "record"
    suffixes = (".zip", ".tar", ".tgz", ".7z", ".rar", *_ENDINGS)
    unit = "entries"
    holds = True
    from_file = True

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes; a package of an office program is a document instead."""
        kind = archives.form(head[:1024])
        if kind == "zip":
            return 2 if any(sign in head[:4096] for sign in _OFFICE) else 3
        return 3 if kind else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Each member as a part; what cannot be read of it as a gap with its number."""
        path = piece.part.path if not piece.raw else None
        with path.open("rb") if path else io.BytesIO(piece.raw) as packed:
            yield from _members(piece, archives.members(packed))


def _members(piece: Piece, found: Iterator[Member]) -> Iterator[Record | Gap | Part]:
    source, n, told = piece.part.source.name, 0, False
    while True:
        n += 1
        try:
            member = next(found, None)
        except archives.NotHere:
            hint = "pip install 'dsar-toolkit[archives]' unpacks it"
            yield Gap(source, piece.locator(f"{n}"), "unsupported", hint)
            return
        except archives.BROKEN as error:
            yield Gap(source, piece.locator(f"{n}"), "malformed", type(error).__name__)
            return
        if member is None:
            if not told:
                yield Gap(source, piece.locator("1"), "malformed", "nothing is in it")
            return
        told = told or bool(member.reason or member.content or member.name)
        name = member.name or (_inner_name(piece.part.name) if member.content else "")
        place = f"{n}/{safe(name)}" if name else str(n)
        if member.reason:
            yield Gap(source, piece.locator(place), member.reason, member.detail)
        if member.content:
            last = name.replace("\\", "/").rpartition("/")[2]
            parent = piece.part.parent
            yield piece.child(member.content, name=last, media_type="", inner=place, parent=parent)


def _inner_name(name: str) -> str:
    """What a compressed file's content is called."""
    lower = name.lower()
    if lower.endswith(".tgz"):
        return name[:-4] + ".tar"
    return next((name[: -len(one)] for one in _ENDINGS if lower.endswith(one)), name)
