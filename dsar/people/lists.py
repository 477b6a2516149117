"""Words that tell names from other words: first names, last names, and plain words that are nobody's name.

The files `given.txt`, `family.txt` and `plain.txt` are made by `tests/bench/train/given.py` and `plain.py`;
they hold single words, and so nobody's whole name. `plain.LICENSE` is the notice of the word lists that
`plain.txt` was made from.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=4)
def _words(file: str) -> frozenset[str]:
    words = Path(__file__).with_name(file).read_text(encoding="utf-8").split()
    return frozenset(word.casefold() for word in words)


def listed() -> frozenset[str]:
    """First names of many origins that are no ordinary words, in small letters."""
    return _words("given.txt")


def families() -> frozenset[str]:
    """Last names of many origins that are neither ordinary words nor places, in small letters."""
    return _words("family.txt")


def plain_words() -> frozenset[str]:
    """English words that are nobody's name."""
    return _words("plain.txt")
