"""One message (RFC 5322) as records: the message, and a child for each attachment.

The standard library parses; this module never lets it lose anything quietly. A body that cannot be
decoded is a gap and is not passed on as it stands: whoever decoded it by hand would read what no
detector saw.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import collapse_rfc2231_value

from dsar.model.records import Gap, Record, When
from dsar.model.sources import Part, Piece
from dsar.reading import headers
from dsar.reading.dates import when_mail
from dsar.reading.html_text import to_text
from dsar.reading.text import decode, looks_like_text

DEPTH = 10
_OPAQUE = ("image", "audio", "video")
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


@dataclass(slots=True)
class _Bodies:
    """What the parts of one message gave."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[tuple[str, Message, bytes]] = field(default_factory=list)
    gaps: list[tuple[str, str, str]] = field(default_factory=list)
    digest: bytes = b""


def read_message(piece: Piece, raw: bytes, *, fallback_date: str = "") -> Iterator[Record | Gap | Part]:
    """Yield a message's record, its attachments' records, gaps, and parts that others may read.

    `fallback_date` dates a message without a usable Date or Received header.
    """
    source = piece.part.source
    try:
        message = message_from_bytes(raw, policy=compat32)
        known = headers.fields(message)
    except (ValueError, TypeError, AttributeError, IndexError, LookupError) as error:
        yield Gap(source.name, piece.locator(), "malformed", type(error).__name__)
        return
    if not known:
        yield Gap(source.name, piece.locator(), "malformed", "no header")
        if not raw.strip():
            return
    bodies = _Bodies()
    _walk(message, "", bodies, 0)
    names = [name for name, _, _ in bodies.attachments if name]
    seen = hashlib.sha256()
    for _, _, content in bodies.attachments:
        seen.update(hashlib.sha256(content).digest())
    record = Record.of(
        source.name,
        "mail",
        piece.locator(),
        {
            **known,
            "text": "\n\n".join(bodies.plain),
            "html_text": "\n\n".join(bodies.html),
            "attachments": "; ".join(names),
        },
        when=_moment(message, source.timezone, fallback_date),
        parties=headers.parties(message),
        content=seen.digest(),
    )
    yield record
    for inner, reason, detail in bodies.gaps:
        yield Gap(source.name, piece.locator(inner), reason, detail)
    for n, (name, part, content) in enumerate(bodies.attachments, start=1):
        yield from _attachment(piece, record, n, name, part, content)


def _moment(message: Message, zone: str, fallback: str) -> When | None:
    given = when_mail(headers.header(message, "date"), zone)
    if given and given.utc:
        return given
    received = headers.header(message, "received").rpartition(";")[2]
    for text in (received, fallback):
        found = when_mail(text, zone)
        if found and found.utc:
            return When(found.utc, given.original if given else found.original, "guessed")
    return given


def _walk(message: Message, inner: str, bodies: _Bodies, depth: int) -> None:
    """Collect bodies and attachments, depth first."""
    kind = _type(message)
    if depth > DEPTH:
        bodies.gaps.append((inner, "too-deep", kind))
        return
    if kind in ("multipart/encrypted", *_ENCRYPTED):
        bodies.gaps.append((inner, "encrypted", kind))
    if kind == "message/rfc822":
        bodies.attachments.append((_name(message), message, _nested(message)))
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        if any(type(one).__name__ == "CloseBoundaryNotFoundDefect" for one in message.defects):
            bodies.gaps.append((inner, "truncated", "a multipart message without its end"))
        for text in (message.preamble, message.epilogue):
            if text and text.strip() and "multi-part message in mime" not in text.lower():
                bodies.plain.append(headers.decoded(text))
        for n, child in enumerate(payload, start=1):
            if isinstance(child, Message):
                _walk(child, f"{inner}.{n}" if inner else str(n), bodies, depth + 1)
        return
    _leaf(message, kind, inner, bodies)


def _leaf(message: Message, kind: str, inner: str, bodies: _Bodies) -> None:
    content = _payload(message)
    if content is None:
        bodies.gaps.append((inner, "malformed", "a transfer encoding that cannot be undone"))
        return
    name = _name(message)
    attached = _disposition(message) == "attachment" or bool(name)
    if attached or not kind.startswith("text/"):
        if content or name:
            bodies.attachments.append((name, message, content))
        return
    text = decode(content, _charset(message), trust=True)
    if text.unknown_charset:
        bodies.gaps.append((inner, "unknown-charset", "read as " + text.charset))
    if kind == "text/html":
        bodies.html.append(to_text(text.text))
    elif text.text.strip():
        bodies.plain.append(text.text.replace("\r\n", "\n"))


def _attachment(
    piece: Piece, mail: Record, n: int, name: str, part: Message, content: bytes
) -> Iterator[Record | Gap | Part]:
    kind = _type(part)
    inner = f"{n}/{_safe(name)}" if name else str(n)
    fields: dict[str, str | int] = {"name": name, "media_type": kind, "size": len(content)}
    # Plain text and HTML are read here; whatever else it may be, an extractor knows by its content.
    is_text = kind in ("text/plain", "text/html") and looks_like_text(content) and not _tabular(name)
    if is_text:
        text = decode(content, _charset(part), trust=True)
        fields["text"] = to_text(text.text) if kind == "text/html" else text.text
        if text.unknown_charset:
            yield Gap(mail.source, piece.locator(inner), "unknown-charset", "read as " + text.charset)
    record = Record.of(
        mail.source,
        "attachment",
        piece.locator(inner),
        fields,
        when=mail.when,
        parent=mail.id,
        content=content,
    )
    yield record
    if is_text or not content:
        return
    if kind.partition("/")[0] in _OPAQUE:
        yield Gap(
            mail.source, piece.locator(inner), "image-only", kind.partition("/")[0] + " content is not read"
        )
    else:
        yield piece.child(content, name=name or kind, media_type=kind, inner=inner, parent=record.id)


def _tabular(name: str) -> bool:
    return name.lower().endswith(
        (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".log", ".eml", ".mbox", ".xml")
    )


def _nested(message: Message) -> bytes:
    """The bytes of a message inside a message."""
    payload = message.get_payload()
    inside = payload[0] if isinstance(payload, list) and payload else payload
    try:
        return (
            inside.as_bytes()
            if isinstance(inside, Message)
            else str(inside).encode("utf-8", "surrogateescape")
        )
    except (ValueError, TypeError, AttributeError, LookupError):
        return str(inside).encode("utf-8", "replace")


def _payload(message: Message) -> bytes | None:
    """A part's content with its transfer encoding undone; None where that cannot be done."""
    encoding = str(message.get("content-transfer-encoding", "")).strip().lower()
    try:
        raw = message.get_payload(decode=False)
        text = raw if isinstance(raw, str) else ""
        plain = text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        plain = text.encode("utf-8", "surrogateescape")
    if encoding == "base64":
        return _base64(plain)
    if encoding in ("quoted-printable", "x-uuencode", "uuencode", "uue", "x-uue"):
        try:
            decoded = message.get_payload(decode=True)
        except (ValueError, TypeError, binascii.Error, AttributeError):
            return None
        return decoded if isinstance(decoded, bytes) else None
    return plain


def _base64(plain: bytes) -> bytes | None:
    """Base64 (RFC 2045): line ends are skipped, anything else that does not belong is refused."""
    compact = re.sub(rb"\s+", b"", plain)
    body = compact.rstrip(b"=")
    if not re.fullmatch(rb"[A-Za-z0-9+/]*", body) or len(body) % 4 == 1:
        return None
    try:
        return base64.b64decode(body + b"=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _type(message: Message) -> str:
    try:
        return message.get_content_type().lower()
    except (ValueError, TypeError, AttributeError, IndexError):
        return "application/octet-stream"


def _disposition(message: Message) -> str:
    return str(message.get("content-disposition", "")).partition(";")[0].strip().lower()


def _charset(message: Message) -> str:
    try:
        value = message.get_param("charset")
    except (ValueError, TypeError, AttributeError, IndexError):
        return ""
    if value is None:
        return ""
    return collapse_rfc2231_value(value) if isinstance(value, tuple) else str(value)


def _name(message: Message) -> str:
    try:
        value = message.get_filename("")
    except (ValueError, TypeError, AttributeError, IndexError, LookupError):
        return ""
    return headers.decoded(str(value))


def _safe(name: str) -> str:
    """A file name as part of a place: no line ends or other controls."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name)[:200]
