"""Name parts that nobody has, spelt as names of an origin are: a model that meets only listed names learns the list.

Letters follow each other as in the names of one origin (three letters decide the next), and what comes
out is no name of the list. Names kept for the tests are in no list here and may not come out either.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache

LOOK = 3
"""How many letters decide the next one."""

_TRIES = 12
Follows = dict[str, list[str]]


@cache
def _follows(names: tuple[str, ...]) -> Follows:
    """Which letters stand after every few, as often as they do; an empty one ends a name."""
    follows: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        word = name.casefold()
        for at in range(len(word) + 1):
            follows[word[max(0, at - LOOK) : at]].append(word[at : at + 1])
    return dict(follows)


def invented(random_: random.Random, names: Sequence[str], refused: Callable[[str], bool]) -> str:
    """A new name part like `names` that is not `refused`; one of theirs where none comes out."""
    follows = _follows(tuple(names))
    theirs = {name.casefold() for name in names}
    for _ in range(_TRIES):
        word = ""
        while len(word) < 14:
            step = random_.choice(follows[word[-LOOK:]])
            if not step:
                break
            word += step
        if 3 <= len(word) <= 13 and word not in theirs and not refused(word):
            return re.sub(r"(?<![^\W\d_])[^\W\d_]", lambda first: first[0].upper(), word)
    return random_.choice(names)
