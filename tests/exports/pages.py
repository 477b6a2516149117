"""Reading a page as a browser would, far enough to see what stands in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "input", "line", "br"}
TAGS = VOID | {
    "rect",
    "html", "head", "title", "style", "body", "a", "header", "div", "p", "bdi", "h1", "h2", "h3", "dl", "dt",
    "dd", "nav", "ul", "li", "main", "section", "span", "figure", "figcaption", "svg", "desc", "text",
    "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "strong", "label", "select",
    "option", "button", "pre", "footer", "script",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "aria-label", "role", "width",
    "aria-labelledby", "viewbox", "height", "x", "y", "x1", "x2", "y1", "y2", "tabindex", "scope", "dir",
    "hidden", "type", "autocomplete", "spellcheck", "value", "data-year", "data-kinds", "data-size",
}  # fmt: skip


class Page(HTMLParser):
    """The elements of a page, each with its attributes, and the text of each kind of element."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []
        self._parts: dict[str, list[list[str]]] = {}
        self.feed(html)
        self.close()
        self.said = {tag: ["".join(one) for one in parts] for tag, parts in self._parts.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.inside.append(tag)
            self._parts.setdefault(tag, []).append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag, f"{tag} closes something else"

    def handle_data(self, data: str) -> None:
        for tag in set(self.inside):
            self._parts[tag][-1].append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("the page has no comments")

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


def check_only_our_own(page: Page) -> None:
    """Fails where the page has an element, attribute or address that we do not write."""
    assert {tag for tag, _ in page.elements} <= TAGS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    data = [one for one in page.all("script") if one == {"type": "application/json", "id": "index"}]
    assert (
        len(page.all("script")) - len(data)
        == len(page.all("style"))
        == len(page.all("title")) - titles_in(page)
    )
    for link in page.all("a"):
        assert re.fullmatch(
            r"#[A-Za-z0-9]+|data/[a-z0-9-]+\.(json|csv)|(\.\./)?pages/records-\d{3}\.html"
            r"|\.\./START-HERE\.html(#records)?",
            link["href"],
        )


def titles_in(page: Page) -> int:
    """How many of the titles belong to parts of the drawings."""
    return len(page.all("rect")) + len(page.all("svg"))
