"""The texts of a simple message at little cost: enough to know that it does not name somebody.

Most mail is text, HTML or both, without attachments. Of such a message the encodings are undone here
in a few passes over all of it; whatever is out of the ordinary (attachments, other character sets,
damage) is left to the parser. The texts may hold more than the message says, never less.
"""

from __future__ import annotations

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header
from html import unescape

from dsar.reading.text import decode, looks_like_text

_ORDINARY = re.compile(
    rb"content-type:\s*(?:text/(?:plain|html)|multipart/(?:mixed|alternative|related))[\s;]", re.IGNORECASE
)
_TYPES = re.compile(rb"content-type[ \t]*:", re.IGNORECASE)
_CHARSETS = re.compile(rb"charset", re.IGNORECASE)
_USUAL = re.compile(
    rb"charset=[ \t]*[\"']?(?:utf-?8|us-ascii|iso-8859-15?|windows-1252)[\"']?[\s;>/]", re.IGNORECASE
)
_TRANSFERS = re.compile(rb"content-transfer-encoding[ \t]*:", re.IGNORECASE)
_KNOWN = re.compile(
    rb"content-transfer-encoding:[ \t]*(?:7bit|8bit|(quoted-printable)|(base64))[ \t]*\r?\n", re.IGNORECASE
)
_ODD = (
    *(b"attachment", b"message/", b"uuencode", b"pkcs7", b"pgp-encrypted", b"data:", b"\0", b"\\u", b"\\x"),
)
_ODD_PARTS = re.compile(rb"\*[0-9]*\*?=|[\n;][ \t]*(?:file)?name[ \t]*=|\nbegin 0?[0-7]{3} ")
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]+)\"|([^\s;\"]+))", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_MARKUP = re.compile(
    r"<!--.*?(?:--!?>|\Z)|<!\[CDATA\[|\]\]>|<[!?/][^>]*+(?:>|\Z)"
    r"|<[A-Za-z][^\s/>]*+(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+'|[\"'])*+(?:>|\Z)",
    re.DOTALL,
)
_LINE = re.compile(r"[^\n]*(?:\n[ \t]+[^\n]*)*")


def texts_of(raw: bytes) -> list[str] | None:
    """What a message says, several times over; None where only parsing it tells."""
    lower = raw.lower()
    if any(sign in lower for sign in _ODD) or _ODD_PARTS.search(lower) or not _is_plain(raw):
        return None
    bodies = _bodies(raw)
    if bodies is None:
        return None
    found: list[str] = []
    for content in (raw, *bodies):
        try:
            found.append(content.decode("utf-8"))
        except UnicodeDecodeError:
            if not re.search(rb"charset=[ \t]*[\"']?(?:iso-8859|windows-1252)", raw, re.IGNORECASE):
                return None  # not what it says it is: the parser makes a gap of it
            found += [content.decode("utf-8", "replace"), decode(content).text]
    shown = [view for text in found for view in _without_markup(text)]
    words = _encoded_words(raw.decode("latin-1"))
    return None if words is None else [*found, *shown, *words]


def _is_plain(raw: bytes) -> bool:
    """Whether nothing in a message's headers or parts is out of the ordinary."""
    if len(_TYPES.findall(raw)) != len(_ORDINARY.findall(raw)):
        return False
    if len(_CHARSETS.findall(raw)) != len(_USUAL.findall(raw)):
        return False
    if len(_TRANSFERS.findall(raw)) != len(_KNOWN.findall(raw)):
        return False
    return all(b"--" + one + b"--" in raw for one in _boundaries(raw))


def _boundaries(raw: bytes) -> list[bytes]:
    return [quoted or bare for quoted, bare in _BOUNDARY.findall(raw)]


def _bodies(raw: bytes) -> list[bytes] | None:
    """The bodies that are encoded, decoded; None where one is damaged or no text."""
    found, lines = [], b"|".join(re.escape(one) for one in _boundaries(raw))
    ending = re.compile(rb"\n--(?:" + lines + rb")" if lines else rb"\Z")
    for transfer in _KNOWN.finditer(raw):
        if not (transfer[1] or transfer[2]):
            continue
        start = _BLANK.search(raw, transfer.end() - 2)
        stop = ending.search(raw, start.end() - 1) if start else None
        body = raw[start.end() : stop.start() + 1 if stop else len(raw)] if start else b""
        content = binascii.a2b_qp(body) if transfer[1] else _base64(body)
        if content is None or b"\0" in content or not looks_like_text(content):
            return None
        found.append(content)
    # What else says base64 says it where it is not looked for.
    return (
        found if raw.lower().count(b"base64") == len(re.findall(rb"(?i)encoding:[ \t]*base64", raw)) else None
    )


def _base64(body: bytes) -> bytes | None:
    try:
        return binascii.a2b_base64(re.sub(rb"\s+", b"", body), strict_mode=True)
    except binascii.Error:
        return None


def _without_markup(text: str) -> list[str]:
    if "<" not in text and "&" not in text:
        return []
    return [unescape(_MARKUP.sub("", text)), unescape(text)]


def _encoded_words(text: str) -> list[str] | None:
    """Header lines with their encoded words decoded."""
    found = []
    at = text.find("=?")
    while at >= 0:
        line = _LINE.match(text, text.rfind("\n", 0, at) + 1)
        assert line is not None
        at = text.find("=?", max(line.end(), at + 2))
        try:
            parts = decode_header(re.sub(r"\r?\n[ \t]*", " ", line.group()))
        except (HeaderParseError, ValueError, LookupError):
            return None
        said = []
        for part, charset in parts:
            known = decode(part, charset or "", trust=True) if isinstance(part, bytes) else None
            if known and known.unknown_charset:
                return None
            said.append(known.text if known else str(part))
        found.append("".join(said))
    return found
