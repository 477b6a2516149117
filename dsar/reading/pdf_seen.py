"""What a simple page of a PDF says, at a fraction of what laying it out takes.

The strings that a page shows are decoded as pypdf decodes them, in the same order. What it puts between two
of them (nothing, a blank, a new line) depends on where they stand, and is not worked out: the page is told
once with nothing between and once with new lines. Where each word lies in two strings at most, one of the two
has it between the same bounds. Whatever is out of the ordinary is left to pypdf: `views` answers None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

LARGEST = 4 * 2**20
"""Bytes of a page's content above which it is left to pypdf, which holds it to its limits."""

_BLANK = rb"\0\t\n\f\r "
_TOKEN = re.compile(
    rb"(?:[" + _BLANK + rb"]++|[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?=[" + _BLANK + rb"\[\]()<>/]|\Z))++"
    rb"|(?P<text>\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))"
    rb"|(?P<does>[A-Za-z'\"][^" + _BLANK + rb"()<>\[\]{}/%]*+)"
    rb"|(?P<name>/[^" + _BLANK + rb"()<>\[\]{}/%#]++)"
    rb"|(?P<open>\[)|(?P<close>\])"
    rb"|<(?P<hex>[0-9A-Fa-f" + _BLANK + rb"]*+)>"
    rb"|(?P<aside><<(?:[^()<>%]++|\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f" + _BLANK + rb"]*+>)*+>>)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\n\r|\r|\n)|(.))", re.DOTALL)
_SIGNS = {one: one for one in b"()/\\ %<>[]#_&$"} | dict(zip(b"nrtbf", b"\n\r\t\b\f", strict=True))
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_BACKWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_Font = tuple[str, dict[int, str]]


class _NotSimple(Exception):
    """Only pypdf tells what a page says."""


class Fonts:
    """The fonts of a document, kept from page to page; `load` makes pypdf's of what a page says of one."""

    def __init__(self, load: Callable[[Any], Any]) -> None:
        self._load = load
        self._known: dict[object, _Font] = {}

    def of(self, listed: Any) -> dict[str, _Font]:
        """All fonts in a page's list, by name, as pypdf reads them."""
        found: dict[str, _Font] = {}
        for name in listed if isinstance(listed, dict) else ():
            held: Any = listed.raw_get(name)
            key = (held.idnum, held.generation) if hasattr(held, "idnum") else None
            font = self._known.get(key)
            if font is None:
                try:
                    font = _font(self._load(held.get_object()))
                except (AttributeError, TypeError):  # pypdf goes on without it
                    continue
            if key is not None:
                self._known[key] = font
            found[str(name)] = font
        return found


def views(page: Any, fonts: Fonts) -> tuple[str, str] | None:
    """A page's text with nothing and with new lines between its strings; None where it is not simple.

    Raises what pypdf raises for a damaged page.
    """
    try:
        shown = [text for text in _shown(page, fonts) if text]
    except _NotSimple:
        return None
    if _BACKWARDS.search("".join(shown)):
        return None
    hard = [not (one[-1].isspace() or other[0].isspace()) for one, other in pairwise(shown)]
    for n, (before, behind) in enumerate(pairwise(hard), start=1):
        if before and behind and len(shown[n].split(None, 1)) < 2:
            return None
    return "".join(shown), "\n".join(shown)


def _shown(page: Any, known: Fonts) -> Iterator[str]:
    """The strings that a page shows, in the order of its content."""
    resources: Any = page.get("/Resources")
    resources = resources.get_object() if resources is not None else None
    contents = page.get_contents()
    if not isinstance(resources, dict) or contents is None:
        raise _NotSimple
    listed: Any = resources.get("/Font")
    fonts, data = known.of(listed.get_object() if listed is not None else {}), contents.get_data()
    if len(data) > LARGEST:
        raise _NotSimple
    font: _Font | None = None
    saved: list[_Font | None] = []
    names: list[str] = []
    texts: list[bytes] = []
    for does, name, text in _tokens(data):
        if text is not None:
            texts.append(text)
        elif name:
            names.append(name)
        else:
            if does in _SHOWS:
                if font is None or (does != b"TJ" and len(texts) != 1):
                    raise _NotSimple
                yield from (_decoded(one, font) for one in texts)
            elif texts or does == b"BI" or (does == b"Do" and not _is_picture(resources, names)):
                raise _NotSimple
            elif does == b"Tf":
                font = fonts.get(names[0]) if len(names) == 1 else None
            elif does == b"q":
                saved.append(font)
            elif does == b"Q":
                font = saved.pop() if saved else font
            names, texts = [], []
    if texts:
        raise _NotSimple


def _tokens(data: bytes) -> Iterator[tuple[bytes, str, bytes | None]]:
    """What stands in a page's content, as an operator, a name or a string; numbers are passed over."""
    at, inside = 0, False
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None:
            raise _NotSimple
        at = found.end()
        kind = found.lastgroup
        if kind == "does":
            yield found["does"], "", None
        elif kind == "text":
            yield b"", "", _string(found["text"][1:-1])
        elif kind == "name":
            yield b"", found["name"].decode("latin-1"), None
        elif kind == "hex":
            digits = found["hex"].translate(None, b"\0\t\n\f\r ").decode()
            yield b"", "", bytes.fromhex(digits + "0" * (len(digits) % 2))
        elif kind in ("open", "close"):
            if inside == (kind == "open"):
                raise _NotSimple
            inside = not inside


def _string(raw: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, line, sign = found.groups()
    if line:
        return b""
    code = int(octal, 8) if octal else _SIGNS.get(sign[0], -1)
    if not 0 <= code < 256:
        raise _NotSimple
    return bytes((code,))


def _font(font: Any) -> _Font:
    """How bytes become text in a font: an encoding's name or nothing, and what is put for each sign."""
    mapped: dict[str, str] = font.character_map
    if isinstance(font.encoding, str):
        return font.encoding, {ord(sign): text for sign, text in mapped.items() if len(sign) == 1}
    plain = {byte: str(font.encoding.get(byte, chr(byte))) for byte in range(256)}
    return "", {byte: "".join(mapped.get(sign, sign) for sign in text) for byte, text in plain.items()}


def _decoded(raw: bytes, font: _Font) -> str:
    encoding, put = font
    if not encoding:
        return raw.decode("latin-1").translate(put)
    try:
        text = raw.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        text = raw.decode(encoding, "replace")
    return text.translate(put)


def _is_picture(resources: Any, names: list[str]) -> bool:
    listed = resources.get("/XObject")
    held = listed.get_object().get(names[0]) if listed is not None and len(names) == 1 else None
    return held is not None and held.get_object().get("/Subtype") == "/Image"
