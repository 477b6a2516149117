"""`python -m tests.bench.train.plain CORPORA WORDS`: lists that ship beside the model, `plain.txt` and `family.txt`.

WORDS is a folder with SCOWL's lists as Debian has them: `british-english`, `american-english` and the same with
`-small`. Plain words are those of the small lists that are nobody's name: in no list of names, and never part of a person's name in the training corpora. Last names are
those of many origins (Faker's lists and our own) that are no English words, no places of ours, and never
stand in the corpora as anything but a person's. Both hold single words, and so nobody's whole name.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dsar.people.names import plain
from dsar.people.words import CALLED, ORDINARY, ORGANISATION
from tests.bench.train import corpora, words
from tests.bench.train.given import OFTEN
from tests.bench.train.names import all_first_names, all_last_names

FOLDER = Path(__file__).resolve().parents[3] / "dsar" / "people"
RARE = 4
"""How often a word has to stand in the corpora in small letters to be one although it is a last name too."""


_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each word is part of a person's name in the corpora, how often not, and that in small letters."""

    person: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    small: Counter[str] = field(default_factory=Counter)


def counted(texts: Iterable[corpora.Text]) -> Counts:
    """The words of texts."""
    counts = Counts()
    for text in texts:
        places = [(start, end) for start, end, label in text.spans if label == "PERSON"]
        for word in _WORD.finditer(text.text):
            inside = any(start <= word.start() < end for start, end in places)
            (counts.person if inside else counts.other)[word[0].casefold()] += 1
            counts.small[word[0].casefold()] += not inside and word[0].islower()
    return counts


def plain_words(listed: Iterable[str], counts: Counts) -> list[str]:
    """The words of the word lists, and of generated products, that are nobody's name.

    A rare last name counts as a word where people write the word, and nobody of that name (`cable`).
    """
    first, last = (
        {plain(one) for name in names for one in name.split()}
        for names in (all_first_names(), all_last_names())
    )
    things = {word.casefold() for word in words.THINGS}
    names = first | CALLED | {one for one in last - things if one in ORDINARY or counts.small[one] < RARE}
    every = {word for word in listed if word.isascii() and word.isalpha() and word.islower()}
    every = {word for word in every if OFTEN * counts.person[word] <= counts.small[word]} | things
    return sorted(word for word in every if len(word) > 2 and word not in names)


def last_names(known: Iterable[str], counts: Counts) -> list[str]:
    """The last names that count."""
    places = {
        word.casefold() for place in (*words.TOWNS, *words.COUNTRIES, *words.AREAS) for word in place.split()
    }
    places |= {word.casefold() for word in (*words.BUSINESS, *words.BRANDS)}
    known = set(known)

    def counts_as_name(name: str) -> bool:
        key = name.casefold()
        taken = key in known or key in places or key in ORDINARY or key in ORGANISATION
        return len(name) > 2 and name.isalpha() and not taken and counts.other[key] <= counts.person[key]

    return sorted({name for name in all_last_names() if counts_as_name(name)})


def main(folder: Path, lists: Path, held: Sequence[int] = (0,)) -> None:
    """Write both lists."""
    counts = counted(corpora.read(folder, held).train)
    small, every = (
        {word for file in lists.glob(pattern) for word in file.read_text(encoding="utf-8").split()}
        for pattern in ("*-small", "*")
    )
    for name, found in (
        ("plain.txt", plain_words(small, counts)),
        ("family.txt", last_names((word for word in every if word.islower()), counts)),
    ):
        (FOLDER / name).write_text("\n".join(found) + "\n", encoding="utf-8")
        sys.stdout.write(f"{name}: {len(found)} words\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
