"""Every written file opened again into texts that can be searched, or named as not opened.

Fails closed: what cannot be opened as text, archive or PDF is an `Unread`, which counts as a hit, and so
is a picture in which there is a single byte beside its points.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dsar.reading.clean import is_bare
from dsar.reading.forms import DEPTH, byte_texts

LARGEST = 1 << 30
"""The most that one archive may open to, in bytes."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Opened:
    """A text that stands in a file: the place, the form it was in, and whether it is surely text."""

    where: str
    form: str
    text: str = field(repr=False)
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or part of one, that could not be opened."""

    where: str
    reason: str


def files_of(target: Path) -> Iterator[tuple[str, Path]]:
    """Every file at or below `target` with its name relative to it, in the order of names.

    Symbolic links and what is neither file nor folder are given too: they are the caller's to refuse.
    """
    if not target.is_dir():
        yield target.name, target
        return
    for path in sorted(target.rglob("*"), key=lambda one: one.relative_to(target).as_posix()):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(target).as_posix(), path


def name_text(name: str) -> str:
    """A file's name as text: whole, and without its ending, which would lengthen an address."""
    return f"{name}\n{name.rpartition('.')[0]}"


def open_file(path: Path) -> Iterator[Opened | Unread]:
    """The texts of a file; never raises for what it holds."""
    if path.is_symlink() or not path.is_file():
        yield Unread("", "not a regular file")
        return
    try:
        raw = path.read_bytes()
    except OSError:
        yield Unread("", "cannot be read")
        return
    yield from open_bytes(raw, path.name)


def open_bytes(raw: bytes, name: str, depth: int = 0) -> Iterator[Opened | Unread]:
    """The texts of a file's bytes: those of its format, and those of the bytes as they stand."""
    suffix = name.lower().rpartition(".")[2]
    if b"%PDF-" in raw[:1024]:
        from dsar.answer.opened_pdf import pdf_texts  # pypdf is loaded only where there is a PDF

        yield from pdf_texts(raw)
        known = True
    elif raw.startswith(_ZIP):
        yield from _zip_texts(raw, depth)
        known = True
        raw = _outside_members(raw)
    elif is_bare(raw):
        return  # points alone: a person looked at what they show
    else:
        known = False
        if suffix in ("pdf", "zip", "xlsx"):
            yield Unread("", f"not the {suffix.upper()} that its name says")
    yield from _raw_texts(raw, known)


def _raw_texts(raw: bytes, known: bool) -> Iterator[Opened | Unread]:
    sure = False
    form = "zip member" if raw.startswith(_ZIP) else "PDF objects" if known else "plain"
    try:
        for read in byte_texts(raw, form):
            sure = sure or read.sure
            yield Opened("", read.form, read.text, read.sure and not known)
    except OverflowError as error:
        yield Unread("", str(error))
    if not sure and not known:
        yield Unread("", "not text, archive, PDF or a picture without anything beside it")


def _zip_texts(raw: bytes, depth: int) -> Iterator[Opened | Unread]:
    if depth >= DEPTH:
        yield Unread("", "archives too deep in one another")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield Opened("comment", "zip member", _decoded(archive.comment))
            members = archive.infolist()
            if sum(member.file_size for member in members) > LARGEST:
                yield Unread("", "opens to more than may be opened")
                return
            for member in members:
                yield from _member_texts(archive, member, depth)
    except _DAMAGE:
        yield Unread("", "a damaged archive")


def _member_texts(archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> Iterator[Opened | Unread]:
    number = archive.infolist().index(member) + 1
    yield Opened(f"name of member {number}", "zip member", name_text(member.filename))
    yield Opened(f"comment of member {number}", "zip member", _decoded(member.comment + b"\n" + member.extra))
    try:
        content = archive.read(member)
    except _DAMAGE:
        yield Unread(f"member {number}", "an archive's member that cannot be opened")
        return
    for inner in open_bytes(content, member.filename, depth + 1) if not member.is_dir() else ():
        where = f"member {number}" + (f", {inner.where}" if inner.where else "")
        if isinstance(inner, Unread):
            yield Unread(where, inner.reason)
        else:
            yield Opened(where, "zip member" if inner.form == "plain" else inner.form, inner.text, inner.sure)


def _outside_members(raw: bytes) -> bytes:
    """An archive's bytes without those that are one of its members, which is searched by itself.

    Only what decodes to the last byte is left out: bytes behind the end of a stream stay.
    """
    kept: list[bytes] = []
    at = 0
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for member in sorted(archive.infolist(), key=lambda one: one.header_offset):
                head = member.header_offset
                start = head + 30 + sum(struct.unpack("<HH", raw[head + 26 : head + 30]))
                stop = start + member.compress_size
                if start >= at and _is_whole(member, raw[start:stop]):
                    kept.append(raw[at:start])
                    at = stop
    except (*_DAMAGE, struct.error):
        return raw
    return b"\n".join((*kept, raw[at:]))


def _is_whole(member: zipfile.ZipInfo, packed: bytes) -> bool:
    """Whether these bytes are exactly what a member was packed into."""
    if member.compress_type == zipfile.ZIP_STORED:
        return len(packed) == member.file_size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return False
    stream = zlib.decompressobj(-15)
    try:
        size = len(stream.decompress(packed, member.file_size + 1))
    except zlib.error:
        return False
    return stream.eof and not stream.unused_data and size == member.file_size


def _decoded(raw: bytes) -> str:
    return next(byte_texts(raw)).text if raw else ""
