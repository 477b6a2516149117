"""What Outlook wraps mail in for others (TNEF, `winmail.dat`): the item and the files in it ([MS-OXTNEF])."""

from __future__ import annotations

from collections.abc import Iterator

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import mapi
from dsar.reading.text import decode

_SIGNATURE = b"\x78\x9f\x3e\x22"
_MESSAGE, _ATTACHMENT, _RENDER = 0x00069003, 0x00069005, 0x00069002
_CONTENT, _TITLE = 0x0006800F, 0x00018010
_OLD = {0x00018004: 0x0037, 0x0002800C: 0x1000, 0x00018005: 0x1042, 0x00018009: 0x1035, 0x00078008: 0x001A}
_SIZES = {
    **dict.fromkeys((0x0002, 0x0003, 0x0004, 0x000A, 0x000B), 4),
    **dict.fromkeys((0x0005, 0x0006, 0x0007, 0x0014, 0x0040), 8),
    0x0048: 16,
}
"""How many bytes a value of a type takes, padding included."""


class Tnef(Extractor):
    """Reads the item that a `winmail.dat` holds, and hands its files on."""

    kind = "mail"
    suffixes = ("winmail.dat", ".tnef")

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head[:4] == _SIGNATURE else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """The item with its attachments."""
        properties: dict[int, mapi.Property] = {}
        files: list[_File] = []
        broken: list[str] = []
        whole = False
        for number, content in _attributes(piece.raw):
            if number == -1:
                whole = True
            elif number == _RENDER:
                files.append(_File())
            elif number in (_CONTENT, _TITLE, _ATTACHMENT):
                files = files or [_File()]
                files[-1].take(number, content)
            elif number == _MESSAGE:
                found, complete = _properties(content)
                properties |= found
                if not complete:
                    broken.append("the message's properties end too soon")
            elif number in _OLD:
                properties.setdefault(_OLD[number], decode(content.rstrip(b"\0")).text)
        source = piece.part.source.name
        if not whole:
            yield Gap(source, piece.locator("end"), "truncated")
        if properties or files:
            properties.setdefault(0x001A, "IPM.Note")
            item = mapi.Item(properties, (), tuple(one.attached() for one in files), tuple(broken))
            yield from mapi.read_item(piece, item, "")
        elif whole:
            yield Gap(source, piece.locator(), "malformed", "nothing in it")


class _File:
    """One attachment as its attributes come."""

    def __init__(self) -> None:
        self.name = ""
        self.content = b""
        self.properties: dict[int, mapi.Property] = {}

    def take(self, number: int, content: bytes) -> None:
        if number == _CONTENT:
            self.content = content
        elif number == _TITLE:
            self.name = decode(content.rstrip(b"\0")).text
        else:
            self.properties, _ = _properties(content)

    def attached(self) -> mapi.Attached:
        name = str(self.properties.get(0x3707) or self.name)
        kind = str(self.properties.get(0x370E) or "application/octet-stream").lower()
        inside = self.properties.get(0x3701)
        content = self.content or (inside[16:] if isinstance(inside, bytes) else b"")
        return mapi.Attached(name, kind, content)


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Attributes in order, and -1 where the last one was whole."""
    at = 6
    while at + 9 <= len(raw):
        number = int.from_bytes(raw[at + 1 : at + 5], "little")
        length = int.from_bytes(raw[at + 5 : at + 9], "little")
        end = at + 9 + length
        yield number, raw[at + 9 : min(end, len(raw))]
        at = end + 2
    if at == len(raw):
        yield -1, b""


def _properties(raw: bytes) -> tuple[dict[int, mapi.Property], bool]:
    """The properties of a block, and whether all that it counts are there."""
    found: dict[int, mapi.Property] = {}
    count, at = int.from_bytes(raw[:4], "little"), 4
    for _ in range(min(count, len(raw) // 4)):
        if at + 4 > len(raw):
            return found, False
        kind, number = (
            int.from_bytes(raw[at : at + 2], "little"),
            int.from_bytes(raw[at + 2 : at + 4], "little"),
        )
        at += 4
        if number >= 0x8000:
            at = _past_name(raw, at)
        values, at = _values(raw, at, kind)
        if at < 0:
            return found, False
        shown = [one for value in values if (one := mapi.value(kind & 0xFFF, value)) is not None]
        if len(shown) == 1:
            found[number] = shown[0]
        elif shown and all(isinstance(one, str) for one in shown):
            found[number] = "; ".join(str(one) for one in shown)
    return found, True


def _past_name(raw: bytes, at: int) -> int:
    kind = int.from_bytes(raw[at + 16 : at + 20], "little")
    length = int.from_bytes(raw[at + 20 : at + 24], "little")
    return at + 24 + (_padded(length) if kind == 1 else 0)


def _values(raw: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """A property's values, and where the next one begins; -1 where the bytes end in them."""
    base, count = kind & 0xFFF, 1
    varied = base in (0x001E, 0x001F, 0x0102, 0x000D)
    if varied or kind & 0x1000:
        count, at = int.from_bytes(raw[at : at + 4], "little"), at + 4
    if (not varied and base not in _SIZES) or count > len(raw):
        return [], -1
    values: list[bytes] = []
    for _ in range(count):
        length = _SIZES.get(base, 0)
        if varied:
            length, at = int.from_bytes(raw[at : at + 4], "little"), at + 4
        if at + length > len(raw):
            return values, -1
        values.append(raw[at : at + length])
        at += _padded(length)
    return values, at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
