"""Archives and compressed files unpacked within limits: what is over a limit is told, not read.

Nothing is written under a name, so that a member's name can lead nowhere: what is large, and what 7z and RAR
hold, lies in files without one, which are gone when they were read. Sizes are counted while unpacking: what
an archive says of itself is not believed.
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
from dataclasses import replace
from typing import IO

from dsar.reading import gathered, programs
from dsar.reading.gathered import Member, gather

TOTAL = 2**30
"""Bytes of all members that are read however small an archive is; else `gathered.GROWTH` times its size."""

COUNT = 100_000
"""Members of one archive above which the rest is not read."""

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


def members(packed: IO[bytes]) -> Iterator[Member]:
    """Every file in an archive in its order; raises one of `BROKEN` or `NotHere` before or between."""
    size = packed.seek(0, io.SEEK_END)
    packed.seek(0)
    kind = form(packed.read(1024))
    packed.seek(0)
    if kind == "zip":
        yield from _zip(packed, size)
    elif kind == "tar":
        yield from _tar(packed)
    elif kind in ("gz", "bz2", "xz", "zst"):
        yield _single(packed, size, kind)
    elif unpacker():
        yield from _by_bsdtar(packed, size)
    else:
        yield Member("", reason="unsupported", detail=f"{kind}: where bsdtar is installed, it is opened")


def _most(size: int) -> int:
    """Bytes of all members of an archive of some size above which the rest is not read."""
    return max(TOTAL, gathered.GROWTH * size)


def unpacker() -> str:
    """The program that opens 7z and RAR, where it is installed; empty where not.

    It is libarchive's `bsdtar`; macOS and Windows have it as `tar`.
    """
    names = ("bsdtar", *(("tar",) if sys.platform in ("darwin", "win32") else ()))
    return next((name for name in names if programs.installed(name)), "")


def _by_bsdtar(packed: IO[bytes], size: int) -> Iterator[Member]:
    """What bsdtar makes of an archive: the same members as a tar, which is read here."""
    most = _most(size) + gathered.SMALL
    tail, is_rar = _end_of(packed, size), packed.read(4) == b"Rar!"
    packed.seek(0)
    with programs.written([unpacker(), "-cf", "-", "--format=pax", "@-"], packed, most) as (file, told):
        said, any_member = told.lower(), False
        secret = _AES in tail or any(word in said for word in ("passphrase", "encrypted", "password"))
        for member in _tar(file, whole=not told):
            any_member = True
            yield member
        if file.seek(0, io.SEEK_END) >= most:
            yield Member("", reason="too-large", detail="the rest of the archive")
        elif told and secret:
            yield Member("", reason="encrypted", detail="an archive with a password")
        elif told or not any_member:
            yield Member("", reason="malformed", detail="the archive, or the rest of it")
        elif is_rar and not _is_ended(tail):
            yield Member("", reason="truncated", detail="an archive without its end")


def _end_of(packed: IO[bytes], size: int) -> bytes:
    """The last bytes of an archive, which is at its beginning again afterwards."""
    packed.seek(max(0, size - 4096))
    tail = packed.read()
    packed.seek(0)
    return tail


def _is_ended(tail: bytes) -> bool:
    """Whether a RAR archive's last block is there: without it bsdtar is silent about what was cut off."""
    if b"\xc4\x3d\x7b\x00" in tail:
        return True
    starts = (one.start() for one in re.finditer(rb"\x03\x05", tail))
    return any(
        zlib.crc32(tail[at : at + 4]).to_bytes(4, "little") == tail[at - 4 : at] for at in starts if at > 3
    )


def _zip(packed: IO[bytes], size: int) -> Iterator[Member]:
    total = 0
    with zipfile.ZipFile(packed) as archive:
        infos = archive.infolist()
        listed = {info.header_offset for info in infos}
        for n, info in enumerate(infos):
            if n >= COUNT or total > _most(size):
                yield Member("", reason="too-large", detail=f"{len(infos) - n} more members")
                return
            if info.is_dir():
                continue
            if info.flag_bits & 1:
                yield Member(info.filename, reason="encrypted")
                continue
            try:
                with archive.open(info) as file:
                    member = gather(info.filename, _read(file), info.compress_size)
            except BROKEN:
                member = Member(info.filename, reason="malformed")
            total += len(member.content)
            yield member
    packed.seek(0)
    # Where it begins with a member that its index does not list, another archive stands before it.
    if packed.read(4) == b"PK\x03\x04" and 0 not in listed:
        yield Member("", reason="malformed", detail="members that its index does not list")


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
            if count > COUNT or total > _most(size):
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
                    gather(info.name, _read(file), info.size)
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


def _single(packed: IO[bytes], size: int, kind: str) -> Member:
    """A compressed file; one that ends too soon gives what there is, and says so."""
    reason = ""

    def chunks() -> Iterator[bytes]:
        nonlocal reason
        given = False
        try:
            for chunk in _chunks(packed, kind):
                given = True
                yield chunk
        except EOFError:
            reason = "truncated"
        except BROKEN:
            reason = "truncated" if given else "malformed"

    member = gather("", chunks(), size)
    if reason and kind == "gz":
        packed.seek(0)
        member = gather("", _salvaged(packed), size)
    return replace(member, reason=member.reason or reason)


def _chunks(packed: IO[bytes], kind: str) -> Iterator[bytes]:
    if kind == "zst":
        yield from _zstd(packed)
        return
    if kind == "gz":
        file: gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile = gzip.GzipFile(fileobj=packed)
    else:
        file = bz2.BZ2File(packed) if kind == "bz2" else lzma.LZMAFile(packed)  # noqa: SIM115
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _zstd(packed: IO[bytes]) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError:
        raise NotHere from None
    undo = zstandard.ZstdDecompressor(max_window_size=2**27)
    try:
        with undo.stream_reader(packed, read_across_frames=True, closefd=False) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except zstandard.ZstdError:
        raise EOFError from None


def _salvaged(packed: IO[bytes]) -> Iterator[bytes]:
    """What a gzip stream that breaks off gives up to there."""
    undo = zlib.decompressobj(wbits=31)
    while chunk := packed.read(4096):
        try:
            while chunk:
                yield undo.decompress(chunk, _CHUNK)
                chunk = undo.unconsumed_tail
        except (zlib.error, ValueError):
            return


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
