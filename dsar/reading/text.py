"""Bytes to text, in the order that is right for records kept in the United Kingdom.

A byte order mark decides; then UTF-8 if the bytes are valid; then the declared charset; then
cp1252. Statistical guessing is not used: on British bytes it turns pounds into other letters.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

FALLBACK = "cp1252"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PATTERNS = (
    (re.compile(rb"(?:[\t\n\r\x20-\x7e]\0\0\0){2,}"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[\t\n\r\x20-\x7e]){2,}"), "utf-32-be"),
    (re.compile(rb"(?:[\t\n\r\x20-\x7e]\0){4,}"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t\n\r\x20-\x7e]){4,}"), "utf-16-be"),
)
_PLAIN_CONTROLS = frozenset(b"\t\n\x0b\x0c\r\x1b")
_ODD_CONTROLS = bytes(byte for byte in range(32) if byte not in _PLAIN_CONTROLS)
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem")
)
_LATIN = frozenset(("ascii", "iso8859-1", "cp1252"))
_CONTAINERS = (
    *(
        b"%PDF-",
        b"{\\rtf",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ\0",
        b"7z\xbc\xaf\x27\x1c",
    ),
    *(
        b"\x28\xb5\x2f\xfd",
        b"Rar!\x1a\x07",
        b"\xd0\xcf\x11\xe0",
        b"!BDN",
        b"\x78\x9f\x3e\x22",
        b"SQLite format 3",
    ),
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PAR1", b"ElfFile\0"),
)


def _keep(error: UnicodeError) -> tuple[str, int]:
    """An undefined byte as the control character of its number, as browsers do: nothing is lost."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("dsar.keep", _keep)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it came about.

    `replaced` counts bytes that stand for no character in `charset`; `unknown_charset` says that the
    declared one is not known, `mistaken` that the bytes are not in it and had to be guessed.
    """

    text: str = field(repr=False)
    charset: str
    replaced: int = 0
    unknown_charset: bool = False
    mistaken: bool = False

    @property
    def doubt(self) -> str:
        """What is doubtful about the text, as a gap's detail; empty where nothing is."""
        if self.unknown_charset:
            return f"read as {self.charset}"
        if self.mistaken:
            return f"not in the character set that it names; read as {self.charset}"
        return f"{self.replaced} bytes stand for no character in {self.charset}" if self.replaced else ""


def decode(raw: bytes, declared: str = "", *, trust: bool = False) -> Decoded:
    """Decode bytes; never raises.

    `trust` puts a declared charset before UTF-8 (a mail part says what it is; a file only may).
    A declared charset that is not known is reported, and the text decoded all the same.
    """
    for mark, charset in _BOMS:
        if raw.startswith(mark):
            return _lossy(raw[len(mark) :], _wide(raw[len(mark) :], charset))
    known, unknown = _known(declared)
    wide = "" if known else wide_charset(raw)
    order = [known, "utf-8"] if trust and known else [wide, "utf-8", known]
    for charset in order:
        if charset:
            try:
                return Decoded(raw.decode(charset), charset, 0, unknown)
            except (UnicodeError, ValueError):
                continue
    text = _lossy(raw, FALLBACK)
    return Decoded(text.text, FALLBACK, text.replaced, unknown, bool(known))


def wide_charset(raw: bytes) -> str:
    """UTF-16 or UTF-32 that no mark announces, known by its zero bytes; empty for other bytes."""
    if b"\0" not in raw[:64]:
        return ""
    head = raw[:64]
    return next(
        (
            charset
            for pattern, charset in _PATTERNS
            if (found := pattern.match(head)) and 2 * found.end() >= len(head)
        ),
        "",
    )


def is_wide(raw: bytes) -> bool:
    """Whether text that begins so is in UTF-16 or UTF-32, in which no line end is a single byte."""
    marked = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or raw[:4] == codecs.BOM_UTF32_BE
    return marked or bool(wide_charset(raw))


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
    # Codecs such as base64 or rot13 are no charsets, and some of Python's own are traps.
    if not getattr(info, "_is_text_encoding", True) or info.name in _NO_CHARSETS:
        return "", True
    # What is labelled Latin-1 holds cp1252's quotation marks: every mail program reads it so.
    return ("" if info.name in _LATIN else info.name), False


def _lossy(raw: bytes, charset: str) -> Decoded:
    if charset == FALLBACK:
        text = raw.decode(charset, "dsar.keep")
        lost = sum(raw.count(byte) for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
        return Decoded(text, charset, lost)
    text = raw.decode(charset, "replace")
    return Decoded(text, charset, text.count("\ufffd"))


def looks_like_text(raw: bytes) -> bool:
    """Whether bytes are text: no format of another kind, and hardly any control characters."""
    head = raw[:8192]
    if head.startswith(_CONTAINERS):
        return False
    if is_wide(head) or head.startswith(codecs.BOM_UTF8):
        return True
    controls = len(head) - len(head.translate(None, _ODD_CONTROLS))
    return controls * 50 <= len(head) + 100
