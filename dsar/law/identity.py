"""Who really asks: checks in proportion, and signs that somebody else might (`reference/law.md` 9, SE-08).

Identity is asked about only on reasonable doubt (UK GDPR Article 12(6)). What is kept is what was
checked, when and by whom; never a document, nor its number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dsar.errors import UsageError

OUTCOMES = ("passed", "no-doubt", "doubt", "authority")
"""A check was passed; there was no reasonable doubt and why; there is doubt; an agent may act."""

_DOCUMENTS = (
    ("a National Insurance number", r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b"),
    ("a driving licence number", r"(?i)\b[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}\b"),
    ("a passport number", r"(?<![\d+])\d{9}(?!\d)"),
    ("a card number", r"(?<![\d+])(?:\d[ -]?){15,18}\d(?!\d)"),
)
_LONGEST = 1000
_ROLES = frozenset(
    "info office admin hello contact sales support accounts enquiries mail reception team post".split()
)
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "8": "b", "|": "l"})
_FOREIGN = str.maketrans(dict(zip("асеорхуіїԁѕһјӏ", "aceopxyiidshjl", strict=True)))


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sign that somebody else may be asking. `words` never hold an address."""

    code: str
    words: str


ALARMS = {
    "reply-to": "the answer would go to another address than the one that was searched for",
    "look-alike": "the domain of the reply address looks like one in the records and is another",
    "never-seen": "the reply address stands nowhere in the records that were found",
    "shared": "the reply address looks like one that several people use",
    "changed": "the reply address was changed after identity was settled",
}
"""Every alarm, in words. `changed` needs a new check; the others are looked at or a check is passed."""


def check_account(how: str) -> str:
    """An account of a check as it is kept. Raises `UsageError` where it copies a document (SE-08)."""
    text = how.strip()
    if len(text) < 3:
        raise UsageError("say how identity was checked, or why there was no reasonable doubt")
    if len(text) > _LONGEST:
        raise UsageError(
            f"SE-08: an account of a check is at most {_LONGEST:,} characters, never a document's content"
        )
    for words, pattern in _DOCUMENTS:
        if re.search(pattern, text):
            raise UsageError(
                f"SE-08: this looks like {words}; the case keeps that a document was seen, not what it says",
                hint='"passport seen on a video call, not kept"',
            )
    return text


def alarms(
    reply_to: str, searched: Iterable[str], seen: Collection[str], *, changed: bool = False
) -> tuple[Alarm, ...]:
    """What should make somebody look twice at where an answer goes.

    `searched` are the e-mail addresses that the request gave, `seen` those in the records found.
    """
    address = reply_to.strip().casefold()
    if "@" not in address:
        return ()
    given = {one.casefold() for one in searched}
    known = {one.casefold() for one in seen}
    codes = []
    if given and address not in given:
        codes.append("reply-to")
    if _looks_alike(address, known | given):
        codes.append("look-alike")
    if known and address not in known:
        codes.append("never-seen")
    if address.partition("@")[0] in _ROLES:
        codes.append("shared")
    if changed:
        codes.append("changed")
    return tuple(Alarm(code, ALARMS[code]) for code in codes)


def _looks_alike(address: str, known: Collection[str]) -> bool:
    """Whether its domain is nearly, but not quite, one that is known."""
    domain = _shown(address.rpartition("@")[2])
    others = {_shown(one.rpartition("@")[2]) for one in known} - {domain}
    if any(one.rpartition("@")[2] == address.rpartition("@")[2] for one in known):
        return False
    return any(_skeleton(one) == _skeleton(domain) or _near(one, domain) for one in others)


def _shown(domain: str) -> str:
    """A domain as people see it: punycode spelt out."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def _skeleton(domain: str) -> str:
    """A domain with everything that looks the same made the same."""
    folded = unicodedata.normalize("NFKD", domain.casefold().translate(_FOREIGN))
    plain = "".join(one for one in folded if not unicodedata.combining(one)).translate(_ALIKE)
    return plain.replace("rn", "m").replace("vv", "w").replace("cl", "d").replace("-", "")


def _near(first: str, second: str) -> bool:
    """Whether one letter added, dropped, changed or swapped makes one the other."""
    if min(len(first), len(second)) < 6 or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    a, b = first[start:], second[start:]
    swapped = len(a) == len(b) and a[:2] == b[1::-1] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
