"""HTML as text: what a reader sees, and below it what is hidden in the mark-up.

Comments, hidden elements, attributes and the addresses of links are kept: whoever redacts must see
what leaves. Scripts and styles are kept as hidden text as well, and text that a `data:` address
holds is decoded. The scanner is our own: the standard library's takes hours for some mail.
"""

from __future__ import annotations

import base64
import binascii
import re
from html import unescape
from urllib.parse import unquote, unquote_to_bytes

from dsar.reading.text import decode

BLOCK = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
        *("main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("title", "tr", "ul"),
    )
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head"))
_RAW = frozenset(("script", "style"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0\b")
_LINKS = frozenset(("href", "src", "action", "cite", "background", "srcset", "poster", "formaction"))
_DULL = frozenset(
    (
        *("align", "bgcolor", "border", "cellpadding", "cellspacing", "charset", "class", "color", "colspan"),
        *("dir", "face", "height", "http-equiv", "id", "lang", "media", "name", "rel", "role", "rowspan"),
        *("size", "style", "target", "type", "valign", "width", "xmlns"),
    )
)
_SHORT = 200
_TOKEN = re.compile(
    r"(?P<text>[^<]++|<(?![A-Za-z/!?]))"
    r"|<!--(?P<comment>.*?)(?:--!?>|\Z)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<(?P<decl>[!?][^>]*+)(?:>|\Z)"
    r"|</(?P<end>[^>]*+)(?:>|\Z)"
    r"|<(?P<tag>[A-Za-z][^\s/>]*+)(?P<attrs>(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+'|[\"'])*+)(?:>|\Z)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"']++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>]*+)))?|[\"'/=]")
_CLOSING = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _RAW}
_DATA = re.compile(r"\s*data:([\w.+-]*/?[\w.+-]*)((?:;[^;,]*)*),(.*)", re.DOTALL | re.IGNORECASE)
_EMBEDS = re.compile(r"data:(?:image|audio|video|application)/", re.IGNORECASE)


def to_text(html: str) -> str:
    """The text of a document; never raises, and takes time in proportion to its length."""
    reader = _Reader()
    at = 0
    while found := _TOKEN.match(html, at):
        at = found.end()
        tag = (found["tag"] or "").lower()
        if tag:
            reader.start(tag, found["attrs"])
            if tag in _RAW:
                close = _CLOSING[tag].search(html, at)
                end = close.start() if close else len(html)
                reader.text(html[at:end])
                at = end
        elif found["end"] is not None:
            reader.end(found["end"])
        elif found["text"] is not None:
            reader.text(unescape(found["text"]))
        else:
            reader.aside(unescape(found["comment"] or found["cdata"] or found["decl"] or ""))
    return reader.shown()


def embeds(html: str) -> bool:
    """Whether a document carries pictures or files in itself, which are not read."""
    return _EMBEDS.search(html) is not None


class _Reader:
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.hidden: list[str] = []
        self.links: list[str] = []
        self.unseen: list[str] = []

    def start(self, tag: str, attributes: str) -> None:
        if tag in BLOCK:
            self.seen.append("\n")
        given: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(attributes):
            if found[1]:
                given[found[1].lower()] = unescape(found[2] or found[3] or found[4] or "")
        for name, value in given.items():
            self._attribute(name, value.strip())
        concealed = "hidden" in given or _HIDDEN_STYLE.search(given.get("style", "").lower())
        if tag not in _VOID and (tag in _UNSEEN or concealed or (self.unseen and tag == self.unseen[-1])):
            self.unseen.append(tag)

    def _attribute(self, name: str, value: str) -> None:
        embedded = _DATA.match(value)
        if embedded:
            self.hidden.append(_embedded(embedded[1], embedded[2], embedded[3]))
        elif name in _LINKS or name.startswith("data-"):
            self.links.append(value)
            if "%" in value:
                self.links.append(unquote(value))
        elif value and (name not in _DULL or len(value) > _SHORT or "@" in value or "url(" in value):
            self.hidden.append(value)
        if len(name) > 60 or "@" in name:  # text taken for an attribute, behind a quote that never closes
            self.hidden.append(name)

    def end(self, name: str) -> None:
        tag, _, rest = name.strip().lower().partition(" ")
        if self.unseen and tag == self.unseen[-1]:
            self.unseen.pop()
        if tag in BLOCK:
            self.seen.append("\n")
        self.aside(rest)

    def text(self, text: str) -> None:
        if self.unseen:
            self.aside(text)
        else:
            self.seen.append(text)

    def aside(self, text: str) -> None:
        if text.strip() and not text.lower().startswith("!doctype html"):
            self.hidden.append(text.strip())

    def shown(self) -> str:
        lines = (_single(line).strip() for line in "".join(self.seen).split("\n"))
        parts = [re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()]
        if self.hidden:
            parts += ["[hidden text]", *dict.fromkeys(self.hidden)]
        links = [link for link in dict.fromkeys(self.links) if link]
        if links:
            parts += ["[links]", *links]
        return "\n".join(part for part in parts if part)


def _single(line: str) -> str:
    """A line with single spaces; most have no others, and looking is much faster than replacing."""
    odd = "  " in line or any(sign in line for sign in "\t\r\f\v")
    return re.sub(r"[ \t\r\f\v]+", " ", line) if odd else line


def _embedded(media: str, parameters: str, content: str) -> str:
    """What a `data:` address holds, where it is text; else what and how much it is."""
    raw = unquote_to_bytes(content)
    if "base64" in parameters.lower():
        try:
            raw = base64.b64decode(re.sub(rb"[^A-Za-z0-9+/]", b"", raw) + b"==")
        except binascii.Error:
            return f"[{media}, cannot be decoded]"
    if media.lower().startswith("text/") or "xml" in media or "json" in media or not media:
        return decode(raw).text
    return f"[{media}, {len(raw)} bytes, not read]"
