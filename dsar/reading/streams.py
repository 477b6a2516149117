"""Compressed files as streams: what they unpack to, a little at a time."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from typing import IO

from dsar.reading.spool import NoRoom, Spool

_CHUNK = 1 << 20


class NotHere(Exception):
    """The library that unpacks this is not installed."""


def chunks(packed: IO[bytes], kind: str) -> Iterator[bytes]:
    """What a `gz`, `bz2`, `xz` or `zst` file unpacks to. Raises what its library raises, or `NotHere`."""
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


def salvaged(packed: IO[bytes], most: int) -> Spool:
    """What a gzip stream that breaks off gives up to there."""
    out, undo = Spool(), zlib.decompressobj(wbits=31)
    packed.seek(0)
    while (chunk := packed.read(4096)) and out.size < most:
        try:
            out.add(undo.decompress(chunk, _CHUNK))
            while undo.unconsumed_tail and out.size < most:
                out.add(undo.decompress(undo.unconsumed_tail, _CHUNK))
        except (zlib.error, ValueError, NoRoom):
            break
    return out
