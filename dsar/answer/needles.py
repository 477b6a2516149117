"""Hidden values looked for in a text, all at once: the leak search's own engine.

It is not the engine that hides (`dsar.reading.hunt`), on purpose: a fault shared by both would
hide itself. The rules are the same ones, and a test holds them together.

- A value stands where its words and signs follow one another, with any white space between them,
  and are not part of a longer word, number or address: *Ann* is not in *Annual*, nor
  `alice@x.com` in `malice@x.com`; *Smith* is in *Smith's* and at the end of a sentence. Scripts
  that do not part words (Han, Kana, Thai) are taken letter by letter.
- Case does not matter, except for a single word of letters: that counts as it is written, in
  capitals and with a capital letter, so that hiding *Will* does not find every "will".
- The name of a month next to a figure or another month ("3 May", "May 2026", "03/May/2026"), or alone
  as the text of an SVG, where only charts have it, is a date.
- Soft hyphens and zero-width marks are ignored, letters compared in NFKC.

Time grows with the text, not with the number of values: each value is looked up by the word of it
that the fewest other values share.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dsar.reading.forms import LONG

WINDOW = 1 << 18
"""Characters looked at together; what bounds the memory that a search needs."""

_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ALONE += "\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_TOKEN = re.compile(rf"{_WORD.pattern}|[^\w\s]|_")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
_MONTHS = frozenset(name.casefold() for name in (*calendar.month_name, *calendar.month_abbr, "Sept") if name)
_EITHER = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE_BEFORE = re.compile(rf"(?:\d(?:st|nd|rd|th)?|\b(?:{_EITHER}))(?:\s+|[/-])$", re.IGNORECASE)
_DATE_AFTER = re.compile(rf"(?:,?\s+|[/-])(?:\d|(?:{_EITHER})\b)|</text>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A value seen: its number, the line of the text from 1, and how it differs from the value.

    `how` is `plain`, `case` or `Unicode forms`.
    """

    value: int
    line: int
    how: str


@dataclass(frozen=True, slots=True)
class _Needle:
    number: int
    tokens: tuple[str, ...] = field(repr=False)
    at: int
    spellings: frozenset[str] = field(repr=False)
    address: bool


class Needles:
    """Values compiled once and found in any number of texts.

    A value without a letter or digit cannot be looked for: `numbers` are those that are.
    """

    def __init__(self, values: Sequence[str], without: Iterable[int] = ()) -> None:
        dropped = frozenset(without)
        self._values = values
        self._long = frozenset(
            n for n, value in enumerate(values) if len(value.encode("utf-8", "replace")) >= LONG
        )
        tokens = {n: _tokens(value) for n, value in enumerate(values) if n not in dropped}
        tokens = {n: found for n, found in tokens.items() if any(map(str.isalnum, found))}
        self.numbers = tuple(tokens)
        shared = Counter(token for found in tokens.values() for token in set(found))
        self._by_word: defaultdict[str, list[_Needle]] = defaultdict(list)
        for number, found in tokens.items():
            needle = _needle(number, values[number], found, shared)
            self._by_word[found[needle.at]].append(needle)
        self._reach = 256 + 4 * max((len(values[n]) for n in self.numbers), default=0)

    def seen(self, text: str, *, long_only: bool = False, any_case: bool = False) -> Iterator[Seen]:
        """Where values stand in a text, in its order.

        `long_only` leaves out values under `LONG` bytes, which bytes that
        are not text would hold by chance; `any_case` lifts the rule about single words.
        """
        line = 1
        for window, length in windows(text, self._reach):
            for number, lines, how in self._in_window(tidy(window), window, any_case):
                if not long_only or number in self._long:
                    yield Seen(number, line + lines, how)
            line += window.count("\n", 0, length)

    def _in_window(self, clean: str, raw: str, any_case: bool) -> Iterator[tuple[int, int, str]]:
        words = {word for word in set(_WORD.findall(clean)) if word.casefold() in self._by_word}
        if not any(self._may_start(word, any_case) for word in words):
            return
        tokens = list(_TOKEN.finditer(clean))
        folded = [token[0].casefold() for token in tokens]
        line = at = 0
        for index, token in enumerate(tokens):
            for needle in self._by_word[folded[index]] if token[0] in words else ():
                first = index - needle.at
                stop = first + len(needle.tokens)
                if first < 0 or tuple(folded[first:stop]) != needle.tokens:
                    continue
                place = _Place(clean, tokens[first].start(), tokens[stop - 1].end())
                if place.holds(needle, any_case):
                    line += clean.count("\n", at, place.start)
                    at = max(at, place.start)
                    yield needle.number, line, self._how(needle, place, raw)

    def _may_start(self, word: str, any_case: bool) -> bool:
        return any(
            any_case or not one.spellings or word in one.spellings for one in self._by_word[word.casefold()]
        )

    def _how(self, needle: _Needle, place: _Place, raw: str) -> str:
        found = place.clean[place.start : place.end].split()
        if not all(word in raw for word in found):
            return "Unicode forms"
        return "plain" if found == self._values[needle.number].split() else "case"


@dataclass(frozen=True, slots=True)
class _Place:
    clean: str = field(repr=False)
    start: int
    end: int

    def holds(self, needle: _Needle, any_case: bool) -> bool:
        """Whether the value stands here for itself, and not as part of something else."""
        if needle.address and self._inside_address():
            return False
        if not needle.spellings or any_case:
            return True
        word = self.clean[self.start : self.end]
        return word in needle.spellings and not (word.casefold() in _MONTHS and self._in_date())

    def _inside_address(self) -> bool:
        before = re.search(r"[^\W_][._+'-]+$", self.clean[max(0, self.start - 64) : self.start])
        return before is not None or re.match(r"[.-][^\W_]", self.clean[self.end : self.end + 2]) is not None

    def _in_date(self) -> bool:
        before = self.clean[max(0, self.start - 32) : self.start]
        after = self.clean[self.end : self.end + 32]
        return bool(_DATE_BEFORE.search(before) or _DATE_AFTER.match(after))


def _needle(number: int, value: str, tokens: tuple[str, ...], shared: Counter[str]) -> _Needle:
    words = [n for n, token in enumerate(tokens) if token.isalnum()]
    at = min(words, key=lambda n: (shared[tokens[n]], -len(tokens[n]), n))
    plain = tidy(value).strip()
    single = len(tokens) == 1 and plain.isalpha()
    spellings = frozenset({plain, plain.upper(), plain.capitalize()}) if single else frozenset()
    return _Needle(number, tokens, at, spellings, "@" in value)


def _tokens(value: str) -> tuple[str, ...]:
    return tuple(token.casefold() for token in _TOKEN.findall(tidy(value)))


def tidy(text: str) -> str:
    """A text without marks that nobody sees, its letters in one form (NFKC)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def windows(text: str, reach: int) -> Iterator[tuple[str, int]]:
    """A text in stretches that begin at white space, each with `reach` more characters than its length.

    What begins in one stretch and is shorter than `reach` stands whole in it.
    """
    start = 0
    while start < len(text):
        stop = start + WINDOW
        gap = re.compile(r"\s").search(text, stop, stop + reach)
        stop = min(gap.start() if gap else stop, len(text))
        yield text[start : stop + reach], stop - start
        start = stop
