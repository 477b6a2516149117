"""Rich text (RTF) as text, what it hides included; and the form in which Outlook packs it.

Read by its signs alone (RTF Specification 1.9.1): no picture is opened, nothing embedded is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

PACKED = 64 * 2**20
"""The size above which packed rich text is not unpacked."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<open>\{)|(?P<close>\})|(?P<line>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|(?P<rest>\\)"
)
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "cell": "\t", "tab": "\t"}
_SIGNS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SILENT = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "generator"),
        *("pict", "themedata", "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "objdata"),
        *("bkmkstart", "bkmkend", "listtext", "pntext", "pntxtb", "pntxta", "filetbl", "blipuid"),
    )
)
_ASIDE = frozenset(
    (
        *("info", "annotation", "atnid", "atnauthor", "comment", "header", "headerl", "headerr", "headerf"),
        *("footer", "footerl", "footerr", "footerf", "footnote", "title", "author", "operator", "company"),
        *("manager", "subject", "keywords", "doccomm", "hlinkbase", "userprops", "revtbl", "fldinst"),
    )
)
_HTML = frozenset(("htmltag", "mhtmltag"))
_FIRST = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


@dataclass(slots=True)
class Rich:
    """The text of a document, what stands beside it (comments, headers, properties), and its pictures."""

    text: str = ""
    beside: list[str] = field(default_factory=list)
    pictures: int = 0


@dataclass(slots=True)
class _Group:
    """What is in force inside braces."""

    where: str = "body"
    skip: int = 1
    hidden: bool = False


class _Reader:
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.beside: list[str] = []
        self.aside: list[str] = []
        self.bytes = bytearray()
        self.charset = "cp1252"
        self.stack = [_Group()]
        self.pending = 0
        self.pictures = 0

    def say(self, text: str) -> None:
        group = self.stack[-1]
        if group.where == "silent":
            return
        (self.aside if group.where == "aside" or group.hidden else self.seen).append(text)

    def flush(self) -> None:
        if self.bytes:
            raw, self.bytes = bytes(self.bytes), bytearray()
            self.say(raw.decode(self.charset, "replace"))

    def take(self, raw: bytes) -> None:
        """Bytes of text; those that only stand in for a Unicode sign are passed over."""
        skipped = min(self.pending, len(raw))
        self.pending -= skipped
        self.bytes += raw[skipped:]

    def word(self, word: str, number: int | None) -> None:
        self.flush()
        group = self.stack[-1]
        if word == "u" and number is not None:
            code = number % 65536
            self.say(chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd")
            self.pending = group.skip
        elif word == "uc":
            group.skip = max(0, min(number or 0, 16))
        elif word == "ansicpg" and number:
            self.charset = _charset(number)
        elif word in ("v", "deleted"):
            group.hidden = number != 0
        elif word in _SILENT:
            self.pictures += word in ("pict", "objdata")
            group.where = "silent"
        elif word in _ASIDE:
            group.where = "aside" if group.where != "silent" else "silent"
        elif word in _HTML:
            group.where = "silent" if word == "mhtmltag" else group.where
        else:
            self.say(_BREAKS.get(word) or _SIGNS.get(word, ""))

    def close(self) -> None:
        self.flush()
        if len(self.stack) > 1:
            self.stack.pop()
        if self.stack[-1].where == "body" and not self.stack[-1].hidden and self.aside:
            said = "".join(self.aside).strip()
            self.aside = []
            if said:
                self.beside.append(said)


def read(raw: bytes) -> Rich:
    """The text of a document; never raises, and takes time in proportion to its length."""
    reader = _Reader()
    for found in _TOKEN.finditer(raw):
        kind = found.lastgroup
        if kind == "text":
            reader.take(found.group())
        elif kind == "byte":
            reader.take(bytes([int(found["byte"], 16)]))
        elif found["word"]:
            reader.word(found["word"].decode(), int(found["number"]) if found["number"] else None)
        elif kind == "open":
            reader.flush()
            above = reader.stack[-1]
            if len(reader.stack) < 10_000:
                reader.stack.append(_Group(above.where, above.skip, above.hidden))
            reader.pending = 0
        elif kind == "close":
            reader.close()
        elif kind == "sign":
            _sign(reader, found["sign"])
    reader.close()
    beside = [*reader.beside, "".join(reader.aside).strip()]
    text = re.sub(r"\n{3,}", "\n\n", "".join(reader.seen)).strip()
    return Rich(text, [one for one in dict.fromkeys(beside) if one], reader.pictures)


def _sign(reader: _Reader, sign: bytes) -> None:
    if sign in b"{}\\":
        reader.take(sign)
    elif sign in (b"~", b"_"):
        reader.flush()
        reader.say(" " if sign == b"~" else "-")
    elif sign in (b"\n", b"\r"):
        reader.flush()
        reader.say("\n")


def _charset(number: int) -> str:
    name = "utf-8" if number == 65001 else f"cp{number}"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def unpacked(raw: bytes) -> bytes:
    """Rich text as Outlook packs it ([MS-OXRTFCP]). Raises `ValueError` for what is none."""
    if len(raw) < 16:
        raise ValueError("too short")
    size, kind = int.from_bytes(raw[4:8], "little"), raw[8:12]
    if size > PACKED:
        raise ValueError("too large")
    if kind == b"MELA":
        return raw[16 : 16 + size]
    if kind != b"LZFu":
        raise ValueError("no packed rich text")
    window = bytearray(4096)
    window[: len(_FIRST)] = _FIRST
    at, here, out = 16, len(_FIRST), bytearray()
    while at < len(raw) and len(out) < size:
        flags, at = raw[at], at + 1
        for bit in range(8):
            if flags >> bit & 1:
                pair = int.from_bytes(raw[at : at + 2], "big")
                at += 2
                start, length = pair >> 4, (pair & 15) + 2
                if start == here or at > len(raw):
                    return bytes(out)
                run = bytearray()
                for n in range(length):
                    run.append(window[(start + n) % 4096])
                    window[here] = run[-1]
                    here = (here + 1) % 4096
                out += run
            elif at < len(raw):
                out.append(raw[at])
                window[here] = raw[at]
                here, at = (here + 1) % 4096, at + 1
    return bytes(out[:size])
