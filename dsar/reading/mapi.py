"""Outlook's items ([MS-OXPROPS]): properties by number, whether they come from .msg, .pst or TNEF."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import compat32

from dsar.model.identifiers import try_identifier
from dsar.model.records import Gap, Party, Record, Value, When
from dsar.model.sources import Part, Piece
from dsar.reading import headers, rtf
from dsar.reading.flat import free
from dsar.reading.html_text import embeds, to_text
from dsar.reading.mail import read_attachment, safe
from dsar.reading.mime import Attachment
from dsar.reading.text import decode

DEPTH = 20
"""How deep items may hang in one another before what is inside is a gap."""

Property = str | int | bool | bytes | datetime
Properties = Mapping[int, Property]
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_SUBJECT, _BODY, _RTF, _HTML, _TRANSPORT, _CLASS = 0x0037, 0x1000, 0x1009, 0x1013, 0x007D, 0x001A
_NAMES = {
    0x1035: "message_id", 0x1042: "in_reply_to", 0x1039: "references", 0x001A: "message_class",
    0x0E04: "shown_to", 0x0E03: "shown_cc", 0x0E02: "shown_bcc", 0x0070: "conversation_topic",
    0x3001: "display_name", 0x3A06: "given_name", 0x3A11: "surname", 0x3A16: "company_name",
    0x3A17: "job_title", 0x3A18: "department", 0x3A08: "business_phone", 0x3A09: "home_phone",
    0x3A1C: "mobile_phone", 0x3A24: "business_fax", 0x3A42: "birthday", 0x3A4F: "nickname",
    0x3A45: "title", 0x3A27: "city", 0x3A29: "street_address", 0x3A2A: "postal_code", 0x3A26: "country",
    0x3A4E: "manager_name", 0x3A30: "assistant", 0x3A48: "spouse_name", 0x3A58: "children",
    0x0060: "start", 0x0061: "end", 0x3FFA: "last_modifier", 0x3FF8: "creator",
}  # fmt: skip
_SAID = frozenset(
    (
        *(_SUBJECT, _BODY, _RTF, _HTML, _TRANSPORT, 0x0C1A, 0x0C1F, 0x5D01, 0x0042, 0x0065, 0x5D02),
        *(0x0C1E, 0x0064, 0x003D, 0x0E1D, 0x3FDE, 0x3FFD),
    )
)
_ROLES = {1: "to", 2: "cc", 3: "bcc"}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached to an item, or an item in it."""

    name: str
    media_type: str
    content: bytes = field(default=b"", repr=False)
    item: Item | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its properties, those of each recipient, what is attached, what could not be read."""

    properties: Properties = field(repr=False)
    recipients: tuple[Properties, ...] = field(default=(), repr=False)
    attachments: tuple[Attached, ...] = ()
    broken: tuple[str, ...] = ()


def value(kind: int, raw: bytes, charset: str = "cp1252") -> Property | None:
    """A property's value by its type number; None for types that hold nothing to read."""
    if kind == 0x001F:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    if kind == 0x001E:
        return decode(raw.rstrip(b"\0"), charset, trust=True).text
    if kind == 0x0102:
        return raw
    if kind == 0x0040 and len(raw) >= 8:
        return moment(struct.unpack("<q", raw[:8])[0])
    if kind == 0x000B and raw:
        return raw[0] != 0
    sizes = {0x0002: 2, 0x0003: 4, 0x0014: 8}
    if kind in sizes and len(raw) >= sizes[kind]:
        return int.from_bytes(raw[: sizes[kind]], "little", signed=True)
    return None


def moment(ticks: int) -> datetime | None:
    """A FILETIME (100 ns since 1601, UTC); None for one that cannot be."""
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks > 0 else None
    except OverflowError:
        return None


def charset_of(properties: Properties) -> str:
    """The charset of an item's 8-bit strings."""
    page = properties.get(0x3FFD) or properties.get(0x3FDE)
    return "utf-8" if page == 65001 else f"cp{page}" if isinstance(page, int) else "cp1252"


def read_item(
    piece: Piece, item: Item, inner: str, *, parent: str = "", extra: Mapping[str, Value] | None = None
) -> Iterator[Record | Gap | Part]:
    """Yield an item's record, its attachments' records, gaps, and parts that others may read."""
    yield from _item(piece, item, inner, parent or piece.part.parent, extra or {}, 0)


def _item(
    piece: Piece, item: Item, inner: str, parent: str, extra: Mapping[str, Value], depth: int
) -> Iterator[Record | Gap | Part]:
    source = piece.part.source.name
    if depth > DEPTH:
        yield Gap(source, piece.locator(inner), "too-deep")
        return
    fields = {**_fields(item), **extra}
    kind = "mail" if ".note" in str(item.properties.get(_CLASS) or "IPM.Note").lower() else "record"
    record = Record.of(
        source, kind, piece.locator(inner), fields, when=_when(item.properties), parties=_parties(item),
        parent=parent, content=b"".join(one.content for one in item.attachments),
    )  # fmt: skip
    yield record
    for n, reason in enumerate(item.broken, start=1):
        yield Gap(source, piece.locator(_under(inner, f"broken {n}")), "malformed", reason)
    if "html_text" in fields and embeds(_html(item.properties)):
        yield Gap(source, piece.locator(inner), "image-only", "a picture inside the text is not read")
    for n, one in enumerate(item.attachments, start=1):
        place = _under(inner, f"{n}/{safe(one.name)}" if one.name else str(n))
        if one.item is not None:
            yield from _item(piece, one.item, place, record.id, {}, depth + 1)
        elif one.reason:
            yield Gap(source, piece.locator(place), "malformed", one.reason)
        else:
            attachment = Attachment(one.name, one.media_type, "", {}, one.content)
            yield from read_attachment(piece, record, place, attachment)


def _fields(item: Item) -> dict[str, Value]:
    given = item.properties
    transport = given.get(_TRANSPORT)
    fields: dict[str, Value] = {}
    if isinstance(transport, str) and transport.strip():
        fields.update(headers.fields(message_from_string(transport, policy=compat32)))
    told: dict[str, Value | None] = {
        "subject": _text(given, _SUBJECT).lstrip("\x01\x02\x03\x04\n\x05\x06\x07").strip(),
        "from": _person(given, 0x0C1A, (0x5D01, 0x0C1F)),
        "sender": _person(given, 0x0042, (0x5D02, 0x0065)),
        **{role: _recipients(item, number) for number, role in _ROLES.items()},
        "text": _text(given, _BODY),
        "html_text": to_text(_html(given)),
        "attachments": "; ".join(one.name for one in item.attachments if one.name),
    }
    if not told["text"] and not told["html_text"]:
        told["text"] = _rich(given)
    if told["sender"] == told["from"]:
        told["sender"] = None
    for number, one in sorted(given.items()):
        if number in _SAID or not str(one).strip():
            continue
        if isinstance(one, str) or (isinstance(one, datetime) and number in _NAMES):
            name = _NAMES.get(number, f"property {number:04x}")
            told[name] = one.isoformat() if isinstance(one, datetime) else one
    for name, shown in told.items():
        if shown and fields.get(name) != shown:
            fields[free(name, fields)] = shown
    return fields


def _rich(given: Properties) -> str:
    packed = given.get(_RTF)
    try:
        found = rtf.read(rtf.unpacked(packed)) if isinstance(packed, bytes) else rtf.Rich()
    except ValueError:
        return ""
    return "\n".join((found.text, *found.beside)).strip()


def _html(given: Properties) -> str:
    found = given.get(_HTML, "")
    return decode(found, charset_of(given)).text if isinstance(found, bytes) else str(found)


def _text(given: Properties, number: int) -> str:
    found = given.get(number, "")
    return found if isinstance(found, str) else ""


def _address(given: Properties, numbers: tuple[int, ...]) -> str:
    """The first that is an address; else the first there is (an Exchange name)."""
    found = [text for number in numbers if (text := _text(given, number))]
    return next((text for text in found if "@" in text), found[0] if found else "")


def _person(given: Properties, name: int, addresses: tuple[int, ...]) -> str:
    shown, address = _text(given, name), _address(given, addresses)
    return f"{shown} <{address}>" if shown and address and shown != address else shown or address


def _recipients(item: Item, number: int) -> str:
    return ", ".join(
        _person(one, 0x3001, (0x39FE, 0x3003))
        for one in item.recipients
        if one.get(0x0C15, 1) == number or (number == 1 and one.get(0x0C15) not in _ROLES)
    )


def _parties(item: Item) -> tuple[Party, ...]:
    given = item.properties
    people = [
        ("from", "from", _text(given, 0x0C1A), _address(given, (0x5D01, 0x0C1F))),
        ("sender", "sender", _text(given, 0x0042), _address(given, (0x5D02, 0x0065))),
    ]
    for one in item.recipients:
        number = one.get(0x0C15, 1)
        role = _ROLES.get(number, "to") if isinstance(number, int) else "to"
        people.append((role, role, _text(one, 0x3001), _address(one, (0x39FE, 0x3003))))
    found = []
    for role, place, name, address in people:
        identifier = try_identifier("email", address)
        known = (identifier,) if identifier else ()
        if known or name:
            found.append(Party(role, place, "" if "@" in name else name, known))
    transport = _text(given, _TRANSPORT)
    if transport:
        found += headers.parties(message_from_string(transport, policy=compat32))
    return tuple(dict.fromkeys(found))


def _when(given: Properties) -> When | None:
    for number, assumption in ((0x0039, "explicit"), (0x0E06, "explicit"), (0x0060, "explicit"),
                               (0x3007, "guessed"), (0x3008, "guessed")):  # fmt: skip
        found = given.get(number)
        if isinstance(found, datetime):
            return When(found, found.isoformat(), assumption)
    return None


def _under(inner: str, place: str) -> str:
    return "/".join(step for step in (inner, place) if step)
