"""The queue with one record open, candidates, gaps, repeated text, withheld records, the preview."""

from __future__ import annotations

from collections.abc import Mapping

from dsar.answer.near import others
from dsar.answer.stops import health_unseen
from dsar.case import pictures
from dsar.law.exemptions import ANSWERS, offered
from dsar.law.grounds import ground
from dsar.model.decisions import OF_PICTURES, On
from dsar.model.findings import CATEGORIES, Finding
from dsar.model.ledger import Bucket
from dsar.model.records import GAP_REASONS, Record
from dsar.review import alike, repeated
from dsar.review.actions import in_thread
from dsar.review.board import Board
from dsar.review.desk import Desk
from dsar.review.queue import SHOWS, Asked, neighbours, next_open, queue, reviewers, thread_of
from dsar.review.show import (
    COVERED,
    excerpt,
    fields_of,
    kind_of,
    name_of,
    paged,
    title_of,
    visible,
    when_of,
    where_of,
)
from dsar.search.again import PICTURE

WINDOW = 40
"""Records of the queue shown beside the one that is open."""

PAGE = 25


def record(desk: Desk, ask: Mapping[str, str]) -> dict[str, object] | None:
    """The queue and one record of it, or nothing where there is no such record."""
    board = desk.board
    asked = Asked(
        ask.get("q", ""), ask.get("source", ""), ask.get("show", "open"),
        ask.get("kind", ""), ask.get("passage", ""), ask.get("by", ""),
    )  # fmt: skip
    listed = queue(board, asked)
    key = ask.get("id") or (listed[0].id if listed else "")
    found = board.record(key)
    if found is None and ask.get("id"):
        return None
    context: dict[str, object] = {
        "asked": asked,
        "shows": SHOWS,
        "sources": sorted({one.source for one in board.inside.values()}),
        "kinds": sorted({one.kind for one in board.inside.values()}),
        "passages": {
            key: CATEGORIES[key] for key in sorted({one.category for one in board.applied.findings})
        },
        "reviewers": [visible(one) for one in reviewers(board)],
        "found": len(listed),
        "window": _window(board, listed, key),
        "record": found,
    }
    return context | (_opened(board, found, listed, ask) if found else {})


def _window(board: Board, listed: list[Record], key: str) -> list[dict[str, object]]:
    ids = [one.id for one in listed]
    at = ids.index(key) if key in ids else 0
    start = max(0, min(at - 3, len(listed) - WINDOW))
    return [
        {"id": one.id, "title": title_of(one), "where": where_of(one), "open": board.of_record[one.id].open}
        for one in listed[start : start + WINDOW]
    ]


def _opened(board: Board, found: Record, listed: list[Record], ask: Mapping[str, str]) -> dict[str, object]:
    fields = fields_of(board, found)
    # In the order in which they are read, long texts first.
    findings = [part.finding for one in fields for part in one.stretches if part.finding]
    wanted = next((one for one in findings if one.id == ask.get("f")), None)
    first_open = next((one for one in findings if board.state_of(one) == "open"), None)
    current = wanted or first_open or (findings[0] if findings else None)
    before, after = neighbours(listed, found.id)
    thread = thread_of(board, found)
    return {
        "title": title_of(found),
        "when": when_of(found),
        "standing": standing(board, found),
        "why": [visible(one) for one in board.why(found.id)],
        "parties": [
            (one.role, visible(one.name or next((x.value for x in one.identifiers), "")))
            for one in found.parties
        ],
        "place": str(found.locator),
        "fields": fields,
        "about": {one.id: about(board, one) for one in findings},
        "current": current.id if current else "",
        "before": before,
        "after": after,
        "next_open": next_open(board, listed, found.id),
        "position": next((n for n, one in enumerate(listed, start=1) if one.id == found.id), 0),
        "thread": [_linked(board, one) for one in thread] if len(thread) > 1 else [],
        "attached": [
            _linked(board, kept.record)
            for one in board.children.get(found.id, ())
            if (kept := board.kept.get(one))
        ],
        "parent": board.record(found.parent),
        "pages": [f"/pictures/{found.id}/{n}" for n, _ in enumerate(pages_of(board, found), start=1)],
        "leaves": found.id in board.applied.pictures,
        "pictured": found.kind == PICTURE,
        "near": alike.near(board, found),
        "all_near": len(others(board.near, found.id)),
        "copies": alike.copies(board, found),
        "legal": found.id in board.covered and not (ask.get("read") and not reader_of(board)),
        "privileged": found.id in board.covered or found.id in board.unread_advice(),
        "reader": visible(reader_of(board)),
        "health": found.id in _health(board, found),
        "grounds": grounds(board),
    }


def pages_of(board: Board, found: Record) -> tuple[pictures.Kept, ...]:
    """The pages of a record's picture that were fetched; none while its text is covered."""
    return () if found.id in board.covered else pictures.kept(board.case.folder, found.digest)


def reader_of(board: Board) -> str:
    """Whom the register names to read what may be legal advice, before anyone else does."""
    return board.register.reads_privileged if board.register else ""


def _health(board: Board, found: Record) -> tuple[str, ...]:
    """Whether a record may tell of health that the requester does not know of (HS-02)."""
    settled = {one.target for one in board.state.assessments if one.ground == "S3P6"}
    if found.digest in settled or found.id not in board.inside or board.state.request.regime != "UK":
        return ()
    return health_unseen([found], board.found)


def _linked(board: Board, one: Record) -> dict[str, object]:
    return {
        "id": one.id, "title": title_of(one), "where": where_of(one), "open": board.of_record[one.id].open,
        "kind": one.kind,
    }  # fmt: skip


def about(board: Board, finding: Finding) -> dict[str, object]:
    """What the page says of a finding, counts of its scopes included."""
    person = board.persons.get(finding.person)
    theirs = board.of_person[finding.person]
    names = [*person.names, *(one.raw or one.value for one in person.identifiers)] if person else []
    return {
        "text": visible(board.text_of(finding)),
        "kind": kind_of(finding),
        "person": finding.person,
        "name": name_of(person),
        "standing": person.standing.value if person else "",
        "also": ", ".join(visible(one) for one in names[1:6]),
        "sure": f"{finding.score:.0%}",
        "detector": finding.detector,
        "state": board.state_of(finding),
        "of_text": len(board.same_text(finding)),
        "of_person": theirs.total if finding.person else 0,
        "left_of_person": theirs.open if finding.person else 0,
        "of_thread": len(in_thread(board, finding)),
    }


def standing(board: Board, found: Record) -> str:
    """What becomes of a record, in words."""
    if found.id in board.inside:
        return "in the answer"
    if found.id in board.applied.withheld:
        return "withheld: " + ground(board.applied.withheld[found.id]).because
    if found.id in board.applied.out_of_scope:
        return "out of scope"
    if found.id in board.applied.undecided_records:
        return "a candidate that nobody decided yet"
    return "not in the answer"


def grounds(board: Board) -> list[dict[str, str]]:
    """The grounds that may be chosen, in words, with the provision."""
    del board
    return [
        {
            "code": one.code,
            "because": one.words,
            "provision": one.provision,
            "needs": "; ".join(ANSWERS[key] for key in one.needs),
        }
        for one in offered()
    ]


def candidates(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """Records that may be about the person: is it about them?"""
    board = desk.board
    listed = [one for key in board.applied.undecided_records if (one := board.record(key))]
    decided = sum(one.bucket is Bucket.CANDIDATE for one in board.found.kept) - len(listed)
    page, pages = paged(listed, int(ask.get("page", "1")) if ask.get("page", "1").isdecimal() else 1, PAGE)
    return {
        "rows": [
            {
                "id": one.id, "title": title_of(one), "where": where_of(one),
                "excerpt": COVERED if one.id in board.covered else excerpt(one),
                "why": [visible(words) for words in board.why(one.id)] or ["it hangs on a candidate"],
            }
            for one in listed[(page - 1) * PAGE : page * PAGE]
        ],
        "left": len(listed), "decided": decided, "page": page, "pages": pages,
    }  # fmt: skip


def gaps(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """What could not be read."""
    del ask
    board = desk.board
    return {
        "rows": [
            {
                "id": gap.id, "source": visible(gap.source), "place": visible(str(gap.locator)),
                "reason": GAP_REASONS.get(gap.reason, gap.reason), "detail": visible(gap.detail),
                "done": gap.id in board.applied.acknowledged,
            }
            for gap in board.found.gaps
        ],
        "left": sum(gap.id not in board.applied.acknowledged for gap in board.found.gaps),
    }  # fmt: skip


def repeats(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """Text that stands in several records: decide it once."""
    del ask
    board = desk.board
    groups = repeated.repeated(board)
    return {
        "rows": [
            {
                "group": one, "records": len(one.records), "parts": repeated.shown(board, one),
                "ids": list(dict.fromkeys(finding.id for finding in one.findings)),
            }
            for one in groups[:PAGE]
        ],
        "found": len(groups),
        "left": sum(1 for one in groups if one.tally.open),
    }  # fmt: skip


def withheld(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """Records kept back whole, with the ground and the test that was recorded; and every ground."""
    del ask
    board = desk.board
    whole = (one for one in board.state.decisions if one.on is On.RECORD and one.action not in OF_PICTURES)
    notes = {one.target: one for one in whole}
    rows = []
    for key in (*board.applied.withheld, *board.applied.out_of_scope):
        one = board.record(key)
        if one is None:
            continue
        decision = notes.get(one.digest)
        code = decision.ground if decision else board.applied.withheld.get(key, "")
        rows.append(
            {
                "id": key, "title": title_of(one), "where": where_of(one), "code": code,
                "because": ground(code, board.state.request.regime).because if code else "",
                "note": visible(decision.note) if decision else "",
                "seq": decision.seq if decision else 0,
                "scope": "withheld" if key in board.applied.withheld else "out of scope",
            }
        )  # fmt: skip
    return {"rows": rows, "grounds": grounds(board)}
