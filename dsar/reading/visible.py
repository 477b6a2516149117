"""The texts of a simple message at little cost: enough to know that it does not name somebody.

Most mail is text, HTML or both, without attachments. Of such a message the encodings are undone here
in a few passes over all of it; whatever is out of the ordinary (attachments, other character sets,
damage) is left to the parser. The texts may hold more than the message says, never less.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError
from email.header import decode_header
from html import unescape

from dsar.reading.text import decode, looks_like_text

_ORDINARY = re.compile(
    rb"content-type:\s*(?:text/(?:plain|html)|multipart/(?:mixed|alternative|related))[\s;]"
)
_TYPE = re.compile(rb"content-type[ \t]*:")
_USUAL = re.compile(rb"charset=[ \t]*[\"']?(?:utf-?8|us-ascii|iso-8859-15?|windows-1252)[\"']?[\s;>/]")
_OLD = re.compile(rb"charset=[ \t]*[\"']?(?:iso-8859|windows-1252)")
_TRANSFER = re.compile(rb"content-transfer-encoding[ \t]*:")
_KNOWN = re.compile(rb"content-transfer-encoding:[ \t]*(?:7bit|8bit|(quoted-printable)|(base64))[ \t]*\r?\n")
_BASE64 = re.compile(rb"encoding:[ \t]*base64")
_ODD = (
    *(b"attachment", b"message/", b"uuencode", b"pkcs7", b"pgp-encrypted", b"data:", b"\0", b"\\u", b"\\x"),
)
_SECTION = re.compile(rb"\*[0-9]*\*?=")
_NAMED = re.compile(rb"(?:file)?name[ \t]*=")
_UUENCODED = re.compile(rb"begin 0?[0-7]{3} ")
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
    if any(sign in lower for sign in _ODD) or _has_odd_parts(lower):
        return None
    boundaries = [quoted or bare for quoted, bare in _BOUNDARY.findall(raw)]
    if not _is_plain(raw, lower, boundaries):
        return None
    bodies = _bodies(raw, lower, boundaries)
    if bodies is None:
        return None
    found: list[str] = []
    for content in (raw, *bodies):
        try:
            found.append(content.decode("utf-8"))
        except UnicodeDecodeError:
            if not _OLD.search(lower):
                return None  # not what it says it is: the parser makes a gap of it
            found += [content.decode("utf-8", "replace"), decode(content).text]
    # Markup is undone where the parser undoes it.
    shown = [view for text in found for view in _without_markup(text)] if b"html" in lower else []
    words = _encoded_words(raw.decode("latin-1"))
    return None if words is None else [*found, *shown, *words]


def _occurrences(word: bytes, lower: bytes) -> Iterator[int]:
    at = lower.find(word)
    while at >= 0:
        yield at
        at = lower.find(word, at + 1)


def _has_odd_parts(lower: bytes) -> bool:
    """Whether a part has a name, or parameters in sections, or is uuencoded."""
    if b"*" in lower and _SECTION.search(lower):
        return True
    if b"\nbegin " in lower and any(
        _UUENCODED.match(lower, at + 1) for at in _occurrences(b"\nbegin ", lower)
    ):
        return True
    for at in _occurrences(b"name", lower):
        start = at - 4 if lower[max(at - 4, 0) : at] == b"file" else at
        if _NAMED.match(lower, at) and lower[max(start - 99, 0) : start].rstrip(b" \t")[-1:] in b"\n;":
            return True
    return False


def _is_plain(raw: bytes, lower: bytes, boundaries: Sequence[bytes]) -> bool:
    """Whether nothing in a message's headers or parts is out of the ordinary."""
    for at in _occurrences(b"content-t", lower):
        if _TYPE.match(lower, at) and not _ORDINARY.match(lower, at):
            return False
        if _TRANSFER.match(lower, at) and not _KNOWN.match(lower, at):
            return False
    if not all(_USUAL.match(lower, at) for at in _occurrences(b"charset", lower)):
        return False
    return all(b"--" + one + b"--" in raw for one in boundaries)


def _bodies(raw: bytes, lower: bytes, boundaries: Sequence[bytes]) -> list[bytes] | None:
    """The bodies that are encoded, decoded; None where one is damaged or no text."""
    found = []
    for at in _occurrences(b"content-transfer-encoding:", lower):
        transfer = _KNOWN.match(lower, at)
        if transfer is None or not (transfer[1] or transfer[2]):
            continue
        body = _body(raw, transfer.end(), boundaries)
        content = binascii.a2b_qp(body) if transfer[1] else _base64(body)
        if content is None or b"\0" in content or not looks_like_text(content):
            return None
        found.append(content)
    # What else says base64 says it where it is not looked for.
    return found if lower.count(b"base64") == len(_BASE64.findall(lower)) else None


def _body(raw: bytes, behind: int, boundaries: Sequence[bytes]) -> bytes:
    """What follows the blank line after a header, up to the next boundary."""
    start = _BLANK.search(raw, behind - 2)
    if start is None:
        return b""
    ends = [raw.find(b"\n--" + one, start.end() - 1) for one in boundaries]
    stop = min((end for end in ends if end >= 0), default=-1)
    return raw[start.end() : stop + 1 if stop >= 0 else len(raw)]


def _base64(body: bytes) -> bytes | None:
    try:
        return binascii.a2b_base64(body.translate(None, b" \t\r\n\x0b\x0c"), strict_mode=True)
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
