"""Invented people and text from one seed, made once and put together again and again.

A corpus of a gigabyte is written in seconds because its text stands in pools: sentences are drawn
once, paragraphs are put into every transfer encoding once, and a message or ticket is a new draw of
them under headers of its own.
"""

from __future__ import annotations

import base64
import quopri
import random
import textwrap
from dataclasses import dataclass
from functools import cached_property

WORDS = (
    "the of and to in a is that for it was on are with as be at this have from or had by not but what all were "
    "when we there can an your which their said if do will each about how up out them then she many some so these "
    "would other into has more her two like him see time could no make than first been its who now people my made "
    "over did down only way find use may water long little very after words called just where most know order "
    "invoice account ticket problem printer network password renewal contract delivery refund payment customer "
    "support meeting report server update please regards thanks attached confirm shipping address details café"
).split()
FIRST = "Ann Ben Cara Dev Eve Finn Gita Hugh Ivy Jack Kai Lena Mo Nell Omar Pia Quin Rosa Sam Tess Uma Vik Wren".split()
LAST = "Adeyemi Brook Carr Dunne Ellis Frost Gupta Hale Ito Jarvis Kerr Lowe Marsh Nash Orme Price Quill Reed".split()
SYLLABLES = "ba co de fi go la me ni po ra su ta ve vi vo tion ment er ing ly al ness ous".split()
EMAIL, PHONE, ACCOUNT, IP = "alice.marlowe@harbour.example", "+447700900123", "ACC-00412345", "203.0.113.77"
IDENTIFIERS = ("--email", EMAIL, "--phone", PHONE, "--id", f"account:{ACCOUNT}", "--id", f"ip:{IP}")
LITERALS = (EMAIL, PHONE, ACCOUNT, IP)
LIKE = {
    "email": (
        "malice.marlowe@harbour.example",
        "alice.marlowe@harbour-example.example",
        "alice.marlowe@harbour.exampled",
    ),
    "phone": ("+447700900124", "+4477009001234", "07700 900 12"),
    "account": ("ACC-004123450", "ACC-00412346", "XACC-00412345"),
    "ip": ("203.0.113.7", "1203.0.113.77", "203.0.113.177"),
}
"""Near misses: nobody may be found by them."""

Named = tuple[str, str, str, str]
"""Name, e-mail address, telephone number and account."""
WIDTH = 57
"""Bytes a line of base64 holds: texts padded to it can be encoded apart and put one after another."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph in every form in which a message may carry it, each a whole number of lines."""

    plain: bytes
    quoted: bytes
    printable: bytes
    base64: bytes
    html_printable: bytes
    html_base64: bytes


class Writer:
    """Text and people from one seed; `large` pools for a corpus, small ones for tests."""

    def __init__(self, seed: int | str, large: bool = False) -> None:
        self.dice = random.Random(seed)
        self.large = large
        rare = ["".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 4))) for _ in range(4000)]
        self._words = WORDS * 60 + rare
        self.people = [self._person(n) for n in range(8000 if large else 2000)]
        self.sentences = [self._sentence() for _ in range(20000 if large else 2000)]
        self.paragraphs = [self._paragraph() for _ in range(6000 if large else 500)]

    def text(self, least: int, most: int) -> str:
        """Some paragraphs."""
        return "\n\n".join(self.dice.choices(self.paragraphs, k=self.dice.randint(least, most)))

    @cached_property
    def encoded(self) -> list[Paragraph]:
        """The paragraphs as they stand in messages."""
        return [_encoded(text) for text in self.paragraphs]

    def _person(self, n: int) -> Named:
        first, last = self.dice.choice(FIRST), self.dice.choice(LAST)
        number = f"07700 {self.dice.randrange(100000, 899999)}"
        host = self.dice.choice(("firm", "mail", "shop"))
        return f"{first} {last}", f"{first}.{last}{n}@{host}.example".lower(), number, f"ACC-{n + 500000:08d}"

    def _sentence(self) -> str:
        return " ".join(self.dice.choices(self._words, k=self.dice.randint(6, 18))).capitalize() + "."

    def _paragraph(self) -> str:
        name, email, phone, account = self.dice.choice(self.people)
        sentences = self.dice.choices(self.sentences, k=self.dice.randint(1, 6))
        if self.dice.random() < 0.2:
            extra = (f"Call {name} on {phone}.", f"Write to {email}.", f"Account {account}.", "Cost: £12.50.")
            sentences.append(self.dice.choice(extra))
        return " ".join(sentences)


def _encoded(text: str) -> Paragraph:
    plain = "\n".join(textwrap.wrap(text, 74)) + "\n\n"
    html = (
        '<p class="MsoNormal" style="margin-bottom:8pt"><span style="font-size:11.0pt;font-family:Calibri,sans-serif">'
        f"{text.replace('&', '&amp;')}<o:p></o:p></span></p>\n"
    )
    return Paragraph(
        plain=plain.encode(),
        quoted="".join(f"> {line}\n" for line in plain.splitlines()).encode(),
        printable=quopri.encodestring(plain.encode()),
        base64=padded(plain.encode()),
        html_printable=quopri.encodestring(html.encode()),
        html_base64=padded(html.encode()),
    )


def padded(text: bytes) -> bytes:
    """Base64 of a text with spaces after it, so that more base64 may follow."""
    return base64.encodebytes(text + b" " * (-len(text) % WIDTH))
