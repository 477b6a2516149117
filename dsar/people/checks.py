"""Whether a value that looks like an identifier can be one: check digits, ranges, dates.

Each check takes the text of a hit and answers without looking anything up.
"""

from __future__ import annotations

import ipaddress
import re
from datetime import date

_RFC1918 = tuple(
    ipaddress.ip_network(one)
    for one in ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
                "224.0.0.0/3", "::/127", "fe80::/10", "fc00::/7", "ff00::/8")
)  # fmt: skip
_DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:\D+[\d:.]+)?")
_FILES = frozenset(
    "png jpg jpeg gif svg webp css js html htm php pdf txt csv xml json md py exe zip doc docx xlsx 2x "
    "3x".split()
)
_PAGES = frozenset(
    "company companies school jobs sharer share sharer.php intent home login pages groups watch hashtag "
    "explore about help privacy legal terms policies events p reel dialog plugins tr status search i".split()
)


def digits(text: str) -> str:
    """The decimal digits of a text, ASCII only."""
    return "".join(char for char in text if char in "0123456789")


def luhn(text: str) -> bool:
    """ISO/IEC 7812-1 Annex B, over 13 to 19 digits that are not all one."""
    found = digits(text)
    if not 13 <= len(found) <= 19 or len(set(found)) < 2:
        return False
    total = 0
    for place, char in enumerate(reversed(found)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def nhs(text: str) -> bool:
    """The modulus 11 of NHS numbers (NHS Data Dictionary)."""
    found = digits(text)
    if len(found) != 10 or len(set(found)) < 2:
        return False
    return sum(int(char) * weight for char, weight in zip(found, range(10, 0, -1), strict=True)) % 11 == 0


def iban(text: str) -> bool:
    """The modulus 97 of ISO 13616; the United Kingdom's have 22 characters."""
    plain = re.sub(r"[\s\-]", "", text).upper()
    if not 15 <= len(plain) <= 34 or (plain.startswith("GB") and len(plain) != 22):
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def driving_licence(text: str) -> bool:
    """DVLA's form: nines only fill up the surname at its end."""
    return re.match(r"[A-Za-z]+9*$", text.replace(" ", "")[:5]) is not None


def public_ip(text: str) -> bool:
    """An address that may lead to somebody: private, loopback and multicast ranges do not."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not any(address.version == one.version and address in one for one in _RFC1918)


def mac(text: str) -> bool:
    """A device's own address: not broadcast, not empty."""
    return len(set(re.sub(r"[^0-9A-Fa-f]", "", text))) > 1


def is_address(text: str) -> bool:
    """An e-mail address rather than `logo@2x.png` or a version."""
    local, _, domain = text.replace("%40", "@").rpartition("@")
    last = domain.rpartition(".")[2].casefold()
    return bool(local) and last not in _FILES and not last.isdecimal() and not last.startswith("_")


def is_phone(text: str) -> bool:
    """A number that could be dialled, and is neither a date nor the same digit throughout."""
    found = digits(text)
    if len(set(found)) < 3 or _is_date(text):
        return False
    import phonenumbers  # a metadata table: loaded when the first number is checked

    try:
        number = phonenumbers.parse(text, "GB" if text.lstrip("(")[:1] in "0+" else "US")
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(number))


def _is_date(text: str) -> bool:
    found = _DATE.match(text.strip(" ()"))
    if not found:
        return False
    first, middle, last = (int(one) for one in found.groups())
    for year, month, day in ((first, middle, last), (last, middle, first), (last, first, middle)):
        if 1900 <= year <= 2100:
            try:
                date(year, month, day)
            except ValueError:
                continue
            return True
    return False


def personal_url(text: str) -> bool:
    """A web address that names an account or carries somebody's identifier."""
    path = re.sub(r"^(?:https?://)?[^/]+/@?", "", text, flags=re.IGNORECASE)
    if "?" in text:
        return True
    first = re.sub(r"^(?:in|profile)/", "", path).partition("/")[0].casefold()
    return bool(first) and first not in _PAGES
