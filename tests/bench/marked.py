"""Texts of the project's own with names marked by hand, for the benchmark of detection.

In `people_texts`, documents are parted by lines of three dashes; `{P|…}`, `{O|…}` and `{L|…}` mark people,
organisations and places, without titles. A first line `known:` lists the parties that a message's
headers name. The texts were written apart from the training templates, and every name in them that
the training lists hold is one that `kept_for_tests` keeps out of generated text.

What lies in `people_texts/blind` was written before the rules and templates of the model that ships, and is for
the report alone: whoever works on rules, templates or thresholds does not look at what is missed there.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from tests.bench.train.corpora import Text

FOLDER = Path(__file__).parent / "people_texts"
_MARK = re.compile(r"\{([POL])\|([^{}]*)\}")
_LABELS = {"P": "PERSON", "O": "ORG", "L": "LOCATION"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its names, and who is known to be a party of it."""

    text: Text
    known: tuple[str, ...] = ()


def read(genre: str, *, blind: bool = False) -> list[Marked]:
    """The marked documents of one genre; `blind` are those that nobody looks into."""
    content = (FOLDER / ("blind" if blind else "") / f"{genre}.txt").read_text(encoding="utf-8")
    return [document(part.strip("\n"), genre) for part in content.split("\n---\n") if part.strip()]


def document(content: str, genre: str) -> Marked:
    """One text with its marks read."""
    known: tuple[str, ...] = ()
    if content.startswith("known:"):
        first, _, content = content.partition("\n")
        known = tuple(one.strip() for one in first.removeprefix("known:").split(";"))
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(content):
        text += content[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), _LABELS[mark[1]]))
        text += mark[2]
        at = mark.end()
    return Marked(Text(text + content[at:], tuple(spans), genre), known)


def noise(
    seed: int = 7, rounds: int = 12, *, file: str = "noise", part: tuple[int, int] = (0, 1)
) -> list[str]:
    """Log lines, ticket events and notices that name nobody, each several times with other numbers.

    `part` is which of so many equal parts of the file is wanted.
    """
    random_ = random.Random(seed)
    lines = (FOLDER / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    n, parts = part
    lines = lines[n * len(lines) // parts : (n + 1) * len(lines) // parts]

    def other(found: re.Match[str]) -> str:
        return "".join(random_.choice("0123456789") for _ in found[0])

    texts = []
    for n in range(rounds):
        order = [re.sub(r"(?<![.\d])\d+(?![.\d])", other, line) if n else line for line in lines]
        texts += ["\n".join(order[at : at + 4]) for at in range(0, len(order), 4)]
    return texts
