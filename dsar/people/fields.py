"""Which fields of a record are prose, which a machine wrote, and which say nothing by their form.

Every field is searched for known people. What only its form speaks for is looked for in prose;
in log lines and technical headers only where it is certain by itself; in message ids and
signatures, where every second token looks like an address, not at all.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dsar.model.records import Record

PROSE, MACHINE, QUIET = "prose", "machine", "quiet"

_QUIET = re.compile(
    r"message_id|in_reply_to|references|(?:.*\.)?(?:date|time|timestamp|created_at|updated_at|media_type|sha256)"
    r"|method|protocol|status|bytes|size"
    r"|header\.(?:date|.*message-id|.*in-reply-to|.*references|(?:x-google-)?dkim.*|arc-.*|domainkey.*|content-.*"
    r"|mime-.*|.*thread-.*|x-mailer|user-agent|x-ms-exchange-(?!.*(?:address|from|sender)).*|x-gm-.*|autocrypt"
    r"|x-spam.*|x-.*-id|list-id|feedback-id|x-.*signature.*|.*correlation.*)(?:\.\d+)?",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"header\..*|path(?:\.decoded)?|user_?agent|referr?er|request(?:_uri)?|line|query(?:_string)?|(?:.*\.)?ur[il]"
    r"|(?:.*\.)?(?:user_?agent|trace|stack.*|hash|checksum|etag|token|session.*)",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"header\.(?:return-path|delivered-to|x-original-to|envelope-to|x-forwarded-to|resent-.*)"
)
_GENERIC = frozenset(
    "address addr billing shipping delivery card customer client contact phone mobile telephone tel "
    "number no post postcode postal code zip ip home work office line street city town county user "
    "account your my primary main opt optin in signup registered last current login remote host confirm "
    "email mail e location country iban bank sort name full raw value text 1 2 3 4 5".split()
)
_IDS = re.compile(
    r"(?:^|[._ \-])(?:id|ids|no|number|ref|user|username|login|customer|account|client)(?:\.?\d+)?$",
    re.IGNORECASE,
)


def tone(record: Record, field: str) -> str:
    """`prose`, `machine` or `quiet`."""
    kind = _tone(field)
    return MACHINE if kind == PROSE and record.kind == "log" else kind


@lru_cache(maxsize=4096)
def _tone(field: str) -> str:
    if _QUIET.fullmatch(field):
        return QUIET
    return MACHINE if _MACHINE.fullmatch(field) and not _ADDRESSES.fullmatch(field) else PROSE


@lru_cache(maxsize=4096)
def words(field: str) -> frozenset[str]:
    """The words of a field's name, in small letters."""
    parted = re.sub(r"([a-z])([A-Z])", r"\1 \2", field)
    return frozenset(re.findall(r"[a-z]+|\d+", parted.casefold()))


def plainly_theirs(field: str, party_fields: frozenset[str]) -> bool:
    """Whether a column in a row about one person is about that person, as far as its name tells.

    `Card Address Zip` is; `emergency_contact_phone` and `referred_by` are not.
    """
    told = _GENERIC.union(*(words(one) for one in party_fields))
    return words(field) <= told


def holds_ids(field: str) -> bool:
    """Whether a field is named like one that holds an id or user name."""
    return _IDS.search(field) is not None
