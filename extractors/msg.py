"""Outlook's single items (.msg): messages, appointments and contacts in an OLE container ([MS-OXMSG])."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import mapi

if TYPE_CHECKING:
    from olefile import OleFileIO

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0"
_BROKEN = (
    *(OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, RecursionError),
    OverflowError,
)
_FIXED = frozenset((0x0002, 0x0003, 0x000B, 0x0014, 0x0040))


class Msg(Extractor):
    """Reads one item a file, and the items inside it."""

    kind = "mail"
    suffixes = (".msg",)

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where an OLE container has a message's streams."""
        if head[:8] != _OLE:
            return 0
        wide = "__properties_version1.0".encode("utf-16-le")
        return 3 if super().recognises(head, name) or wide in head else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """The item."""
        source = piece.part.source.name
        try:
            import olefile
        except ImportError:
            hint = "pip install 'dsar-toolkit[outlook]' reads it"
            yield Gap(source, piece.locator(), "unsupported", hint)
            return
        try:
            with olefile.OleFileIO(io.BytesIO(piece.raw)) as container:
                item = _item(container, (), 32, 0)
        except _BROKEN as error:
            yield Gap(source, piece.locator(), "malformed", type(error).__name__)
            return
        if not item.properties:
            yield Gap(source, piece.locator(), "malformed", "no message in it")
            return
        yield from mapi.read_item(piece, item, "")


def _item(container: OleFileIO, way: tuple[str, ...], top: int, depth: int) -> mapi.Item:
    broken: list[str] = []
    properties = _properties(container, way, top, "", broken)
    charset = mapi.charset_of(properties)
    entries = container.listdir(streams=True, storages=True)
    deep = len(way)
    below = sorted({one[deep] for one in entries if one[:deep] == [*way] and len(one) > deep})
    recipients = [
        _properties(container, (*way, name), 8, charset, broken)
        for name in below
        if name.startswith("__recip_version1.0_")
    ]
    attachments = [
        _attached(container, (*way, name), charset, broken, depth)
        for name in below
        if name.startswith("__attach_version1.0_")
    ]
    return mapi.Item(properties, tuple(recipients), tuple(attachments), tuple(broken))


def _attached(
    container: OleFileIO, way: tuple[str, ...], charset: str, broken: list[str], depth: int
) -> mapi.Attached:
    given = _properties(container, way, 8, charset, broken)
    name = next((str(given[key]) for key in (0x3707, 0x3704, 0x3001) if given.get(key)), "")
    kind = str(given.get(0x370E) or "application/octet-stream").lower()
    inside = (*way, "__substg1.0_3701000D")
    if container.exists("/".join((*inside, _PROPERTIES))):
        if depth >= mapi.DEPTH:
            return mapi.Attached(name, kind, reason="nested too deep")
        return mapi.Attached(name, "application/vnd.ms-outlook", item=_item(container, inside, 24, depth + 1))
    content = given.get(0x3701)
    if isinstance(content, bytes):
        return mapi.Attached(name, kind, content)
    return mapi.Attached(name, kind, reason="kept elsewhere, or embedded in a form that is not read")


def _properties(
    container: OleFileIO, way: Sequence[str], top: int, charset: str, broken: list[str]
) -> dict[int, mapi.Property]:
    """The properties of one storage; strings in 8 bits wait until the charset is known."""
    stream = "/".join((*way, _PROPERTIES))
    if not container.exists(stream):
        return {}
    raw = container.openstream(stream).read()
    found: dict[int, mapi.Property] = {}
    later: list[tuple[int, int, str]] = []
    for at in range(top, len(raw) - 15, 16):
        kind, number = (
            int.from_bytes(raw[at : at + 2], "little"),
            int.from_bytes(raw[at + 2 : at + 4], "little"),
        )
        if kind in _FIXED:
            one = mapi.value(kind, raw[at + 8 : at + 16])
            if one is not None:
                found[number] = one
        elif kind in (0x001E, 0x001F, 0x0102) or (kind & 0x1000 and kind & 0xFFF in (0x001E, 0x001F)):
            later.append((number, kind, "/".join((*way, f"__substg1.0_{number:04X}{kind:04X}"))))
    charset = charset or mapi.charset_of(found)
    for number, kind, name in later:
        try:
            one = _stream(container, name, kind, charset)
        except _BROKEN:
            broken.append(f"property {number:04x} cannot be read")
            continue
        if one is not None:
            found[number] = one
    return found


def _stream(container: OleFileIO, name: str, kind: int, charset: str) -> mapi.Property | None:
    if not kind & 0x1000:
        return (
            mapi.value(kind, container.openstream(name).read(), charset) if container.exists(name) else None
        )
    several = []
    for n in range(10_000):
        one = f"{name}-{n:08X}"
        if not container.exists(one):
            break
        several.append(str(mapi.value(kind & 0xFFF, container.openstream(one).read(), charset)))
    return "; ".join(several) or None
