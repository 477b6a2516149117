"""Words that are what a thing is called: goods, rooms, servers and headings borrow people's names.

Only where the words beside say so: a plain word in capitals right after (`Jasmine Tea`), a thing right
before (`room Nelson`), a quantity at the line's head (`2 x Olive`).
"""

from __future__ import annotations

import re

from dsar.people import lists
from dsar.people.names import plain

THINGS = frozenset(
    (
        "server servers host node cluster pod container instance database table bucket queue topic"
        " room suite building block tower house hall wing station platform project release branch"
        " build job pipeline sprint epic library framework package module plugin service app printer"
        " scanner laptop router switch sensor camera phone handset tyre tyres car van truck boiler"
        " desk chair sofa curtain curtains paint wine cheese tea coffee bouquet plant plants theme"
        " font model edition version item product sku colour color shade size network wifi ssid vlan"
        " zone site cabinet rack"
    ).split()
)
"""Things that are called something; no people."""

_AFTER = re.compile(r" ([^\W\d_]{3,})(?!\w)")
_BEFORE = re.compile(r"([^\W\d_]{3,}):? $")
_COUNTED = re.compile(
    r"^[>\s*•\-]*(?:\d{1,4} ?[xX×] |[Qq]ty:? ?\d|[Ii]tem:|[Pp]art(?: [Nn]o)?:)|,? [xX×] \d{1,4}\b|[£€$]\d",
    re.MULTILINE,
)
_SOMEBODYS = re.compile(r"\b(?:for|to|from|by|with|Mrs?|Ms|Miss)\b")
_BEGINS = frozenset(
    (
        "let the this that these those please can could will would shall should you thanks thank my"
        " our your his her its if are was were did does not yes attached per what when where why how"
        " who which there here they she have has had for and but also just regards best sincerely see"
        " call any all one two"
    ).split()
)
"""Words that begin a sentence rather than go on with a name of goods."""

_LINE = 200


def called_so(text: str, start: int, end: int, *, sure: bool = False) -> bool:
    """Whether one word is what a thing is called where it stands; where `sure`, two plain words follow."""
    after = _AFTER.match(text, end)
    if after and _goes_on(after[1]):
        more = _AFTER.match(text, after.end()) if sure else after
        if more and _goes_on(more[1]):
            return True
    before = _BEFORE.search(text, max(0, start - 24), start)
    return bool(before and before[1].casefold() in THINGS)


def _goes_on(word: str) -> bool:
    return word.istitle() and word.casefold() not in _BEGINS and plain(word) in lists.plain_words()


def counted(text: str, start: int, end: int) -> bool:
    """Whether a place lies in a line of goods: with a quantity, a part number or a price."""
    low = text.rfind("\n", max(0, start - _LINE), start) + 1
    high = text.find("\n", end, end + _LINE)
    if not low and start > _LINE:
        return False
    line = text[low : high if high >= 0 else end + _LINE]
    return _COUNTED.search(line) is not None and not re.search(
        r"\b(?:for|to|from|by|with|Mrs?|Ms|Miss)\b", line
    )


def headed(text: str, start: int, end: int) -> bool:
    """Whether a place lies in a heading and does not begin it: words in capitals, two plain ones at least."""
    low = text.rfind("\n", max(0, start - _LINE), start) + 1
    high = text.find("\n", end, end + _LINE)
    if (not low and start > _LINE) or not text[low:start].strip(" \t>"):
        return False
    words = re.findall(r"[^\W\d_]{4,}", text[low : high if high >= 0 else end + _LINE])
    plain_ = [word for word in words if word.istitle() and plain(word) in lists.plain_words()]
    return len(plain_) > 1 and not any(word.islower() for word in words)
