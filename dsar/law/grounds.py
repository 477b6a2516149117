"""Why something is kept from the requester, in words that they can read, with the provision.

The codes are those of `reference/law.md` section 5; those that an ordinary company may use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground: `because` completes "We kept this back because …"; `provision` is where it stands."""

    because: str
    provision: str = ""


NEUTRAL = "neutral"
"""The ground that is told where naming the exemption itself would defeat it (EX-4)."""

_SCHEDULE = "Data Protection Act 2018, Schedule"

GROUNDS: Mapping[str, Ground] = {
    "S2P2": Ground(
        "giving it to you would be likely to harm work against crime, or the collection of tax",
        f"{_SCHEDULE} 2, paragraph 2",
    ),
    "S2P5-2": Ground("a law or a court order forbids us to give it to you", f"{_SCHEDULE} 2, paragraph 5(2)"),
    "S2P16": Ground("it is about another person", f"{_SCHEDULE} 2, paragraph 16"),
    "S2P19": Ground("it asks for or holds confidential legal advice", f"{_SCHEDULE} 2, paragraph 19"),
    "S2P20": Ground("we would give evidence against ourselves", f"{_SCHEDULE} 2, paragraph 20"),
    "S2P22": Ground("it would be likely to harm our business planning", f"{_SCHEDULE} 2, paragraph 22"),
    "S2P23": Ground("it would be likely to harm our talks with you", f"{_SCHEDULE} 2, paragraph 23"),
    "S2P24": Ground("it is a reference given in confidence", f"{_SCHEDULE} 2, paragraph 24"),
    "S3P6": Ground(
        "it is about health, and a health professional has to advise us first", f"{_SCHEDULE} 3, paragraph 6"
    ),
    "A12-5": Ground("this part of the request is clearly unfounded or excessive", "UK GDPR, Article 12(5)"),
    "A11-2": Ground("we cannot tell whether it is about you", "UK GDPR, Article 11(2)"),
    NEUTRAL: Ground("the law lets us keep it back, and lets us say no more here", f"{_SCHEDULE}s 2 to 4"),
    "other people": Ground("it is about another person", f"{_SCHEDULE} 2, paragraph 16"),
    "hidden elsewhere": Ground("it is about another person", f"{_SCHEDULE} 2, paragraph 16"),
    "marked": Ground("it is about another person", f"{_SCHEDULE} 2, paragraph 16"),
    "undecided": Ground("it may be about another person", f"{_SCHEDULE} 2, paragraph 16"),
}
"""Ground by code, and by the words that the toolkit itself uses."""


def ground(code: str, regime: str = "UK") -> Ground:
    """A ground in words; one that is no code is taken as the reason itself.

    Outside the United Kingdom other people are protected by Article 15(4) instead of the Act.
    """
    found = GROUNDS.get(code) or GROUNDS.get(code.upper()) or Ground(f"of this: {code}")
    if regime == "UK" or not found.provision.startswith("Data Protection Act"):
        return found if regime == "UK" else Ground(found.because, found.provision.removeprefix("UK "))
    about_others = found.provision.endswith("paragraph 16")
    return Ground(found.because, "Article 15(4) of the GDPR" if about_others else "")
