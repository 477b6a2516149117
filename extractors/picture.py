"""Pictures: never read, but the words that cameras and programs write into them are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.mail import IMAGES
from dsar.reading.text import decode

_RUNS = re.compile(rb"[\x20-\x7e\xa0-\xff]{5,}")
_WORDS = 1 << 20


class Picture(Extractor):
    """Reads a picture's metadata as one record, and says that the picture itself is not read."""

    kind = "attachment"
    suffixes = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff")

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head.startswith(IMAGES) else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One record and one gap."""
        source, raw = piece.part.source.name, piece.raw
        told = (
            _png(raw) if raw.startswith(b"\x89PNG") else _jpeg(raw) if raw[:2] == b"\xff\xd8" else _other(raw)
        )
        fields = {"name": piece.part.name, "metadata": "\n".join(dict.fromkeys(told))}
        yield Record.of(
            source, self.kind, piece.locator(), dict(fields), parent=piece.part.parent, content=raw
        )
        yield Gap(source, piece.locator("picture"), "image-only", "what a picture shows is not read")


def _png(raw: bytes) -> Iterator[str]:
    at = 8
    while at + 8 <= len(raw):
        length, kind = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        body = raw[at + 8 : at + 8 + length]
        if kind == b"tEXt":
            yield decode(body.replace(b"\0", b": ")).text
        elif kind in (b"zTXt", b"iTXt"):
            yield from _compressed(kind, body)
        elif kind == b"eXIf":
            yield from _runs(body)
        at += 12 + length


def _compressed(kind: bytes, body: bytes) -> Iterator[str]:
    key, _, rest = body.partition(b"\0")
    packed, text = kind == b"zTXt" or rest[:1] == b"\1", rest[1:]
    if kind == b"iTXt":
        text = rest[2:].split(b"\0", 2)[-1]
    if packed:
        try:
            text = zlib.decompressobj().decompress(text, _WORDS)
        except zlib.error:
            text = b""
    yield f"{decode(key).text}: {decode(text).text}"


def _jpeg(raw: bytes) -> Iterator[str]:
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF and raw[at + 1] not in (0xD9, 0xDA):
        kind, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        body = raw[at + 4 : at + 2 + length]
        if kind == 0xFE:
            yield decode(body).text
        elif 0xE1 <= kind <= 0xEF:
            yield from _runs(body)
        at += 2 + max(length, 2)


def _other(raw: bytes) -> Iterator[str]:
    yield from (run for run in _runs(raw[:_WORDS]) if "@" in run or " " in run)


def _runs(raw: bytes) -> Iterator[str]:
    """Runs of text in one and in two bytes a sign."""
    yield from (decode(one.group()).text for one in _RUNS.finditer(raw))
    if b"\0" in raw:
        yield from (decode(one.group()).text for one in _RUNS.finditer(raw[::2] + b"\0" + raw[1::2]))
