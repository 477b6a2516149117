"""A PDF opened into every text it holds: the only module that imports pypdf.

Beside what a reader shows (text, metadata, annotations) come all strings of all objects, and every
stream in the bytes, also those that no cross-reference names any more: an incremental update leaves
the old revision in the file.
"""

from __future__ import annotations

import base64
import io
import logging
import re
import zlib
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

from dsar.answer.opened import LARGEST, Opened, Unread
from dsar.reading.encoded import readable
from dsar.reading.forms import SURE, byte_texts

_STREAM = re.compile(rb"stream\r?\n")
_DAMAGE = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError,
    zlib.error, NotImplementedError, AssertionError, OverflowError,
)  # fmt: skip
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def pdf_texts(raw: bytes) -> Iterator[Opened | Unread]:
    """Text by page, metadata, the strings of all objects, and every stream; `Unread` for what fails."""
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            yield Unread("", "an encrypted PDF")
            return
        yield from _metadata(reader)
        for number, page in enumerate(reader.pages, start=1):
            yield Opened(f"page {number}", "PDF text", page.extract_text())
        yield Opened("objects", "PDF objects", "\n".join(_strings(reader)))
    except _DAMAGE:
        yield Unread("", "a PDF that cannot be read throughout")
    yield from _streams(raw)


def _metadata(reader: PdfReader) -> Iterator[Opened]:
    info: DictionaryObject = reader.metadata or DictionaryObject()
    told = [f"{key}: {value.get_object()}" for key, value in info.items()]
    yield Opened("information", "PDF metadata", "\n".join(told))
    root = reader.trailer["/Root"].get_object()
    xmp = root.get("/Metadata") if isinstance(root, DictionaryObject) else None
    if xmp is not None:
        content = xmp.get_object().get_data()
        yield from (Opened("XMP", "PDF metadata", read.text) for read in byte_texts(content))


def _strings(reader: PdfReader) -> Iterator[str]:
    """Every string and name in every object that the cross-reference tables know."""
    known = {(number, generation) for generation, table in reader.xref.items() for number in table}
    known |= {(number, 0) for number in reader.xref_objStm}
    stack: list[object] = [reader.trailer]
    stack += [IndirectObject(*place, reader).get_object() for place in sorted(known)]
    while stack:
        one = stack.pop()
        if isinstance(one, DictionaryObject):
            yield from (str(key) for key in one)
            stack.extend(one.values())
            if isinstance(one, StreamObject) and not _common(one):
                yield from (read.text for read in byte_texts(one.get_data()))
        elif isinstance(one, ArrayObject):
            stack.extend(one)
        elif isinstance(one, TextStringObject):
            yield str(one)
        elif isinstance(one, ByteStringObject):
            yield from (read.text for read in byte_texts(bytes(one)))
        elif isinstance(one, str):
            yield one


def _common(stream: StreamObject) -> bool:
    """Whether `_streams` undoes all filters of a stream, from its bytes."""
    filters = stream.get("/Filter", [])
    named = filters if isinstance(filters, ArrayObject) else [filters] if filters else []
    return all(one in ("/FlateDecode", "/ASCII85Decode", "/DCTDecode", "/JPXDecode") for one in named)


def _streams(raw: bytes) -> Iterator[Opened | Unread]:
    """Every stream in the bytes, decoded where it is deflated, in order of place."""
    total = 0
    for number, found in enumerate(_STREAM.finditer(raw), start=1):
        end = raw.find(b"endstream", found.end())
        content = _decoded(raw[found.end() : end if end >= 0 else len(raw)])
        total += len(content)
        if total > LARGEST:
            yield Unread("", "a PDF that opens to more than may be opened")
            return
        for read in byte_texts(content, "PDF objects", least=SURE):
            yield Opened(f"stream {number}", "PDF objects", read.text, read.sure and readable(read.text))


def _decoded(content: bytes) -> bytes:
    """A stream with ASCII85 and deflate undone, as far as they are there."""
    body = content.strip()
    if body.endswith(b"~>"):
        try:
            content = base64.a85decode(body[:-2])
        except ValueError:
            return content
    try:
        return zlib.decompressobj().decompress(content, LARGEST)
    except zlib.error:
        return content
