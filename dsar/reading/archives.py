"""Archives and compressed files unpacked within limits: what is over a limit is told, not read.

Nothing is written under a name, so that a member's name can lead nowhere (7z and RAR pass through a file that
has none). Sizes are counted while
unpacking: what an archive says of itself is not believed.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from dsar.reading import programs

MEMBER = 256 * 2**20
"""Bytes of one member above which it is not read."""

TOTAL = 2**30
"""Bytes of all members of one archive above which the rest is not read."""

COUNT = 100_000
"""Members of one archive above which the rest is not read."""

RATIO = 200
"""How many times its packed size a member over `SMALL` may unpack to."""

SMALL = 32 * 2**20
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError),
    *(KeyError, NotImplementedError, RuntimeError, IndexError, TypeError, AttributeError, OverflowError),
)
"""What reading a damaged archive raises."""

_CHUNK = 1 << 20
_AES = b"\x06\xf1\x07\x01"
"""How 7z names its encryption."""

_ZSTD = b"\x28\xb5\x2f\xfd"


class NotHere(Exception):
    """The library that unpacks this is not installed."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or a `reason` why it could not be read, told of its place alone."""

    name: str
    content: bytes = field(default=b"", repr=False)
    reason: str = ""
    detail: str = ""


def form(head: bytes) -> str:
    """What packs some bytes: zip, tar, gz, bz2, xz, zst, 7z, rar; empty for none."""
    starts = (
        *(("zip", b"PK\x03\x04"), ("zip", b"PK\x05\x06"), ("zip", b"PK\x07\x08"), ("gz", b"\x1f\x8b\x08")),
        *(("xz", b"\xfd7zXZ\0"), ("zst", _ZSTD), ("7z", b"7z\xbc\xaf\x27\x1c"), ("rar", b"Rar!\x1a\x07")),
    )
    for name, start in starts:
        if head.startswith(start):
            return name
    if head[:3] == b"BZh" and head[3:4].isdigit() and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return "bz2"
    return "tar" if _is_tar(head) else ""


def _is_tar(head: bytes) -> bool:
    """By its mark, or by a first header whose sum is right."""
    if head[257:262] == b"ustar":
        return True
    if len(head) < 512 or not head[0]:
        return False
    try:
        stated = int(head[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def members(raw: bytes) -> Iterator[Member]:
    """Every file in an archive in its order; raises one of `BROKEN` or `NotHere` before or between."""
    kind = form(raw[:1024])
    if kind == "zip":
        yield from _zip(raw)
    elif kind == "tar":
        yield from _tar(io.BytesIO(raw))
    elif kind in ("gz", "bz2", "xz", "zst"):
        yield _single(raw, kind)
    elif unpacker():
        yield from _by_bsdtar(raw)
    else:
        yield Member("", reason="unsupported", detail=f"{kind}: where bsdtar is installed, it is opened")


def unpacker() -> str:
    """The program that opens 7z and RAR, where it is installed; empty where not.

    It is libarchive's `bsdtar`; macOS and Windows have it as `tar`.
    """
    names = ("bsdtar", *(("tar",) if sys.platform in ("darwin", "win32") else ()))
    return next((name for name in names if programs.installed(name)), "")


def _by_bsdtar(raw: bytes) -> Iterator[Member]:
    """What bsdtar makes of an archive: the same members as a tar, which is read here."""
    with programs.written([unpacker(), "-cf", "-", "--format=pax", "@-"], raw, TOTAL + SMALL) as (file, told):
        said, any_member = told.lower(), False
        secret = _AES in raw[-4096:] or any(word in said for word in ("passphrase", "encrypted", "password"))
        for member in _tar(file, whole=not told):
            any_member = True
            yield member
        if file.seek(0, io.SEEK_END) >= TOTAL + SMALL:
            yield Member("", reason="too-large", detail="the rest of the archive")
        elif told and secret:
            yield Member("", reason="encrypted", detail="an archive with a password")
        elif told or not any_member:
            yield Member("", reason="malformed", detail="the archive, or the rest of it")
        elif raw.startswith(b"Rar!") and not _is_ended(raw[-4096:]):
            yield Member("", reason="truncated", detail="an archive without its end")


def _is_ended(tail: bytes) -> bool:
    """Whether a RAR archive's last block is there: without it bsdtar is silent about what was cut off."""
    if b"\xc4\x3d\x7b\x00" in tail:
        return True
    starts = (one.start() for one in re.finditer(rb"\x03\x05", tail))
    return any(
        zlib.crc32(tail[at : at + 4]).to_bytes(4, "little") == tail[at - 4 : at] for at in starts if at > 3
    )


def _zip(raw: bytes) -> Iterator[Member]:
    total = 0
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        infos = archive.infolist()
        listed = {info.header_offset for info in infos}
        for n, info in enumerate(infos):
            if n >= COUNT or total > TOTAL:
                yield Member("", reason="too-large", detail=f"{len(infos) - n} more members")
                return
            if info.is_dir():
                continue
            if info.flag_bits & 1:
                yield Member(info.filename, reason="encrypted")
                continue
            try:
                with archive.open(info) as file:
                    member = _limited(info.filename, file, info.compress_size, MEMBER)
            except BROKEN:
                member = Member(info.filename, reason="malformed")
            total += len(member.content)
            yield member
    hidden = _unlisted(raw, listed)
    if hidden:
        yield Member("", reason="malformed", detail=f"{hidden} members that its index does not list")


def _unlisted(raw: bytes, listed: set[int]) -> int:
    """How many members begin outside of what the index lists, where the archive begins at its first."""
    if not raw.startswith(b"PK\x03\x04") or 0 in listed:
        return 0
    return 1


def _tar(packed: IO[bytes], *, whole: bool = True) -> Iterator[Member]:
    """The members of a tar; where it is known not to be `whole`, its end is not told once more."""
    total = 0
    size = packed.seek(0, io.SEEK_END)
    packed.seek(0)
    if not size and not whole:
        return
    with tarfile.open(fileobj=packed, mode="r:") as archive:
        count = 0
        while True:
            try:
                info = archive.next()
            except BROKEN:
                yield Member("", reason="malformed", detail="the rest of the archive")
                return
            if info is None:
                break
            count += 1
            if count > COUNT or total > TOTAL:
                yield Member("", reason="too-large", detail="the rest of the archive")
                return
            if info.isdir():
                continue
            if not info.isreg():
                yield Member(info.name, reason="not-a-file")
                continue
            try:
                file = archive.extractfile(info)
                member = (
                    _limited(info.name, file, info.size, MEMBER)
                    if file
                    else Member(info.name, reason="malformed")
                )
            except BROKEN:
                member = Member(info.name, reason="truncated")
            if not member.reason and len(member.content) < info.size:
                yield Member(info.name, reason="truncated")
            total += len(member.content)
            yield member
    if whole and size % 512:
        yield Member("", reason="truncated")


def _single(raw: bytes, kind: str) -> Member:
    """A compressed file; one that ends too soon gives what there is, and says so."""
    out, reason = bytearray(), ""
    try:
        for chunk in _chunks(raw, kind):
            out += chunk
            if _over(len(out), len(raw)):
                return Member("", reason="too-large", detail="it unpacks to more than the limit")
    except EOFError:
        reason = "truncated"
    except BROKEN:
        reason = "truncated" if out else "malformed"
    if reason and kind == "gz":
        out = bytearray(_salvaged(raw))
    return Member("", bytes(out), reason)


def _chunks(raw: bytes, kind: str) -> Iterator[bytes]:
    if kind == "zst":
        yield from _zstd(raw)
        return
    packed = io.BytesIO(raw)
    if kind == "gz":
        file: gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile = gzip.GzipFile(fileobj=packed)
    else:
        file = bz2.BZ2File(packed) if kind == "bz2" else lzma.LZMAFile(packed)  # noqa: SIM115
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _zstd(raw: bytes) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError:
        raise NotHere from None
    undo = zstandard.ZstdDecompressor(max_window_size=2**27)
    try:
        with undo.stream_reader(io.BytesIO(raw), read_across_frames=True) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except zstandard.ZstdError:
        raise EOFError from None


def _salvaged(raw: bytes) -> bytes:
    """What a gzip stream that breaks off gives up to there."""
    out = bytearray()
    undo = zlib.decompressobj(wbits=31)
    for at in range(0, len(raw), 4096):
        try:
            out += undo.decompress(raw[at : at + 4096], MEMBER - len(out))
        except (zlib.error, ValueError):
            break
        if len(out) >= MEMBER:
            break
    return bytes(out)


def _limited(name: str, file: IO[bytes], packed: int, most: int) -> Member:
    out = bytearray()
    while chunk := file.read(_CHUNK):
        out += chunk
        if len(out) > most or _over(len(out), packed):
            return Member(name, reason="too-large", detail="it unpacks to more than the limit")
    return Member(name, bytes(out))


def _over(size: int, packed: int) -> bool:
    return size > MEMBER or (size > SMALL and size > RATIO * max(packed, 1))
