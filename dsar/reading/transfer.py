"""Transfer encodings of mail undone: base64, quoted-printable, uuencode.

What is damaged is read as far as it goes and said to be in doubt; what cannot be undone is not
passed on as it stands: whoever decoded it by hand would read what no detector saw.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_PLAIN = re.compile(r"|7 ?-?bits?|8 ?-?bits?|binary|none|us-ascii|utf-?8")
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_BLANK = b" \t\n\r\x0b\x0c"
_FOREIGN = 20
"""A base64 body is given up where more than one sign in this many does not belong."""

_BEGIN = re.compile(rb"^begin (?:0?[0-7]{3}) ([^\r\n]+)\r?\n", re.MULTILINE)
_LINE = re.compile(rb"[^\r\n]*(?:\r?\n|\Z)")


@dataclass(frozen=True, slots=True)
class Undone:
    """Content with its transfer encoding undone, and what is doubtful about it."""

    content: bytes = field(repr=False)
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file written into a text by uuencode."""

    name: str
    content: bytes = field(repr=False)


def undone(raw: bytes, encoding: str) -> Undone | None:
    """A part's content; None where its encoding cannot be undone."""
    name = encoding.strip().strip("\"';").lower()
    if name.startswith("base64"):
        return _base64(raw)
    if name.startswith("quoted"):
        return Undone(binascii.a2b_qp(raw))
    if name in ("x-uuencode", "uuencode", "uue", "x-uue"):
        files = [one for one in uuencoded(raw) if isinstance(one, File)]
        return Undone(files[0].content) if len(files) == 1 else None
    return Undone(raw, "" if _PLAIN.fullmatch(name) else "a transfer encoding that is not known")


def _base64(raw: bytes) -> Undone | None:
    """Base64 (RFC 2045, section 6.8): what is outside its alphabet is skipped, and then said."""
    compact = raw.translate(None, _BLANK)
    try:  # hardly any is damaged
        return Undone(binascii.a2b_base64(compact, strict_mode=True))
    except binascii.Error:
        pass
    foreign = len(compact.translate(None, _ALPHABET))
    if foreign * _FOREIGN > len(compact):
        return None
    doubts = ["signs that do not belong"] if foreign else []
    runs = [run for run in re.split(rb"=+", re.sub(rb"[^A-Za-z0-9+/=]+", b"", compact)) if run]
    if any(len(run) % 4 == 1 for run in runs):
        doubts.append("a length that cannot be")
    if len(runs) > 1:
        doubts.append("more behind its end")
    parts = [base64.b64decode(run[: len(run) - (len(run) % 4 == 1)] + b"==") for run in runs]
    return Undone(b"".join(parts), "base64 with " + ", ".join(doubts) if doubts else "")


def uuencoded(raw: bytes) -> Iterator[bytes | File]:
    """A text in order: its stretches of plain text, and the files written into it by uuencode.

    A block that breaks off stays in the text.
    """
    done = 0
    while begin := _BEGIN.search(raw, done):
        content, end = _block(raw, begin.end())
        if content is None:
            yield raw[done : begin.end()]
            done = begin.end()
            continue
        yield raw[done : begin.start()]
        yield File(begin[1].decode("utf-8", "replace").strip(), content)
        done = end
    yield raw[done:]


def _block(raw: bytes, at: int) -> tuple[bytes | None, int]:
    """The bytes of a block whose lines begin at `at`, and where it ends; None where it is no block."""
    parts: list[bytes] = []
    while (line := _LINE.match(raw, at)) and line.end() > at:
        at, text = line.end(), line.group().rstrip(b"\r\n")
        if text == b"end":
            return (b"".join(parts), at) if parts else (None, at)
        try:
            parts.append(binascii.a2b_uu(text))
        except binascii.Error:
            return None, at
    return None, at
