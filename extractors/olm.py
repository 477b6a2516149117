"""Messages of Outlook for Mac archives (.olm): a ZIP of XML files, each with messages and their properties.

Attachments lie beside the messages in the archive and are read as files of it. The names of elements are
those that programs which convert such archives read; nobody here has read a genuine archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dsar.model.identifiers import try_identifier
from dsar.model.records import Gap, Party, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.dates import when
from dsar.reading.html_text import to_text
from dsar.reading.text import decode
from dsar.reading.xml_rows import XmlRows, fields_of

_NAMES = {
    "Subject": "subject", "MessageID": "message_id", "InReplyTo": "in_reply_to", "References": "references",
    "SentTime": "date", "ReceivedTime": "received", "ModDate": "modified",
    "ThreadTopic": "conversation_topic",
}  # fmt: skip
_ROLES = {
    "FromAddresses": "from", "SenderAddress": "sender", "ToAddresses": "to", "CCAddresses": "cc",
    "BCCAddresses": "bcc", "ReplyToAddresses": "reply_to",
}  # fmt: skip
_PROPERTY = re.compile(r"OPFMessageCopy(\w+)")
_PERSON = re.compile(r"OPFMessageCopy(\w+)\.emailAddress(?:\.(\d+))?@OPFContactEmailAddress(Address|Name)")


class Olm(Extractor):
    """Reads each message as one record; whatever is not known by name keeps its own."""

    kind = "mail"
    cut = XmlRows("email")

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where such elements stand at its beginning."""
        return 3 if b"<emails" in head[:2000] and b"OPFMessage" in head else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One message, or what stands around the messages."""
        source, decoded = piece.part.source, decode(piece.raw)
        given, whole = fields_of(decoded.text)
        given = {name.removeprefix("email."): value for name, value in given.items() if "@xml:" not in name}
        if given:
            parties, fields = _parties(given), _fields(given)
            kind = self.kind if parties or "subject" in fields else "record"
            yield Record.of(
                source.name, kind, piece.locator(), fields,
                when=when(str(fields.get("date") or fields.get("received") or ""), source.timezone),
                parties=parties, parent=piece.part.parent,
            )  # fmt: skip
        if piece.label == "without its end" or (piece.label != "around" and not whole):
            yield Gap(source.name, piece.locator("end"), "truncated")
        elif not given:
            yield Gap(source.name, piece.locator("end"), "malformed", "nothing that is an element")


def _fields(given: Mapping[str, Value]) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    people: dict[str, list[str]] = {}
    for role, _, name, address in _people(given):
        people.setdefault(role, []).append(f"{name} <{address}>" if name and address else name or address)
    for name, value in given.items():
        known = _PROPERTY.fullmatch(name)
        if known and known[1] in ("Body", "HTMLBody"):
            is_html = "<" in str(value) and ">" in str(value)
            fields["html_text" if is_html else "text"] = to_text(str(value)) if is_html else value
        elif not _PERSON.fullmatch(name):
            fields[_NAMES.get(known[1], name) if known else name] = value
    return {**fields, **{role: ", ".join(told) for role, told in people.items()}}


def _people(given: Mapping[str, Value]) -> list[tuple[str, str, str, str]]:
    """Role, number, name and address of everybody whom a message names."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for name, value in given.items():
        told = _PERSON.fullmatch(name)
        if told:
            role = _ROLES.get(told[1], told[1].lower())
            found.setdefault((role, told[2] or "0"), {})[told[3]] = str(value)
    return [(role, n, one.get("Name", ""), one.get("Address", "")) for (role, n), one in found.items()]


def _parties(given: Mapping[str, Value]) -> tuple[Party, ...]:
    parties = []
    for role, _, name, address in _people(given):
        known = try_identifier("email", address)
        parties.append(Party(role, role, "" if "@" in name else name, (known,) if known else ()))
    return tuple(parties)
