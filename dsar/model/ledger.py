"""The proof of a search: for every source, what it holds and which bucket each piece went into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum


class Bucket(StrEnum):
    """Where a piece, or a record of it, ended up."""

    ABOUT = "about"
    CANDIDATE = "candidate"
    DUPLICATE = "duplicate"
    REFERRED = "referred"
    NOT_ABOUT = "not_about"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One source's account: bytes in, bytes accounted for, pieces and their buckets.

    `unit` is `bytes` where pieces are cut from bytes and `entries` where a container's own index
    is walked. The line balances when `accounted_bytes` equals `bytes` and the six buckets sum to
    `pieces`; a search whose lines do not balance has failed.
    """

    source: str
    files: int = 0
    bytes: int = 0
    accounted_bytes: int = 0
    pieces: int = 0
    about: int = 0
    candidate: int = 0
    duplicate: int = 0
    referred: int = 0
    not_about: int = 0
    unread: int = 0
    gaps: int = 0
    unit: str = "bytes"
    label: str = field(default="", compare=False)

    @property
    def balanced(self) -> bool:
        """Whether every byte and every piece is accounted for."""
        return self.bytes == self.accounted_bytes and self.pieces == self.bucketed

    @property
    def bucketed(self) -> int:
        """How many pieces stand in some bucket."""
        return sum(self.counts.values())

    def counted(self, counts: Mapping[Bucket, int]) -> LedgerLine:
        """The same account with its buckets, and so its pieces, set to `counts`."""
        return replace(
            self,
            pieces=sum(counts.values()),
            about=counts.get(Bucket.ABOUT, 0),
            candidate=counts.get(Bucket.CANDIDATE, 0),
            duplicate=counts.get(Bucket.DUPLICATE, 0),
            referred=counts.get(Bucket.REFERRED, 0),
            not_about=counts.get(Bucket.NOT_ABOUT, 0),
            unread=counts.get(Bucket.UNREAD, 0),
        )

    @property
    def counts(self) -> dict[Bucket, int]:
        """How many pieces stand in each bucket."""
        return {bucket: getattr(self, bucket.value) for bucket in Bucket}

    def plus(self, other: LedgerLine) -> LedgerLine:
        """Two accounts of one source as one."""
        sums = {
            column.name: getattr(self, column.name) + getattr(other, column.name)
            for column in fields(self)
            if column.name not in ("source", "unit", "label")
        }
        return replace(self, **sums)


@dataclass(frozen=True, slots=True)
class Searched:
    """One file that was searched, as it was then: where, how large, when changed, read by what.

    `modified` counts nanoseconds since 1970. `sha256` is empty where it was not asked for;
    `extractor` where no extractor reads the format (its gap says so).
    """

    source: str
    file: str
    path: str = field(repr=False)
    bytes: int
    modified: int
    sha256: str = ""
    extractor: str = ""
