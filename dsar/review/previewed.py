"""One record as the page shows it before it leaves: what it says, and what of it the answer would say."""

from __future__ import annotations

from collections.abc import Mapping

from dsar.model.release import Released
from dsar.review.desk import Desk
from dsar.review.queue import neighbours
from dsar.review.show import fields_of, rank, title_of, visible, where_of


def preview(desk: Desk, ask: Mapping[str, str]) -> dict[str, object] | None:
    """One record before and after: the exporter's own path, undecided passages hidden."""
    board = desk.board
    listed = list(board.inside.values())
    key = ask.get("id") or (listed[0].id if listed else "")
    found = board.inside.get(key)
    if found is None:
        return None if ask.get("id") else {"record": None, "found": 0, "covered": ""}
    if key in board.covered:
        return {"record": None, "found": len(listed), "covered": key}
    after = desk.preview(found)
    before_id, after_id = neighbours(listed, key)
    return {
        "record": found, "title": title_of(found), "where": where_of(found), "found": len(listed),
        "position": listed.index(found) + 1, "fields": fields_of(board, found),
        "after": [
            (visible(name), visible(str(after.fields[name]))) for name in sorted(after.fields, key=rank)
        ],
        "after_title": visible(after.title), "hidden": _hidden(after), "tally": board.of_record[key],
        "before_id": before_id, "after_id": after_id,
    }  # fmt: skip


def _hidden(after: Released) -> list[tuple[str, int]]:
    return [(visible(why), n) for why, n in after.hidden.items()]
