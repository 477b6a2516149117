"""What a person decided: append-only, and never undone except by another decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What may be decided about a target."""

    REDACT = "redact"
    SHOW = "show"
    UNSURE = "unsure"
    WITHHOLD = "withhold"
    OUT_OF_SCOPE = "out of scope"
    CONFIRM = "confirm"
    REJECT = "reject"
    MARK = "mark"
    MERGE = "merge"
    SPLIT = "split"
    ACKNOWLEDGE = "acknowledge"
    UNDO = "undo"
    SIGN = "sign"


class On(StrEnum):
    """What a decision is about."""

    FINDING = "finding"
    SPAN = "span"
    PERSON = "person"
    RECORD = "record"
    IDENTIFIER = "identifier"
    GAP = "gap"
    CASE = "case"
    DECISION = "decision"


ALLOWED: dict[On, frozenset[Action]] = {
    On.FINDING: frozenset({Action.REDACT, Action.SHOW, Action.UNSURE}),
    On.SPAN: frozenset({Action.MARK}),
    On.PERSON: frozenset({Action.REDACT, Action.SHOW, Action.MERGE, Action.SPLIT}),
    On.RECORD: frozenset(
        {Action.WITHHOLD, Action.OUT_OF_SCOPE, Action.CONFIRM, Action.REJECT, Action.SHOW, Action.REDACT}
    ),
    On.IDENTIFIER: frozenset({Action.CONFIRM, Action.REJECT}),
    On.GAP: frozenset({Action.ACKNOWLEDGE}),
    On.CASE: frozenset({Action.SIGN, Action.ACKNOWLEDGE}),
    On.DECISION: frozenset({Action.UNDO}),
}

OF_PICTURES = frozenset({Action.SHOW, Action.REDACT})
"""What of a record is decided about its picture alone: whether it leaves beside what the record says."""

NEEDS_GROUND = frozenset({Action.WITHHOLD, Action.OUT_OF_SCOPE})
"""Actions that keep a whole record from the requester: refused without a ground."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, as the journal keeps it: ids and places, no third party's values.

    `seq` is its number in the journal. `target` is the id of what is decided: a finding's or
    person's id, a record's content digest (so that copies and moved files keep it), a gap's id;
    for a marked span `digest:field:start:end`. `scope` are the finding ids that a person-wide
    `show` covers, those counted when it was given; hiding has no such bound. Of a `show` about a
    record they are the SHA-256 of the pictures that were looked at: no other one leaves by it.
    """

    seq: int
    on: On
    target: str
    action: Action
    ground: str = ""
    scope: tuple[str, ...] = ()
    by: str = ""
    at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants decided: `target` is an id as people see it (record id, not digest)."""

    on: On
    target: str
    action: Action
    ground: str = ""
    note: str = ""
    scope: tuple[str, ...] = ()
