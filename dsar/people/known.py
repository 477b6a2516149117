"""Known people as exact matchers: every spelling by which somebody is found again in a text.

Whole names, addresses and numbers point at a person by themselves and are looked for in everybody,
the directory's thousands included. Parts of names and initials are looked for only in people of this
case, count only where nobody else in it has them, and where the word is also an ordinary one only
in a place where a name must stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dsar.model.identifiers import KINDS, Identifier
from dsar.people import lists, names
from dsar.people.clusters import Cluster
from dsar.people.words import MONTHS, TITLES, is_role
from dsar.reading.hunt import Hunt

CATEGORIES = {"email": "email", "phone": "phone", "ip": "ip", "device": "device", "username": "username"}
"""Kinds of identifier whose category has another name than `id`."""

_ESCAPES = re.compile(r"\\+[nrt\"/]")
_TITLED = re.compile(rf"(?:^|\W)(?:{'|'.join(sorted(TITLES))})\.?\s+$", re.IGNORECASE)
_GREETED = re.compile(
    r"(?:^|[\s>(])(?:hi|hello|hey|dear|hiya|morning|afternoon|evening|thanks|thank you|cheers|ta|regards|"
    r"wishes|sincerely|faithfully|best|attn:?|att:?|cc:?|from:?|with|tell|ask|asked|told|and|&|@|love)[\s,!:;.–—-]*$",
    re.IGNORECASE,
)
_STARTS = re.compile(r"(?:^|[.!?:;>|*•\-–—\n\"“(]\s*|\n\s*)$")
_HEADS = re.compile(r"(?:^|\n)[>\s|*•\-–—]*$")
_SPOKEN_TO = re.compile(r",(?=[ \t]+[a-z]|[ \t]*$)", re.MULTILINE)
_ACTS = re.compile(
    r" (?:said|says|asked|asks|told|tells|rang|called|emailed|wrote|mentioned|wants|wanted|thinks|thought"
    r"|knows|knew|has|had|will|can|could|would|should|might|came|went|left|took|gave|sent|brought|agreed"
    r"|confirmed|offered|and (?:I|me))\b"
)
"""What somebody does whose name begins a sentence: `Mark rang`, but not `Bill attached`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One person's claim to a value: what it is to them, how surely it points at them."""

    person: int
    category: str
    score: float


@dataclass(frozen=True, slots=True)
class Sight:
    """A value of known people seen in a text, and everybody it may point at."""

    start: int
    end: int
    claims: tuple[Claim, ...]


class Known:
    """Values of people, compiled once, found in any number of texts."""

    def __init__(self, values: Iterable[tuple[str, Claim]], *, parts: bool = False) -> None:
        """`parts` are parts of names and initials: they must look like names where they stand."""
        claims: defaultdict[str, dict[Claim, None]] = defaultdict(dict)
        for value, claim in values:
            if len(value) >= 2:
                claims[value][claim] = None
        self._parts = parts
        self._claims = [tuple(one) for one in claims.values()]
        self._hunt = Hunt(claims)

    def seen(self, text: str) -> list[Sight]:
        """Every place where a value stands; also where a backslash escape is glued to it."""
        found: defaultdict[tuple[int, int], dict[Claim, None]] = defaultdict(dict)
        for view in {text, without_escapes(text)}:
            for one in self._hunt.seen(view):
                if not self._parts or stands(text, one.start, one.end):
                    found[one.start, one.end].update(dict.fromkeys(self._claims[one.value]))
        return [Sight(*place, tuple(claims)) for place, claims in sorted(found.items())]


def without_escapes(text: str) -> str:
    """A text with backslash escapes blanked out, its offsets unchanged."""
    return _ESCAPES.sub(lambda found: " " * len(found[0]), text) if "\\" in text else text


def strong(person: Cluster) -> Iterator[tuple[str, Claim]]:
    """What points at somebody by itself: addresses, distinctive ids, whole names."""
    for one in person.identifiers:
        category = CATEGORIES.get(one.kind, "id")
        if one.kind == "email" or (one.kind != "phone" and _is_distinctive(one)):
            for value in dict.fromkeys((one.value, one.raw.strip())):
                yield value, Claim(person.n, category, 1.0 if one.kind == "email" else 0.9)
    for name in names_of(person):
        for form in names.full(name):
            for value in names.spellings(form):
                yield value, Claim(person.n, "name", 0.95)


def parts(person: Cluster) -> Iterator[tuple[str, Claim]]:
    """What points at somebody only among the people of one case."""
    for name in names_of(person):
        for form in names.initialled(name):
            for value in names.spellings(form):
                yield value, Claim(person.n, "name", 0.7)
        if not name.family and name.keys & lists.plain_words():  # `Repairs`, `Lettings`: a desk, not somebody
            continue
        for part in names.singles(name):
            for value in names.spellings(part):
                forms = {value, value.capitalize()}
                if (
                    value.casefold() in lists.listed()
                ):  # a name and no word: in chat it stands in small letters
                    forms.add(value.lower())
                yield from ((form, Claim(person.n, "name", 0.6)) for form in sorted(forms))


def locals_of(person: Cluster) -> Iterator[tuple[str, Claim]]:
    """Local parts of addresses, where they are distinctive: user names, paths, file names.

    One that is a part of their name is that name wherever it stands; a plain word (`studio@`) says nothing in
    running text.
    """
    theirs = {key for name in names_of(person) for key in name.keys}
    for one in person.identifiers:
        if one.kind == "email":
            local = one.value.rpartition("@")[0].partition("+")[0]
            if _is_word_of_theirs(local) and local not in lists.plain_words():
                yield local, Claim(person.n, "name" if local in theirs else "username", 0.7)


def names_of(person: Cluster) -> list[names.Name]:
    """A person's names, or where there is none the one that their address spells out."""
    found = person.parsed
    if any(name.family for name in found):
        return found
    local = (one.value.rpartition("@")[0] for one in person.identifiers if one.kind == "email")
    return [*found, *(name for part in local if (name := names.from_address(part)) is not None)]


def _is_distinctive(one: Identifier) -> bool:
    """Whether an issued id is unlike a count or a word."""
    if not KINDS[one.kind].issued:
        return False
    letters, digits = any(map(str.isalpha, one.value)), any(map(str.isdigit, one.value))
    if one.kind == "username" and not digits:
        return _is_word_of_theirs(one.value)
    return len(one.value) >= (5 if letters and digits else 6 if digits else 8)


def _is_word_of_theirs(local: str) -> bool:
    return len(local) >= 5 and not local.isdecimal() and not is_role(local) and not names.is_ordinary(local)


def stands(text: str, start: int, end: int) -> bool:
    """Whether a part of a name stands here as a name: written like one, and no ordinary word."""
    found = text[start:end]
    words = re.findall(r"[^\W\d_]+", found)
    if len(words) > 1 or "." in found:
        return all(word[0].isupper() or not word[0].islower() for word in words) and not _is_article(found)
    if not names.is_ordinary(found):
        return not _inside_compound(text, start, end)
    before = text[max(0, start - 40) : start]
    if _TITLED.search(before) or _GREETED.search(before) or _is_line(text, start, end):
        return not _dated(text, start, end)
    if not found[:1].isupper() or found.isupper() or found.casefold() in MONTHS:
        return False
    spoken_to = _HEADS.search(before) and _SPOKEN_TO.match(text, end)
    return bool(spoken_to or _ACTS.match(text, end)) or not _STARTS.search(before)


def _is_article(found: str) -> bool:
    """`A Brown` and `I Young` begin sentences; `A. Brown` does not."""
    first, _, rest = found.partition(" ")
    return first in ("A", "I") and bool(rest) and names.is_ordinary(rest)


def _inside_compound(text: str, start: int, end: int) -> bool:
    """Part of a longer token, as in a host or file name of letters and dots: not a name by itself."""
    return text[start - 1 : start] == "." and text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum()


def _is_line(text: str, start: int, end: int) -> bool:
    """Whether the word is all that its line holds, as a signature is."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    after = text[end : stop if stop >= 0 else len(text)]
    return "\n" in text and not (before + after).strip(" \t\r>,.-–—*_")


def _dated(text: str, start: int, end: int) -> bool:
    if text[start:end].casefold() not in MONTHS:
        return False
    return bool(
        re.search(r"\d\w{0,2}\s+$", text[max(0, start - 6) : start])
        or re.match(r",?\s+\d", text[end : end + 4])
    )


def everybody(people: Sequence[Cluster]) -> Known:
    """Matchers for what points at people by itself."""
    return Known(pair for person in people for pair in strong(person))


def acquainted(people: Sequence[Cluster], active: Collection[int]) -> tuple[Known, Known]:
    """Matchers for parts of names, and for local parts, of the people of this case."""
    here = [person for person in people if person.n in active]
    return (
        Known((pair for person in here for pair in parts(person)), parts=True),
        Known(pair for person in here for pair in locals_of(person)),
    )
