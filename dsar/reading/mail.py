"""One message (RFC 5322) as records: the message, and a child for each attachment.

`mime` takes the message apart; what it could not read is a gap and is not passed on as it stands:
whoever decoded it by hand would read what no detector saw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from dsar.model.records import Gap, Record, Value, When
from dsar.model.sources import Part, Piece
from dsar.reading import headers, html_text
from dsar.reading.dates import when_mail
from dsar.reading.mime import Attachment, Bodies, bodies_of
from dsar.reading.text import decode, looks_like_text

IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
"""How pictures begin, whatever they are called."""

_OPAQUE = ("audio", "video")
_READ_ELSEWHERE = (
    ".csv",
    ".tsv",
    ".json",
    ".jsonl",
    ".ndjson",
    ".log",
    ".eml",
    ".mbox",
    ".xml",
    ".ics",
    ".vcf",
)


def read_message(
    piece: Piece,
    raw: bytes,
    *,
    fallback_date: str = "",
    inner: str = "",
    extra: Mapping[str, Value] | None = None,
) -> Iterator[Record | Gap | Part]:
    """Yield a message's record, its attachments' records, gaps, and parts that others may read.

    `fallback_date` dates a message without a usable Date or Received header. `inner` is the
    message's place inside the piece, `extra` what its container says of it (labels, flags).
    """
    source = piece.part.source
    try:
        message = message_from_bytes(raw, policy=compat32)
        known: dict[str, Value] = dict(headers.fields(message))
        bodies = bodies_of(message)
    except (ValueError, TypeError, AttributeError, IndexError, LookupError, RecursionError) as error:
        yield Gap(source.name, piece.locator(inner), "malformed", type(error).__name__)
        return
    if not known:
        yield Gap(source.name, piece.locator(inner), "malformed", "no header")
        if not raw.strip():
            return
    told = {**known, **bodies.headers, **_texts(bodies), **(extra or {})}
    record = Record.of(
        source.name,
        "mail",
        piece.locator(inner),
        told,
        when=_moment(message, source.timezone, fallback_date),
        parties=headers.parties(message),
        parent=piece.part.parent,
        content=_digests(bodies),
    )
    yield record
    for place, reason, detail in bodies.gaps:
        yield Gap(source.name, piece.locator(_under(inner, place)), reason, detail)
    for n, one in enumerate(bodies.attachments, start=1):
        place = _under(inner, f"{n}/{safe(one.name)}" if one.name else str(n))
        yield from read_attachment(piece, record, place, one)


def read_attachment(piece: Piece, mail: Record, inner: str, one: Attachment) -> Iterator[Record | Gap | Part]:
    """Yield an attachment's record, and the part in it that an extractor knows by its content."""
    kind, content = one.media_type, one.content
    fields: dict[str, Value] = {
        "name": one.name, "media_type": kind, "size": len(content), **one.headers,
    }  # fmt: skip
    # Plain text and HTML are read here; whatever else it may be, an extractor knows by its content.
    is_text = kind in ("text/plain", "text/html") and looks_like_text(content)
    is_text = is_text and not one.name.lower().endswith(_READ_ELSEWHERE)
    if is_text:
        text = decode(content, one.charset, trust=True)
        fields["text"] = html_text.to_text(text.text) if kind == "text/html" else text.text
        if text.doubt:
            yield Gap(mail.source, piece.locator(inner), "unknown-charset", text.doubt)
        if kind == "text/html" and html_text.embeds(text.text):
            yield Gap(
                mail.source, piece.locator(inner), "image-only", "a picture inside the text is not read"
            )
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
    medium = kind.partition("/")[0]
    if medium in _OPAQUE and not content.startswith(IMAGES):
        yield Gap(mail.source, piece.locator(inner), "image-only", f"{medium} content is not read")
    else:
        yield piece.child(content, name=one.name or kind, media_type=kind, inner=inner, parent=record.id)


def _texts(bodies: Bodies) -> dict[str, Value]:
    return {
        "text": "\n\n".join(bodies.plain),
        "html_text": "\n\n".join(bodies.html),
        "attachments": "; ".join(one.name for one in bodies.attachments if one.name),
    }


def _digests(bodies: Bodies) -> bytes:
    return b"".join(hashlib.sha256(one.content).digest() for one in bodies.attachments)


def safe(name: str) -> str:
    """A file name as part of a place: no line ends or other controls."""
    return "".join(char if char.isprintable() else "\ufffd" for char in name)[:200]


def _under(inner: str, place: str) -> str:
    return "/".join(step for step in (inner, place) if step)


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
