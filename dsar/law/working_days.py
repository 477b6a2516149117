"""Working days by nation: the only module that imports `holidays`.

A time limit that ends on a Saturday, Sunday or public holiday ends with the next working day
(Regulation 1182/71 Article 3(4), read into the UK GDPR by its Article 4A; `reference/law.md` TL-05).
Whose holidays is a setting: those of the office that has to act (TL-10).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dsar.errors import UsageError

KNOWN_FROM = date(2018, 5, 25)
"""The day from which this law applies; before it other periods counted."""

KNOWN_TO = date(2028, 12, 31)
"""Until when public holidays were checked, single ones (a coronation, a final) included.

After it those that come every year still count, moved and substitute days too. A single one that is
proclaimed later is not known: it could only move the end of a period to a later day, so that counting
without it is never late. Whoever counts past this day says so (`beyond`).
"""

REACH = 2100
"""The year after which nothing is counted: a day so far off is a slip of the pen."""

MEMBER_STATES = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)  # fmt: skip

_UK = {"england-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
_ALSO = {
    "england": "england-wales", "wales": "england-wales", "e&w": "england-wales",
    "england-and-wales": "england-wales", "gb": "england-wales", "ni": "northern-ireland",
}  # fmt: skip
_WORDS = {
    "england-wales": "England and Wales", "scotland": "Scotland", "northern-ireland": "Northern Ireland",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """Whose public holidays count. `key` is how it is written: `scotland`, `EU-IE`, `EU-DE-BY`."""

    key: str
    country: str
    part: str = ""

    @property
    def words(self) -> str:
        """The region as a sentence names it."""
        return _WORDS.get(self.key, self.key)

    @property
    def in_union(self) -> bool:
        """Whether it lies in the European Union."""
        return self.country != "GB"


def region_named(text: str) -> Region:
    """A region from its name in any usual spelling. Raises `UsageError` where no data is held for it."""
    key = text.strip().casefold().replace("_", "-").replace(" ", "-")
    key = _ALSO.get(key, key)
    if key in _UK:
        return Region(key, "GB", _UK[key])
    state, _, part = key.removeprefix("eu-").upper().partition("-")
    if key.startswith("eu-") and state in MEMBER_STATES and (not part or part in _parts(state)):
        return Region(f"EU-{state}" + (f"-{part}" if part else ""), state, part)
    known = [*_UK, *(f"EU-{one}" for one in MEMBER_STATES)]
    near = difflib.get_close_matches(key, [one.casefold() for one in known], 1)
    raise UsageError(
        f"TL-10: no public holidays are held for the region {text!r}",
        hint=(f"did you mean {near[0]}? " if near else "") + "known: " + ", ".join(known[:3]) + ", EU-IE …",
    )


def _parts(state: str) -> tuple[str, ...]:
    import holidays

    return tuple(holidays.list_supported_countries().get(state, ()))


@lru_cache(maxsize=256)
def public_holidays(country: str, part: str, year: int) -> frozenset[date]:
    """The public holidays of one year, substitute days included."""
    import holidays

    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))


def is_working_day(day: date, region: Region) -> bool:
    """Whether offices work, as far as is known (`KNOWN_TO`). Raises `UsageError` for a day out of reach."""
    if day < KNOWN_FROM or day.year > REACH:
        raise UsageError(
            f"TL-05: public holidays are known from {KNOWN_FROM} to {REACH}, and {day} is not between",
            hint="check the year",
        )
    return day.weekday() < 5 and day not in public_holidays(region.country, region.part, day.year)


def next_working_day(day: date, region: Region) -> date:
    """The day itself where offices work on it, else the first after it on which they do."""
    while not is_working_day(day, region):
        day += timedelta(days=1)
    return day


def beyond(day: date) -> tuple[str, ...]:
    """What has to be said of a date that lies past the holidays that were checked; else nothing."""
    if day <= KNOWN_TO:
        return ()
    return (
        f"TL-05: public holidays were checked to {KNOWN_TO}; after it those of every year are counted, and a "
        "single one proclaimed since may allow a later day: look it up",
    )
