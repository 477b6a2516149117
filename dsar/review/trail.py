"""The log: every decision, also those undone, and whether the journal is unchanged."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from dsar.case.journal import Entry
from dsar.review.actions import WORDS
from dsar.review.desk import Desk
from dsar.review.show import paged, visible

PAGE = 100
COLUMNS = ("number", "at", "by", "about", "target", "action", "ground", "note", "covers", "in force")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    seq: int
    at: str
    by: str
    about: str
    target: str
    action: str
    ground: str
    note: str
    covers: int
    stands: bool


def lines(desk: Desk) -> list[Line]:
    """Every decision in the journal, newest first."""
    standing = {one.seq for one in desk.board.state.decisions}
    entries = (one for one in desk.board.case.journal.entries() if one.kind == "decision")
    return [_line(one, one.seq in standing) for one in entries][::-1]


def _line(entry: Entry, stands: bool) -> Line:
    body = entry.body
    scope = body.get("scope", ())
    return Line(
        entry.seq,
        entry.at[:19].replace("T", " "),
        entry.by,
        str(body["on"]),
        str(body["target"]),
        str(body["action"]),
        str(body.get("ground", "")),
        str(body.get("note", "")),
        len(scope) if isinstance(scope, (list, tuple)) else 0,
        stands,
    )


def log(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """The screen of the log."""
    every = lines(desk)
    by, action, about = ask.get("by", ""), ask.get("action", ""), ask.get("about", "")
    listed = [
        one for one in every if by in ("", one.by) and action in ("", one.action) and about in ("", one.about)
    ]
    asked = ask.get("page", "1")
    page, pages = paged(listed, int(asked) if asked.isdecimal() else 1, PAGE)
    return {
        "rows": listed[(page - 1) * PAGE : page * PAGE],
        "found": len(listed),
        "every": len(every),
        "page": page,
        "pages": pages,
        "whose": by,
        "action": action,
        "about": about,
        "people": sorted({one.by for one in every}),
        "actions": sorted({one.action for one in every}),
        "abouts": sorted({one.about for one in every}),
        "chain": desk.board.case.verify() if ask.get("verify") else None,
        "words": {one.value: word for one, word in WORDS.items()},
    }


def as_csv(desk: Desk) -> str:
    """The log as CSV, one line a decision; nothing in it can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in lines(desk):
        cells = (one.seq, one.at, one.by, one.about, one.target, one.action, one.ground, one.note, one.covers)
        writer.writerow([*(_plain(str(cell)) for cell in cells), "yes" if one.stands else "undone"])
    return out.getvalue()


def _plain(text: str) -> str:
    shown = visible(text)
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@", "\t") else shown
