"""What an ordinary message says, without parsing it: its texts, and what is attached to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import compat32
from functools import lru_cache, partial

from dsar.model.records import Gap, Record
from dsar.model.sources import Inside, Part, Piece, Said
from dsar.reading import headers, html_said, html_text, pictures
from dsar.reading.entities import Leaf, ordinary
from dsar.reading.folded import UNSEEN, compared, fold
from dsar.reading.mail import read_attachment
from dsar.reading.mime import Attachment

_VALUE = rb":((?:[^\n]++|\n(?=[ \t]))*+)"
_PEOPLE = re.compile(rb"\n(?:" + "|".join(headers.ADDRESS_HEADERS).encode() + rb")" + _VALUE, re.IGNORECASE)
_ODD = re.compile(rb"\s[.@]|[.@]\s|[()\\]|\"[.@]")
_WORDS = re.compile(rb"\n[^\s:]++" + _VALUE)
_ESCAPED = re.compile(rb"%[c-f][0-9a-f]", re.IGNORECASE)
_ASCII = bytes(range(128))
_UTF8 = (b"utf-8", b"utf8")
_LARGE = 2**26
"""Bytes of a message above which the size of an attachment could be taken for a telephone number."""


def said(piece: Piece, raw: bytes) -> Said | None:
    """What a message says; None where it is out of the ordinary."""
    found = ordinary(raw)
    if found is None or len(raw) > _LARGE:
        return None
    beside, leaves = found
    texts = [one for n, head in enumerate(beside) if head for one in _beside(head, first=not n)]
    inside: list[Inside] = []
    for leaf in leaves:
        if leaf.said.attached or leaf.said.name or not leaf.said.kind.startswith(b"text/"):
            inside.append(_attached(piece, leaf))
            continue
        text = _text(leaf)
        if text is None:
            return None
        texts.append(text)
    return Said(tuple(texts), tuple(inside))


def pictures_in(raw: bytes) -> Iterator[bytes]:
    """The pictures attached to an ordinary message, those of attached documents as well."""
    found = ordinary(raw) if b"base64" in raw else None
    for leaf in found[1] if found else ():
        yield from _pictures(leaf)


def _pictures(leaf: Leaf) -> Iterator[bytes]:
    if leaf.said.transfer == b"base64" and not leaf.said.kind.startswith(b"text/"):
        yield from pictures.held(leaf.content() or b"")


def _beside(head: bytes, *, first: bool) -> Iterator[bytes]:
    """Headers, or text around parts: as they stand, with encoded words and the message's addresses read."""
    if _is_tame(head):
        yield head.lower()
    else:
        yield compared(_decoded(head))
        # The parser of parameters reads ASCII alone: a mark behind a letter does not change it then.
        yield compared(head.decode("ascii", "replace"))
    worded = b"=?" in head
    if worded:
        for value in _WORDS.findall(b"\n" + head):
            if b"=?" in value:
                yield compared(headers.decoded(value.decode("ascii", "surrogateescape")))
    if first:
        people = _PEOPLE.findall(b"\n" + head)
        if worded or any(map(_ODD.search, people)):
            for party in headers.parties(message_from_bytes(head, policy=compat32)):
                yield "\0".join(one.value for one in party.identifiers).encode()


def _text(leaf: Leaf) -> bytes | None:
    """The text of a body; None where it is not what it says, or carries more than text."""
    content = leaf.content()
    if content is None or b"\0" in content or content.startswith((b"\xff\xfe", b"\xfe\xff", b"begin ")):
        return None
    if b"\nbegin " in content or (b"\r" in content and b"\rbegin " in content):
        return None
    if leaf.said.charset not in _UTF8 and not _is_utf8(content):
        try:  # whatever else is declared or not is read as this, and nothing is lost
            content = content.decode("cp1252").encode()
        except UnicodeDecodeError:
            return None
    if leaf.said.kind != b"text/html":
        return _compared(content)
    views = html_said.views(content)
    if views is not None:
        shown = [_compared(view) for view in views]
        return None if None in shown else b"\0".join(one for one in shown if one is not None)
    if not _is_utf8(content):
        return None
    text = content.decode("utf-8")
    return None if html_text.embeds(text) else compared(html_text.to_text(text))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _compared(text: bytes) -> bytes | None:
    """A text in UTF-8 as it is compared; None where it is not UTF-8."""
    if _is_tame(text):
        return text.lower()
    return compared(text.decode("utf-8", "surrogatepass")) if _is_utf8(text) else None


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _is_tame(text: bytes) -> bool:
    """Whether small letters are all that comparison makes of a text in UTF-8."""
    if b"%" in text and _ESCAPED.search(text):
        return False
    return text.isascii() or (_is_utf8(text) and _are_tame(text.translate(None, _ASCII)))


@lru_cache(maxsize=4096)
def _are_tame(signs: bytes) -> bool:
    """Whether none of these signs, in UTF-8, becomes a letter or vanishes when texts are compared."""
    return all(
        sign not in UNSEEN and not any(char.isascii() and char != " " for char in fold(sign).text)
        for sign in set(signs.decode("utf-8"))
    )


def _attached(piece: Piece, leaf: Leaf) -> Inside:
    told = leaf.said
    said = b"\0".join((told.kind, told.charset, told.name, told.transfer, str(piece.part.depth).encode()))
    key = hashlib.sha256(leaf.body).digest() + said + leaf.head

    def read() -> Iterator[Record | Gap | Part]:
        content = leaf.content()
        source = piece.part.source.name
        if content is None:
            yield Gap(source, piece.locator(), "malformed", "a transfer encoding that cannot be undone")
            return
        kind, charset = told.kind.decode(), told.charset.decode()
        name = headers.decoded(told.name.decode("utf-8", "replace"))
        mail = Record.of(source, "mail", piece.locator(), {})
        yield from read_attachment(piece, mail, "1", Attachment(name, kind, charset, {}, content))

    return Inside(key, read, partial(_pictures, leaf))
