"""WhatsApp's exported chats: one record a message, its moment read as the phone's locale writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from dsar.model.identifiers import try_identifier
from dsar.model.records import Gap, Party, Record, Value, When
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Cut, Stretch, wide
from dsar.reading.dates import when
from dsar.reading.text import decode

_DATE = r"(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{2,4})"
_CLOCK = (
    r"(?P<clock>\d{1,2}[:.]\d\d(?:[:.]\d\d)?)"
    r"(?:[\s\u202f\u00a0]*(?P<half>[AaPp]\.?[\s\u202f\u00a0]*[Mm]\.?))?"
)
_LINE = re.compile(
    rf"[\u200e\u200f\ufeff]*\[?{_DATE},?[\s\u202f\u00a0]+{_CLOCK}(?:\]| -)[\s\u200e]+(?P<rest>.*)", re.DOTALL
)
_START = re.compile(
    rb"(?:\xe2\x80[\x8e\x8f]|\xef\xbb\xbf)*\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? ?\S*?\d{1,2}[:.]\d\d"
)
_SAID = re.compile(r"(?P<name>[^:\n]{1,80}):(?: |(?=\S)|\Z)(?P<text>.*)", re.DOTALL)
_HEAD = 65_536


class ChatLines(Cut):
    """Pieces are messages: a line that begins with a date, and those below it that do not.

    The beginning of the file explains them all: only many dates together say which number is the day.
    """

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Messages, and what stands above the first."""
        size, at, begun = len(content), 0, 0
        head = (0, min(size, _HEAD))
        if wide(content):
            yield Stretch(0, size)
            return
        while at < size:
            if at > begun and _START.match(bytes(content[at : at + 60])):
                yield _stretch(content, begun, at, head)
                begun = at
            at = content.find(b"\n", at) + 1 or size
        if size > begun:
            yield _stretch(content, begun, size, head)


def _stretch(content: Buffer, start: int, end: int, head: tuple[int, int]) -> Stretch:
    blank = not content[start:end].strip()
    return Stretch(start, end - start, "structure" if blank else "piece", "blank line" if blank else "", head)


class WhatsApp(Extractor):
    """Reads one message a piece. Files that a message names stand beside the chat, as files."""

    kind = "chat"
    suffixes = ()
    settings = ("timezone", "month_first")
    cut = ChatLines()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the first lines begin with a date, a time and a dash or bracket."""
        lines = [line for line in head[:4096].split(b"\n") if line.strip()]
        return 3 if lines and _LINE.match(decode(lines[0]).text) else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One message; a line without a sender is the app's own."""
        source, text = piece.part.source, decode(piece.raw).text.rstrip("\r\n")
        found = _LINE.fullmatch(text)
        if not found:
            yield Record.of(source.name, self.kind, piece.locator(), {"text": text})
            return
        said = _SAID.fullmatch(found["rest"])
        name = said["name"].strip("\u200e\u200f \u202a\u202c") if said else ""
        fields: dict[str, Value] = {
            "sender": name,
            "date": text[: found.start("rest")].strip("\u200e\ufeff[] -"),
            "text": (said["text"] if said else found["rest"]).strip("\u200e"),
        }
        phone = try_identifier("phone", name) if name.startswith("+") else None
        party = Party("author", "sender", "" if phone else name, (phone,) if phone else ())
        yield Record.of(
            source.name, self.kind, piece.locator(), dict(fields), when=self._moment(piece, found),
            parties=(party,) if name else (), provenance="provided",
        )  # fmt: skip

    def _moment(self, piece: Piece, found: re.Match[str]) -> When:
        written = f"{found['a']}/{found['b']}/{found['c']} {found['clock']} {found['half'] or ''}".strip()
        order, sure = _order(decode(piece.head).text, bool(self.options.get("month_first")))
        a, b, c = found["a"], found["b"], found["c"]
        if len(a) == 4:
            year, month, day = a, b, c
        else:
            (day, month), year = ((b, a) if order == "month" else (a, b)), c if len(c) == 4 else f"20{c}"
        clock = found["clock"].replace(".", ":")
        hour, _, rest = clock.partition(":")
        if found["half"]:
            hour = str(int(hour) % 12 + (12 if found["half"][0] in "pP" else 0))
        iso = f"{int(year):04}-{int(month):02}-{int(day):02} {int(hour):02}:{rest}"
        try:
            datetime.fromisoformat(iso)
        except ValueError:
            return When(None, written, "guessed")
        moment = when(iso, piece.part.source.timezone)
        assumed = "configured" if sure and piece.part.source.timezone else "guessed"
        return When(moment.utc if moment else None, written, assumed)


def _order(head: str, month_first: bool) -> tuple[str, bool]:
    """Which number is the day, by one that no month has; the day where none tells."""
    pairs = [
        (int(one["a"]), int(one["b"]))
        for one in map(_LINE.match, head.split("\n"))
        if one and len(one["a"]) < 4
    ]
    if any(first > 12 for first, _ in pairs):
        return "day", True
    if any(second > 12 for _, second in pairs):
        return "month", True
    return "month" if month_first else "day", False
