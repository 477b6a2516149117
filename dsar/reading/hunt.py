"""Many values looked for in one text at once: token by token, so that time grows with the text alone.

A value stands in a text where its words and signs follow one another, whatever the white space
between them, and are not part of a longer word, number or address. Values of several words, or with
a digit or sign in them, are compared without regard to case. A single word is looked for as it is
written, in capitals and with a capital letter: otherwise hiding *Will* would find every "will".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dsar.reading.folded import UNSEEN, Folded, fold

_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ALONE += "\U00020000-\U0003ffff"
"""Scripts that do not part words (Han, Kana, Thai and their like) are taken letter by letter."""

_TOKEN = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+|[^\w\s]|_")
_JOINS = "._+'-"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value seen in a text: code-point offsets of the text, and the value's number."""

    start: int
    end: int
    value: int


class Hunt:
    """Values compiled once, found in any number of texts. Values without a letter or digit are ignored."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = tuple(values)
        self._starts: defaultdict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for number, value in enumerate(self.values):
            tokens = tuple(_TOKEN.findall(fold(value).text))
            if any(token.isalnum() for token in tokens):
                self._starts[tokens[0]].append((tokens, number))

    def seen(self, text: str) -> Iterator[Sighting]:
        """Every place where a value stands, in the order of the text; places may overlap."""
        if not self._starts:
            return
        folded = fold(text)
        tokens = list(_TOKEN.finditer(folded.text))
        words = [token.group() for token in tokens]
        for at, word in enumerate(words):
            for value, number in self._starts.get(word, ()):
                if tuple(words[at : at + len(value)]) != value:
                    continue
                start, end = tokens[at].start(), tokens[at + len(value) - 1].end()
                if self._stands(folded, text, start, end, number, len(value)):
                    yield Sighting(*folded.span(start, end), number)

    def _stands(self, folded: Folded, text: str, start: int, end: int, number: int, words: int) -> bool:
        value = self.values[number]
        if words == 1 and value.isalpha():
            begin, stop = folded.span(start, end)
            word = "".join(char for char in text[begin:stop] if char not in UNSEEN)
            word = unicodedata.normalize("NFC", word)
            return word in (value, value.upper(), value.capitalize())
        if "@" in value:
            return _ends(folded.text, start, end)
        return True


def _ends(text: str, start: int, end: int) -> bool:
    """Whether an address begins and ends here, instead of being part of a longer one."""
    before = start
    while before > 0 and text[before - 1] in _JOINS:
        before -= 1
    if before < start and before > 0 and text[before - 1].isalnum():
        return False
    return not re.match(r"[.\-][^\W_]", text[end : end + 2])


def huntable(value: str) -> bool:
    """Whether a value is distinctive enough to be looked for outside its own place.

    A count, a flag or an initial would be found everywhere: figures need five digits, what mixes
    letters and figures four characters, words two letters.
    """
    letters = sum(char.isalpha() for char in value)
    digits = sum(char.isdigit() for char in value)
    return digits >= 5 or (letters >= 2 and not digits) or (letters >= 1 and letters + digits >= 4)
