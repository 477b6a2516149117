"""Documents of office programs (DOCX, PPTX, ODT, ODS, ODP): what they show and what they hide.

Every member of the package is looked at: comments and who made them, tracked changes, headers, notes,
properties, links, and text that no page shows. XML is cut into signs by a pattern, never by a parser:
entities are not expanded and nothing is fetched. (ECMA-376; OASIS OpenDocument 1.3.)
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dsar.reading.ooxml import BROKEN, Member, words
from dsar.reading.text import decode

UNPACKED = 512 * 2**20
"""The size above which a document is a gap: a few kilobytes can unpack to anything."""

__all__ = ["BROKEN", "UNPACKED", "Document", "TooLarge", "form", "opened"]
_XML = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z_][\w.:-]*+)(?P<attrs>(?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>"""
    r"|<\?.*?(?:\?>|\Z)|<![A-Z][^<>\[]*+(?:\[[^\]]*+\]?\s*+)?>?|(?P<text>[^<]++)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|<!--(?P<note>.*?)(?:-->|\Z)|<",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BREAKS = {"p": "\n", "h": "\n", "br": "\n", "cr": "\n", "line-break": "\n", "tr": "\n", "table-row": "\n"}
_TABS = {"tab": "\t", "tc": "\t", "table-cell": "\t", "s": " "}
_OOXML_TEXT = frozenset(("t", "deltext", "instrtext", "delinstrtext", "text"))
_ASIDE = {
    **dict.fromkeys(("del", "movefrom", "deletion"), "deleted"),
    **dict.fromkeys(("annotation", "comment"), "comments"),
}
_MAIN = re.compile(r"word/document\d*\.xml|ppt/slides/slide\d+\.xml|content\.xml|Object \d+/content\.xml")
_PLACES = (
    (re.compile(r"comment|people|author|persons", re.I), "comments"),
    (re.compile(r"word/(?:header|footer)|slideMaster|slideLayout|handout", re.I), "headers and footers"),
    (re.compile(r"notesSlide|footnotes|endnotes|notesMaster", re.I), "notes"),
    (re.compile(r"^meta\.xml$|^docProps/", re.I), "properties"),
    (re.compile(r"styles\.xml$", re.I), "styles"),
)
_TELLING = frozenset(
    (
        *(
            ("docvar", "val"),
            ("alias", "val"),
            ("tag", "val"),
            ("default", "val"),
            ("name", "val"),
            ("query", "val"),
        ),
        *(("connectstring", "val"), ("fldsimple", "instr"), ("bookmarkstart", "name"), ("csld", "name")),
        *(("hidden-text", "string-value"), ("conditional-text", "string-value-if-true")),
        *(("variable-set", "string-value"), ("variable-decl", "string-value"), ("bookmark", "name")),
        *(("user-field-decl", "string-value"), ("user-field-decl", "name"), ("variable-decl", "name")),
    )
)
"""Attributes in which people write words: names of fields and bookmarks, hidden texts, variables."""

_ASKED = re.compile(r"<w:(?:docVar|query|connectString)\b")
_PRINTERS = re.compile(r'config:name="(?:PrinterName|PrintFaxName)"[^<>]*>([^<>]+)<')
_NAMED = re.compile(
    r'<(?:property|meta:user-defined)\b[^<>]*?\b(?:meta:)?name="([^"<>]*)"[^<>]*>\s*(?:<[^<>]*>)?([^<>]*)<'
)
_DULL = re.compile(
    r"(?:theme\d*|fontTable|settings|webSettings|numbering|stylesWithEffects|viewProps|tableStyles|presProps)\.xml$"
    r"|^\[Content_Types\]|^mimetype$|manifest\.(?:xml|rdf)$|^word/styles\.xml$"
)
_FIGURES = frozenset(
    (
        *("Application", "AppVersion", "Template", "DocSecurity", "generator", "TotalTime", "Pages", "Words"),
        *("Characters", "CharactersWithSpaces", "Lines", "Paragraphs", "Slides", "Notes", "HiddenSlides"),
        *("MMClips", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "PresentationFormat"),
        *("i4", "editing-cycles", "editing-duration", "revision"),
    )
)
"""Properties that count, and say nothing of anybody."""

_PICTURES = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|svm)$", re.IGNORECASE)


class TooLarge(Exception):
    """A document unpacks to more than `UNPACKED`."""


@dataclass(slots=True)
class Document:
    """What a document holds: text by place, people by role, and members to be read by others."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    people: dict[tuple[str, str], None] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    pictures: list[Member] = field(default_factory=list)
    encrypted: bool = False
    unread: list[str] = field(default_factory=list)

    def say(self, place: str, text: str) -> None:
        """Add text under a place."""
        if text.strip():
            self.texts.setdefault(place, []).append(text.strip())

    def fields(self) -> dict[str, str]:
        """The text of each place, the document's own first."""
        order = sorted(self.texts, key=lambda place: (place != "text", place))
        return {
            place: ("\n" if place in ("properties", "links", "people") else "\n\n").join(
                dict.fromkeys(self.texts[place]) if place != "text" else self.texts[place]
            )
            for place in order
        }


def form(head: bytes, name: str) -> str:
    """Which office program's package some bytes begin: docx, pptx, odf; empty for none."""
    if head[:4] != b"PK\x03\x04":
        return ""
    if head[30:38] == b"mimetype" and b"application/vnd.oasis.opendocument" in head[:140]:
        return "odf"
    lower = name.lower()
    for kind, sign, endings in (
        ("docx", b"word/", (".docx", ".docm", ".dotx")),
        ("pptx", b"ppt/", (".pptx", ".pptm", ".ppsx", ".potx")),
        ("odf", b"content.xml", (".odt", ".ods", ".odp", ".ott")),
    ):
        inside = sign in head if kind != "odf" else False
        if lower.endswith(endings) or (inside and (b"[Content_Types].xml" in head or b"_rels/" in head)):
            return kind
    return ""


def opened(raw: bytes) -> Document:
    """Everything in a package. Raises one of `BROKEN` and `TooLarge`."""
    document = Document()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        infos = {info.filename: info for info in archive.infolist()}
        if sum(info.file_size for info in infos.values()) > UNPACKED:
            raise TooLarge
        for name in sorted(infos, key=_order):
            if infos[name].is_dir():
                continue
            try:
                _member(document, name, lambda name=name: archive.read(name))  # type: ignore[misc]
            except BROKEN:
                document.unread.append(name)
    return document


def _order(name: str) -> tuple[int, int, str]:
    """The main text first, slides by number."""
    number = re.search(r"(\d+)\.xml$", name)
    return (0 if _MAIN.fullmatch(name) else 1), int(number[1]) if number else 0, name


def _member(document: Document, name: str, content: Callable[[], bytes]) -> None:
    if _PICTURES.search(name) or "/media/" in name:
        document.pictures.append(Member(name, "image", content()))
    elif name == "META-INF/manifest.xml":
        document.encrypted = document.encrypted or b"encryption-data" in content()
    elif name.endswith(".rels"):
        for target in _links(decode(content()).text):
            document.say("links", target)
    elif _MAIN.fullmatch(name):
        _main(document, decode(content()).text, odf=name.endswith("content.xml"))
    elif "/embeddings/" in name or name.startswith("ObjectReplacements/"):
        document.members.append(Member(name, "object", content()))
    elif name in ("word/settings.xml", "settings.xml"):
        _settings(document, decode(content()).text)
    elif _DULL.search(name):
        return
    elif name.endswith((".xml", ".vml")):
        _beside(document, name, content())
    else:
        document.members.append(Member(name, "object", content()))


def _settings(document: Document, xml: str) -> None:
    """What a document's settings say of people: variables, what letters were merged from, printers."""
    for printer in _PRINTERS.findall(xml):
        document.say("other text", html.unescape(printer))
    if _ASKED.search(xml):
        _main(document, xml, odf=False, place="other text")


def _beside(document: Document, name: str, raw: bytes) -> None:
    place = next((where for rule, where in _PLACES if rule.search(name)), "other text")
    xml = decode(raw).text
    if "/tags/" in name:
        _main(document, xml, odf=False, place="other text")
    if place == "properties":
        for key, value in (*_properties(xml), *_NAMED.findall(xml)):
            document.say("properties", f"{key}: {value}")
            if key in ("creator", "lastModifiedBy", "initial-creator", "Manager"):
                document.people.setdefault(("author" if "reator" in key else "editor", value))
        return
    if place in ("comments", "headers and footers", "notes"):
        _main(document, xml, odf=False, place=place)
        if place != "comments":
            return
    document.say(place, words(raw))


def _properties(xml: str) -> Iterator[tuple[str, str]]:
    for name, text in re.findall(r"<(?:[\w-]+:)?([\w-]+)(?:\s[^<>]*)?>([^<>]+)</", xml):
        if text.strip() and name not in _FIGURES:
            yield name, html.unescape(text).strip()


def _links(xml: str) -> Iterator[str]:
    for attributes in re.findall(r"<Relationship\b([^<>]*)>", xml):
        given = {key: one or other for key, one, other in _ATTRIBUTE.findall(attributes)}
        if given.get("TargetMode") == "External":
            yield html.unescape(given.get("Target", ""))


class _Main:
    """The text of one member as its signs come, and where each run of it belongs."""

    def __init__(self, document: Document, place: str, *, odf: bool) -> None:
        self.document, self.place, self.odf = document, place, odf
        self.inside: list[tuple[str, str]] = []
        self.runs: dict[str, list[str]] = {}
        self.saying = 0

    def where(self) -> str:
        return self.inside[-1][1] if self.inside else self.place

    def say(self, text: str) -> None:
        self.runs.setdefault(self.where(), []).append(text)

    def open(self, name: str, attributes: str) -> None:
        local = name.rpartition(":")[2].lower()
        for key, one, other in _ATTRIBUTE.findall(attributes):
            self._attribute(local, key.rpartition(":")[2].lower(), html.unescape(one or other))
        if attributes.endswith("/"):
            self.say(_BREAKS.get(local) or _TABS.get(local, ""))
        elif local in _ASIDE:
            self.inside.append((name, _ASIDE[local]))
        elif local in _OOXML_TEXT:
            self.saying += 1

    def _attribute(self, local: str, key: str, value: str) -> None:
        if key == "author" and value:
            role = "commenter" if "comment" in local else "editor"
            self.document.people.setdefault((role, value))
            self.document.say("people", value)
        elif (local, key) in _TELLING and value.strip("_") and not value.startswith("_"):
            self.document.say("descriptions", value)
        elif (key in ("descr", "title", "href") and value) or (key == "initials" and local == "comment"):
            self.document.say("links" if key == "href" else "descriptions", value)

    def close(self, name: str) -> None:
        local = name.rpartition(":")[2].lower()
        if self.inside and self.inside[-1][0] == name:
            self.say("\n")
            self.inside.pop()
        elif local in _OOXML_TEXT:
            self.saying = max(0, self.saying - 1)
        self.say(_BREAKS.get(local) or _TABS.get(local, ""))


def _main(document: Document, xml: str, *, odf: bool, place: str = "text") -> None:
    main = _Main(document, place, odf=odf)
    for found in _XML.finditer(xml):
        if found["name"] is not None:
            if found["close"]:
                main.close(found["name"])
            else:
                main.open(found["name"], found["attrs"])
        elif found["text"] is not None or found["cdata"] is not None:
            text = html.unescape(found["text"]) if found["text"] is not None else found["cdata"]
            if main.saying or (odf and text.strip()):
                main.say(text)
        elif found["note"]:
            document.say("other text", found["note"])
    for where, runs in main.runs.items():
        document.say(where, re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n\n", "".join(runs)))
