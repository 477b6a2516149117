"""Lines in which things have people's names, and a few in which people have them: who is found, and what besides.

In `people_texts/borrowed.txt`, `$F` and `$L` stand for a first and a last name, `$f` and `$l` for those in small
letters; `{P|…}` marks people. All are filled with names that are kept for the tests, so none is one that
generated training text holds, and the lines were written apart from the templates of the training.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache

from tests.bench.marked import FOLDER, Marked, document
from tests.bench.train.names import LOCALES, kept, pools

ROUNDS = 5
"""How often the lines are filled anew."""

TOGETHER = 4
"""Lines of one text."""

_SLOT = re.compile(r"\$([FLfl])(?![a-z])")
_BRITISH = ("en_GB", "en_IE", "en_US")


@cache
def names(locales: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First and last names of some of Faker's lists that no generated training text holds."""
    trained = {
        word.casefold()
        for parts in pools().values()
        for listed in parts
        for one in listed
        for word in one.split()
    }
    first, last = (
        sorted({one for locale in locales for one in kept(locale)[n] if one.isalpha() and len(one) > 2})
        for n in (0, 1)
    )
    return (
        tuple(one for one in first if one.casefold() not in trained),
        tuple(one for one in last if one.casefold() not in trained),
    )


def texts(file: str = "borrowed", seed: int = 3) -> Iterator[Marked]:
    """All lines, some to a text, several times with other names; half of the names are British or Irish.

    `casual` are the counterpart: lines as short, in which every name is a person's.
    """
    random_ = random.Random(seed)
    lines = (FOLDER / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    for _ in range(ROUNDS):
        filled = [_filled(line, random_) for line in lines]
        for at in range(0, len(filled), TOGETHER):
            yield document("\n".join(filled[at : at + TOGETHER]), file)


def _filled(line: str, random_: random.Random) -> str:
    def value(slot: re.Match[str]) -> str:
        first, last = names(_BRITISH if random_.random() < 0.5 else tuple(LOCALES))
        name = random_.choice(first if slot[1] in "Ff" else last)
        return name.lower() if slot[1].islower() else name

    return _SLOT.sub(value, line)
