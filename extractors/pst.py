"""Outlook's mailboxes (.pst, .ost): every item of every folder, and those that no folder holds any more."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import mapi

if TYPE_CHECKING:
    import pypff

ATTACHMENT = 256 * 2**20
"""The size above which an attachment is a gap."""

_BROKEN = (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, MemoryError, OverflowError)
_DEPTH = 200


class Pst(Extractor):
    """Reads mailboxes through libpff, item by item, by the mailbox's own index."""

    kind = "mail"
    suffixes = (".pst", ".ost")
    unit = "entries"
    from_file = True

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head[:4] == b"!BDN" else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every item; one that is broken ends nothing but itself."""
        source = piece.part.source.name
        try:
            import pypff
        except ImportError:
            hint = "pip install 'dsar-toolkit[outlook]' reads it"
            yield Gap(source, piece.locator(), "unsupported", hint)
            return
        mailbox = pypff.file()
        try:
            if piece.part.path is not None and not piece.raw:
                mailbox.open(str(piece.part.path))
            else:
                mailbox.open_file_object(io.BytesIO(piece.raw))
            root = mailbox.get_root_folder()
        except _BROKEN:
            yield Gap(source, piece.locator(), "malformed", "the mailbox cannot be opened")
            return
        try:
            yield from _folder(piece, root, "", 0)
            yield from _orphans(piece, mailbox)
        finally:
            mailbox.close()


def _folder(piece: Piece, folder: pypff.folder, way: str, depth: int) -> Iterator[Record | Gap | Part]:
    source = piece.part.source.name
    try:
        name, items, folders = folder.name or "", folder.number_of_sub_messages, folder.number_of_sub_folders
    except _BROKEN:
        yield Gap(source, piece.locator(f"{way}/?"), "malformed", "a folder")
        return
    here = f"{way}/{name}" if name else way
    if depth > _DEPTH:
        yield Gap(source, piece.locator(here), "too-deep", "folders")
        return
    for n in range(items):
        place = f"{here}#{n + 1}"
        try:
            item = _item(folder.get_sub_message(n), 0)
        except _BROKEN as error:
            yield Gap(source, piece.locator(place), "malformed", type(error).__name__)
            continue
        yield from mapi.read_item(piece, item, place, extra={"folder": here.strip("/")})
    for n in range(folders):
        try:
            inner = folder.get_sub_folder(n)
        except _BROKEN:
            yield Gap(source, piece.locator(f"{here}/folder {n + 1}"), "malformed", "a folder")
            continue
        yield from _folder(piece, inner, here if name else f"{here}/{n + 1}" if depth else here, depth + 1)


def _orphans(piece: Piece, mailbox: pypff.file) -> Iterator[Record | Gap | Part]:
    """Items that the index holds and no folder does: deleted, and not gone."""
    source = piece.part.source.name
    try:
        count = mailbox.number_of_orphan_items
    except _BROKEN:
        yield Gap(source, piece.locator("orphans"), "malformed", "items that no folder holds")
        return
    for n in range(count):
        place = f"orphans#{n + 1}"
        try:
            item = _item(mailbox.get_orphan_item(n), 0)
        except _BROKEN as error:
            yield Gap(source, piece.locator(place), "malformed", type(error).__name__)
            continue
        yield from mapi.read_item(piece, item, place, extra={"folder": "(held by no folder)"})


def _item(found: Any, depth: int) -> mapi.Item:
    broken: list[str] = []
    properties = _properties(found, "", broken)
    charset = mapi.charset_of(properties)
    people: Any = getattr(found, "recipients", None)
    sets = range(people.number_of_record_sets) if people is not None else ()
    recipients = tuple(_set(people.get_record_set(n), charset, broken) for n in sets)
    attachments = []
    for n in range(getattr(found, "number_of_attachments", 0) or 0):
        try:
            attachments.append(_attached(found.get_attachment(n), charset, depth, broken))
        except _BROKEN:
            broken.append(f"attachment {n + 1} cannot be read")
    return mapi.Item(properties, recipients, tuple(attachments), tuple(broken))


def _attached(found: Any, charset: str, depth: int, broken: list[str]) -> mapi.Attached:
    given = _properties(found, charset, broken)
    name = next((str(given[key]) for key in (0x3707, 0x3704, 0x3001) if given.get(key)), "")
    kind = str(given.get(0x370E) or "application/octet-stream").lower()
    if given.get(0x3705) == 5:
        if not found.number_of_sub_items:
            return mapi.Attached(name, kind, reason="an item inside an item that cannot be opened")
        if depth >= mapi.DEPTH:
            return mapi.Attached(name, kind, reason="nested too deep")
        return mapi.Attached(name, "application/vnd.ms-outlook", item=_item(found.get_sub_item(0), depth + 1))
    size = found.get_size() or 0
    if size > ATTACHMENT:
        return mapi.Attached(name, kind, reason="larger than 256 MiB")
    return mapi.Attached(name, kind, found.read_buffer(size) if size else b"")


def _properties(found: Any, charset: str, broken: list[str]) -> dict[int, mapi.Property]:
    properties: dict[int, mapi.Property] = {}
    for n in range(found.number_of_record_sets):
        properties |= _set(found.get_record_set(n), charset, broken)
    return properties


def _set(held: Any, charset: str, broken: list[str]) -> dict[int, mapi.Property]:
    """One set of properties; the charset stands among them where it is not known."""
    raw = []
    for n in range(held.number_of_entries):
        entry = held.get_entry(n)
        try:
            content = entry.data
        except OSError:
            broken.append(f"property {entry.entry_type or 0:04x} cannot be read")
            continue
        if content is not None and entry.entry_type is not None:
            raw.append((entry.entry_type, entry.value_type, content))
    numbers = {
        number: mapi.value(kind, content) for number, kind, content in raw if number in (0x3FFD, 0x3FDE)
    }
    charset = charset or mapi.charset_of({number: one for number, one in numbers.items() if one is not None})
    found: dict[int, mapi.Property] = {}
    for number, kind, content in raw:
        one = mapi.value(kind, content, charset)
        if one is not None:
            found[number] = one
    return found
