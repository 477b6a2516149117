"""Moments as sources write them, with what had to be assumed about the time zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dsar.model.records import When

GUESS = "Europe/London"
"""The zone of a moment that states none, where its source is not configured."""

_NAMED = {"BST": 1, "CET": 1, "CEST": 2, "WET": 0, "WEST": 1}
_ZONES = {
    "UTC": 0,
    "Z": 0,
    "GMT": 0,
    **_NAMED,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_EPOCH = re.compile(r"-?\d{9,19}(?:\.\d+)?")
_APACHE = re.compile(r"\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}")
_DAY_FIRST = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp]\.?[Mm]\.?))?)?"
    r"\s*(UTC|Z|GMT|BST|CES?T|WES?T|[ECMP][SD]T)?",
    re.IGNORECASE,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WORDED = re.compile(
    r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ .,-]+(\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(?:\s*([AaPp]\.?[Mm]\.?))?)?\s*(UTC|Z|GMT|BST|CES?T|WES?T|[ECMP][SD]T)?"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T].*)?")


def when(text: str, zone: str = "", *, month_first: bool = False) -> When | None:
    """A moment in any spelling that sources use; None for empty text, no UTC for what is none.

    Of `3/4/2026` the day is taken to come first unless `month_first` says otherwise.
    """
    original = text.strip()
    if not original:
        return None
    numbers = _month_first if month_first else _day_first
    for read in (_iso, _apache, _epoch, numbers, _worded, mail_moment):
        moment = read(original)
        if moment is not None:
            return _placed(moment, original, zone)
    return When(None, original, "guessed")


def when_mail(text: str, zone: str = "") -> When | None:
    """A moment as RFC 5322 writes it; the British `BST` is an hour ahead of UTC."""
    original = text.strip()
    if not original:
        return None
    moment = mail_moment(original)
    return _placed(moment, original, zone) if moment else When(None, original, "guessed")


def is_zone(name: str) -> bool:
    """Whether a name is a time zone's (IANA)."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def mail_moment(text: str) -> datetime | None:
    """An RFC 5322 date, or None for one that cannot be (31 February)."""
    named = re.search(r"\b([A-Z]{3,4})\)?\s*$", text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None and named and named.group(1) in _NAMED:
        return moment.replace(tzinfo=timezone(timedelta(hours=_NAMED[named.group(1)])))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and text.rstrip().endswith("-0000") else moment


def _placed(moment: datetime, original: str, zone: str) -> When:
    if moment.tzinfo is not None:
        return When(_utc(moment), original, "explicit")
    place = ZoneInfo(zone if zone and is_zone(zone) else GUESS)
    return When(_utc(moment.replace(tzinfo=place)), original, "configured" if zone else "guessed")


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _iso(text: str) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    cleaned = re.sub(r"\s*(?:UTC|GMT)$", "+00:00", text)
    cleaned = re.sub(r" ([+-]\d{2}:?\d{2})$", r"\1", cleaned)
    return _try(datetime.fromisoformat, cleaned)


def _apache(text: str) -> datetime | None:
    if not _APACHE.fullmatch(text):
        return None
    return _try(_clf, text)


def _clf(text: str) -> datetime:
    # As `%d/%b/%Y:%H:%M:%S %z`, in a fifth of the time: every line of a log has one.
    hours, minutes = int(text[22:24]), int(text[24:26])
    if minutes > 59:
        raise ValueError
    ahead = timedelta(hours=hours, minutes=minutes) * (1 if text[21] == "+" else -1)
    day = int(text[7:11]), _MONTHS.index(text[3:6].lower()) + 1, int(text[:2])
    return datetime(*day, int(text[12:14]), int(text[15:17]), int(text[18:20]), tzinfo=timezone(ahead))


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    number = float(text)
    for scale in (1, 1e3, 1e6, 1e9):
        if abs(number) / scale < 1e11:
            return _try(lambda given, by=scale: datetime.fromtimestamp(float(given) / by, UTC), text)
    return None


def _day_first(text: str) -> datetime | None:
    found = _DAY_FIRST.fullmatch(text)
    return _dated(found, found[2], found[1]) if found else None


def _worded(text: str) -> datetime | None:
    found = _WORDED.fullmatch(text)
    month = found[2].lower() if found else ""
    return _dated(found, str(_MONTHS.index(month) + 1), found[1]) if found and month in _MONTHS else None


def _month_first(text: str) -> datetime | None:
    found = _DAY_FIRST.fullmatch(text)
    return _dated(found, found[1], found[2]) if found else None


def _dated(found: re.Match[str], month: str, day: str) -> datetime | None:
    year, hour, minute, second, half, zone = found.groups()[2:]
    parts = [int(one or 0) for one in (year, month, day, hour, minute, second)]
    if half:
        parts[3] = parts[3] % 12 + (12 if half[0] in "pP" else 0)
    moment = _try(lambda given: datetime(*given), parts)
    if moment is None or not zone:
        return moment
    return moment.replace(tzinfo=timezone(timedelta(hours=_ZONES[zone.upper()])))


def _try(make: Callable[..., datetime], given: str | Sequence[int]) -> datetime | None:
    try:
        return make(given)
    except (ValueError, OverflowError, OSError):
        return None
