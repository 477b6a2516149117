"""The queue: the records of the answer, filtered and in order, and their conversations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dsar.model.decisions import On
from dsar.model.records import Record, typed
from dsar.review.board import Board

SHOWS = {
    "open": "Undecided first",
    "all": "In their order",
    "left": "Only with undecided passages",
    "conflict": "Shown and hidden at once",
    "lawyer": "Perhaps legal advice",
}
"""The ways to look at the queue."""

_REPLY = re.compile(r"^\s*(?:(?:re|aw|fwd?|wg|sv|antw)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the queue is asked for: words in titles and texts, a source, an order, and more.

    `kind` is a kind of record, `passage` a category of finding, `by` a reviewer of whom a decision in
    force covers something in the record.
    """

    words: str = ""
    source: str = ""
    show: str = "open"
    kind: str = ""
    passage: str = ""
    by: str = ""


def queue(board: Board, asked: Asked) -> list[Record]:
    """The records of the answer that fit, in the order asked for."""
    records = list(board.inside.values())
    if asked.source:
        records = [one for one in records if one.source == asked.source]
    if asked.kind:
        records = [one for one in records if one.kind == asked.kind]
    if asked.passage:
        holding = {one.record for one in board.applied.findings if one.category == asked.passage}
        records = [one for one in records if one.id in holding]
    if asked.by:
        theirs = decided_by(board, asked.by)
        records = [one for one in records if one.id in theirs]
    if asked.words:
        wanted = asked.words.casefold()
        records = [one for one in records if _holds(one, wanted)]
    if asked.show == "conflict":
        torn = set(board.torn())
        return [one for one in records if one.id in torn]
    if asked.show == "lawyer":
        return [one for one in records if one.id in board.covered]
    if asked.show == "left":
        return [one for one in records if board.of_record[one.id].open]
    if asked.show == "open":
        records.sort(key=lambda one: not board.of_record[one.id].open)
    return records


def decided_by(board: Board, reviewer: str) -> set[str]:
    """Ids of the records in which a decision of a reviewer counts: about a passage, a person, the record.

    Of several decisions about one thing the last counts.
    """
    last = {(one.on, one.target): one.by for one in board.state.decisions}
    told = {key for key, by in last.items() if by == reviewer}
    found = {
        one.record
        for one in board.applied.findings
        if (On.FINDING, one.id) in told or (one.person and (On.PERSON, one.person) in told)
    }
    contents = {target.partition(":")[0] for on, target in told if on in (On.RECORD, On.SPAN)}
    return found | {key for key, kept in board.kept.items() if kept.record.digest in contents}


def reviewers(board: Board) -> list[str]:
    """Everybody who decided something that is in force."""
    return sorted({one.by for one in board.state.decisions})


def _holds(record: Record, wanted: str) -> bool:
    return any(wanted in typed(value)[1].casefold() for value in record.fields.values())


def neighbours(records: Sequence[Record], key: str) -> tuple[str, str]:
    """Ids of the record before and the one after, empty at the ends."""
    ids = [one.id for one in records]
    if key not in ids:
        return "", ids[0] if ids else ""
    at = ids.index(key)
    return ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else ""


def next_open(board: Board, records: Sequence[Record], key: str) -> str:
    """The next record of the queue with something undecided, from the top again at its end."""
    ids = [one.id for one in records]
    at = ids.index(key) + 1 if key in ids else 0
    return next((one for one in ids[at:] + ids[:at] if one != key and board.of_record[one].open), "")


def thread_of(board: Board, record: Record) -> list[Record]:
    """The messages of the same conversation, oldest first, the record itself among them."""
    mark = _conversation(record)
    threads = board.remembered("threads", lambda: _threads(board))
    return threads.get((record.source, mark), [record]) if mark else [record]


def _threads(board: Board) -> dict[tuple[str, str], list[Record]]:
    """Every conversation of the case, its messages oldest first."""
    threads: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
    for kept in board.kept.values():
        threads[kept.record.source, _conversation(kept.record)].append(kept.record)
    for same in threads.values():
        same.sort(key=lambda one: one.when.utc.isoformat() if one.when and one.when.utc else "~")
    return dict(threads)


def _conversation(record: Record) -> str:
    """What tells a conversation: the first message referred to, else the subject without Re:."""
    references = str(record.fields.get("references") or record.fields.get("in_reply_to") or "").split()
    if references:
        return references[0]
    for name in ("message_id", "ticket_id", "thread"):
        if record.fields.get(name):
            return str(record.fields[name])
    subject = _REPLY.sub("", str(record.fields.get("subject", ""))).strip().casefold()
    return f"subject {subject}" if subject else ""
