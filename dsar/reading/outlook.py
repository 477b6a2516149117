"""Outlook's mailboxes taken apart by libpff: every item of every folder, as steps for `guarded`.

libpff is native code and reads what anybody may have written: this runs in a process of its own.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from dsar.reading import mapi

if TYPE_CHECKING:
    import pypff

ATTACHMENT = 256 * 2**20
"""The size above which an attachment is a gap."""

PLAIN = {
    "builtins": frozenset({"bytearray"}),
    "copyreg": frozenset({"_reconstructor", "__newobj__"}),
    "datetime": frozenset({"datetime", "timezone", "timedelta"}),
    "dsar.reading.mapi": frozenset({"Item", "Attached"}),
    "dsar.reading.outlook": frozenset({"Held", "Broken"}),
}
"""What its values are made of."""

MISSING = "pip install 'dsar-toolkit[outlook]' reads it"
_BROKEN = (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, MemoryError, OverflowError)
_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Held:
    """An item, its place in the mailbox, and the folder that holds it."""

    place: str
    folder: str
    item: mapi.Item


@dataclass(frozen=True, slots=True)
class Broken:
    """A place that could not be read, and why."""

    place: str
    reason: str
    detail: str


def steps(argument: tuple[str, bytes], start: int, lost: frozenset[int]) -> Iterator[object]:
    """A mailbox from its file's path, or its bytes where that is empty. Raises nothing for bad content."""
    path, raw = argument
    try:
        import pypff
    except ImportError:
        yield from (0, Broken("", "unsupported", MISSING))
        return
    mailbox = pypff.file()
    try:
        if path:
            mailbox.open(path)
        else:
            mailbox.open_file_object(io.BytesIO(raw))
    except _BROKEN:
        yield from (0, Broken("", "malformed", "the mailbox cannot be opened"))
        return
    walk = _Walk(start, lost)
    try:
        yield from walk.folder(mailbox.get_root_folder, "", 1, 0)
        yield from walk.orphans(mailbox)
    finally:
        mailbox.close()


class _Walk:
    """Counts steps: each folder and each item is one, begun before libpff looks at it."""

    def __init__(self, start: int, lost: frozenset[int]) -> None:
        self.start, self.lost, self.next = start, lost, 0

    def begins(self) -> Iterator[int]:
        """The number of the next step, unless it was the end of a child."""
        n, self.next = self.next, self.next + 1
        if n not in self.lost:
            yield n

    def folder(self, get: Callable[[], pypff.folder], way: str, n: int, depth: int) -> Iterator[object]:
        """The `n`-th folder below a way, and all in it."""
        for number in self.begins():
            fresh = number >= self.start
            if fresh:
                yield number
            try:
                folder = get()
                name, items = folder.name or "", folder.number_of_sub_messages
                folders = folder.number_of_sub_folders
            except _BROKEN:
                if fresh:
                    yield Broken(f"{way}/folder {n}", "malformed", "a folder")
                return
            here = f"{way}/{name}" if name else f"{way}/{n}" if depth > 1 else way
            if depth > _DEPTH:
                if fresh:
                    yield Broken(here, "too-deep", "folders")
                return
            for m in range(items):
                place = f"{here}#{m + 1}"
                yield from self.item(place, here.strip("/"), partial(folder.get_sub_message, m))
            for m in range(folders):
                yield from self.folder(partial(folder.get_sub_folder, m), here, m + 1, depth + 1)

    def item(self, place: str, folder: str, get: Callable[[], Any]) -> Iterator[object]:
        for number in self.begins():
            if number < self.start:
                return
            yield number
            try:
                yield Held(place, folder, _item(get(), 0))
            except _BROKEN as error:
                yield Broken(place, "malformed", type(error).__name__)

    def orphans(self, mailbox: pypff.file) -> Iterator[object]:
        """Items that the index holds and no folder does: deleted, and not gone."""
        for number in self.begins():
            if number >= self.start:
                yield number
            try:
                count = mailbox.number_of_orphan_items
            except _BROKEN:
                if number >= self.start:
                    yield Broken("orphans", "malformed", "items that no folder holds")
                return
            for n in range(count):
                yield from self.item(
                    f"orphans#{n + 1}", "(held by no folder)", partial(mailbox.get_orphan_item, n)
                )


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
