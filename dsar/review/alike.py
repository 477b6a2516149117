"""What says nearly the same as a record, and what is told apart in it: beside each record of the page."""

from __future__ import annotations

from dsar.answer.near import Difference, differences, only_in, others
from dsar.model.records import Record
from dsar.review.board import Board
from dsar.review.show import rank, title_of, visible, where_of

MOST = 12
"""Near copies of one record that are listed."""

LINES = 3
"""Lines shown of what only one of two texts says."""

LONGEST = 200
"""Letters shown of one such line."""

WHERE = {"here": "only here", "there": "only there", "both": "differs"}


def near(board: Board, found: Record) -> list[dict[str, object]]:
    """Records that say nearly the same, each with the fields in which it differs from this one."""
    torn = set(board.torn()) if found.id in board.near else set()
    rows = []
    for key in others(board.near, found.id)[:MOST]:
        other = board.record(key)
        if other is None:
            continue
        hidden = found.id in board.covered or key in board.covered
        made = sorted(differences(found, other), key=lambda one: rank(one.field))
        machine = [one for one in made if one.field.startswith("header.")]
        rows.append(
            {
                "id": key, "title": title_of(other), "where": where_of(other),
                "open": board.of_record[key].open,
                "torn": key in torn and found.id in torn,
                "differs": [_told(one, found, other, hidden) for one in made if one not in machine],
                "headers": len(machine),
            }
        )  # fmt: skip
    return rows


def _told(one: Difference, here: Record, there: Record, hidden: bool) -> dict[str, object]:
    """A difference in words, and for texts the first lines that only one of both has."""
    told: dict[str, object] = {
        "field": visible(one.field) or "what is attached",
        "how": WHERE[one.where],
        "there": [],
        "here": [],
    }
    mine, other = here.fields.get(one.field), there.fields.get(one.field)
    if one.where == "both" and isinstance(mine, str) and isinstance(other, str) and not hidden:
        told["there"] = _some(only_in(other, mine))
        told["here"] = _some(only_in(mine, other))
    return told


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - LINES
    kept = [visible(line[:LONGEST]) for line in lines[:LINES]]
    return [*kept, f"and {more:,} more"] if more > 0 else kept


def copies(board: Board, found: Record) -> list[str]:
    """Where exact copies of a record stand: they are one record with it."""
    return [visible(f"{one.source}: {one.locator}") for one in board.copies(found.id)]
