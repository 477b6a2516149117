"""A picture made anew from its points alone: no place, no camera, no name, no thumbnail goes along.

Cameras and programs write into pictures where and by whom they were made (EXIF, XMP, IPTC, ICC, comments,
earlier versions cut away). Nothing of it is copied: the points are decoded, turned as the camera held them,
and written as a new file whose every byte `is_bare` accounts for.
"""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsar.reading.pictures import POINTS, form

PAGES = 50
"""Pages of one picture (a scan in TIFF) that are made anew."""

QUALITY = 90
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_JFIF = b"JFIF\0\1\1\0\0\1\0\1\0\0"
_TABLES = frozenset((0xC0, 0xC2, 0xC4, 0xDB, 0xDD))
_BYTES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class NotClean(Exception):
    """A picture that cannot be made anew; the message says why and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Clean:
    """One page of a picture, made anew: its bytes, and the ending of its name (`png`, `jpg`)."""

    content: bytes = field(repr=False)
    ending: str


def clean(raw: bytes) -> tuple[Clean, ...]:
    """The pages of a picture made anew, photographs as JPEG and all else as PNG; the same bytes each time.

    Raises `NotClean` for what is no picture that is known here, is damaged, or is too large.
    """
    from PIL import Image, ImageOps

    kind = form(raw[:64])
    if kind not in ("png", "jpeg", "gif", "tiff", "webp", "bmp"):
        raise NotClean("a form of picture that cannot be made anew here" if kind else "no picture")
    pages: list[Clean] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(io.BytesIO(raw), formats=[kind.upper()]) as opened:
                count = getattr(opened, "n_frames", 1) if kind == "tiff" else 1
                if count > PAGES or opened.width * opened.height > POINTS:
                    raise NotClean("larger than is made anew")
                for n in range(count):
                    opened.seek(n)
                    pages.append(_written(ImageOps.exif_transpose(opened), photograph=kind == "jpeg"))
    except NotClean:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise NotClean("larger than is made anew") from None
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, AttributeError, EOFError,
            ZeroDivisionError, OverflowError, NotImplementedError, RuntimeError, zlib.error):  # fmt: skip
        raise NotClean("damaged, or written in a way that is not known here") from None
    if not pages or not all(is_bare(one.content) for one in pages):
        raise NotClean("it could not be made anew without anything beside it")
    return tuple(pages)


def _written(picture: object, *, photograph: bool) -> Clean:
    """The points alone, in a picture that never held anything else."""
    from PIL import Image

    assert isinstance(picture, Image.Image)
    sees_through = "A" in picture.getbands() or "transparency" in picture.info
    mode = "L" if picture.mode in ("1", "L") else "RGBA" if sees_through and not photograph else "RGB"
    points = picture.convert(mode)
    bare = Image.frombytes(mode, points.size, points.tobytes())
    out = io.BytesIO()
    if photograph:
        bare.save(out, "JPEG", quality=QUALITY)
        return Clean(out.getvalue(), "jpg")
    bare.save(out, "PNG")
    return Clean(out.getvalue(), "png")


def is_bare(raw: bytes) -> bool:
    """Whether a file is a PNG or JPEG with nothing in it but its points: no text, no profile, no rest."""
    if raw.startswith(_PNG):
        return _bare_png(raw)
    return raw.startswith(b"\xff\xd8") and _bare_jpeg(raw)


def _bare_png(raw: bytes) -> bool:
    packed, head = bytearray(), b""
    at, last = len(_PNG), b""
    while at + 12 <= len(raw) and last != b"IEND":
        length, last = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        body = raw[at + 8 : at + 8 + length]
        whole = int.from_bytes(raw[at + 8 + length : at + 12 + length], "big") == zlib.crc32(last + body)
        if last not in _CHUNKS or not whole or (last == b"IEND" and body):
            return False
        head = body if last == b"IHDR" else head
        packed += body if last == b"IDAT" else b""
        at += 12 + length
    return at == len(raw) and last == b"IEND" and len(head) == 13 and _is_whole(bytes(packed), head)


def _is_whole(packed: bytes, head: bytes) -> bool:
    """Whether the packed points are as many as the head says, and nothing stands behind them."""
    width, height = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    depth, colour, laced = head[8], head[9], head[12]
    if colour not in _BYTES or depth != 8 or laced or not 0 < width * height <= POINTS:
        return False
    size = (width * _BYTES[colour] + 1) * height
    undo = zlib.decompressobj()
    try:
        points = len(undo.decompress(packed, size + 1))
    except zlib.error:
        return False
    return points == size and undo.eof and not undo.unused_data


def _bare_jpeg(raw: bytes) -> bool:
    at = 2
    for kind, body, end in _segments(raw):
        if kind == 0xE0 and body != _JFIF:
            return False
        if kind not in _TABLES and kind not in (0xE0, 0xDA):
            return False
        at = end
    return at > 2 and raw[at : at + 2] == b"\xff\xd9" and at + 2 == len(raw)


def _segments(raw: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Each segment: its kind, its body, and where it ends, with the points that follow a scan's head."""
    at = 2
    while raw[at : at + 1] == b"\xff" and at + 4 <= len(raw) and raw[at + 1] != 0xD9:
        kind, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        body = raw[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)
        if kind == 0xDA:
            at = raw.find(b"\xff", at)
            while at >= 0 and raw[at + 1 : at + 2] and (raw[at + 1] == 0 or 0xD0 <= raw[at + 1] <= 0xD7):
                at = raw.find(b"\xff", at + 2)
            at = len(raw) if at < 0 else at
        yield kind, body, at
