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
from dsar.reading.cuts import Buffer, Cut, Span, Stretch, passed, passed_over
from dsar.reading.visible import texts_of

_BOM = b"\xef\xbb\xbf"
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>?From ")
_STRONG = re.compile(rb"\nFrom [^\n:]{1,900}+(?<=\d):\d{2}[^\n]*+\n(?:[!-9;-~]{1,99}[ \t]{0,9}:|>?From )")
"""Most envelopes, told in one go."""

_CLOCK = re.compile(rb"\d{1,2}:\d{2}")
_WEAK = re.compile(rb"From \S+[ \t]*\r?\n?$")
_ESCAPED = re.compile(rb"(?m)^>(>*From )")


class MboxMessages(Cut):
    """Pieces are messages, each from its `From ` line up to the next."""

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """A byte order mark, what stands before the first message, and the messages."""
        size, at = len(content), 3 if content[:3] == _BOM else 0
        yield from _messages(content, at, size, list(_starts(content, at, size, None)))

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The messages around places, found between the starts of all."""
        done, size = (span.start, span.end) if span else (0, len(content))
        at = done or (3 if content[:3] == _BOM else 0)
        starts = list(_starts(content, at, size, span.marks if span else None))
        if not done and (not starts or (places[:1] and places[0] < starts[0])):
            yield from passed_over(_messages(content, at, size, starts), places)
            return
        passed_by, before = 0, int(bool(content[at : starts[0]].strip()))
        for n in dict.fromkeys(bisect_right(starts, place) - 1 for place in places):
            end = starts[n + 1] if n + 1 < len(starts) else size
            yield from passed(done, starts[n], before + n - passed_by)
            yield Stretch(starts[n], end - starts[n])
            done, passed_by, before = end, n + 1, 0
        yield from passed(done, size, before + len(starts) - passed_by)

    def marks(self, content: Buffer) -> tuple[bytes, ...]:
        """Lines that begin as envelopes do."""
        return (rb"\nFrom ",)

    def bound(self, content: Buffer, near: int) -> int:
        """The next message."""
        size = len(content)
        return next((at for at in _found(content, near, size) if _is_separator(content, at)), size)


def _messages(content: Buffer, at: int, size: int, starts: Sequence[int]) -> Iterator[Stretch]:
    if at:
        yield Stretch(0, at, "structure", "byte order mark")
    first = starts[0] if starts else size
    if first > at:
        before = content[at:first]
        if not before.strip():
            yield Stretch(at, first - at, "structure", "blank lines")
        else:
            yield Stretch(at, first - at, "piece", "before the first message")
    for start, end in pairwise([*starts, size]):
        yield Stretch(start, end - start)


def _starts(content: Buffer, at: int, end: int, marks: Sequence[int] | None) -> Iterator[int]:
    """Where messages begin from `at` on: of places near envelope lines those that are some."""
    if content[at : at + 5] == b"From " and _is_separator(content, at):
        yield at
    if marks is not None:
        yield from _marked(content, at, end, marks)
        return
    for here in _found(content, at, end):
        if at < here and _is_separator(content, here):
            yield here


def _found(content: Buffer, at: int, end: int) -> Iterator[int]:
    here = content.find(b"\nFrom ", at, end)
    while here >= 0:
        yield here + 1
        here = content.find(b"\nFrom ", here + 1, end)


def _marked(content: Buffer, at: int, end: int, marks: Sequence[int]) -> Iterator[int]:
    last, strong = at, _STRONG.match
    for mark in marks:
        # Most envelopes are told in one go by engines that give the last byte of a mark.
        if mark >= 5 and strong(content, mark - 5):
            here = mark - 4
        else:  # a mark lies anywhere in the six bytes, and engines do not heed capitals
            around = content[max(mark - 5, 0) : mark + 6]
            near = around.find(b"\nFrom ")
            here = max(mark - 5, 0) + near + 1
            if near < 0 or not _is_separator(content, here):
                continue
        if last < here < end:
            yield (last := here)


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


def _message(piece: Piece) -> bytes:
    return piece.raw.partition(b"\n")[2] if piece.raw.startswith(b"From ") else piece.raw


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
        return mail_said.said(piece, _message(piece))

    def pictures(self, piece: Piece) -> Iterator[bytes]:
        """Those attached to an ordinary message."""
        return mail_said.pictures_in(_message(piece))

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
