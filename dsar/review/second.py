"""The second look: what another reviewer has to see again, without being told the first decision.

All records withheld, and a random sample of what is shown: what was shown by mistake cannot be
taken back. What was said is journalled, and how often it differs is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsar.model.decisions import On
from dsar.model.records import hash_of
from dsar.review.board import Board
from dsar.review.tally import HIDDEN, SHOWN

LOOK = "second look"
SAMPLE = 20
"""Shown passages that are looked at again."""

SENSITIVE = ("national-id", "payment", "address", "phone")
"""Kinds of which every shown passage is looked at again, up to the size of the sample."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How the second look stands: what is left, how many were answered, how many differ."""

    left: tuple[str, ...]
    answered: int
    differing: tuple[str, ...]


def due(board: Board) -> list[str]:
    """Ids of the records and findings to look at again, in a fixed order."""
    shown = sorted(
        {
            one.id: one.category in SENSITIVE
            for one in board.applied.findings
            if one.record in board.inside and board.state_of(one) == SHOWN
        }.items()
    )
    first = [key for key, sensitive in shown if sensitive][:SAMPLE]
    rest = [key for key, sensitive in shown if key not in set(first)]
    salt = board.state.salt.hex()
    drawn = sorted(rest, key=lambda key: hash_of(LOOK, salt, key))[:SAMPLE]
    return [*board.applied.withheld, *first, *drawn]


def looked_at(board: Board, key: str) -> str:
    """What was decided first about a record or finding: `hide` or `show`; empty for neither."""
    if key in board.applied.withheld:
        return "hide"
    found = board.by_id.get(key)
    if not found:
        return ""
    return {HIDDEN: "hide", SHOWN: "show"}.get(board.state_of(found[0]), "")


def looks(board: Board) -> Looks:
    """How the second look stands. A look at something that was decided anew has to be made again."""
    said: dict[str, str] = {}
    for one in board.state.decisions:
        if one.on is On.CASE and one.target == LOOK:
            said.update(dict.fromkeys(one.scope, one.ground.rpartition(" ")[2]))
    wanted = due(board)
    left = tuple(one for one in wanted if one not in said)
    differing = tuple(one for one in said if looked_at(board, one) not in ("", said[one]))
    return Looks(left, len(said), differing)
