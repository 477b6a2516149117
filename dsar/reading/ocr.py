"""Words in pictures and scanned pages, made out by tesseract where it is installed.

Two programs are called, through pipes and within limits (`programs`): `tesseract`, and for the pages of a PDF
`pdftoppm` (poppler). No file is written, no name is passed. Pictures that are known beforehand are read
several at a time (`ahead`): loading a language takes longer than most pictures do. What was made out may be
wrong, and so every text carries how sure tesseract is of it.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import fmean

from dsar.reading import programs

TESSERACT, POPPLER = "tesseract", "pdftoppm"
LANGUAGE = "eng"
"""Read in English where a source does not say otherwise (`options = { ocr = "deu+eng" }`)."""

SURE = 60
"""Of 100: below it, what was made out is a gap as well, for a person to look at the picture."""

PAGES = 500
"""How many scanned pages of one document are read."""

DPI = 200
KEPT = 2048
"""How many pictures' words a worker remembers: the same logo hangs on thousands of messages."""

TOGETHER, TOGETHER_BYTES = 16, 8 * 2**20
"""How many pictures are read in one call at most, and how many bytes of them."""

_BLANK = b"P5 32 32 255\n" + b"\xff" * 1024
LANGUAGES = re.compile(r"[A-Za-z_]{3,20}(\+[A-Za-z_]{3,20}){0,5}")
_GLUED = 0.3
"""Of a line's height: what stands nearer than that to a dot or an at sign belongs to it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was made out: its text and how sure that is (0 to 100), or `why` nothing was."""

    text: str = field(default="", repr=False)
    sure: int = 0
    why: str = ""

    @property
    def fields(self) -> dict[str, str | int]:
        """What a record says of it: `ocr.text`, and how sure that is under `ocr.confidence`."""
        return {"ocr.text": self.text, "ocr.confidence": self.sure} if self.text else {}

    @property
    def doubt(self) -> str:
        """Why a person has to look at the picture all the same; empty where the words are enough."""
        if self.text and self.sure < SURE:
            return f"words were made out in it that are not sure ({self.sure} of 100): look at it"
        return self.why


def language_of(options: Mapping[str, object]) -> str:
    """In which languages a source's pictures are read, from its option `ocr`; empty where not at all."""
    stated = options.get("ocr", LANGUAGE)
    if stated is True:
        return LANGUAGE
    return stated if isinstance(stated, str) and LANGUAGES.fullmatch(stated) else ""


@cache
def languages() -> frozenset[str]:
    """The languages that tesseract is installed with; empty where it is not installed."""
    listed = programs.run([TESSERACT, "--list-langs"], b"").out.decode("utf-8", "replace")
    # The first line says where they lie.
    return frozenset(one.strip() for one in listed.splitlines()[1:])


def installed() -> bool:
    """Whether words in pictures can be made out here."""
    return programs.installed(TESSERACT)


def missing(language: str) -> str:
    """What is in the way of reading pictures in a language, in words; empty where nothing is."""
    if not language:
        return "words in pictures are not read: ocr is off"
    if not installed():
        return "words in pictures are not read: install tesseract, and they are"
    absent = sorted(set(language.split("+")) - languages())
    return f"tesseract is not installed with the language {', '.join(absent)}" if absent else ""


_known: OrderedDict[bytes, Read] = OrderedDict()


def picture(raw: bytes, language: str) -> Read:
    """The words in a picture (PNG, JPEG, TIFF, GIF, BMP, WebP). Never raises."""
    why = missing(language)
    if why:
        return Read(why=why)
    key = _key(raw, language)
    found = _known.get(key)
    if found is None:
        said = programs.run(_command(language), raw)
        found = Read(why=f"tesseract gave up: {said.why}") if said.why else _made_out(_rows(said.out))
        _keep(key, found)
    return found


def ahead(given: Iterable[bytes], language: str) -> None:
    """Make out pictures together and remember what was found, for when they are asked for one by one.

    Not for TIFF, of which only the first page would be read. What cannot be read so is left for then.
    """
    if missing(language):
        return
    lot, size = dict[bytes, bytes](), 0
    for raw in given:
        key = _key(raw, language)
        if key in _known or key in lot:
            continue
        if lot and (len(lot) == TOGETHER or size + len(raw) > TOGETHER_BYTES):
            _lot(lot, language)
            lot, size = {}, 0
        lot[key] = raw
        size += len(raw)
    _lot(lot, language)


def _lot(lot: dict[bytes, bytes], language: str) -> None:
    """Read some pictures in one call; where one of them breaks it off, each half by itself."""
    if len(lot) < 2:
        return
    found = _of_each(lot.values(), language)
    if found is not None:
        for key, rows in zip(lot, found, strict=True):
            _keep(key, _made_out(rows))
    elif _reads_lists(language):
        pairs = list(lot.items())
        _lot(dict(pairs[: len(pairs) // 2]), language)
        _lot(dict(pairs[len(pairs) // 2 :]), language)


@cache
def _reads_lists(language: str) -> bool:
    """Whether this tesseract reads several pictures in one call at all."""
    return _of_each((_BLANK, _BLANK), language) is not None


def _of_each(given: Iterable[bytes], language: str) -> list[list[str]] | None:
    """The rows of the table that each of some pictures gives; None where not all of them could be read."""
    pictures = list(given)
    said = programs.run_over(_command(language), pictures)
    found: list[list[str]] = [[] for _ in pictures]
    for row in _rows(said.out):
        number = row.split("\t", 2)[1:2]
        if not number or not number[0].isdecimal() or not 1 <= int(number[0]) <= len(found):
            return None
        found[int(number[0]) - 1].append(row)
    return found if all(found) and not said.why else None


def _key(raw: bytes, language: str) -> bytes:
    return hashlib.sha256(language.encode() + b"\0" + raw).digest()


def _keep(key: bytes, found: Read) -> None:
    _known[key] = found
    if len(_known) > KEPT:
        _known.popitem(last=False)


def page(raw: bytes, number: int, language: str) -> Read:
    """The words on one page (from 1) of a PDF that opens without a password. Never raises."""
    why = missing(language)
    if not why and not programs.installed(POPPLER):
        why = "words on scanned pages are not read: install poppler-utils, and they are"
    if why:
        return Read(why=why)
    this = ("-f", str(number), "-l", str(number))
    drawn = programs.run([POPPLER, "-r", str(DPI), "-gray", "-png", *this, "-"], raw)
    return picture(drawn.out, language) if drawn.out else Read(why="pdftoppm could not draw the page")


def together(pages: Sequence[Read]) -> Read:
    """Several pages as one text, as sure as their words are on average."""
    told = [one for one in pages if one.text]
    if not told:
        return next(iter(pages), Read())
    words = [one.sure for one in told for _ in one.text.split()]
    return Read("\n\n".join(one.text for one in told), int(fmean(words)))


def _command(language: str) -> list[str]:
    return [TESSERACT, "stdin", "stdout", "-l", language, "-c", "tessedit_create_tsv=1"]


def _rows(table: bytes) -> list[str]:
    return table.decode("utf-8", "replace").splitlines()[1:]


def _made_out(rows: Sequence[str]) -> Read:
    words = [word for word in map(_word, rows) if word]
    if not words:
        return Read(why="no words were made out in it")
    return Read(_joined(words), int(fmean(one.sure for one in words)))


@dataclass(frozen=True, slots=True)
class _Word:
    line: tuple[str, ...]
    left: int
    right: int
    height: int
    sure: float
    text: str


def _word(row: str) -> _Word | None:
    """A row of the table, where it is a word: level, page, block, paragraph, line, word, box, sure, text."""
    cells = row.split("\t")
    if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
        return None
    left, _, width, height = map(int, cells[6:10])
    return _Word(tuple(cells[1:5]), left, left + width, height, max(0.0, float(cells[10])), cells[11].strip())


def _joined(words: Sequence[_Word]) -> str:
    """Words as lines; an address that was parted after a dot or an at sign is one word again."""
    out: list[str] = []
    before: _Word | None = None
    for word in words:
        if before is not None:
            same = word.line == before.line
            near = word.left - before.right < _GLUED * max(word.height, before.height)
            parted = before.text[-1] in ".@_" or word.text[0] in ".@_"
            glued = same and near and parted and not word.text[0].isupper()
            out.append("" if glued else " " if same else "\n" if word.line[:3] == before.line[:3] else "\n\n")
        out.append(word.text)
        before = word
    return "".join(out)
