"""First names from a list: what a name model misses most is a rare first name that stands alone.

The list (`given.txt`, made by `tests/bench/train/given.py`) holds first names of many origins that are
no ordinary words. In small letters, as in chat, a name counts only after a word that calls for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsar.model.findings import Span
from dsar.people import lists
from dsar.people.names import plain
from dsar.people.sifted import is_logged
from dsar.people.words import MONTHS, ORDINARY, ORGANISATION

SCORE = 0.5
"""What the list alone is worth."""

LISTED = "list of first names"
"""The detector of what only the list knows."""

_WORD = re.compile(r"(?<![\w@.#/=\-])[^\W\d_]{3,24}(?![\w@=/]|\.\w|-\w)")
_CALLING = re.compile(
    r"(?:^|[\s>(\"])(?:hi|hey|hello|hiya|yo|dear|ask|asked|asking|tell|told|thx|thanks|ta|cheers|call|ring|rang|with|w|by|from"
    r"|for|and|or|n|but|did|does|has|when|wife|husband|brother|sister|mum|son|daughter|boss|mate|cousin|called|named|name is"
    r"|seen|met|meet|saw|is|if|that|yes|ok|morning|to|@)[ ,]{1,2}$"
)
_NEXT = re.compile(r" ([^\W\d_a-z][^\W\d_]{1,24}(?:['’\-][^\W\d_]{1,24})?)(?![\w@=/]|\.\w)")


def first_names(text: str) -> Iterator[Span]:
    """First names of the list in one text, each with a last name that follows it."""
    known = lists.listed()
    for word in _WORD.finditer(text):
        found = word[0]
        if found.casefold() not in known:
            continue
        if found.islower():
            if not _CALLING.search(text, max(0, word.start() - 16), word.start()):
                continue
        elif not (found.istitle() or (found.isupper() and len(found) > 3)):
            continue
        if not is_logged(text, word.start()):
            yield Span(word.start(), _end(text, word.end()), "name", SCORE, LISTED)


def _end(text: str, at: int) -> int:
    """Where a name ends that begins with a first name: after a last name, if one follows."""
    following = _NEXT.match(text, at)
    if following is None:
        return at
    key = plain(following[1])
    return at if key in ORDINARY or key in ORGANISATION or key in MONTHS else following.end()
