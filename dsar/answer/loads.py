"""What an HTML page would load or lead to outside itself: nothing, in a bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_ADDRESSES = frozenset(
    (
        *("action", "background", "cite", "code", "codebase", "data", "formaction", "href", "icon"),
        *("longdesc", "manifest", "ping", "poster", "src", "srcdoc", "srcset", "usemap", "xlink:href"),
    )
)
_INSIDE = re.compile(r"#|mailto:|data:|(?![a-z][a-z0-9+.-]*:|[/\\]{2})[^\s,]", re.IGNORECASE)
_CSS_LOADS = re.compile(r"@import|(?:url|image|image-set|src)\(\s*[\"']?(?!#|data:)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x20]+")


def loads(page: str) -> Iterator[str]:
    """The places, as `line N`, where a page refers outside the bundle; `policy` where it has none.

    The policy is a `Content-Security-Policy` in the page whose `default-src` is `'none'`.
    """
    reader = _Page()
    reader.feed(page)
    reader.close()
    yield from reader.places
    if not reader.policy:
        yield "policy"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []
        self.policy = False
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        given = {name.lower(): value or "" for name, value in attrs}
        for name, value in given.items():
            if (name in _ADDRESSES and not _inside(name, value)) or (
                name == "style" and _CSS_LOADS.search(value)
            ):
                self._place()
        if tag == "base":
            self._place()
        if tag == "meta":
            self._meta(given)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style and _CSS_LOADS.search(data):
            self._place()

    def _meta(self, given: dict[str, str]) -> None:
        what = given.get("http-equiv", "").lower()
        if what == "refresh":
            self._place()
        if what == "content-security-policy":
            rules = [" ".join(rule.split()).lower() for rule in given.get("content", "").split(";")]
            self.policy = self.policy or "default-src 'none'" in rules

    def _place(self) -> None:
        self.places.append(f"line {self.getpos()[0]}")


def _inside(name: str, value: str) -> bool:
    if name == "srcdoc":
        return False
    parts = value.split(",") if name == "srcset" and not value.strip().startswith("data:") else [value]
    return all(not part.strip() or _INSIDE.match(_CONTROLS.sub("", part)) for part in parts)
