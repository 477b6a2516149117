"""Contacts (vCard, .vcf) and calendars (iCalendar, .ics): one record a card, an event, a task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.records import Gap, Party, Record, Value, When
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.contentlines import Line, lines, parts, unescaped
from dsar.reading.cuts import Buffer, Cut, Stretch, wide
from dsar.reading.dates import is_zone, when
from dsar.reading.flat import free

_BOUND = re.compile(rb"(?im)^[ \t]*(BEGIN|END)[ \t]*:[ \t]*([A-Z0-9-]+)[ \t]*\r?$")
_ENDED = re.compile(rb"(?i)END[ \t]*:[ \t]*[A-Z0-9-]+[\s\0]*\Z")
_STRUCTURED = {"N": " ", "ADR": ", ", "ORG": ", "}
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?")
_FRAME = frozenset(("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD"))


class Components(Cut):
    """Pieces are the components named, whole; what stands around them is a piece each."""

    def __init__(self, names: tuple[bytes, ...]) -> None:
        self.names = names

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Components and what is around them. One that never ends goes up to the end."""
        size = len(content)
        if wide(content):
            yield Stretch(0, size)
            return
        done, depth, start = 0, 0, 0
        for found in _BOUND.finditer(content):
            name, opens = found[2].upper(), found[1].upper() == b"BEGIN"
            if name not in self.names:
                continue
            if opens and not depth:
                yield from self._around(content, done, found.start())
                start = found.start()
            if not opens and depth == 1:
                end = content.find(b"\n", found.end() - 1) + 1 or size
                yield Stretch(start, end - start)
                done = end
            depth = max(0, depth + (1 if opens else -1))
        if depth:
            yield Stretch(start, size - start, "piece", "without its end")
        elif done < size:
            ended = _ENDED.search(bytes(content[max(0, size - 200) :]))
            yield from self._around(content, done, size, "around" if ended else "without its end")

    @staticmethod
    def _around(content: Buffer, start: int, end: int, label: str = "around") -> Iterator[Stretch]:
        if end > start:
            blank = not content[start:end].strip(b" \t\r\n\0\xef\xbb\xbf")
            yield Stretch(start, end - start, "structure" if blank else "piece", "blank" if blank else label)


class _Cards(Extractor):
    """What contacts and calendars share."""

    suffixes: ClassVar[tuple[str, ...]] = ()
    begins: ClassVar[bytes] = b""

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the content begins as one does."""
        plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper()
        named = super().recognises(head, name)
        return (
            3
            if plain.startswith(self.begins)
            else named + (1 if self.begins in plain[:4096] and named else 0)
        )

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One component; of what stands around components, whatever it says."""
        source = piece.part.source.name
        fields: dict[str, Value] = {}
        people: list[Party] = []
        doubts: dict[str, None] = {}
        moment: When | None = None
        for line in lines(piece.raw):
            if line.doubt:
                doubts[f"{line.name.lower()[:20]}: {line.doubt}" if line.name else line.doubt] = None
            if line.name in _FRAME or (
                line.name == "" and piece.label == "around" and not line.value.strip()
            ):
                continue
            place = free(line.name.lower() or "other", fields)
            shown = self._shown(line)
            if not shown:
                continue
            fields[place] = shown
            people += self._people(line, place)
            moment = moment or self._moment(line, piece.part.source.timezone)
        if fields:
            yield Record.of(
                source, self.kind, piece.locator(), dict(fields), when=moment, parent=piece.part.parent,
                parties=tuple(self._joined(people, fields)),
            )  # fmt: skip
        if piece.label == "without its end":
            yield Gap(source, piece.locator("end"), "truncated")
        for n, doubt in enumerate(doubts, start=1):
            reason = "image-only" if "not read" in doubt else "malformed"
            yield Gap(source, piece.locator(f"doubt {n}"), reason, doubt)

    def _shown(self, line: Line) -> str:
        joint = _STRUCTURED.get(line.name)
        if joint:
            return joint.join(part for part in parts(line.value) if part)
        named = line.parameters.get("CN", "")
        value = unescaped(line.value)
        return f"{named} <{value}>" if named and line.name in ("ATTENDEE", "ORGANIZER") else value

    def _people(self, line: Line, place: str) -> Iterator[Party]:
        yield from ()

    def _joined(self, people: list[Party], fields: dict[str, Value]) -> list[Party]:
        return people

    def _moment(self, line: Line, zone: str) -> When | None:
        return None


class Contacts(_Cards):
    """Reads vCards; all that stands in one is one person's."""

    kind = "record"
    suffixes = (".vcf", ".vcard")
    begins = b"BEGIN:VCARD"
    cut = Components((b"VCARD",))

    def _people(self, line: Line, place: str) -> Iterator[Party]:
        kind = {"EMAIL": "email", "TEL": "phone"}.get(line.name, "")
        value = re.sub(r"^(?:tel|mailto):", "", unescaped(line.value), flags=re.IGNORECASE)
        known = try_identifier(kind, value) if kind else None
        if known:
            yield Party("contact", place, "", (known,))

    def _joined(self, people: list[Party], fields: dict[str, Value]) -> list[Party]:
        held: list[Identifier] = [one for party in people for one in party.identifiers]
        name = str(fields.get("fn") or fields.get("n") or "")
        place = "fn" if "fn" in fields else people[0].field if people else "n"
        return [Party("contact", place, name, tuple(dict.fromkeys(held)))] if held or name else []

    def _moment(self, line: Line, zone: str) -> When | None:
        return _stamp(line, zone) if line.name == "REV" else None


class Calendar(_Cards):
    """Reads events, tasks, journal entries and free times, with who is invited to them."""

    kind = "record"
    suffixes = (".ics", ".ical", ".ifb")
    begins = b"BEGIN:VCALENDAR"
    cut = Components((b"VEVENT", b"VTODO", b"VJOURNAL", b"VFREEBUSY", b"VAVAILABILITY"))

    def _people(self, line: Line, place: str) -> Iterator[Party]:
        if line.name not in ("ATTENDEE", "ORGANIZER", "CONTACT"):
            return
        address = line.parameters.get("EMAIL") or re.sub(r"(?i)^mailto:", "", line.value)
        known = try_identifier("email", address)
        name = line.parameters.get("CN", "")
        if known or name:
            yield Party(line.name.lower(), place, name, (known,) if known else ())

    def _moment(self, line: Line, zone: str) -> When | None:
        return _stamp(line, zone) if line.name in ("DTSTART", "DUE") else None


def _stamp(line: Line, zone: str) -> When | None:
    """A moment as `20261102T091500Z`, in the zone that it names."""
    found = _STAMP.fullmatch(line.value.strip())
    if not found:
        return when(line.value, zone)
    year, month, day, hour, minute, second, utc = found.groups()
    text = f"{year}-{month}-{day} {hour or '00'}:{minute or '00'}:{second or '00'}" + (" UTC" if utc else "")
    place = line.parameters.get("TZID", "")
    moment = when(text, place if is_zone(place) else zone)
    return When(moment.utc, line.value, moment.assumption) if moment else None
