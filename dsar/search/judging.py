"""Whether a record is the person's, and how records that hang together agree about it."""

from __future__ import annotations

from dataclasses import replace

from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.search.wanted import Wanted
from dsar.search.work import Judged, Task

DEFAULT_CATEGORIES: dict[str, tuple[str, ...]] = {
    "mail": ("contact", "account"),
    "attachment": ("account",),
    "picture": ("account",),
    "chat": ("contact", "account"),
    "ticket": ("account",),
    "billing": ("billing",),
    "log": ("technical", "usage"),
    "marketing": ("marketing",),
    "form": ("enquiry", "contact"),
    "text": ("account",),
    "record": ("identity", "contact"),
}
"""Categories of a kind of record where neither its source nor its extractor says otherwise."""


def matched(task: Task, record: Record, *, alone: bool) -> Judged:
    """A record with the places where somebody stands who is looked for, and the bucket that they mean.

    `alone` says that it stands for itself in what it is attached to: then without a place it is unread.
    """
    parent = record.parent or task.part.parent
    hits = task.wanted.hits(record)
    bucket = (
        Bucket.ABOUT if any(hit.strong for hit in hits) else Bucket.CANDIDATE if hits else Bucket.NOT_ABOUT
    )
    known = replace(
        record,
        parent=parent,
        categories=record.categories or DEFAULT_CATEGORIES.get(record.kind, ("account",)),
        marks=record.marks,
        provenance=_provenance(record, task.wanted),
    )
    judged = Judged(known, bucket, tuple(hit.match for hit in hits))
    # A row inside an attachment that names nobody we look for stays out even if its message is in.
    stands_alone = alone and parent and parent == task.part.parent
    return replace(judged, bucket=Bucket.UNREAD) if stands_alone and not hits else judged


def _provenance(record: Record, wanted: Wanted) -> str:
    """Who gave the data: what the person wrote is provided, what others wrote about them is not."""
    if record.provenance != "provided" or record.kind not in ("mail", "chat", "ticket"):
        return record.provenance
    authors = [party for party in record.parties if party.role in ("from", "requester", "author", "sender")]
    theirs = any(one in wanted.identifiers for party in authors for one in party.identifiers)
    return "provided" if theirs or not authors else "third-party"


def settle(judged: list[Judged]) -> list[Judged]:
    """Let a tree of records agree: a hit lifts what it is attached to, and what hangs on that.

    Rows marked as standing alone are dropped unless they were hit.
    """
    if len(judged) == 1:
        return judged if judged[0].bucket is not Bucket.UNREAD else []
    rank = list(Bucket).index
    place = {one.record.id: n for n, one in enumerate(judged)}
    buckets = [one.bucket for one in judged]
    for n in range(len(judged) - 1, -1, -1):
        above = place.get(judged[n].record.parent)
        if above is not None and buckets[n] in (Bucket.ABOUT, Bucket.CANDIDATE):
            buckets[above] = min(buckets[above], buckets[n], key=rank)
    for n, one in enumerate(judged):
        above = place.get(one.record.parent)
        if above is not None and buckets[n] is not Bucket.UNREAD:
            buckets[n] = min(buckets[n], buckets[above], key=rank)
    return [
        replace(one, bucket=bucket)
        for one, bucket in zip(judged, buckets, strict=True)
        if bucket is not Bucket.UNREAD
    ]
