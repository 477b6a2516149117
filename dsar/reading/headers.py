"""The headers of a message: decoded, named as fields, and the people who stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.records import Party
from dsar.reading.text import decode

ADDRESS_HEADERS = {
    "from": "from",
    "to": "to",
    "cc": "cc",
    "bcc": "bcc",
    "reply-to": "reply_to",
    "sender": "sender",
    "return-path": "header.return-path",
    "delivered-to": "header.delivered-to",
    "x-original-to": "header.x-original-to",
    "envelope-to": "header.envelope-to",
    "x-forwarded-to": "header.x-forwarded-to",
    "resent-from": "header.resent-from",
    "resent-to": "header.resent-to",
    "resent-cc": "header.resent-cc",
    "disposition-notification-to": "header.disposition-notification-to",
}
"""Headers that hold addresses, and the field each becomes."""

PLAIN_HEADERS = {
    "subject": "subject",
    "date": "date",
    "message-id": "message_id",
    "in-reply-to": "in_reply_to",
    "references": "references",
}
_FOLD = re.compile(r"\r?\n[ \t]*")
_TAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_DROPPED = ("FirstHeaderLineIsContinuationDefect", "MisplacedEnvelopeHeaderDefect")
_KNOT = re.compile(r"[^\s,]{2000}|(?:\\[^\\]*){200}|(?:[.\[\]]\s*){2000}|\A.{200000}", re.DOTALL)
"""A list of addresses that is searched instead of parsed: parsing takes the square of these runs."""


def fields(message: Message) -> dict[str, str]:
    """Every header as a field: the usual ones by name, the rest as `header.<name>`."""
    found: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for name, value in lines(message):
        place = ADDRESS_HEADERS.get(name) or PLAIN_HEADERS.get(name)
        if place is None or place in found:
            rest.append((name, value))
        else:
            found[place] = value
    rest += [("", line) for line in dropped(message)]
    for place, value in named(rest, "header."):
        while place in found:  # the second of a header that should stand once
            place += ".2"
        found[place] = value
    return found


def named(given: Iterable[tuple[str, str]], prefix: str) -> Iterator[tuple[str, str]]:
    """Headers as fields under a prefix, repeated ones numbered.

    A name that may be somebody's (a line of text taken for a header) becomes part of the value:
    names of fields are shown to everybody and are never searched.
    """
    seen: dict[str, int] = {}
    for name, value in given:
        tame = bool(_TAME.fullmatch(name))
        key = name if tame else "other"
        seen[key] = seen.get(key, 0) + 1
        place = f"{prefix}{key}" + (f".{seen[key]}" if seen[key] > 1 else "")
        yield place, value if tame or not name else f"{name}: {value}"


def parties(message: Message) -> tuple[Party, ...]:
    """The people in address headers, once per role, name and address."""
    found: list[Party] = []
    for name, value in lines(message):
        field = ADDRESS_HEADERS.get(name)
        if field is None:
            continue
        for shown, address in _addresses(value):
            identifier = try_identifier("email", address)
            known: tuple[Identifier, ...] = (identifier,) if identifier else ()
            if shown or known:
                found.append(Party(name, field, shown, known))
    return tuple(dict.fromkeys(found))


def header(message: Message, name: str) -> str:
    """One header, decoded and unfolded; empty where there is none."""
    return next((value for key, value in lines(message) if key == name), "")


def lines(message: Message) -> Iterator[tuple[str, str]]:
    """Every header: its name in lower case, its value decoded."""
    for name, value in message.raw_items():
        yield name.strip().lower(), decoded(str(value))


def dropped(message: Message) -> Iterator[str]:
    """Lines among the headers that the parser leaves out because they are none."""
    for defect in message.defects:
        line = getattr(defect, "line", None)
        if type(defect).__name__ in _DROPPED and isinstance(line, str) and line.strip():
            yield decoded(line)


def decoded(value: str, *, unfold: bool = True) -> str:
    """A header's text: unfolded, raw 8-bit bytes and encoded words (RFC 2047) decoded."""
    if not value.isascii() and any("\udc80" <= char <= "\udcff" for char in value):
        value = decode(value.encode("utf-8", "surrogateescape")).text
    value = (_FOLD.sub(" ", value) if unfold and "\n" in value else value).strip()
    return _words(value) if "=?" in value else value


def _words(value: str) -> str:
    """Encoded words decoded; what is broken stays as it stands, so that nothing disappears."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        return value
    out = []
    for part, charset in parts:
        if isinstance(part, str):
            out.append(part)
        else:
            out.append(decode(part, charset or "", trust=True).text)
    text = "".join(out)
    return text if text.strip() or not value else value


def _addresses(value: str) -> list[tuple[str, str]]:
    """Names and addresses of a header; a list that the parser refuses is searched for addresses."""
    try:
        pairs = getaddresses([value], strict=False) if not _KNOT.search(value) else []
    except (TypeError, ValueError, IndexError, RecursionError):
        pairs = []
    good = [(name.strip(" '\""), address) for name, address in pairs if "@" in address]
    if good:
        return good
    return [("", found) for found in re.findall(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+", value)]
