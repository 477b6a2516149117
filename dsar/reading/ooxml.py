"""Office Open XML packages: their size unpacked, their properties, and text beside the main content.

XML is looked at as text, never through a parser: entities are not expanded and nothing is fetched.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsar.reading.text import decode

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
"""What reading a damaged package raises."""

_ELEMENT = re.compile(r"<(?:\w+:)?(\w+)(?:\s[^<>]*)?>([^<>]+)</")
_CUSTOM = re.compile(r'<property\b[^<>]*\bname="([^"<>]*)"[^<>]*>\s*<[^<>]*>([^<>]*)<')
_WORDS = re.compile(
    r">([^<>]*\w[^<>]*)<|\b(?:v|name|descr|title|displayName|userId)=\"([^\"<>]*\w[^\"<>]*)\""
)
_TOLD = re.compile(
    r"/(?:drawings/drawing|charts/|threadedComments/|persons/|pivotCache/|diagrams/|externalLinks/ext)"
)
_APP = ("Company", "Manager", "HyperlinkBase")
_DATES = ("created", "modified", "lastPrinted", "revision")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a package beside its main content: `text`, `image` or `object`, and its bytes."""

    name: str
    kind: str
    content: bytes = field(repr=False)


def unpacked(raw: bytes) -> int:
    """How many bytes a package says that it unpacks to. Raises one of `BROKEN`."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return sum(info.file_size for info in archive.infolist())


def properties(raw: bytes) -> dict[str, str]:
    """Who made a document, for whom and about what, as it states itself; empty where it says nothing.

    Raises one of `BROKEN`.
    """
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            if name not in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
                continue
            xml = decode(archive.read(name)).text
            rule = _CUSTOM if name.endswith("custom.xml") else _ELEMENT
            for key, value in rule.findall(xml):
                if value.strip() and (not name.endswith("app.xml") or key in _APP):
                    found.setdefault(html.unescape(key), html.unescape(value).strip())
    telling = {key for key, value in found.items() if key not in _DATES and value != "openpyxl"}
    return found if telling else {}


def beside(raw: bytes) -> Iterator[Member]:
    """Drawings, charts, caches of pivot tables, pictures and embedded objects. Raises one of `BROKEN`."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in sorted(set(archive.namelist())):
            if "/media/" in name:
                yield Member(name, "image", archive.read(name))
            elif "/embeddings/" in name:
                yield Member(name, "object", archive.read(name))
            elif _TOLD.search(name) and name.endswith(".xml"):
                yield Member(name, "text", archive.read(name))


def words(xml: bytes) -> str:
    """The text in an XML member, its elements' and that of the attributes which hold any, line by line."""
    found = (text or value for text, value in _WORDS.findall(decode(xml).text))
    return "\n".join(dict.fromkeys(html.unescape(one).strip() for one in found))
