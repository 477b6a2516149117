"""`python -m tests.bench.train.given CORPORA`: the list of first names that ships, `dsar/people/given.txt`.

First names of many origins and their short forms (Faker's lists and our own) that are written in Latin letters and never
stand in the training corpora as anything but a person: a word that does would cost more than it finds.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dsar.people.words import ORDINARY, ORGANISATION
from tests.bench.train import corpora
from tests.bench.train.names import SHORT_FORMS, all_first_names

OUT = Path(__file__).resolve().parents[3] / "dsar" / "people" / "given.txt"
OFTEN = 3
"""How much more often than as anything else a word has to be part of a person's name, where it is both."""

_WORD = re.compile(r"[^\W\d_]+")


def kept(names: Iterable[str], texts: Iterable[corpora.Text]) -> list[str]:
    """The names that count, sorted."""
    person: Counter[str] = Counter()
    small: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for text in texts:
        places = [(start, end) for start, end, label in text.spans if label == "PERSON"]
        for word in _WORD.finditer(text.text):
            key = word[0].casefold()
            if any(start <= word.start() < end for start, end in places):
                person[key] += 1
            else:
                (small if word[0].islower() else other)[key] += 1

    def counts(name: str) -> bool:
        key = name.casefold()
        if key in ORDINARY or key in ORGANISATION or len(name) < 3 or not name.isalpha():
            return False
        common = person[key] >= OFTEN * (small[key] + other[key]) > 0  # `steve` stands in small letters, too
        return common or (not small[key] and other[key] <= person[key])

    return sorted({name for name in names if counts(name)})


if __name__ == "__main__":
    words = kept(all_first_names() | set(SHORT_FORMS), corpora.read(Path(sys.argv[1])).train)
    OUT.write_text("\n".join(words) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(words)} names, {OUT.stat().st_size:,} bytes\n")
