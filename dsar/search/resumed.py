"""What was read of a large file when a build was stopped: it goes on behind that.

Spans hold keyed digests and places, as the index does, and lie in its folder until their file is in it. They
count only for the same file under the same key, and only if they are whole.
"""

from __future__ import annotations

import hmac
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dsar.case.files import private_opener, put_in_place
from dsar.search.packing import Listed
from dsar.search.postings import Blocks, Postings

ENDING = "span"


@dataclass(frozen=True, slots=True)
class Kept:
    """Some blocks of a file that follow one another up to `end`; they are numbered from the file's first."""

    end: int
    blocks: Blocks
    postings: Postings
    words: Listed = field(default_factory=Listed)
    again: tuple[tuple[int, int], ...] = field(default=())


class Resumed:
    """The spans of one file in the folder of an index; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, identity: str, key: bytes) -> None:
        self._folder, self._identity, self._key = folder, identity, key
        self._count = 0

    def spans(self) -> Iterator[Kept]:
        """What an earlier build had read, in order."""
        while self._folder is not None:
            span = self._read(self._path(self._folder))
            if span is None:
                return
            self._count += 1
            yield span

    def keep(self, span: Kept) -> None:
        """Write down one more span: from here on it survives a kill. Raises `OSError`."""
        if self._folder is None:
            return
        path = self._path(self._folder)
        words = span.words
        numbers = (
            *_columns(span.blocks),
            *_columns(span.postings),
            words.words,
            words.bounds,
            words.everywhere,
        )
        said = json.dumps(
            [
                span.end,
                span.again,
                [_text(one) for one in numbers],
                [_text(one) for one in span.blocks.bounds],
                _text(words.stands),
            ]
        ).encode()
        unfinished = path.with_name(path.name + ".part")
        with open(unfinished, "wb", opener=private_opener) as out:
            out.write(self._seal(said) + said)
        put_in_place(unfinished, path)
        self._count += 1

    def _read(self, path: Path) -> Kept | None:
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        seal, said = raw[:32], raw[32:]
        if not hmac.compare_digest(seal, self._seal(said)):
            return None
        end, again, numbers, bounds, stands = json.loads(said)
        columns = [_column(one) for one in numbers]
        blocks = Blocks(columns[0], columns[1], columns[2], [b64decode(one) for one in bounds])
        places = tuple((start, length) for start, length in again)
        words = Listed(columns[5], columns[6], b64decode(stands), columns[7])
        return Kept(end, blocks, Postings(*columns[3:5]), words, places)

    def _path(self, folder: Path) -> Path:
        return folder / f"{self._identity}-{self._count:06}.{ENDING}"

    def _seal(self, said: bytes) -> bytes:
        return hmac.digest(self._key, f"{self._identity}-{self._count}".encode() + said, "sha256")


def _columns(rows: Blocks | Postings) -> tuple[array[int], ...]:
    if isinstance(rows, Blocks):
        return rows.offsets, rows.lengths, rows.pieces
    return rows.digests, rows.blocks


def _text(column: array[int] | bytes) -> str:
    return b64encode(column if isinstance(column, bytes) else column.tobytes()).decode()


def _column(text: str) -> array[int]:
    out = array("q")
    out.frombytes(b64decode(text))
    return out
