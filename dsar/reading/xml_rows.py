"""XML cut into the elements that repeat, and one of them as flat fields.

XML is cut into signs by a pattern, never by a parser: entities are not expanded, nothing is fetched,
and a document that breaks off gives what there is.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsar.model.records import Value
from dsar.reading.cuts import Buffer, Cut, Stretch, wide
from dsar.reading.flat import free

DEPTH = 100
"""How deep elements may nest before what is inside is left out and told."""

_HEAD = 262_144
_OTHER = (
    r"<!--(?P<note>.*?)(?:-->|\Z)|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<![A-Z][^<>\[]*+(?:\[[^\]]*+\]?\s*+)?>?"
)
"""Whatever never ends goes up to the end: each sign is looked at once."""

_ELEMENT = r"""<(?P<close>/?)(?P<name>[A-Za-z_][\w.:-]*+)(?P<attrs>(?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>"""
_TAG = re.compile(f"{_OTHER}|{_ELEMENT}".encode(), re.DOTALL)
_SIGN = re.compile(f"{_OTHER}|{_ELEMENT}|(?P<text>[^<]++)|<", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class XmlRows(Cut):
    """Pieces are the elements of the name that repeats nearest to the root, or that is given.

    What stands around them is a piece each, labelled `around`: it may say something as well.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name.encode()

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """The elements and what is around them."""
        size, name = len(content), self.name or repeated(bytes(content[:_HEAD]))
        if wide(content) or not name:
            if size:
                yield Stretch(0, size)
            return
        done, depth, start = 0, 0, 0
        for tag in _TAG.finditer(content):
            if tag["name"] != name:
                continue
            if not depth and not tag["close"]:
                yield from _around(content, done, tag.start())
                start = done = tag.start()
            depth += 0 if tag["attrs"].endswith(b"/") and not tag["close"] else -1 if tag["close"] else 1
            if depth <= 0:
                yield Stretch(start, tag.end() - start, "piece", name.decode())
                done, depth = tag.end(), 0
        if depth:
            yield Stretch(start, size - start, "piece", "without its end")
        else:
            yield from _around(content, done, size)


def _around(content: Buffer, start: int, end: int) -> Iterator[Stretch]:
    if end > start:
        bare = not _TAG.sub(b"", content[start:end]).strip(b" \t\r\n\0\xef\xbb\xbf")
        yield Stretch(start, end - start, "structure" if bare else "piece", "mark-up" if bare else "around")


def repeated(head: bytes) -> bytes:
    """The name of the elements that repeat nearest to the root; empty where none does."""
    stack: list[bytes] = []
    counts: dict[int, Counter[bytes]] = {}
    for tag in _TAG.finditer(head):
        if tag["name"] is None:
            continue
        if tag["close"]:
            if tag["name"] in stack:
                del stack[len(stack) - 1 - stack[::-1].index(tag["name"]) :]
            continue
        counts.setdefault(len(stack), Counter())[tag["name"]] += 1
        if not tag["attrs"].endswith(b"/"):
            stack.append(tag["name"])
    for depth in (1, 2, 3):
        name, often = max(counts.get(depth, Counter()).items(), key=lambda one: one[1], default=(b"", 0))
        if often > 1:
            return name
    return b""


@dataclass(slots=True)
class _Node:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Node] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def fields_of(text: str) -> tuple[dict[str, Value], bool]:
    """An element as flat fields (`comments.comment.0`, `comment.0@author`), and whether it was whole."""
    root = _Node("")
    stack, whole = [root], True
    for sign in _SIGN.finditer(text):
        if sign["name"] is not None and not sign["close"]:
            attributes = sign["attrs"]
            node = _Node(sign["name"])
            node.attributes = {
                key: html.unescape(one or other) for key, one, other in _ATTRIBUTE.findall(attributes)
            }
            if len(stack) > DEPTH:
                whole = False
                continue
            stack[-1].children.append(node)
            if not attributes.endswith("/"):
                stack.append(node)
        elif sign["name"] is not None:
            names = [one.name for one in stack[1:]]
            if sign["name"] in names:
                del stack[1 + len(names) - 1 - names[::-1].index(sign["name"]) :]
        elif sign["cdata"] is not None:
            stack[-1].text.append(sign["cdata"])
        elif sign["note"]:
            stack[-1].text.append(sign["note"])
        elif sign["text"]:
            stack[-1].text.append(html.unescape(sign["text"]))
    out: dict[str, Value] = {}
    top = root.children[0] if len(root.children) == 1 and not "".join(root.text).strip() else root
    _flat(top, "", out)
    return out, whole and len(stack) == 1


def _flat(node: _Node, place: str, out: dict[str, Value]) -> None:
    for key, value in node.attributes.items():
        if value:
            out[free(f"{place}@{key}", out)] = value
    said = "".join(node.text).strip()
    if said:
        out[free(place or "text", out)] = said
    counts = Counter(one.name for one in node.children)
    seen: Counter[str] = Counter()
    for one in node.children:
        name = one.name if counts[one.name] == 1 else f"{one.name}.{seen[one.name]}"
        seen[one.name] += 1
        _flat(one, f"{place}.{name}" if place else name, out)
