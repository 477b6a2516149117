"""Rarer ways in which text is written in other text, undone as in `encoded`: linear, never raising."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator

from dsar.reading.encoded import plain

_SHIFTED = re.compile(r"\+([A-Za-z0-9+/]{2,})-?")
_CONTINUED = re.compile(r"""(["']?);\s*[\w.-]+\*\d+\*?=(["']?)""")
_CSS = re.compile(r"\\([0-9A-Fa-f]{2,6})(?:\r\n|[ \t\r\n\f])?")
_UU = re.compile(r"^begin [0-7]{3,4} [^\n]*\n(.*?)^(?:`|end)", re.MULTILINE | re.DOTALL)
_YENC = re.compile(r"=ybegin [^\n]*\n(?:=ypart [^\n]*\n)?(.*?)\r?\n=yend", re.DOTALL)
_FALLEN = str.maketrans("", "", "\r\n")
_DIGITS = {
    "zero": "0", "nought": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_SAID = frozenset((*_DIGITS, *_TIMES))
_DIGIT = "(?:(?:double|treble|triple)[ -])?(?:" + "|".join(_DIGITS) + ")"
_SPOKEN = re.compile(rf"(?<!\w){_DIGIT}(?:[\s,-]{{1,3}}{_DIGIT}){{5,}}(?!\w)", re.IGNORECASE)
_SPACED = re.compile(r"\d[\d ().-]{6,30}\d")
_SHOWN = re.compile(
    r"\[((?:[^][\\]|\\.){1,4000})\]\s*TJ|(\((?:[^()\\]|\\.){1,4000}\))|<([0-9A-Fa-f\s]{8,8000})>"
)
_PIECE = re.compile(r"\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]*)>", re.DOTALL)
_OCTAL = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def without_utf7(text: str) -> Iterator[str]:
    """UTF-7 undone (RFC 2152), where a shifted run holds UTF-16."""
    if "+" in text:
        yield _SHIFTED.sub(_unshifted, text)


def _unshifted(run: re.Match[str]) -> str:
    code = run[1]
    try:
        raw = b64decode(code + "=" * (-len(code) % 4))
        return raw[: len(raw) // 2 * 2].decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return run[0]


def without_continuations(text: str) -> Iterator[str]:
    """Parameters of mail headers that are written in numbered parts (RFC 2231), put together."""
    if "*1" in text:
        yield _CONTINUED.sub("", text)


def without_css_escapes(text: str) -> Iterator[str]:
    """Escapes of style sheets undone: a backslash, two to six digits, and the blank that ends them."""
    if "\\" in text:
        yield _CSS.sub(_css, text)


def _css(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if code < 0x110000 else escape[0]


def with_digits(text: str) -> Iterator[str]:
    """Numbers alone, each in one run: what was spelled out ("oh seven double nine") or parted by signs.

    Line ends stay, so that places can be told.
    """
    runs = [(one.start(), re.sub(r"\D", "", one[0])) for one in _SPACED.finditer(text)]
    if _may_be_spoken(text):
        runs += [(one.start(), _spoken(one[0])) for one in _SPOKEN.finditer(text)]
    out: list[str] = []
    at = 0
    for start, digits in sorted(runs):
        out += ["\n" * text.count("\n", at, start), " ", digits]
        at = start
    if out:
        yield "".join(out)


def _may_be_spoken(text: str) -> bool:
    """Whether six words for digits stand in a row."""
    words = text.lower().replace(",", " ").replace("-", " ").split()
    return b"\1" * 6 in bytes(map(_SAID.__contains__, words))


def _spoken(words: str) -> str:
    out = []
    times = 1
    for word in re.split(r"[\s,-]+", words.lower()):
        if word in _DIGITS:
            out.append(_DIGITS[word] * times)
        times = _TIMES.get(word, 1)
    return "".join(out)


def uuencoded(text: str) -> Iterator[bytes]:
    """What stands between `begin` and `end` of uuencoded parts."""
    if "begin " not in text:
        return
    for found in _UU.finditer(text):
        lines = []
        for line in found[1].splitlines():
            try:
                lines.append(binascii.a2b_uu(line))
            except (binascii.Error, ValueError):
                continue
        yield b"".join(lines)


def yencoded(text: str) -> Iterator[bytes]:
    """What stands between `=ybegin` and `=yend`: bytes moved by 42, some escaped."""
    if "=ybegin" not in text:
        return
    for found in _YENC.finditer(text):
        try:
            raw = found[1].translate(_FALLEN).encode("cp1252", "surrogateescape")
        except UnicodeEncodeError:
            raw = found[1].translate(_FALLEN).encode("utf-8", "surrogatepass")
        raw = re.sub(rb"=(.)", lambda one: bytes([(one[1][0] - 64) % 256]), raw, flags=re.DOTALL)
        yield bytes((byte - 42) % 256 for byte in raw)


def pdf_strings(text: str) -> Iterator[bytes]:
    """Strings as a PDF writes them: octal and hexadecimal, and the pieces that one TJ shows, joined."""
    if "TJ" not in text and "Tj" not in text and "endobj" not in text:
        return
    for found in _SHOWN.finditer(text):
        shown = found[1] or found[2] or f"<{found[3]}>"
        yield b"".join(_pieces(shown))


def _pieces(shown: str) -> Iterator[bytes]:
    for piece in _PIECE.finditer(shown):
        if piece[2] is not None:
            digits = re.sub(r"\s", "", piece[2])
            raw = bytes.fromhex(digits + "0" * (len(digits) % 2))
        else:
            raw = _OCTAL.sub(_octal, piece[1].encode("cp1252", "replace"))
        text = raw.decode("utf-16", "replace") if raw[:2] == b"\xfe\xff" else plain(raw)
        yield text.encode("utf-8", "replace")


def _octal(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    if code[:1] in b"01234567":
        return bytes([int(code, 8) & 255])
    return b"" if code.strip(b"\r\n") == b"" else _NAMED.get(code, code)
