"""The texts of a plain workbook and how many rows it has, without building any: enough to know whom it names.

A workbook is plain where its rows are all that it holds: no comments, links, drawings, pictures or files, no
sheet that states another size than it has, nothing that is written in a rarer way. Whatever is not plain is
left to the parser. The texts may hold more than the rows say, never less.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from dsar.reading import marked_up
from dsar.reading.ooxml import BROKEN, properties
from dsar.reading.tables import ROWS, layout_of_rows

LARGEST = 256 * 2**20
"""Bytes unpacked above which a workbook is left to the parser, which holds it to its limit."""

_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_ASIDE = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app|custom)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/(?:workbook|styles|sharedStrings|calcChain|metadata)\.xml|xl/theme/theme\d+\.xml|xl/tables/table\d+\.xml"
    r"|xl/worksheets/_rels/sheet\d+\.xml\.rels|xl/printerSettings/printerSettings\d+\.bin|docProps/thumbnail\.\w+"
)
_UNUSED = re.compile(r".*\.bin|xl/(?:styles|calcChain|theme/theme\d+)\.xml|\[Content_Types\]\.xml")
_RARE = (b"<!", b"\0", b":row", b":c ", b":v>", b":si>", b":t>", b":sheet ", b"<rPh")
"""Signs of XML that is written in a rarer way: other names' prefixes, entities, comments, phonetic guides."""

_ENCODING = re.compile(rb"<\?xml\b[^<>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
_BESIDE = (
    *(
        "headerFooter",
        "dataValidation",
        "conditionalFormatting",
        "hyperlink",
        "mergeCell",
        "rawing",
        "picture",
        "oleObject",
        "control",
        "AlternateContent",
    ),
    *(
        "<v/>",
        "<v></v>",
        "<v />",
        "<t/>",
        "<t></t>",
        "<t />",
        '"preserve"/>',
        '"preserve"></t>',
        '"preserve" />',
    ),
)
"""Signs in a sheet of something beside its rows, and of cells that hold nothing."""

_CELL = re.compile(r"<c\b([^<>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE = re.compile(r'\br="([A-Z]{1,3})(\d{1,7})"')
_NUMBER = re.compile(r'[^<>]*?\br="(\d{1,7})"')
_KIND = re.compile(r'\bt="(\w+)"')
_VALUE = re.compile(r"<v\b[^<>]*>([^<]*)</v>")
_STRING = re.compile(r"<si\b[^<>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_ONE = re.compile(r"<si\b[^<>]*>\s*<t\b[^<>]*>([^<]*)</t>\s*</si>")
_HEAD = 64
"""In so many signs of a cell its kind is told, or it is taken to be written out."""

_TAG = re.compile(r"<[^<>]*>")
_DIMENSION = re.compile(r'<dimension\b[^<>]*\bref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')
_WRITTEN = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d+|-?\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Plain:
    """What a plain workbook says, several times over, and how many records its rows are.

    `heads` are the cells of the rows among which each sheet's header is.
    """

    texts: list[str] = field(repr=False)
    records: int
    heads: tuple[str, ...] = field(repr=False)


class _NotPlain(Exception):
    """Only the parser tells what it holds."""


def plain(raw: bytes) -> Plain | None:
    """The texts and rows of a plain workbook; None for any other, or for none. Never raises."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = _members(archive)
            return _read(raw, {name: archive.read(name) for name in members})
    except (*BROKEN, _NotPlain, RecursionError, IndexError, TypeError, AttributeError):
        return None


def counts(raw: bytes) -> bool:
    """Whether some sheet of a workbook may have formulas. Raises one of `ooxml.BROKEN`."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                content = archive.read(name)
                if any(sign in content for sign in (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b"\0", b"<!")):
                    return True
    return False


def _members(archive: zipfile.ZipFile) -> list[str]:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    known = all(_SHEET.fullmatch(name) or _ASIDE.fullmatch(name) for name in names)
    if not known or len(set(names)) < len(names) or sum(info.file_size for info in infos) > LARGEST:
        raise _NotPlain
    return names


def _read(raw: bytes, members: dict[str, bytes]) -> Plain:
    texts: list[str] = []
    sheets: list[str] = []
    for name, content in members.items():
        if _UNUSED.fullmatch(name) or name.startswith("docProps/thumbnail"):
            continue
        if any(one in content for one in _RARE) or _ENCODING.match(content):
            raise _NotPlain
        text = content.decode("utf-8")
        if _SHEET.fullmatch(name):
            if any(one in text for one in _BESIDE):
                raise _NotPlain
            sheets.append(text)
        elif name != "xl/sharedStrings.xml":
            texts += [html.unescape(text), html.unescape(_TAG.sub("", text))]
    strings = _strings(members.get("xl/sharedStrings.xml", b"").decode("utf-8"))
    if re.search(rb'<definedName\b(?![^<>]*\bname="_xlnm\.)', members["xl/workbook.xml"]):
        raise _NotPlain
    listed = len(re.findall(rb"<sheet\b", members["xl/workbook.xml"]))
    if listed != len(sheets) or "" in strings:
        raise _NotPlain
    texts += _parted(strings)
    heads: list[list[str]] = []
    records = sum(_rows(sheet, strings, heads) for sheet in sheets)
    texts += [shown for sheet in sheets for shown in _shown(sheet)]
    texts += [without for text in texts if (without := marked_up.shown(text))]
    return Plain(texts, records + bool(properties(raw)), tuple(cell for row in heads for cell in row))


def _strings(xml: str) -> list[str]:
    """The shared strings, runs of one joined."""
    if "<r>" in xml or "<r " in xml:
        return [html.unescape(_TAG.sub("", one[1] or "")) for one in _STRING.finditer(xml)]
    found = _ONE.findall(xml)
    if len(found) != xml.count("<si>") + xml.count("<si "):
        raise _NotPlain
    return [html.unescape(one) if "&" in one else one for one in found]


def _parted(lines: Iterable[str]) -> list[str]:
    """Lines together, those of other letters than ASCII's apart: they take longer to compare."""
    found: dict[bool, list[str]] = {}
    for line in lines:
        found.setdefault(line.isascii(), []).append(line)
    return ["\n".join(some) for some in found.values()]


def _shown(sheet: str) -> Iterator[str]:
    """What stands in a sheet beside its shared strings: numbers, formulas, text of its own, attributes."""
    head, *cells = sheet.split("<c ")
    rest = [one for one in cells if ' t="s"' not in one[:_HEAD] and not one.startswith('t="s"')]
    apart = "\n<c ".join(("", *rest)).replace("</f>", "\n").replace("</v>", "\n")
    lines = html.unescape(_TAG.sub("", apart)).split("\n")
    yield from _parted(lines)
    yield html.unescape(f"{head}\n{cells[-1] if cells else ''}")
    # A long number may be written with an exponent; a record shows its figures.
    yield "\n".join(_figures(one) for one in lines if one and one[-1].isdecimal() and _WRITTEN.fullmatch(one))


def _figures(text: str) -> str:
    try:
        return f"{Decimal(repr(float(text))):f}".removesuffix(".0")
    except (InvalidOperation, ValueError, OverflowError):
        raise _NotPlain from None


def _rows(sheet: str, strings: Sequence[str], heads: list[list[str]]) -> int:
    """How many rows of a sheet are records: all that have cells, but for the header. Adds to `heads`."""
    _, *rows = sheet.partition("</sheetData>")[0].split("<row")
    numbers = [int(one[1]) if (one := _NUMBER.match(row)) else 0 for row in rows]
    if any(after <= before for before, after in zip([0, *numbers], numbers, strict=False)):
        raise _NotPlain
    right = bottom = 1
    count, first = 0, list[list[str]]()
    for row, number in zip(rows, numbers, strict=True):
        at = row.rfind("<c ")
        if at < 0:
            if "<c" in row:
                raise _NotPlain
            continue
        place = _PLACE.search(row, at)
        if not place or int(place[2]) != number:
            raise _NotPlain
        right, bottom = max(right, _column(place[1])), number
        if len(first) < 2 * ROWS:
            cells = _cells(row, strings)
            if cells:
                first.append(cells)
                count += 1
        elif "<v" in row or "<f" in row or "<is>" in row:
            count += 1
    stated = _DIMENSION.search(sheet)
    if stated and (_column(stated[1]), int(stated[2])) != (right, bottom):
        raise _NotPlain
    heads += first
    layout = layout_of_rows(first[:ROWS])
    return count - (layout.header and len(first) > layout.preamble + 1)


def _cells(inside: str, strings: Sequence[str]) -> list[str]:
    """A row's cells as text; empty where none has any."""
    found: dict[int, str] = {}
    for cell in _CELL.finditer(inside):
        place, kind = _PLACE.search(cell[1]), _KIND.search(cell[1])
        if not place:
            raise _NotPlain
        text = _text(kind[1] if kind else "n", cell[2] or "", strings)
        if text:
            found[_column(place[1])] = text
    return [found.get(n, "") for n in range(1, max(found, default=0) + 1)]


def _text(kind: str, inside: str, strings: Sequence[str]) -> str:
    """A cell as a record shows it, dates aside: they stay numbers, which is as much content to a header."""
    value = _VALUE.search(inside)
    if kind == "s":
        return strings[int(value[1])] if value else ""
    if value is None or kind == "inlineStr":
        return html.unescape(_TAG.sub("", inside))
    if kind == "b":
        return "False" if value[1] == "0" else "True"
    if kind == "n" and _WRITTEN.fullmatch(value[1]):
        number = float(value[1])
        is_whole = number.is_integer() and abs(number) < 1e15
        return str(int(number) if is_whole else Decimal(str(number)))
    return html.unescape(value[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
