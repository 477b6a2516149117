"""What a letter is made of, before it has a look: headings, paragraphs, lists and tables of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“(])")
LONGEST = 600
"""Characters of one value that somebody else wrote; what is longer is cut, and shows that it is."""


class Bold(str):
    """Text that stands out."""

    __slots__ = ()


class Why(str):
    """What a text rests on: a line of the register, a figure, a decision, a provision. Never printed."""

    __slots__ = ()


Text = tuple[str, ...]
"""Running text in stretches, some of them `Bold`, some `Why`. Nothing in it is markup."""


def shown(text: Text) -> Text:
    """The stretches that are printed."""
    return tuple(one for one in text if not isinstance(one, Why))


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `small` is quieter."""

    text: Text
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    entries: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `widths` are shares of the page's width, `figures` the columns that hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[float, ...]
    figures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A fingerprint to compare, kept on a line of its own."""

    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """The end: who signs, and how to reach them."""

    lines: tuple[str, ...]
    why: str = ""


Block = Heading | Paragraph | Bullets | Grid | Code | Signature


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as text: who sends it, who receives it, and its blocks."""

    sender: str
    sender_lines: tuple[str, ...]
    recipient: str
    recipient_lines: tuple[str, ...]
    title: str
    subject: str
    language: str
    prepared: date
    blocks: tuple[Block, ...]
    foot_left: str
    foot_right: str

    def texts(self) -> Iterator[str]:
        """Every stretch of text that will be printed."""
        yield from (self.sender, *self.sender_lines, self.recipient, *self.recipient_lines)
        yield from (self.title, self.subject, self.foot_left, self.foot_right)
        for block in self.blocks:
            yield from _texts(block)


def _texts(block: Block) -> Iterable[str]:
    match block:
        case Heading(text) | Code(text, _):
            return (text,)
        case Grid(head, _, _, _):
            return (*head, *(one for text in _running(block) for one in shown(text)))
        case Signature(lines, _):
            return lines
    return (one for text in _running(block) for one in shown(text))


def _running(block: Block) -> Iterable[Text]:
    """The texts of a block: a paragraph, each entry of a list, each cell of a table."""
    match block:
        case Paragraph(text, _):
            return (text,)
        case Bullets(entries):
            return entries
        case Grid(_, rows, _, _):
            return (cell for row in rows for cell in row)
    return ()


def reasons(letter: Letter) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every sentence of a letter under its heading, with what it rests on; none is left out.

    A row of a table is one sentence: its cells rest on one another.
    """
    heading = letter.title
    for block in letter.blocks:
        match block:
            case Heading(text):
                heading = text
            case Code(text, why):
                yield heading, text, (why,) if why else ()
            case Signature(lines, why):
                yield heading, " ".join(lines), (why,) if why else ()
            case Grid(_, rows, _, _):
                for row in rows:
                    cells = ["".join(shown(cell)).strip() for cell in row]
                    yield heading, " | ".join(cells), _whys(one for cell in row for one in cell)
            case _:
                for text_ in _running(block):
                    for sentence_ in _SENTENCE.split("".join(shown(text_)).strip()):
                        yield heading, sentence_, _whys(text_)


def _whys(text: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in text if isinstance(one, Why)))


def clean(text: str) -> str:
    """One line of plain text: composed, without control, format and direction characters.

    A value that somebody else chose cannot break a line, hide, or turn the text around it.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = (
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Zs") else char
        for char in composed
        if unicodedata.category(char) != "Cf"
    )
    line = " ".join("".join(kept).split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def day(value: date) -> str:
    """A date as a letter writes it: 22 November 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 record, 1,284 records."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """A fragment of a notice as a sentence: a capital to begin with and a full stop to end."""
    line = clean(text).rstrip(";, ")
    return line[:1].upper() + line[1:] + ("" if line.endswith((".", ":", "…")) else ".")


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: one, two and three."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def leads_to_table(blocks: Sequence[Block], n: int) -> bool:
    """Whether a heading or a sentence stands over a table: neither may stay behind at the foot of a page."""
    kinds = [type(block) for block in blocks[n : n + 3]]
    under_heading = n > 0 and isinstance(blocks[n - 1], Heading)
    return (
        kinds == [Heading, Paragraph, Grid]
        or kinds[:2] == [Heading, Grid]
        or (kinds[:2] == [Paragraph, Grid] and not under_heading)
    )
