"""How a person's name is written: its parts, and the spellings by which it is found again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsar.people.words import ORDINARY, ORGANISATION, SUFFIXES, TITLES, alike

_CUT = re.compile(r"\s*(?:[(\[{<|/@]|\bvia\b|\bon behalf of\b|\s[-–—]\s|;).*$", re.DOTALL | re.IGNORECASE)
_EDGES = " \t\r\n\"'`.,;:*_-"
_WORD = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*[.]?")


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name in its parts as they were written, titles and suffixes left out.

    One part is a name too ("Priya"), but says less: `family` is then empty.
    """

    parts: tuple[str, ...] = field(repr=False)

    @property
    def given(self) -> str:
        """The first part."""
        return self.parts[0]

    @property
    def family(self) -> str:
        """The last of several parts, or empty."""
        return self.parts[-1] if len(self.parts) > 1 else ""

    @property
    def keys(self) -> frozenset[str]:
        """Every part for comparison."""
        return frozenset(plain(part) for part in self.parts)

    @property
    def key(self) -> str:
        """First and last part for comparison: case, accents and middle names do not count."""
        ends = (self.given, self.family) if self.family else (self.given,)
        return " ".join(plain(part) for part in ends)


def plain(text: str) -> str:
    """Text without case, accents, apostrophes and full stops."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in split if not unicodedata.combining(char) and char not in "'’.")


def parse(text: str) -> Name | None:
    """A display name as a person's name; None where it is no person's, or cannot be told."""
    if re.search(r"\S@\S", text):
        return None
    shown = _CUT.sub("", " ".join(unicodedata.normalize("NFC", text).split())).strip(_EDGES)
    last, comma, first = shown.partition(",")
    if comma:
        words = first.split()
        titled = [word for word in words if plain(word) in SUFFIXES]
        shown = last if words and len(titled) == len(words) else f"{first} {last}"
        if "," in first:
            return None
    parts = [word.strip(',"') for word in shown.split()]
    while parts and plain(parts[0]) in TITLES:
        parts.pop(0)
    while len(parts) > 1 and plain(parts[-1]) in SUFFIXES:
        parts.pop()
    if not 1 <= len(parts) <= 5 or not all(_WORD.fullmatch(part) for part in parts):
        return None
    if any(plain(part) in ORGANISATION for part in parts) or sum(len(plain(part)) for part in parts) < 2:
        return None
    return Name(tuple(parts))


def agree(one: Name, other: Name) -> bool:
    """Whether two names may be one person's: first names alike and no other last name."""
    if not alike(plain(one.given), plain(other.given)):
        short, long = sorted((one, other), key=lambda name: len(name.parts))
        return not short.family and plain(short.given) in {plain(part) for part in long.parts}
    return not (one.family and other.family) or plain(one.family) == plain(other.family)


def share(one: Name, other: Name) -> bool:
    """Whether two names at one address may be one person's: a first name alike, or a name alone."""
    if alike(plain(one.given), plain(other.given)) or agree(one, other):
        return True
    return plain(one.given) == plain(other.family) or plain(other.given) == plain(one.family)


def full(name: Name) -> Iterator[str]:
    """Spellings of a whole name that point at a person by themselves."""
    if not name.family:
        return
    given, middle, family = name.given, name.parts[1:-1], name.family
    ends = [(given, family)]
    whole = " ".join(name.parts)
    yield from (whole, f"{family}, {given}", f"{family}, {' '.join((given, *middle))}")
    if middle:
        letters = [part[0] for part in middle]
        yield f"{given} {family}"
        yield f"{given} {' '.join(letters)} {family}"
        yield f"{given} {'. '.join(letters)}. {family}"
    if len(given) > 1 and len(family) > 1:
        ends.append((given, family))
        for sign in ("_", "-", ".", "+", "%20"):
            yield f"{given}{sign}{family}"
        yield f"{family}_{given}"
        if len(given + family) >= 7:
            yield from (f"{given}{family}", f"{given}{family}".lower(), f"{family}{given}")


def initialled(name: Name) -> Iterator[str]:
    """Initials with the last name: `J Smith`, `J. Smith`, `Smith, J`, `Smith J.`."""
    if not name.family or len(plain(name.family)) < 3:
        return
    family, first = name.family, name.given[0]
    letters = [part[0] for part in name.parts[:-1]]
    forms = {
        first,
        f"{first}.",
        "".join(letters),
        " ".join(letters),
        ". ".join(letters) + ".",
        ".".join(letters) + ".",
    }
    for form in sorted(forms):
        yield f"{form} {family}"
        yield f"{family}, {form}"
        if form.endswith("."):
            yield f"{form}{family}"
            yield f"{family} {form}"


def singles(name: Name) -> Iterator[str]:
    """Parts that may stand for the person alone, where nobody else in the case has them."""
    for part in dict.fromkeys((name.given, name.family)):
        if len(plain(part)) >= 2 and (not part.endswith(".")):
            yield part


def spellings(value: str) -> Iterator[str]:
    """A value and how else its letters are written: straight and curly apostrophes, without accents."""
    forms = {value: None}
    for one in list(forms):
        for straight, curly in (("'", "’"), ("’", "'")):
            if straight in one:
                forms[one.replace(straight, curly)] = None
        if "-" in one:
            forms[one.replace("-", " ")] = None
    for one in list(forms):
        bare = "".join(c for c in unicodedata.normalize("NFKD", one) if not unicodedata.combining(c))
        forms[bare] = None
    yield from forms


def is_ordinary(word: str) -> bool:
    """Whether a word alone is an ordinary one as well as a name."""
    return plain(word) in ORDINARY


def from_address(local: str) -> Name | None:
    """The name that the local part of an address spells out (`carol.brown`), or None."""
    found = re.fullmatch(r"([a-z]{3,})[._]((?:[a-z][._])?)([a-z]{3,}(?:-[a-z]{2,})?)", local)
    return parse(f"{found[1].capitalize()} {found[3].title()}") if found else None
