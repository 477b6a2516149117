"""The parts of a message: its bodies as text, its attachments as bytes, and what could not be read.

The standard library parses; this module never lets it lose anything quietly: headers of parts,
preambles, delivery reports and lines that the parser drops are kept as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.policy import compat32
from email.utils import collapse_rfc2231_value

from dsar.reading import headers, html_text
from dsar.reading.text import Decoded, decode, looks_like_text
from dsar.reading.transfer import File, undone, uuencoded

DEPTH = 100
"""How deep the parts of one message may nest; what is deeper is a gap."""

_ENCRYPTED = (
    "multipart/encrypted",
    "application/pkcs7-mime",
    "application/x-pkcs7-mime",
    "application/pgp-encrypted",
)
_MESSAGES = ("message/rfc822", "message/global", "message/news", "message/partial")
_SAID = frozenset(("content-type", "content-transfer-encoding", "content-disposition", "mime-version"))
_PREAMBLE = re.compile(
    r"\s*this is a (?:cryptographically signed )?multi-?part message in mime format[.\s-]*", re.I
)
_UNFOLDED = compat32.clone(max_line_length=0)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something attached: its name and type as the outside says, its own headers, its bytes."""

    name: str
    media_type: str
    charset: str
    headers: dict[str, str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(slots=True)
class Bodies:
    """What the parts of one message gave. `gaps` are (place, reason, detail)."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    gaps: list[tuple[str, str, str]] = field(default_factory=list)


def bodies_of(message: Message) -> Bodies:
    """Walk a message, depth first."""
    bodies = Bodies()
    _walk(message, "", bodies, 0)
    return bodies


def _walk(message: Message, inner: str, bodies: Bodies, depth: int) -> None:
    kind = _type(message)
    if depth > DEPTH:
        bodies.gaps.append((inner, "too-deep", kind))
        return
    if kind in _ENCRYPTED:
        bodies.gaps.append((inner, "encrypted", kind))
    for line in headers.dropped(message) if inner else ():
        bodies.plain.append(line)
    if any(type(one).__name__ == "InvalidHeaderDefect" for one in message.defects):
        bodies.gaps.append((inner, "malformed", "a header without a name"))
    payload = message.get_payload()
    if kind in _MESSAGES:
        _nested(message, kind, inner, bodies)
    elif isinstance(payload, list):
        _container(message, payload, inner, bodies, depth)
    else:
        _leaf(message, kind, inner, bodies)


def _container(message: Message, payload: Sequence[object], inner: str, bodies: Bodies, depth: int) -> None:
    if any(type(one).__name__ == "CloseBoundaryNotFoundDefect" for one in message.defects):
        bodies.gaps.append((inner, "truncated", "a multipart message without its end"))
    if inner:
        bodies.headers |= _own_headers(message, f"part {inner}.")
    for text in (message.preamble, message.epilogue):
        if text and text.strip() and not _PREAMBLE.fullmatch(text):
            bodies.plain.append(headers.decoded(text, unfold=False))
    report = message.get_content_maintype() == "message"
    for n, child in enumerate(payload, start=1):
        if not isinstance(child, Message):
            continue
        if report:  # a delivery report says all in headers
            bodies.plain.append("\n".join(f"{name}: {value}" for name, value in headers.lines(child)))
        _walk(child, f"{inner}.{n}" if inner else str(n), bodies, depth + 1)


def _leaf(message: Message, kind: str, inner: str, bodies: Bodies) -> None:
    encoding = str(message.get("content-transfer-encoding", ""))
    found = undone(_raw(message), encoding)
    text = kind.startswith(("text/", "multipart/"))
    if found is None or (found.doubt and text and not looks_like_text(found.content)):
        bodies.gaps.append((inner, "malformed", "a transfer encoding that cannot be undone"))
        return
    if found.doubt:
        bodies.gaps.append((inner, "malformed", found.doubt))
    name = _name(message)
    if (
        str(message.get("content-disposition", "")).strip().lower().startswith("attachment")
        or name
        or not text
    ):
        if found.content or name:
            own = _own_headers(message, "header.") if inner else {}
            bodies.attachments.append(Attachment(name, kind, _charset(message), own, found.content))
        return
    if inner:
        bodies.headers |= _own_headers(message, f"part {inner}.")
    for one in uuencoded(found.content):
        if isinstance(one, File):
            bodies.attachments.append(Attachment(one.name, "application/octet-stream", "", {}, one.content))
        else:
            _text(decode(one, _charset(message), trust=True), kind, inner, bodies)


def _text(text: Decoded, kind: str, inner: str, bodies: Bodies) -> None:
    if text.doubt:
        bodies.gaps.append((inner, "unknown-charset", text.doubt))
    if kind == "text/html":
        bodies.html.append(html_text.to_text(text.text))
        if html_text.embeds(text.text):
            bodies.gaps.append((inner, "image-only", "a picture inside the text is not read"))
    elif text.text.strip():
        bodies.plain.append(re.sub(r"\r\n?", "\n", text.text).rstrip("\n"))


def _nested(message: Message, kind: str, inner: str, bodies: Bodies) -> None:
    """A message inside a message is an attachment: whoever reads messages reads it."""
    if kind == "message/partial":
        bodies.gaps.append((inner, "truncated", "one part of a message that was sent in several"))
    payload = message.get_payload()
    inside = payload[0] if isinstance(payload, list) and payload else payload
    if not isinstance(inside, Message):
        _leaf(message, "application/octet-stream", inner, bodies)
        return
    content: bytes | None
    try:
        content = inside.as_bytes(policy=_UNFOLDED)
    except RecursionError:
        bodies.gaps.append((inner, "too-deep", kind))
        return
    except (ValueError, TypeError, AttributeError, LookupError):
        content = str(inside).encode("utf-8", "replace")
    encoding = str(message.get("content-transfer-encoding", "")).strip().lower()
    if encoding in ("base64", "quoted-printable") and not inside.keys():
        found = undone(_raw(inside), encoding)
        content = found.content if found else b""
        if not found or found.doubt:
            bodies.gaps.append((inner, "malformed", found.doubt if found else "it cannot be undone"))
    own = _own_headers(message, "header.") if inner else {}
    bodies.attachments.append(Attachment(_name(message), kind, "", own, content))


def _raw(message: Message) -> bytes:
    """A part's bytes as they were sent. (Asked for them undecoded, the library guesses a charset.)"""
    kept = message.get_all("content-transfer-encoding")
    del message["content-transfer-encoding"]
    payload = message.get_payload(decode=True)
    for value in kept or ():
        message["content-transfer-encoding"] = value
    return payload if isinstance(payload, bytes) else b""


def _own_headers(message: Message, prefix: str) -> dict[str, str]:
    """A part's headers as fields, without those that only say how to read it."""
    kept = ((name, value) for name, value in headers.lines(message) if name not in _SAID)
    return dict(headers.named(kept, prefix))


def _type(message: Message) -> str:
    try:
        return message.get_content_type().lower()
    except (ValueError, TypeError, AttributeError, IndexError):
        return "application/octet-stream"


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
