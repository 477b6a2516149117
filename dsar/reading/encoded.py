"""Ways in which text is written in other text or in bytes, undone. Every function here is linear.

Two kinds: a *rewrite* gives the whole text with one encoding undone; *runs* give the bytes of the
stretches that look like one encoding. What is not really encoded comes out as rubbish, which is
harmless: it is only ever searched.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib
from collections.abc import Iterator

LARGEST = 1 << 28
"""The most that one compressed file may open to, in bytes."""

INNER = 1 << 24
"""The same for a stream inside a text, of which there may be many."""

_SOFT = re.compile(r"(?:=[0-9A-Fa-f]{2}|=[ \t]*\r?\n)+")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([bfnrt\"/\\']))")
_ESCAPED = {"b": " ", "f": " ", "n": " ", "r": " ", "t": " "}
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PLUS = re.compile(r"(?<=[^\W_])\+(?=[^\W_])")
_TAG = re.compile(r"<!--|-->|<[^<>]*>")
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?![A-Za-z]?[a-z]{7,22}(?![A-Za-z0-9+/_-]))"
    r"[A-Za-z0-9+/_-]{8,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*"
)
_URLSAFE = str.maketrans("-_", "+/", "\r\n\t ")
_HEX = re.compile(r"[0-9A-Fa-f]{16,}")
_WORDS = re.compile(r"=\?[\w!#$%&'*+.^`{|}~-]+\?[BbQq]\?[^?\s]*\?=(?:\s+(?==\?))?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_LITTLE = re.compile(rb"(?:[\t\n\r\x20-\xff]\x00){4,}")
_BIG = re.compile(rb"(?:\x00[\t\n\r\x20-\xff]){4,}")
_LITTLE_FOUR = re.compile(rb"(?:[\t\n\r\x20-\xff]\x00\x00\x00){4,}")
_BIG_FOUR = re.compile(rb"(?:\x00\x00\x00[\t\n\r\x20-\xff]){4,}")


def plain(raw: bytes) -> str:
    """Bytes as UTF-8 or, where they are not, as cp1252; never raises, loses nothing."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "surrogateescape")


def without_soft_breaks(text: str) -> Iterator[str]:
    """Quoted-printable undone (RFC 2045, section 6.7), soft line breaks included."""
    if "=" in text:
        yield _SOFT.sub(lambda run: plain(bytes.fromhex(re.sub(r"=[ \t]*\r?\n|=", "", run[0]))), text)


def without_entities(text: str) -> Iterator[str]:
    """HTML character references undone: decimal, hexadecimal and named."""
    if "&" in text:
        yield html.unescape(text)


def without_escapes(text: str) -> Iterator[str]:
    r"""JSON and script escapes undone: `\u0041`, surrogate pairs, `\x41`, `\/`; `\n` becomes a blank."""
    if "\\" in text:
        undone = _ESCAPE.sub(_unescaped, text)
        if re.search("[\ud800-\udbff][\udc00-\udfff]", undone):
            undone = undone.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        yield undone


def _unescaped(escape: re.Match[str]) -> str:
    code, byte, char = escape.groups()
    if char:
        return _ESCAPED.get(char, char)
    return chr(int(code or byte, 16))


def without_percent(text: str) -> Iterator[str]:
    """Percent encoding undone (RFC 3986)."""
    if "%" in text:
        yield _PERCENT.sub(lambda run: plain(bytes.fromhex(run[0].replace("%", ""))), text)


def without_plus(text: str) -> Iterator[str]:
    """Blanks that a form wrote as `+` between words."""
    if "+" in text:
        yield _PLUS.sub(" ", text)


def without_tags(text: str) -> Iterator[str]:
    """Markup gone: once with what it parts joined together, once with a blank in its place."""
    if "<" in text:
        yield _TAG.sub("", text)
        yield _TAG.sub(" ", text)


def without_doubled_quotes(text: str) -> Iterator[str]:
    """CSV's doubled quotes undone (RFC 4180, section 2.7)."""
    if '""' in text:
        yield text.replace('""', '"')


def base64_runs(text: str) -> Iterator[bytes]:
    """Stretches of base64, plain or URL-safe, wrapped or not, decoded at each of four offsets.

    The offsets find a value whichever of the three alignments it has, even where other letters
    stand before the encoded text. Ordinary long words are not tried.
    """
    for found in _BASE64.finditer(text):
        run = found[0].translate(_URLSAFE)
        if len(run) < 24 and run.isalpha() and (run[1:].islower() or run.isupper()):
            continue
        for offset in range(4):
            part = run[offset:]
            part = part[: len(part) - 1] if len(part) % 4 == 1 else part
            yield base64.b64decode(part + "=" * (-len(part) % 4))


def hex_runs(text: str) -> Iterator[bytes]:
    """Stretches of hexadecimal digits, decoded at both offsets."""
    for found in _HEX.finditer(text):
        for offset in range(2):
            part = found[0][offset:]
            yield bytes.fromhex(part[: len(part) // 2 * 2])


def header_words(text: str) -> Iterator[bytes]:
    """Encoded words of mail headers (RFC 2047), B and Q; neighbours are joined."""
    if "=?" not in text:
        return
    joined: list[bytes] = []
    end = -1
    for found in _WORDS.finditer(text):
        if joined and found.start() != end:
            yield b"".join(joined)
            joined = []
        joined.append(_word(found[0].strip()))
        end = found.end()
    if joined:
        yield b"".join(joined)


def _word(word: str) -> bytes:
    _, charset, way, content, _ = word.split("?", 4)
    if way in "bB":
        try:
            raw = base64.b64decode(content + "=" * (-len(content) % 4))
        except (binascii.Error, ValueError):
            return b""
    else:
        raw = binascii.a2b_qp(content.encode("utf-8", "replace"), header=True)
    try:
        return raw.decode(charset, "replace").encode("utf-8", "replace")
    except (LookupError, ValueError):
        return raw


def wide_texts(raw: bytes) -> Iterator[tuple[str, bool]]:
    """UTF-16 in bytes that hold NULs: Latin stretches, which are sure, and the whole at each offset."""
    if b"\0" not in raw and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return
    for codec, pattern in (("utf-16-le", _LITTLE), ("utf-16-be", _BIG)):
        yield "\n".join(run[0].decode(codec) for run in pattern.finditer(raw)), True
        for offset in range(2):
            yield raw[offset:].decode(codec, "replace"), False


def widest_texts(raw: bytes) -> Iterator[tuple[str, bool]]:
    """UTF-32 in bytes, likewise."""
    if b"\0\0" not in raw:
        return
    for codec, pattern in (("utf-32-le", _LITTLE_FOUR), ("utf-32-be", _BIG_FOUR)):
        yield "\n".join(run[0].decode(codec) for run in pattern.finditer(raw)), True
        for offset in range(4):
            yield raw[offset:].decode(codec, "replace"), False


def opened_stream(raw: bytes, most: int = LARGEST) -> bytes | None:
    """What a gzip (RFC 1952) or zlib (RFC 1950) stream opens to; None where it is none.

    Raises `OverflowError` where it would open to more than `most` bytes.
    """
    if raw[:2] != b"\x1f\x8b" and not (raw[:1] == b"x" and raw[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda")):
        return None
    stream = zlib.decompressobj(wbits=47)
    try:
        out = stream.decompress(raw, most)
    except zlib.error:
        return None
    if stream.unconsumed_tail:
        raise OverflowError("a compressed stream is larger than may be opened")
    return out


def inflated(raw: bytes, most: int = LARGEST) -> bytes | None:
    """What a whole file that is one raw deflate stream (RFC 1951) opens to; None where it is none.

    Raises `OverflowError` as `opened_stream` does.
    """
    if len(raw) < 16 or raw.isascii():
        return None
    stream = zlib.decompressobj(wbits=-15)
    try:
        out = stream.decompress(raw, most)
    except zlib.error:
        return None
    if stream.unconsumed_tail:
        raise OverflowError("a compressed stream is larger than may be opened")
    return out if stream.eof and not stream.unused_data else None


def readable(text: str) -> bool:
    """Whether decoded bytes are text: no control characters but white space, nothing undecodable."""
    return not _CONTROL.search(text) and not re.search("[\ud800-\udfff\ufffd]", text)
