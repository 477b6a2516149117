"""System logs: syslog in its spellings (RFC 3164, RFC 5424, rsyslog), sshd and Postfix in them.

A message of Postfix stands on many lines that share a queue id; whoever is named on one of them is
named on all (`links`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.records import Gap, Link, Party, Record, Value, When
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.blocks import BLOCK, forget, holds
from dsar.reading.cuts import Buffer, Cut, Span, Stretch, passed, passed_over, wide
from dsar.reading.dates import when
from dsar.reading.text import decode, looks_like_text

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_PRIORITY = r"(?:<(?P<priority>\d{1,3})>)?"
_OLD = rf"(?P<old>(?:{'|'.join(_MONTHS)}) [ \d]\d \d\d:\d\d:\d\d)"
_ISO = r"(?P<iso>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))"
_TAG = r"(?P<tag>[^\s:\[]{1,128})(?:\[(?P<pid>\d+)\])?:"
_HEAD = re.compile(rf"{_PRIORITY}(?:1 )?(?:{_OLD}|{_ISO}) (?P<host>\S+) ")
_LINE = re.compile(rf"{_PRIORITY}(?:{_OLD}|{_ISO}) (?P<host>\S+) (?:{_TAG} ?)?(?P<message>.*)", re.DOTALL)
_NEW = re.compile(
    rf"{_PRIORITY}1 {_ISO} (?P<host>\S+) (?P<tag>\S+) (?P<pid>\S+) (?P<id>\S+)"
    r" (?P<data>-|(?:\[(?:[^\]\\]|\\.)*\])+) ?(?P<message>.*)",
    re.DOTALL,
)
_START = re.compile(
    rb"(?:<\d{1,3}>)?(?:1 )?(?:(?:" + "|".join(_MONTHS).encode() + rb") [ \d]\d \d\d:\d\d:\d\d \S"
    rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d) \S)"
)
_STARTS = re.compile(rb"\n(?=" + _START.pattern + rb")")
_LONGEST = 200
"""Bytes that the beginning of a record never has."""

_QUEUE = re.compile(r"(?P<queue>[0-9A-F]{6,15}|[0-9A-Za-z]{12,20}): ")
_ADDRESS = re.compile(r"(?:orig_to|from|to|sasl_username)=<?([^<>\s,]+@[^<>\s,]+)>?")
_SSH = re.compile(
    r"(?:for(?: invalid user)?|[Ii]nvalid user|user) (?P<user>[^\s=]+) from (?P<ip>[0-9A-Fa-f.:]+)"
    r"|[Cc]onnection (?:from|closed by|reset by)(?: (?:invalid|authenticating) user (?P<user2>\S+))?"
    r" (?P<ip2>[0-9A-Fa-f.:]+)"
)
_CLIENT = re.compile(r"client=[^\s\[]*\[(?P<ip>[0-9A-Fa-f.:]+)\]")


class SyslogRecords(Cut):
    """Pieces are records: a line that begins as one does, with the lines below it that do not."""

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Records, and blank lines between them."""
        size, at, begun = len(content), 0, 0
        if wide(content):
            yield Stretch(0, size)
            return
        while at < size:
            end = content.find(b"\n", at) + 1 or size
            head = bytes(content[at : min(end, at + 80)])
            if at > begun and _START.match(head):
                yield _stretch(content, begun, at)
                begun = at
            at = end
        if size > begun:
            yield _stretch(content, begun, size)

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The records around places; of the others only their beginnings are looked for."""
        if wide(content):
            yield from passed_over(self.stretches(content), places)
            return
        done, size = (span.start, span.end) if span else (0, len(content))
        for place in places:
            if place < done:
                continue
            start, end = _begin(content, done, place), self.bound(content, place)
            one = _stretch(content, start, min(end, size))
            if one.role == "piece":
                yield from passed(done, start, _count(content, done, start))
                yield one
                done = start + one.length
        yield from passed(done, size, _count(content, done, size))

    def bound(self, content: Buffer, near: int) -> int:
        """The next record."""
        at = len(content) if wide(content) else content.find(b"\n", near) + 1 or len(content)
        while at < len(content) and not _START.match(content, at):
            at = content.find(b"\n", at) + 1 or len(content)
        return at


def _begin(content: Buffer, least: int, place: int) -> int:
    """Where the record begins in which a place lies."""
    at = content.rfind(b"\n", least, place) + 1 or least
    while at > least and not _START.match(content, at):
        at = content.rfind(b"\n", least, at - 1) + 1 or least
    return at


def _count(content: Buffer, start: int, end: int) -> int:
    """How many records lie between two places where some begin."""
    count = 0
    if start < end and not _START.match(content, start):  # what stands before the first record of all
        first = SyslogRecords().bound(content, start)
        count += bool(content[start : min(first, end)].strip())
    else:
        count += start < end
    for at in range(start, end, BLOCK):
        stop = min(at + BLOCK, end)
        for found in _STARTS.finditer(content, at, min(stop + _LONGEST, len(content))):
            count += found.start() < min(stop, end - 1)
        forget(content, at, stop)
    return count


def _stretch(content: Buffer, start: int, end: int) -> Stretch:
    blank = not content[start:end].strip()
    return Stretch(start, end - start, "structure" if blank else "piece", "blank line" if blank else "")


class Syslog(Extractor):
    """Reads one record a line; `year` says when lines without one were written."""

    kind = "log"
    suffixes = ()
    settings = ("year", "timezone")
    families = ()
    cut = SyslogRecords()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the first line begins as a record does."""
        if not looks_like_text(head):
            return 0
        line = next((one for one in head.split(b"\n") if one.strip()), b"")
        return 3 if _START.match(line[:80]) else 0

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """Which addresses a queue id of Postfix is about."""
        if not holds(content, b"postfix"):
            return
        for stretch in self.cut.stretches(content):
            raw = bytes(content[stretch.offset : stretch.offset + stretch.length])
            found = _LINE.match(decode(raw).text)
            queue = _queue(found["message"]) if found else None
            if found and queue:
                for address in _ADDRESS.findall(found["message"]):
                    known = try_identifier("email", address)
                    if known:
                        yield Link((queue, known))

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One record; a line of another format is kept as it stands."""
        source, text = piece.part.source, decode(piece.raw).text.rstrip("\r\n")
        found = _NEW.fullmatch(text) or _LINE.fullmatch(text)
        if not found:
            yield Record.of(source.name, self.kind, piece.locator(), {"line": text}, provenance="observed")
            return
        given = {key: value for key, value in found.groupdict().items() if value not in (None, "-", "")}
        message = given.get("message", "")
        fields: dict[str, Value | None] = {
            "time": given.get("iso") or given.get("old"),
            "host": given.get("host"),
            "program": given.get("tag"),
            "pid": given.get("pid"),
            "message_id": given.get("id"),
            "data": given.get("data"),
        }
        queue = _queue(message) if str(given.get("tag", "")).startswith("postfix") else None
        if queue:
            fields["queue"] = queue.value
        fields["message"] = message
        moment = (
            when(given["iso"], source.timezone) if "iso" in given else self._yearless(piece, given["old"])
        )
        yield Record.of(
            source.name, self.kind, piece.locator(), fields, when=moment,
            parties=tuple(self._parties(message, queue, source.name)), provenance="observed",
        )  # fmt: skip

    def _parties(self, message: str, queue: Identifier | None, source: str) -> Iterator[Party]:
        for address in dict.fromkeys(_ADDRESS.findall(message)):
            if known := try_identifier("email", address):
                yield Party("address", "message", "", (known,))
        client = _CLIENT.search(message)
        if client and (known := try_identifier("ip", client["ip"])):
            yield Party("client", "message", "", (known,))
        if found := _SSH.search(message):
            user = try_identifier("username", found["user"] or found["user2"] or "", realm=source)
            place = try_identifier("ip", found["ip"] or found["ip2"])
            own = tuple(one for one in (user, place) if one)
            if own:
                yield Party("user", "message", "", own)
        for link in self.directory.about(queue) if queue else ():
            for known in link.identifiers:
                if known.kind == "email":
                    yield Party("queue", "queue", "", (known,))

    def _yearless(self, piece: Piece, text: str) -> When:
        """A moment without a year: that of the setting, or the latest that is not after the file's own."""
        stated = self.options.get("year")
        part = piece.part
        latest = datetime.now(UTC)
        if stated is None and part.path is None:
            return When(None, text, "guessed")
        if part.path is not None:
            latest = datetime.fromtimestamp(part.path.stat().st_mtime, UTC)
        year = int(str(stated)) if stated is not None else latest.year
        month, day = _MONTHS.index(text[:3]) + 1, int(text[4:6])
        if stated is None and (month, day) > (latest.month, latest.day + 1):
            year -= 1
        found = when(f"{year:04}-{month:02}-{day:02} {text[7:]}", part.source.timezone)
        return When(found.utc if found else None, text, "guessed")


def _queue(message: str) -> Identifier | None:
    """A queue id. It is no person's: the weakest kind carries it, from which nothing is derived."""
    found = _QUEUE.match(message)
    return (
        try_identifier("device", found["queue"])
        if found and any(c.isdigit() for c in found["queue"])
        else None
    )
