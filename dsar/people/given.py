"""Names from lists: what a name model misses most is a rare name that stands alone.

The lists (`dsar.people.lists`) hold first and last names of many origins that are no ordinary words. In small
letters, as in chat, a first name counts only after a word that calls for one; a last name counts as it is
written in running text, and not where it is part of a firm's or a street's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsar.model.findings import Span
from dsar.people import lists, pinyin
from dsar.people.names import plain
from dsar.people.sifted import is_logged
from dsar.people.things import headed, is_kind, thing
from dsar.people.words import CALLED, MONTHS, ORDINARY, ORGANISATION, TITLES

SCORE = 0.5
"""What the list alone is worth."""

LISTED = "list of first names"
"""The detector of what only the list knows."""

SPELT = "syllables of Chinese names"
"""The detector of what is spelt as a Chinese given name."""

FAMILY = "list of last names"
"""The detector of what only the list of last names knows."""

BY_WORD = frozenset((LISTED, SPELT, FAMILY))
"""The detectors that know a word, and not its place."""

_WORD = re.compile(r"(?<![\w@.#/=\-])[^\W\d_]{3,24}(?![\w@=/]|\.\w|-\w)")
_CALLING = re.compile(
    r"(?:^|[\s>(\"])(?:hi|hey|hello|hiya|yo|dear|ask|asked|asking|tell|told|thx|thanks|ta|cheers|call|ring|rang|with|w|by|from"
    r"|for|and|or|n|but|did|does|has|when|wife|husband|brother|sister|mum|son|daughter|boss|mate|cousin|called|named|name is"
    r"|seen|met|meet|saw|is|if|that|yes|ok|morning|to|@)[ ,]{1,2}$"
)
_NEXT = re.compile(r" ([^\W\d_a-z][^\W\d_]{1,24}(?:['’\-][^\W\d_]{1,24})?)(?![\w@=/]|\.\w)")
_BEFORE = re.compile(r"(?:(?<![\w.])(?:[^\W\d_a-z]\.? ){1,2}|(?<![\w.@/\-])([^\W\d_a-z][^\W\d_A-Z]{1,20}) )$")
_LINE = 400
_SPOKEN = re.compile(r"^[>\s]*(?:[\[(]?[\d/.,: \-]{4,22}[\])]?[ \-]*)?(?:<[^>\n]{1,30}>|[^\n:]{1,30}:(?= ))?")
"""What stands before somebody's words in a chat: the time, and who speaks."""

_INNER = re.compile(
    r"(?<=[a-z,] )([^\W\d_a-z][^\W\d_A-Z]{2,9})(?=(?:['’]s)?(?: [a-z(&]|[,.;!?)](?:\s|$)|\n|$))(?! of\b)",
    re.MULTILINE,
)
_FIRM = re.compile(
    r"(?:['’]s)? (?:& |and )?(?:[^\W\d_a-z]\w* )?(?:Ltd|Limited|plc|PLC|LLP|Inc|LLC|Co|Corp|Sons|Group|Holdings|Bank|Trust"
    r"|Company|University|College|School|House|Hospital|Airport|Station|Park|Street|St|Road|Rd|Avenue|Ave|Lane|Drive"
    r"|Close|Court|Square|Way|Hill|Bridge|County|City|Hall|Hotel|Church|Centre|Center|Building|Tower|Act|Prize)\b"
)


def names_of_lists(text: str) -> Iterator[Span]:
    """First and last names of the lists in one text; may overlap each other."""
    yield from first_names(text)
    yield from last_names(text)
    yield from words_as_names(text)


def last_names(text: str) -> Iterator[Span]:
    """Last names of the list in one text, each with the initials or the first name right before it."""
    known = lists.families()
    for word in _WORD.finditer(text):
        if not word[0].istitle() or word[0].casefold() not in known or _FIRM.match(text, word.end()):
            continue
        start = _start(text, word.start())
        if not is_logged(text, word.start()) and not (start == word.start() and _is_thing(text, word)):
            yield Span(start, word.end(), "name", SCORE, FAMILY)


def _start(text: str, at: int) -> int:
    """Where a name begins that ends with a last name: at its initials, or at a first name that is no plain word."""
    before = _BEFORE.search(text, max(0, at - 24), at)
    if before is None:
        return at
    key = plain(before[1] or "")
    if is_kind(before[1] or ""):
        return at
    ordinary = (
        key in lists.plain_words() or key in ORDINARY or key in ORGANISATION or key in MONTHS or key in TITLES
    )
    return at if ordinary else before.start()


def first_names(text: str) -> Iterator[Span]:
    """First names of the list in one text, each with a last name that follows it.

    One that is called for once counts wherever it stands again in small letters.
    """
    known = lists.listed()
    small = []
    called = set()
    for word in _WORD.finditer(text):
        found = word[0]
        listed = found.casefold() in known
        if not (listed or _is_spelt(text, word)) or is_logged(text, word.start()):
            continue
        if found.islower():
            small.append(word)
            if _is_called(text, word):
                called.add(found)
        elif found.istitle() or (found.isupper() and len(found) > 3):
            start = word.start() if listed else _surname(text, word.start())
            end = (
                word.end()
                if start < word.start() or _follows(text, start)
                else _end(text, word.end(), spelt=not listed)
            )
            if (start, end) == word.span() and _is_thing(text, word):
                continue
            called.add(found.casefold())
            yield Span(start, end, "name", SCORE, LISTED if listed else SPELT)
    yield from (
        Span(word.start(), _end(text, word.end()), "name", SCORE, LISTED if word[0] in known else SPELT)
        for word in small
        if word[0] in called
    )


def _is_thing(text: str, word: re.Match[str]) -> bool:
    return bool(thing(text, *word.span(), sure=True)) or headed(text, *word.span())


def _is_called(text: str, word: re.Match[str]) -> bool:
    """Whether a word in small letters stands where a name does: after a word that calls for one, before a
    speaker's colon, or in a line that begins without a capital, as people write to each other.
    """
    at, end = word.span()
    if _CALLING.search(text, max(0, at - 16), at):
        return True
    start = text.rfind("\n", max(0, at - _LINE), at) + 1
    if not start and at > _LINE:  # no line of a chat is that long, and looking further would cost
        return False
    stop = text.find("\n", end, end + _LINE)
    line = text[start : stop if stop >= 0 else end + _LINE]
    if at == start and text.startswith(": ", end):
        return True
    said = _SPOKEN.sub("", line).lstrip()
    return len(word[0]) > 3 and len(said.split()) > 2 and said[:1].islower()


def _is_spelt(text: str, word: re.Match[str]) -> bool:
    """Whether a word is a Chinese given name by its syllables; a short one only beside a family name."""
    if not pinyin.is_spelt(word[0]):
        return False
    after = _NEXT.match(text, word.end())
    beside = after is not None and after[1].casefold() in pinyin.SURNAMES
    return pinyin.is_given(word[0]) or beside or _surname(text, word.start()) < word.start()


def _surname(text: str, at: int) -> int:
    """Where a Chinese name begins whose given name stands at a place: at the family name before, if one does."""
    before = _BEFORE.search(text, max(0, at - 24), at)
    return at if before is None or (before[1] or "").casefold() not in pinyin.SURNAMES else before.start(1)


def words_as_names(text: str) -> Iterator[Span]:
    """Common first names that are words as well, where a sentence goes on and only a name has a capital."""
    for word in _INNER.finditer(text):
        if word[1].casefold() in CALLED and not is_logged(text, word.start(1)):
            yield Span(word.start(1), word.end(1), "name", SCORE, LISTED)


def _end(text: str, at: int, *, spelt: bool = False) -> int:
    """Where a name ends that begins with a first name: after a last name, if one follows."""
    following = _NEXT.match(text, at)
    if following is None:
        return at
    key = plain(following[1])
    ordinary = key in lists.plain_words() or key in ORDINARY or key in ORGANISATION or key in MONTHS
    return at if ordinary and not (spelt and key in pinyin.SURNAMES) else following.end()


def _follows(text: str, at: int) -> bool:
    """Whether a first name of the list stands right before: what is here is a last name, then."""
    before = _BEFORE.search(text, max(0, at - 24), at)
    return before is not None and (before[1] or "").casefold() in lists.listed()
