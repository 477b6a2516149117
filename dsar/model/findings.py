"""Other people in the records: spans that may have to be hidden, and the persons they name."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dsar.model.identifiers import Identifier
from dsar.model.records import hash_of


class Standing(StrEnum):
    """Who a person is to the request."""

    SUBJECT = "subject"
    STAFF = "staff"
    THIRD_PARTY = "third party"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A detected stretch of one text: code-point offsets, what it is, how sure, who says so.

    `category` is one of `CATEGORIES`; `score` is between 0 and 1.
    """

    start: int
    end: int
    category: str
    score: float
    detector: str


CATEGORIES = {
    "name": "name",
    "email": "e-mail address",
    "phone": "phone number",
    "address": "postal address",
    "postcode": "postcode",
    "id": "customer, user or account number",
    "username": "user name",
    "ip": "IP address",
    "device": "device",
    "national-id": "official number",
    "payment": "payment details",
    "date": "date",
    "place": "place",
    "organisation": "organisation",
    "url": "web address",
    "marked": "passage marked by a person",
}
"""What a finding may be, in the words that labels and lists print."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of a record that may concern somebody else.

    Offsets are in code points; a finding in a field that is not text covers it whole (0 to the
    length of its text). `person` is the id of the person it was attributed to, or empty.
    """

    id: str
    record: str
    field: str
    start: int
    end: int
    category: str
    score: float
    detector: str
    person: str = ""

    @classmethod
    def of(cls, record: str, digest: str, field_name: str, span: Span, person: str = "") -> Finding:
        """A finding whose id hashes content, field and offsets: copies and re-runs keep decisions."""
        key = hash_of("finding", digest, field_name, str(span.start), str(span.end))[:20]
        return cls(
            key, record, field_name, span.start, span.end, span.category, span.score, span.detector, person
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the records name. `id` is minted once in the journal and kept by later runs.

    `evidence` says, in words without personal data, why the standing is proposed.
    """

    id: str
    names: tuple[str, ...] = field(default=(), repr=False)
    identifiers: tuple[Identifier, ...] = ()
    standing: Standing = Standing.UNKNOWN
    evidence: tuple[str, ...] = ()
