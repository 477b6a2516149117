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
import codecs
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from dsar.reading.forms import LONG

WINDOW = 1 << 18
"""Characters looked at together; what bounds the memory that a search needs."""

_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ALONE += "\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_LETTER = re.compile(rf"[^\W_{_ALONE}]")
_TOKEN = re.compile(rf"{_WORD.pattern}|[^\w\s]|_")
_PARTED = bytes(code if code > 127 or chr(code).isalnum() else 32 for code in range(256))
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

    `how` is `plain`, `case`, `Unicode forms`, or how the value is disguised: `reversed`, `ROT13`, `digits`.
    """

    value: int
    line: int
    how: str


@dataclass(frozen=True, slots=True)
class _Needle:
    number: int
    tokens: tuple[str, ...] = field(repr=False)
    at: int
    words: frozenset[bytes] = field(repr=False)
    spellings: frozenset[str] = field(repr=False)
    address: bool
    how: str = ""


class Needles:
    """Values compiled once and found in any number of texts.

    A value without a letter or digit cannot be looked for: `numbers` are those that are.
    """

    def __init__(self, values: Sequence[str], without: Iterable[int] = ()) -> None:
        dropped = frozenset(without)
        self._values = values
        self._long = frozenset(n for n, value in enumerate(values) if _bytes(value) >= LONG)
        tokens = {n: _tokens(value) for n, value in enumerate(values) if n not in dropped}
        tokens = {n: found for n, found in tokens.items() if any(map(str.isalnum, found))}
        self.numbers = tuple(tokens)
        shared = Counter(token for found in tokens.values() for token in set(found))
        self._by_word: defaultdict[str, list[_Needle]] = defaultdict(list)
        for number, found in tokens.items():
            needles = [_needle(number, values[number], found, shared), *_turned(number, values[number])]
            for needle in needles:
                self._by_word[needle.tokens[needle.at]].append(needle)
        self._words = frozenset(word.encode() for word in self._by_word)
        inside = (word for needles in self._by_word.values() for one in needles for word in one.words)
        self._ascii = all(map(bytes.isascii, inside))
        self._reach = 256 + 4 * max((len(values[n]) for n in self.numbers), default=0)

    def seen(self, text: str, *, long_only: bool = False, any_case: bool = False) -> Iterator[Seen]:
        """Where values stand in a text, in its order.

        `long_only` leaves out values under `LONG` bytes, which bytes that
        are not text would hold by chance; `any_case` lifts the rule about single words.
        """
        line = 1
        for window, length in windows(text, self._reach):
            clean = tidy(window)
            found = sorted(self._in_window(clean, any_case), key=lambda one: (one[0], one[2].number))
            for start, end, needle in found:
                if not long_only or needle.number in self._long:
                    line_here = line + clean.count("\n", 0, start)
                    yield Seen(needle.number, line_here, self._how(needle, clean[start:end], window))
            line += window.count("\n", 0, length)

    def _in_window(self, clean: str, any_case: bool) -> Iterator[tuple[int, int, _Needle]]:
        folded = clean.casefold()
        parts = _words_of(folded, self._ascii)
        words = parts & self._words
        for word in map(bytes.decode, words):
            for needle in self._by_word[word]:
                if needle.words <= parts:
                    for start, end in self._places(clean, folded, word, needle, any_case):
                        if _Place(clean, start, end).holds(needle, any_case):
                            yield start, end, needle

    def _places(
        self, clean: str, folded: str, word: str, needle: _Needle, any_case: bool
    ) -> Iterator[tuple[int, int]]:
        """Where a value's words follow one another, given one that stands in the text."""
        if needle.spellings and not any_case:
            for spelling in needle.spellings:
                yield from ((start, start + len(spelling)) for start in _standing(clean, spelling))
            return
        spans = [span for start in _standing(folded, word) for span in self._span(folded, start, needle)]
        back = _origins(clean) if spans and len(folded) != len(clean) else range(len(clean))
        yield from ((back[start], back[end - 1] + 1) for start, end in spans)

    def _span(self, folded: str, start: int, needle: _Needle) -> Iterator[tuple[int, int]]:
        """Where all of a value stands, given where its rarest word does; nothing where it does not."""
        rest = needle.tokens[needle.at :]
        after = list(islice(_TOKEN.finditer(folded, start), len(rest)))
        if tuple(token[0] for token in after) != rest:
            return
        if needle.at:
            low = max(0, start - self._reach)
            before = list(_TOKEN.finditer(folded, low, start))[-needle.at :]
            if tuple(token[0] for token in before) != needle.tokens[: needle.at]:
                return
            start = before[0].start()
        yield start, after[-1].end()

    def _how(self, needle: _Needle, found: str, raw: str) -> str:
        if needle.how:
            return needle.how
        words = found.split()
        if not all(word in raw for word in words):
            return "Unicode forms"
        return "plain" if words == self._values[needle.number].split() else "case"


def _words_of(folded: str, only_ascii: bool) -> set[bytes]:
    """The words of a folded text, in UTF-8: what is ASCII is parted in one pass over its bytes.

    `only_ascii` is enough where no value has a word with other letters; then a word with such
    letters falls into pieces, which are looked at again before they count.
    """
    if only_ascii:
        return set(folded.encode("ascii", "replace").translate(_PARTED).split())
    parts = set(folded.encode("utf-8", "replace").translate(_PARTED).split())
    mixed = b" ".join(part for part in parts if not part.isascii()).decode("utf-8", "replace")
    return parts.union(word.encode() for word in set(_WORD.findall(mixed)))


def _standing(text: str, word: str) -> Iterator[int]:
    """Where a word stands in a text as a word of its own."""
    alone = len(word) == 1 and not _LETTER.match(word)
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if alone or not (_LETTER.match(text, end) or (start and _LETTER.match(text, start - 1))):
            yield start
        start = text.find(word, start + 1)


def _origins(clean: str) -> list[int]:
    """For each character of a folded text, the place it came from."""
    return [place for place, char in enumerate(clean) for _ in char.casefold()]


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


def _needle(number: int, value: str, tokens: tuple[str, ...], shared: Counter[str], how: str = "") -> _Needle:
    words = [n for n, token in enumerate(tokens) if token.isalnum()]
    at = min(words, key=lambda n: (shared[tokens[n]], -len(tokens[n]), n))
    plain = tidy(value).strip()
    single = len(tokens) == 1 and plain.isalpha() and not how
    spellings = frozenset({plain, plain.upper(), plain.capitalize()}) if single else frozenset()
    inside = frozenset(tokens[n].encode() for n in words)
    return _Needle(number, tokens, at, inside, spellings, "@" in value, how)


def _turned(number: int, value: str) -> Iterator[_Needle]:
    """A long value as it is disguised letter by letter: backwards, by ROT13, its digits in one run.

    Short values would be found by chance this way, and are not looked for.
    """
    if _bytes(value) < LONG:
        return
    plain = tidy(value)
    disguises = [("reversed", plain[::-1]), ("ROT13", codecs.encode(plain, "rot13"))]
    digits = re.sub(r"[\s().+/-]", "", plain)
    if digits.isdecimal() and len(digits) >= LONG:
        disguises.append(("digits", digits))
    own = _tokens(value)
    for how, text in disguises:
        tokens = _tokens(text)
        if tokens != own and any(map(str.isalnum, tokens)):
            yield _needle(number, text, tokens, Counter(), how)


def _bytes(value: str) -> int:
    return len(value.encode("utf-8", "replace"))


def _tokens(value: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(tidy(value).casefold()))


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
