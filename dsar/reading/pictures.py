"""What a picture says of itself: its form, its size, and what cameras and programs write into it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dsar.reading import ocr
from dsar.reading.mail import IMAGES
from dsar.reading.ooxml import BROKEN, Member
from dsar.reading.text import decode

SMALL = 24
"""Points: what is lower or narrower (a logo's dot, a rule, a counter) has no room for words."""

POINTS = 100_000_000
"""A picture of more is not opened: a few kilobytes can unpack to anything."""

_TOGETHER, _LITTLE = ("png", "jpeg", "gif", "bmp"), 500_000
"""Of which kinds several are read in one call (a TIFF may have pages, a WebP any size), and up to how many
points: a page full of words takes seconds, beside which starting a program is nothing."""

_BRANDS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif")
_RUNS = re.compile(rb"[\x20-\x7e\xa0-\xff]{5,}")
_FRAMES = frozenset((*range(0xC0, 0xD0),)) - {0xC4, 0xC8, 0xCC}
_WORDS = 1 << 20


def form(head: bytes) -> str:
    """Which kind of picture some bytes begin: png, jpeg, gif, tiff, webp, bmp, heif; empty for none."""
    if head.startswith(IMAGES):
        return {b"\x89": "png", b"\xff": "jpeg", b"G": "gif"}.get(head[:1], "tiff")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return "heif"
    # A bitmap's mark is two letters of text: its header has to be right as well.
    is_bitmap = (
        head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and head[14:18] in (b"\x28\0\0\0", b"\x7c\0\0\0")
    )
    return "bmp" if is_bitmap else ""


def size(raw: bytes) -> tuple[int, int]:
    """Width and height in points as a picture states them; zeros where it does not say, or not here."""
    match form(raw[:64]):
        case "png":
            return _pair(raw[16:24])
        case "gif":
            return _pair(raw[6:8][::-1] + raw[8:10][::-1])
        case "bmp":
            width, height = _pair(raw[18:22][::-1] + raw[22:26][::-1])
            return width, min(height, 2**32 - height)
        case "jpeg":
            return _frame(raw)
    return 0, 0


def _pair(raw: bytes) -> tuple[int, int]:
    """Two numbers, the larger digits first."""
    half = len(raw) // 2
    return int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")


def _frame(raw: bytes) -> tuple[int, int]:
    for kind, body in _segments(raw):
        if kind in _FRAMES and len(body) >= 5:
            height, width = _pair(body[1:5])
            return width, height
    return 0, 0


def seen(raw: bytes, language: str) -> ocr.Read:
    """The words in a picture in a language (empty: in none), or why there are none. Never raises."""
    why = ocr.missing(language) or _why(raw)
    return ocr.Read(why=why) if why else ocr.picture(raw, language)


def _why(raw: bytes) -> str:
    """Why words are not looked for in a picture; empty where they are."""
    width, height = size(raw)
    if 0 < min(width, height) < SMALL:
        return "too small to have words in it"
    if width * height > POINTS:
        return f"it states {width} x {height} points, which is more than is opened"
    return ""


def held(raw: bytes) -> Iterator[bytes]:
    """The pictures in something attached: itself, or those of an office program's document. Never raises."""
    if raw[:4] != b"PK\x03\x04":
        if form(raw[:64]):
            yield raw
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for info in archive.infolist():
                if "/media/" in info.filename and info.file_size <= ocr.TOGETHER_BYTES:
                    yield archive.read(info)
    except BROKEN:
        return


def ahead(given: Iterable[bytes], language: str) -> None:
    """Make out the words of several pictures in fewer calls than one each; `seen` then knows them."""
    if not ocr.missing(language):
        ocr.ahead((raw for raw in given if _is_small(raw)), language)


def _is_small(raw: bytes) -> bool:
    width, height = size(raw)
    return form(raw[:64]) in _TOGETHER and 0 < width * height <= _LITTLE and not _why(raw)


def together(found: Sequence[Member], language: str) -> tuple[ocr.Read, str]:
    """The words in all pictures of a document, and in words how many were not read and why."""
    ahead((one.content for one in found), language)
    read = [seen(one.content, language) for one in found]
    doubts = Counter(one.doubt for one in read if one.doubt)
    why = "; ".join(f"{count} of {len(found)} pictures: {doubt}" for doubt, count in doubts.most_common(3))
    return ocr.together(read), why


def words(raw: bytes) -> list[str]:
    """The words beside a picture (PNG text, EXIF, XMP, comments), each once."""
    kind = form(raw[:64])
    told = _png(raw) if kind == "png" else _jpeg(raw) if kind == "jpeg" else _other(raw)
    return list(dict.fromkeys(told))


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
    for kind, body in _segments(raw):
        if kind == 0xFE:
            yield decode(body).text
        elif 0xE1 <= kind <= 0xEF:
            yield from _runs(body)


def _segments(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF and raw[at + 1] not in (0xD9, 0xDA):
        kind, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        yield kind, raw[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)


def _other(raw: bytes) -> Iterator[str]:
    yield from (run for run in _runs(raw[:_WORDS]) if "@" in run or " " in run)


def _runs(raw: bytes) -> Iterator[str]:
    """Runs of text in one and in two bytes a sign."""
    yield from (decode(one.group()).text for one in _RUNS.finditer(raw))
    if b"\0" in raw:
        yield from (decode(one.group()).text for one in _RUNS.finditer(raw[::2] + b"\0" + raw[1::2]))
