"""PDF (ISO 32000-1) as text: pages, notes, forms, properties, and files inside; pypdf opens it."""

from __future__ import annotations

import io
import logging
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dsar.reading import ocr, pdf_seen
from dsar.reading.text import decode, looks_like_text

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

PAGES = 5000
"""How many pages of one document are read."""

_NESTED = 3
"""How deep values of a form field are followed: they may lead back to the page."""

_PLAIN = ("/Contents", "/T", "/TU", "/V", "/RC", "/Subj", "/URI", "/JS", "/NM", "/F", "/UF")


@dataclass(slots=True)
class Pdf:
    """What a document holds: its text, what stands beside it, files in it, and what was not read."""

    fields: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    gaps: list[tuple[str, str, str]] = field(default_factory=list)
    pages: int = 0
    bare: list[int] = field(default_factory=list)
    """Pages that show something and have no text."""


def opened(raw: bytes, *, seen: bool = False) -> Pdf:
    """Read a document as far as it goes; never raises for bad content. `gaps` are (place, reason, detail).

    With `seen` the pages are not laid out where they are simple: their text then stands twice (`pdf_seen`).
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    damage = (
        *(PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError),
        *(zlib.error, NotImplementedError, AssertionError, OverflowError, EOFError, MemoryError),
    )
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    found = Pdf()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = PdfReader(io.BytesIO(raw))
            if reader.is_encrypted and not reader.decrypt(""):
                found.gaps.append(("", "encrypted", "a document with a password"))
                return found
            count = len(reader.pages)
        except DependencyError:
            found.gaps.append(("", "encrypted", "pip install 'dsar-toolkit[documents]' may open it"))
            return found
        except damage as error:
            found.gaps.append(("", "malformed", type(error).__name__))
            return found
        _pages(reader, count, found, damage, seen=seen)
        for read in (_properties, _outline, _form, _files):
            try:
                read(reader, found)
            except damage as error:
                found.gaps.append((read.__name__.strip("_"), "malformed", type(error).__name__))
    if b"%%EOF" not in raw[-2048:]:
        found.gaps.append(("end", "truncated", "a document without its end"))
    return found


def _pages(
    reader: PdfReader, count: int, found: Pdf, damage: tuple[type[Exception], ...], *, seen: bool
) -> None:
    found.pages = count
    texts: list[str] = []
    apart: list[str] = []
    fonts = _fonts() if seen else None
    for number in range(1, min(count, PAGES) + 1):
        place = f"page {number}"
        try:
            page = reader.pages[number - 1]
            views = pdf_seen.views(page, fonts) if fonts else None
            text, lines = (page.extract_text(), "") if views is None else views
            text = text.strip()
            said = "\n".join(dict.fromkeys(_notes(page)))
            pictured = not text and _draws(page)
        except damage as error:
            found.gaps.append((place, "malformed", type(error).__name__))
            continue
        if text:
            texts.append(text)
            apart.append(lines or text)
        if said:
            found.fields[f"{place} notes"] = said
        if pictured:
            found.bare.append(number)
    if texts:
        found.fields["text"] = "\n\n".join(texts)
        if seen:
            found.fields["apart"] = "\n\n".join(apart)
    if count > PAGES:
        found.gaps.append(("pages", "too-large", f"{count - PAGES} more pages"))


def _fonts() -> pdf_seen.Fonts | None:
    """A document's fonts; None with a pypdf that keeps them elsewhere."""
    try:
        from pypdf.generic._font import Font
    except ImportError:
        return None
    return pdf_seen.Fonts(Font.from_font_resource)


def scanned(raw: bytes, found: Pdf, language: str) -> None:
    """Add the words on pages without text, made out in a language; pages still without any are a gap."""
    read = {number: ocr.page(raw, number, language) for number in found.bare[: ocr.PAGES]}
    if any(one.text for one in read.values()):
        for name, told in ocr.together(list(read.values())).fields.items():
            found.fields[name] = str(told)
    left = [number for number in found.bare if number not in read or read[number].doubt]
    if left:
        shown = ", ".join(map(str, left[:20])) + (" …" if len(left) > 20 else "")
        why = {read[number].doubt if number in read else f"only {ocr.PAGES} are" for number in left}
        said = f"{len(left)} of {found.pages} pages have no text: {shown}; {'; '.join(sorted(why)[:3])}"
        found.gaps.append(("pages", "image-only", said))


def _draws(page: PageObject) -> bool:
    """Whether a page shows something all the same: a scan, a drawing."""
    content: Any = page.get_contents()
    return content is not None and bool(content.get_data().strip())


def _notes(page: PageObject) -> Iterator[str]:
    """What stands in a page's notes, links and form fields."""
    for one in page.get("/Annots") or ():
        yield from _plain(one, set())


def _plain(value: Any, seen: set[int], depth: int = 0) -> Iterator[str]:
    """The strings under the keys that hold words, of an object and what it names."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if id(value) in seen or depth > 6 or not isinstance(value, dict):
        return
    seen.add(id(value))
    for key in _PLAIN:
        held = value.get(key)
        found: Any = held.get_object() if held is not None and hasattr(held, "get_object") else held
        if isinstance(found, (str, bytes)):
            yield found if isinstance(found, str) else decode(found).text
        elif hasattr(found, "get_data"):
            yield decode(found.get_data()).text
    for key in ("/A", "/AA", "/Popup", "/Parent", "/Next"):
        if key in value:
            yield from _plain(value[key], seen, depth + 1)


def _properties(reader: PdfReader, found: Pdf) -> None:
    for key, held in (reader.metadata or {}).items():
        text = str(held.get_object() if hasattr(held, "get_object") else held).strip()
        if text:
            found.fields[f"properties.{key.lstrip('/')}"] = text
            if key == "/Author":
                found.authors.append(text)
    root: Any = reader.trailer["/Root"].get_object()
    packet = root.get("/Metadata")
    if packet is not None:
        text = decode(packet.get_object().get_data()).text
        found.fields["properties.xmp"] = text.strip()
    scripts = [root.get("/OpenAction"), (root.get("/Names") or {}).get("/JavaScript")]
    said = [text for one in scripts if one is not None for text in _deep(one, set())]
    if said:
        found.fields["scripts"] = "\n".join(dict.fromkeys(said))


def _deep(value: Any, seen: set[int], depth: int = 0) -> Iterator[str]:
    """Every string in an action or a tree of names; pages are not followed."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if depth > 12 or id(value) in seen:
        return
    seen.add(id(value))
    if hasattr(value, "get_data"):
        yield decode(value.get_data()).text
    elif isinstance(value, dict):
        if value.get("/Type") not in ("/Page", "/Pages", "/Catalog"):
            for inside in value.values():
                yield from _deep(inside, seen, depth + 1)
    elif isinstance(value, list):
        for inside in value:
            yield from _deep(inside, seen, depth + 1)
    elif isinstance(value, str) and not value.startswith("/"):
        yield value


def _outline(reader: PdfReader, found: Pdf) -> None:
    titles: list[str] = []
    stack: list[Any] = list(reader.outline)
    while stack and len(titles) < 10_000:
        one = stack.pop(0)
        if isinstance(one, list):
            stack = [*one, *stack]
        elif getattr(one, "title", None):
            titles.append(str(one.title))
    if titles:
        found.fields["outline"] = "\n".join(titles)


def _form(reader: PdfReader, found: Pdf) -> None:
    for name, one in (reader.get_fields() or {}).items():
        said = _value(one.get("/V"))
        if said.strip():
            found.fields.setdefault("form", "")
            found.fields["form"] += f"{name}: {said}\n"


def _value(held: Any, depth: int = 0) -> str:
    """What a form field says: of a list all, of a signature who signed, when, where and why, not its bytes.

    It is the same each time that the file is read: decisions about a record hang on what it says.
    """
    held = held.get_object() if hasattr(held, "get_object") else held
    if isinstance(held, bytes):
        return decode(held).text if looks_like_text(held) else ""
    if held is None or depth > _NESTED:
        return ""
    if isinstance(held, list):
        return ", ".join(said for one in held if (said := _value(one, depth + 1)))
    if isinstance(held, dict):
        told = ((str(key).lstrip("/"), _value(one, depth + 1)) for key, one in held.items())
        return "; ".join(f"{key} {said}" for key, said in told if said)
    return str(held)


def _files(reader: PdfReader, found: Pdf) -> None:
    for name, held in reader.attachments.items():
        found.files += [(str(name), bytes(one)) for one in held]
