"""What one search pulled: the content of a snapshot, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dsar.model.findings import Finding, Person
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine, Searched
from dsar.model.records import Gap, Match, Record


@dataclass(frozen=True, slots=True)
class Kept:
    """A record and where it stands in the case.

    Of a referred record only the place is kept, no fields; of a duplicate, `copy_of` names the
    record it repeats.
    """

    record: Record
    bucket: Bucket
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another identifier that may be the subject's: seen with theirs, not searched for yet."""

    identifier: Identifier
    records: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Everything one `find` pulled. `roles` and `purposes` are those of each source's table.

    `notes` are figures and states in words that status and the file note repeat
    ("names in free text are not detected by a model"). `files` are what was searched, `deep`
    whether also behind encodings inside encodings, `engine` what looked through the bytes.
    `analysed` is what the detection of people need not look at again; it is written and, as only the next
    search needs it, read by `snapshots.analysed`.
    """

    identifiers: tuple[Identifier, ...]
    kept: tuple[Kept, ...]
    matches: tuple[Match, ...]
    gaps: tuple[Gap, ...]
    ledger: tuple[LedgerLine, ...]
    suggestions: tuple[Suggestion, ...] = ()
    persons: tuple[Person, ...] = ()
    findings: tuple[Finding, ...] = ()
    processing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    detected: bool = False
    names_detected: bool = False
    files: tuple[Searched, ...] = ()
    deep: bool = True
    engine: str = ""
    analysed: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def records(self, *buckets: Bucket) -> Iterable[Record]:
        """The records that stand in one of `buckets`, in the order of the case."""
        return (kept.record for kept in self.kept if kept.bucket in buckets)
