"""Words in pictures and scanned pages, made out by tesseract where it is installed.

Two programs are called, through pipes and within limits (`programs`): `tesseract`, and for the pages of a PDF
`pdftoppm` (poppler). No file is written, no name is passed. What was made out may be wrong, and so every text
carries how sure tesseract is of it.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
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
    key = hashlib.sha256(language.encode() + b"\0" + raw).digest()
    found = _known.get(key)
    if found is None:
        found = _known[key] = _made_out(raw, language)
        if len(_known) > KEPT:
            _known.popitem(last=False)
    return found


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


def _made_out(raw: bytes, language: str) -> Read:
    said = programs.run([TESSERACT, "stdin", "stdout", "-l", language, "-c", "tessedit_create_tsv=1"], raw)
    if said.why:
        return Read(why=f"tesseract gave up: {said.why}")
    words = [row for row in map(_word, said.out.decode("utf-8", "replace").splitlines()[1:]) if row]
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
