"""Templates filled: a line with slots becomes text with spans.

Slots of people: `{a}` to `{e}` are five people of one document; `.f` first name, `.l` last name, `.r`
"Last, First", `.i` "J. Last", `.j` "JM Last", `.m` with middle initial, `.q` "Last J", `.u` in capitals,
`.w` in small letters, `.g` first name in small letters, `.t` "First L", `.k` "F. Last" in small letters;
`.y` and `.x` initials, `.z` in small letters;
of theirs, but no name: `.e` address, `.n` user name, `.h` handle. `{=a.f}` is a name that a thing has: it
stands there as it would for a person, and is nobody's. `<O|…|>` and `<L|…|>` are an organisation and a place
whatever stands in them. Other slots are in `VALUES`.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from tests.bench.train.corpora import Text
from tests.bench.train.goods import COLOURS, DOES, ERRANDS, HEADS, KINDS, ROLES, SHORT, STATES, UNITS
from tests.bench.train.names import Person, person
from tests.bench.train.words import (
    AREAS,
    BRAND_ENDS,
    BRANDS,
    BUSINESS,
    COUNTRIES,
    DOMAINS,
    FACILITIES,
    STREETS,
    THINGS,
    TOWNS,
    TRADES,
    TYPES,
)  # fmt: skip

_SLOT = re.compile(r"\{(=?)([a-e])(?:\.([a-z]))?\}|\{([a-z_]{3,})\}|<([OL])\||\|>")
_MARKED = {"O": "ORG", "L": "LOCATION"}

NAMED: dict[str, Callable[[Person], str]] = {
    "": lambda one: f"{one.first} {one.last}",
    "f": lambda one: one.first,
    "l": lambda one: one.last,
    "r": lambda one: f"{one.last}, {one.first}",
    "i": lambda one: f"{one.first[0]}. {one.last}",
    "j": lambda one: f"{one.first[0]}{one.middle[0]} {one.last}",
    "m": lambda one: f"{one.first} {one.middle[0]}. {one.last}",
    "q": lambda one: f"{one.last} {one.first[0]}",
    "u": lambda one: f"{one.first} {one.last}".upper(),
    "v": lambda one: one.last.upper(),
    "w": lambda one: f"{one.first} {one.last}".lower(),
    "g": lambda one: one.first.lower(),
    "t": lambda one: f"{one.first} {one.last[0]}",
    "k": lambda one: f"{one.first[0]} {one.last}".lower(),
    "s": lambda one: f"{one.last}, {one.first[0]}.",
    "d": lambda one: f"{one.first} {one.middle} {one.last}",
    "y": lambda one: f"{one.first[0]}{one.middle[0]}{one.last[0]}".upper(),
    "x": lambda one: f"{one.first[0]}{one.last[0]}".upper(),
    "z": lambda one: f"{one.first[0]}{one.last[0]}".lower(),
}


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower()) or "user"


def _address(random_: random.Random, one: Person) -> str:
    first, last = _ascii(one.first), _ascii(one.last)
    local = random_.choice(
        (f"{first}.{last}", f"{first[0]}{last}", f"{first}{last[0]}", f"{first}_{last}", first)
    )
    return f"{local}@{random_.choice(DOMAINS)}"


def _number(random_: random.Random) -> str:
    return "".join(random_.choices("0123456789", k=random_.randint(4, 8)))


def brand(random_: random.Random) -> str:
    """A made-up word such as products and firms are called: not every unknown word in capitals is somebody."""
    middle = "".join(
        random_.choice("bcdfgklmnprstvz") + random_.choice("aeiou") for _ in range(random_.randint(1, 2))
    )
    return f"{middle}{random_.choice(BRAND_ENDS)}".capitalize()


def _company(random_: random.Random) -> str:
    chance = random_.random()
    if chance < 0.12:
        return brand(random_)
    if chance < 0.35:
        return random_.choice(BRANDS)
    if chance < 0.55:
        return f"{random_.choice(BUSINESS)} {random_.choice(TRADES)}"
    if chance < 0.85:
        return f"{random_.choice(BUSINESS)} {random_.choice(TRADES)} {random_.choice(TYPES)}"
    last = person(random_).last
    return random_.choice(
        (f"{last} & Sons", f"{last} {random_.choice(TYPES)}", f"{last} and {person(random_).last} LLP")
    )


def _street(random_: random.Random) -> str:
    return f"{random_.randint(1, 220)} {random_.choice((*BUSINESS, *AREAS))} {random_.choice(STREETS)}"


def _postcode(random_: random.Random) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    area = random_.choice("CT ME TN BR SE M LS EH CF BS NG".split())
    unit = random_.choice(letters) + random_.choice(letters)
    return f"{area}{random_.randint(1, 29)} {random_.randint(1, 9)}{unit}"


def _phone(random_: random.Random) -> str:
    digits = "".join(random_.choices("0123456789", k=8))
    return random_.choice(
        (
            f"07{digits[:3]} {digits[3:6]}{digits[6:]}9",
            f"01227 {digits[:6]}",
            f"+44 20 {digits[:4]} {digits[4:]}",
        )
    )


def _date(random_: random.Random) -> str:
    day, month, year = random_.randint(1, 28), random_.randint(1, 12), random_.randint(2015, 2026)
    names = "January February March April May June July August September October November December".split()
    return random_.choice(
        (f"{day:02}/{month:02}/{year}", f"{day} {names[month - 1]} {year}", f"{year}-{month:02}-{day:02}",
         f"{day} {names[month - 1][:3]}", f"{names[month - 1]} {day}, {year}")
    )  # fmt: skip


def _time(random_: random.Random) -> str:
    return f"{random_.randint(0, 23):02}:{random_.randint(0, 59):02}"


def _stamp(random_: random.Random) -> str:
    month, day, second = random_.randint(1, 12), random_.randint(1, 28), random_.randint(0, 59)
    return f"2026-{month:02}-{day:02}T{_time(random_)}:{second:02}Z"


def _address_ip(random_: random.Random) -> str:
    return ".".join(str(random_.randint(1, 254)) for _ in range(4))


def _hex(random_: random.Random) -> str:
    return "".join(random_.choices("0123456789abcdef", k=random_.choice((8, 12, 16))))


def _day(random_: random.Random) -> str:
    return random_.choice("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())


def _thing(random_: random.Random) -> str:
    if random_.random() < 0.12:
        return brand(random_)
    return " ".join(random_.sample(THINGS, random_.choice((1, 1, 2, 2, 3))))


def _head(random_: random.Random) -> str:
    word, chance = random_.choice(HEADS), random_.random()
    return word.title() if chance < 0.35 else word.upper() if chance < 0.38 else word


def _kind(random_: random.Random) -> str:
    word = random_.choice(KINDS)
    return word.lower() if random_.random() < 0.3 else word


def _version(random_: random.Random) -> str:
    parts = [str(random_.randint(0, 24)) for _ in range(random_.choice((1, 2, 2, 3, 3)))]
    return (
        random_.choice(("", "", "v", "version "))
        + ".".join(parts)
        + random_.choice(("", "", "", "-rc1", "b2"))
    )


def _quantity(random_: random.Random) -> str:
    number = random_.randint(1, 60)
    return random_.choice((f"{number} x", f"{number}x", f"{number}", f"Qty {number}", f"{number} pcs"))


VALUES: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "org": ("ORG", _company),
    "town": ("LOCATION", lambda r: r.choice(TOWNS)),
    "country": ("LOCATION", lambda r: r.choice(COUNTRIES)),
    "street": ("LOCATION", _street),
    "facility": ("LOCATION", lambda r: f"{r.choice((*BUSINESS, *AREAS))} {r.choice(FACILITIES)}"),
    "num": ("", _number),
    "postcode": ("", _postcode),
    "phone": ("", _phone),
    "date": ("", _date),
    "day": ("", _day),
    "time": ("", _time),
    "stamp": ("", _stamp),
    "addr": ("", _address_ip),
    "hex": ("", _hex),
    "money": ("", lambda r: f"£{r.randint(5, 900)}.{r.randint(0, 99):02}"),
    "thing": ("", _thing),
    "head": ("", _head),
    "kind": ("", _kind),
    "state": ("", lambda r: r.choice(STATES)),
    "short": ("", lambda r: r.choice(SHORT)),
    "role": ("", lambda r: r.choice(ROLES)),
    "errand": ("", lambda r: r.choice(ERRANDS)),
    "does": ("", lambda r: r.choice(DOES)),
    "few": ("", lambda r: str(r.randint(1, r.choice((9, 60, 999))))),
    "unit": ("", lambda r: r.choice(UNITS)),
    "colour": ("", lambda r: r.choice(COLOURS)),
    "version": ("", _version),
    "qty": ("", _quantity),
    "domain": ("", lambda r: r.choice(DOMAINS)),
}


class Filler:
    """One document's people; every template filled by it speaks of the same five."""

    def __init__(self, random_: random.Random) -> None:
        self._random = random_
        self._people = {letter: person(random_) for letter in "abcde"}
        self._addresses = {letter: _address(random_, one) for letter, one in self._people.items()}

    def __call__(self, template: str, genre: str) -> Text:
        """The template with its slots filled."""
        text, spans, at = "", [], 0
        opened, mark = 0, ""
        for slot in _SLOT.finditer(template):
            text += template[at : slot.start()]
            at = slot.end()
            if slot[5]:
                opened, mark = len(text), _MARKED[slot[5]]
                continue
            if slot[0] == "|>":
                spans.append((opened, len(text), mark))
                continue
            label, value = self._value(slot)
            if label:
                spans.append((len(text), len(text) + len(value), label))
            text += value
        return Text(text + template[at:], tuple(spans), genre)

    def _value(self, slot: re.Match[str]) -> tuple[str, str]:
        borrowed, letter, form, value = slot.groups()[:4]
        if value:
            label, make = VALUES[value]
            return label, make(self._random)
        one, form = self._people[letter], form or ""
        if form in NAMED:
            return "" if borrowed else "PERSON", NAMED[form](one)
        local = self._addresses[letter].partition("@")[0]
        return "", {"e": self._addresses[letter], "n": local, "h": f"@{local}"}[form]
