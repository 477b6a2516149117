"""Archives and compressed files unpacked within limits: what is over a limit is told, not read.

Nothing is written under a name, so that a member's name can lead nowhere: large members, and 7z and RAR as a
whole, pass through files that have none. Sizes are counted while unpacking: what an archive says of itself is
not believed.
"""

from __future__ import annotations

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
from dsar.reading.blocks import Buffer
from dsar.reading.spool import IN_MEMORY, NoRoom, Spool
from dsar.reading.streams import NotHere as NotHere
from dsar.reading.streams import chunks, salvaged

MEMBER = 16 * 2**30
"""Bytes of one member above which it is not read."""

TOTAL = 64 * 2**30
"""Bytes of all members of one archive above which the rest is not read."""

BY_PROGRAM = 2**30
"""The same where another program unpacks."""

COUNT = 100_000
"""Members of one archive above which the rest is not read."""

RATIO = 200
"""How many times its packed size a member over `SMALL` may unpack to."""

SMALL = IN_MEMORY
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError),
    *(KeyError, NotImplementedError, RuntimeError, IndexError, TypeError, AttributeError, OverflowError),
)
"""What reading a damaged archive raises."""

_CHUNK = 1 << 20
_AES = b"\x06\xf1\x07\x01"
"""How 7z names its encryption."""

_ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or a `reason` why it could not be read, told of its place alone."""

    name: str
    content: Buffer = field(default=b"", repr=False)
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


def members(packed: IO[bytes]) -> Iterator[Member]:
    """Every file in an archive in its order; raises one of `BROKEN` or `NotHere` before or between."""
    kind = form(packed.read(1024))
    packed.seek(0)
    if kind == "zip":
        yield from _zip(packed)
    elif kind == "tar":
        yield from _tar(packed)
    elif kind in ("gz", "bz2", "xz", "zst"):
        yield _single(packed, kind)
    elif unpacker():
        yield from _by_bsdtar(packed.read())
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
    command, most = [unpacker(), "-cf", "-", "--format=pax", "@-"], BY_PROGRAM + SMALL
    with programs.written(command, raw, most) as (file, told):
        said, any_member = told.lower(), False
        secret = _AES in raw[-4096:] or any(word in said for word in ("passphrase", "encrypted", "password"))
        for member in _tar(file, whole=not told):
            any_member = True
            yield member
        if file.seek(0, io.SEEK_END) >= most:
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


def _zip(packed: IO[bytes]) -> Iterator[Member]:
    total, first = 0, packed.read(4)
    with zipfile.ZipFile(packed) as archive:
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
    hidden = _unlisted(first, listed)
    if hidden:
        yield Member("", reason="malformed", detail=f"{hidden} members that its index does not list")


def _unlisted(first: bytes, listed: set[int]) -> int:
    """How many members begin outside of what the index lists, where the archive begins at its first."""
    if first != b"PK\x03\x04" or 0 in listed:
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


def _single(packed: IO[bytes], kind: str) -> Member:
    """A compressed file; one that ends too soon gives what there is, and says so."""
    out, reason = Spool(), ""
    size = packed.seek(0, io.SEEK_END)
    packed.seek(0)
    try:
        for chunk in chunks(packed, kind):
            out.add(chunk)
            if _over(out.size, size):
                return _refused("", out, _LIMIT)
    except NoRoom:
        return _refused("", out, _ROOM)
    except EOFError:
        reason = "truncated"
    except BROKEN:
        reason = "truncated" if out.size else "malformed"
    if reason and kind == "gz":
        out.drop()
        out = salvaged(packed, MEMBER)
    return Member("", out.done(), reason)


def _limited(name: str, file: IO[bytes], packed: int, most: int) -> Member:
    out = Spool()
    try:
        while chunk := file.read(_CHUNK):
            out.add(chunk)
            if out.size > most or _over(out.size, packed):
                return _refused(name, out, _LIMIT)
    except NoRoom:
        return _refused(name, out, _ROOM)
    except BROKEN:
        out.drop()
        raise
    return Member(name, out.done())


def _refused(name: str, out: Spool, why: str) -> Member:
    out.drop()
    return Member(name, reason="too-large", detail=why)


_LIMIT = "it unpacks to more than the limit"
_ROOM = "it unpacks to more than half of the room that is left for it"


def _over(size: int, packed: int) -> bool:
    return size > MEMBER or (size > SMALL and size > RATIO * max(packed, 1))
