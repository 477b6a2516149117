"""Mail kept in mbox files: one record a message, one child an attachment.

The cut is our own: a line beginning `From ` starts a message only where the next line is a header
and the line looks like an envelope. (Readers that split at any such line break messages whose text
has one, and readers that expect the first byte to be `F` lose the first message behind a byte
order mark.)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece, Said
from dsar.plugins import Extractor
from dsar.reading import mail, mail_said
from dsar.reading.cuts import Buffer, Cut, Stretch, passed, passed_over
from dsar.reading.visible import texts_of

_BOM = b"\xef\xbb\xbf"
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>?From ")
_CLOCK = re.compile(rb"\d{1,2}:\d{2}")
_WEAK = re.compile(rb"From \S+[ \t]*\r?\n?$")
_ESCAPED = re.compile(rb"(?m)^>(>*From )")


class MboxMessages(Cut):
    """Pieces are messages, each from its `From ` line up to the next."""

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """A byte order mark, what stands before the first message, and the messages."""
        size, at = len(content), 0
        if content[:3] == _BOM:
            yield Stretch(0, 3, "structure", "byte order mark")
            at = 3
        starts = list(_starts(content, at))
        first = starts[0] if starts else size
        if first > at:
            before = content[at:first]
            if not before.strip():
                yield Stretch(at, first - at, "structure", "blank lines")
            else:
                yield Stretch(at, first - at, "piece", "before the first message")
        for start, end in pairwise([*starts, size]):
            yield Stretch(start, end - start)

    def jump(self, content: Buffer, places: Sequence[int]) -> Iterator[Stretch]:
        """The messages around places, found between the starts of all."""
        at = 3 if content[:3] == _BOM else 0
        starts = list(_starts(content, at))
        if not starts or (places[:1] and places[0] < starts[0]):
            yield from passed_over(self.stretches(content), places)
            return
        done, passed_by, size = 0, 0, len(content)
        before = int(bool(content[at : starts[0]].strip()))
        for n in dict.fromkeys(bisect_right(starts, place) - 1 for place in places):
            end = starts[n + 1] if n + 1 < len(starts) else size
            yield from passed(done, starts[n], before + n - passed_by)
            yield Stretch(starts[n], end - starts[n])
            done, passed_by, before = end, n + 1, 0
        yield from passed(done, size, before + len(starts) - passed_by)


def _starts(content: Buffer, at: int) -> Iterator[int]:
    if content[at : at + 5] == b"From " and _is_separator(content, at):
        yield at
    here = content.find(b"\nFrom ", at)
    while here >= 0:
        if _is_separator(content, here + 1):
            yield here + 1
        here = content.find(b"\nFrom ", here + 1)


def _is_separator(content: Buffer, start: int) -> bool:
    """Whether the line at `start` is an envelope line and a header follows it."""
    end = content.find(b"\n", start)
    if end < 0:
        return False
    following = bytes(content[end + 1 : end + 200])
    if not _HEADER.match(following):
        return False
    line = bytes(content[start : min(end + 1, start + 1000)])
    if line.startswith(b"From -") or _CLOCK.search(line):
        return True
    before = bytes(content[max(0, start - 4) : start])
    blank = start == 0 or before.endswith((b"\n\n", b"\n\r\n", _BOM))
    return blank and _WEAK.match(line) is not None


class Mbox(Extractor):
    """Reads mbox files of any dialect."""

    kind = "mail"
    suffixes = (".mbox", ".mbx")
    families = ("json", "html", "mail")
    cut = MboxMessages()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the content begins with an envelope line and a header."""
        start = 3 if head[:3] == _BOM else 0
        start += len(head[start:]) - len(head[start:].lstrip(b"\r\n"))
        if head[start : start + 5] == b"From " and _is_separator(head, start):
            return 3
        return super().recognises(head, name)

    def visible(self, raw: bytes) -> list[str] | None:
        """The texts of a message that has no attachment and nothing unusual."""
        return texts_of(raw)

    def said(self, piece: Piece) -> Said | None:
        """The texts of an ordinary message, and its attachments."""
        raw = piece.raw.partition(b"\n")[2] if piece.raw.startswith(b"From ") else piece.raw
        return mail_said.said(piece, raw)

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One message; lines that were escaped as `>From ` are restored."""
        raw, envelope = piece.raw, b""
        if b"\n" not in raw and b"\r" in raw:  # line ends of old Macintoshes: one message, all its text
            raw = raw.replace(b"\r", b"\n")
            yield Gap(
                piece.part.source.name,
                piece.locator("line ends"),
                "malformed",
                "lines end as on old Macintoshes",
            )
        if raw.startswith(b"From "):
            envelope, _, raw = raw.partition(b"\n")
        raw = _ESCAPED.sub(rb"\1", raw)
        fallback = envelope.decode("ascii", "replace").split(" ", 2)[-1].strip() if envelope else ""
        yield from mail.read_message(piece, raw, fallback_date=fallback)
