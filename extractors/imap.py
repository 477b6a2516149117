"""A mailbox on an IMAP server (RFC 9051), read without leaving a trace in it.

A source's file says where; who may look stands in the environment alone:

    host = "imap.example.org"
    user = "DESK_IMAP_USER"             # names of variables
    password = "DESK_IMAP_PASSWORD"
    folders = ["INBOX", "Sent"]         # all of them where it is left out
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading import mail
from dsar.reading.cuts import Whole
from dsar.reading.text import decode

if TYPE_CHECKING:
    import imaplib

LARGEST = 256 * 2**20
"""The size above which a message is a gap."""

_SECONDS = 60


def _broken() -> tuple[type[Exception], ...]:
    """What a server may do to a conversation. An error of TLS is an `OSError`."""
    import imaplib  # this and TLS: loaded where a mailbox is read over the network

    return imaplib.IMAP4.error, OSError, EOFError, ValueError


_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (?P<name>"(?:[^"\\]|\\.)*"|\S+)')
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")
_KEYS = ("host", "port", "user", "password", "folders", "plain")


class Wrong(ValueError):
    """The file that says where to look has a mistake in it."""


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    user: str
    password: str
    folders: tuple[str, ...]
    plain: bool


class Imap(Extractor):
    """Reads every message of every folder; folders are opened with EXAMINE, which changes nothing."""

    kind = "mail"
    suffixes = (".imap.toml",)
    unit = "entries"
    cut = Whole()

    def recognises(self, head: bytes, name: str) -> int:
        """By its name and what stands in it."""
        return 3 if super().recognises(head, name) and b"host" in head else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every message, by folder and number."""
        source = piece.part.source.name
        try:
            place = _place(piece.raw)
        except Wrong as error:
            yield Gap(source, piece.locator(), "malformed", str(error))
            return
        user, password = os.environ.get(place.user), os.environ.get(place.password)
        if not user or not password:
            words = f"the environment has no {place.password if user else place.user}"
            yield Gap(source, piece.locator(), "unreadable", words)
            return
        try:
            with _connected(place) as server:
                server.login(user, password)
                for folder in place.folders or tuple(_folders(server)):
                    yield from _folder(piece, server, folder)
        except _broken() as error:
            yield Gap(source, piece.locator("session"), "unreadable", type(error).__name__)


def _connected(place: _Place) -> imaplib.IMAP4:
    import imaplib
    import ssl

    if place.plain:
        return imaplib.IMAP4(place.host, place.port, timeout=_SECONDS)
    return imaplib.IMAP4_SSL(
        place.host, place.port, ssl_context=ssl.create_default_context(), timeout=_SECONDS
    )


def _folders(server: imaplib.IMAP4) -> Iterator[str]:
    for line in server.list()[1]:
        found = _LISTED.match(line) if isinstance(line, bytes) else None
        if found and b"\\noselect" not in found["flags"].lower():
            name = found["name"].decode("ascii", "replace")
            yield name[1:-1].replace('\\"', '"').replace("\\\\", "\\") if name.startswith('"') else name


def _folder(piece: Piece, server: imaplib.IMAP4, folder: str) -> Iterator[Record | Gap | Part]:
    source = piece.part.source.name
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if server.select(quoted, readonly=True)[0] != "OK":
        yield Gap(source, piece.locator(folder), "unreadable", "a folder that cannot be opened")
        return
    numbers = server.uid("SEARCH", "ALL")[1]
    for number in numbers[0].split() if numbers and numbers[0] else []:
        place = f"{folder}#{number.decode()}"
        told = _answer(server, number.decode(), "(RFC822.SIZE FLAGS)")
        size = _SIZE.search(told[0])
        if size and int(size[1]) > LARGEST:
            yield Gap(source, piece.locator(place), "too-large", "a message")
            continue
        raw = _answer(server, number.decode(), "(BODY.PEEK[])")[1]
        if not raw:
            yield Gap(source, piece.locator(place), "unreadable", "a message that the server does not give")
            continue
        flags = _FLAGS.search(told[0])
        extra: dict[str, Value] = {"folder": folder}
        if flags and flags[1]:
            extra["flags"] = decode(flags[1]).text.replace("\\", "")
        yield from mail.read_message(piece, raw, inner=place, extra=extra)


def _answer(server: imaplib.IMAP4, number: str, what: str) -> tuple[bytes, bytes]:
    """What a server says of a message: its own words, and the literal that they announce."""
    found = server.uid("FETCH", number, what)[1]
    words, literal = b"", b""
    for one in found:
        if isinstance(one, tuple):
            words, literal = words + one[0], one[1]
        elif isinstance(one, bytes):
            words += one
    return words, literal


def _place(raw: bytes) -> _Place:
    try:
        told = tomllib.loads(decode(raw).text)
    except tomllib.TOMLDecodeError:
        raise Wrong("it is not TOML") from None
    for key in told:
        if key not in _KEYS:
            raise Wrong("it holds host, port, user, password, folders and plain")
    texts = {key: told.get(key, "") for key in ("host", "user", "password")}
    for key, value in texts.items():
        if not isinstance(value, str) or not value:
            raise Wrong(f"{key} is missing")
        if key != "host" and not re.fullmatch(r"[A-Z_][A-Z0-9_]*", value):
            raise Wrong(
                f"{key} is the name of a variable of the environment, in capitals, never the word itself"
            )
    folders, plain = told.get("folders", []), told.get("plain", False)
    port = told.get("port", 143 if plain else 993)
    if not isinstance(folders, list) or not all(isinstance(one, str) for one in folders):
        raise Wrong("folders is a list of names")
    if not isinstance(port, int) or not isinstance(plain, bool):
        raise Wrong("port is a number, plain is true or false")
    if plain and texts["host"] not in ("127.0.0.1", "::1", "localhost"):
        raise Wrong("plain is for this machine alone: a password would travel in the open")
    return _Place(texts["host"], port, texts["user"], texts["password"], tuple(folders), plain)
