"""HTML as text: what a reader sees, and below it what is hidden in the mark-up.

Comments, hidden elements, alternative texts, titles and the addresses of links are kept: whoever
redacts must see what leaves. Scripts and styles are kept as hidden text as well.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

_BLOCK = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"),
        *("main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("title", "tr", "ul"),
    )
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0\b")
_TOLD = ("alt", "title", "value", "placeholder", "content", "aria-label", "summary")
_LINKS = ("href", "src", "action", "cite", "background", "data-src")


def to_text(html: str) -> str:
    """The text of a document; never raises, and takes time in proportion to its length."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # broken declarations: what was read so far, and the rest as it is
        reader.hidden.append(unescape(html))
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.hidden: list[str] = []
        self.links: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK:
            self.seen.append("\n")
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name in _TOLD and value.strip():
                self.hidden.append(value.strip())
            elif (name in _LINKS or name.startswith("data-")) and value.strip():
                self.links.append(value.strip())
                if "%" in value:
                    self.links.append(unquote(value.strip()))
        concealed = "hidden" in given or _HIDDEN_STYLE.search(given.get("style", "").lower())
        if tag not in _VOID and (tag in _UNSEEN or concealed or (self.unseen and tag == self.unseen[-1])):
            self.unseen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen and tag == self.unseen[-1]:
            self.unseen.pop()
        if tag in _BLOCK:
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.seen.append(data)
        elif data.strip():
            self.hidden.append(data.strip())

    def handle_comment(self, data: str) -> None:
        if data.strip():
            self.hidden.append(data.strip())

    def handle_decl(self, decl: str) -> None:
        if not decl.lower().startswith("doctype html"):
            self.hidden.append(decl)

    def handle_pi(self, data: str) -> None:
        self.hidden.append(data)

    def unknown_decl(self, data: str) -> None:
        self.hidden.append(data)

    def text(self) -> str:
        lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(self.seen).split("\n"))
        shown = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        parts = [shown]
        if self.hidden:
            parts += ["[hidden text]", *dict.fromkeys(self.hidden)]
        if self.links:
            parts += ["[links]", *dict.fromkeys(self.links)]
        return "\n".join(part for part in parts if part)
