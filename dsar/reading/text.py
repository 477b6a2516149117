"""Bytes to text, in the order that is right for records kept in the United Kingdom.

A byte order mark decides; then UTF-8 if the bytes are valid; then the declared charset; then
cp1252. Statistical guessing is not used: on British bytes it turns pounds into other letters.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

FALLBACK = "cp1252"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PLAIN_CONTROLS = frozenset(b"\t\n\x0b\x0c\r\x1b")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it came about: the charset used, replaced bytes, whether the declared is unknown."""

    text: str = field(repr=False)
    charset: str
    replaced: int = 0
    unknown_charset: bool = False


def decode(raw: bytes, declared: str = "", *, trust: bool = False) -> Decoded:
    """Decode bytes; never raises.

    `trust` puts a declared charset before UTF-8 (a mail part says what it is; a file only may).
    A declared charset that is not known is reported, and the text decoded all the same.
    """
    for mark, charset in _BOMS:
        if raw.startswith(mark):
            return _lossy(raw[len(mark) :], _wide(raw[len(mark) :], charset))
    known, unknown = _known(declared)
    order = [known, "utf-8"] if trust and known else ["utf-8", known]
    for charset in order:
        if charset:
            try:
                return Decoded(raw.decode(charset), charset, 0, unknown)
            except (UnicodeError, ValueError):
                continue
    text = _lossy(raw, FALLBACK)
    return Decoded(text.text, FALLBACK, text.replaced, unknown)


def _wide(rest: bytes, charset: str) -> str:
    """UTF-32 that only a UTF-16 mark announces shows itself by its zero bytes."""
    if charset == "utf-16-le" and len(rest) >= 8 and rest[2:4] == b"\0\0" and rest[6:8] == b"\0\0":
        return "utf-32-le"
    return charset


def _known(declared: str) -> tuple[str, bool]:
    name = declared.strip().strip("\"'").lower()
    if not name:
        return "", False
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return "", True
    # Codecs such as base64 or rot13 are no charsets.
    return (info.name, False) if getattr(info, "_is_text_encoding", True) else ("", True)


def _lossy(raw: bytes, charset: str) -> Decoded:
    text = raw.decode(charset, "replace")
    return Decoded(text, charset, text.count("\ufffd"))


def looks_like_text(raw: bytes) -> bool:
    """Whether bytes are text: a byte order mark, or hardly any control characters and no NUL."""
    head = raw[:8192]
    if any(head.startswith(mark) for mark, _ in _BOMS):
        return True
    if b"\0" in head:
        return False
    controls = sum(byte < 32 and byte not in _PLAIN_CONTROLS for byte in head)
    return controls * 50 <= len(head)
