"""Who somebody is, as systems write it: e-mail addresses, phone numbers, ids, names.

An `Identifier` is made only by `Identifier.of`, which brings the value into one comparable form or
refuses it. Its kind says how strong it is: a strong identifier puts a record in the case by
itself, a weak one only proposes it to a person.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from dsar.errors import IdentifierError
from dsar.model.packed import Packed

REGION = "GB"
"""Where a phone number without a country code is taken to be."""

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+", re.UNICODE)
_EDGES = " \t\r\n\"'<>,;"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of identifier: how it is cleaned, how strong it is, whether a realm issues it.

    `issued` kinds mean something only inside the system that issued them: customer `42` of one
    product is not customer `42` of another.
    """

    name: str
    clean: Callable[[str], str]
    strong: bool
    issued: bool = False


@dataclass(frozen=True, slots=True)
class Identifier(Packed):
    """One value that points at one person; equal when kind, realm and comparable value are.

    `origin` is `request` (the requester or analyst gave it), `derived` (a directory links it) or
    `record` (it stands in a record as a party).
    """

    kind: str
    value: str = field(repr=False)
    realm: str = ""
    raw: str = field(default="", repr=False, compare=False)
    origin: str = field(default="request", compare=False)

    @classmethod
    def of(cls, kind: str, raw: str, *, realm: str = "", origin: str = "request") -> Identifier:
        """Clean `raw` as its kind demands.

        Raises `IdentifierError` for an unknown kind or a value that is not of it.
        """
        known = KINDS.get(kind)
        if known is None:
            raise IdentifierError(f"{kind!r} is not a kind of identifier", hint="kinds: " + ", ".join(KINDS))
        value = known.clean(raw)
        if not value:
            raise IdentifierError(f"that value is not a usable {kind}", hint=_HINTS.get(kind, ""))
        return cls(kind, value, realm if known.issued else "", raw, origin)

    @property
    def strong(self) -> bool:
        """Whether this identifier alone puts a record in the case."""
        return KINDS[self.kind].strong

    def derived(self) -> Identifier:
        """The same identifier, marked as found through a directory rather than given."""
        return replace(self, origin="derived")


def try_identifier(kind: str, raw: object, *, realm: str = "", origin: str = "record") -> Identifier | None:
    """`Identifier.of` for values out of records, where what does not fit is simply not one."""
    return None if raw is None else _tried(kind, str(raw), realm, origin)


@lru_cache(maxsize=4096)
def _tried(kind: str, raw: str, realm: str, origin: str) -> Identifier | None:
    # The same people stand in many records.
    try:
        return Identifier.of(kind, raw, realm=realm, origin=origin)
    except IdentifierError:
        return None


def clean_email(raw: str) -> str:
    """An address in comparable form: trimmed, NFC, case-folded; plus-tags and dots are kept."""
    text = unicodedata.normalize("NFC", raw.strip(_EDGES))
    if text[:7].lower() == "mailto:":
        text = text[7:]
    return text.casefold() if _EMAIL.fullmatch(text) else ""


@cache
def clean_phone(raw: str) -> str:
    """A number as E.164 (ITU-T), read as a UK number where it has no country code."""
    import phonenumbers  # a metadata table: loaded when the first number is cleaned

    try:
        number = phonenumbers.parse(raw, REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def clean_name(raw: str) -> str:
    """A name for comparison: NFKC, case-folded, single spaces, `Last, First` turned round."""
    text = " ".join(unicodedata.normalize("NFKC", raw).casefold().split()).strip(" ,;\"'")
    last, comma, first = text.partition(",")
    if comma and first.strip() and "," not in first:
        text = f"{first.strip()} {last.strip()}"
    return text if any(char.isalpha() for char in text) else ""


def _clean_token(raw: str) -> str:
    return unicodedata.normalize("NFC", raw.strip(_EDGES))


def _clean_folded(raw: str) -> str:
    return _clean_token(raw).casefold()


def _clean_ip(raw: str) -> str:
    try:
        return str(ipaddress.ip_address(raw.strip(_EDGES + "[]")))
    except ValueError:
        return ""


def _clean_address(raw: str) -> str:
    return re.sub(r"[\s,]+", " ", unicodedata.normalize("NFKC", raw).casefold()).strip()


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("email", clean_email, strong=True),
        Kind("phone", clean_phone, strong=True),
        Kind("account", _clean_token, strong=True, issued=True),
        Kind("customer", _clean_token, strong=True, issued=True),
        Kind("user", _clean_token, strong=True, issued=True),
        Kind("username", _clean_folded, strong=True, issued=True),
        Kind("ip", _clean_ip, strong=False),
        Kind("device", _clean_token, strong=False),
        Kind("name", clean_name, strong=False),
        Kind("address", _clean_address, strong=False),
    )
}
"""The kinds there are. IP addresses and devices are weak: several people may share one."""

_HINTS = {
    "email": "write it as name@example.org",
    "phone": "write it with its country code, as in +447700900123",
}
