"""Where the case stands, what blocks it, the missed-data check, sign-off, the letter."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from dsar.answer.gate import Blocker
from dsar.answer.opened import Opened
from dsar.answer.opened_pdf import pdf_texts
from dsar.law.deadlines import clock_of
from dsar.model.decisions import Action, On
from dsar.model.request import Request
from dsar.plugins import LETTERS, exporter
from dsar.review import sample, second, signed
from dsar.review.actions import counted
from dsar.review.board import Board
from dsar.review.desk import Desk
from dsar.review.pace import forecast
from dsar.review.people import covers, loose
from dsar.review.show import COVERED, excerpt, in_context, title_of, visible, where_of

LINKS = {
    "undecided": "/records?show=left",
    "candidates": "/candidates",
    "gaps": "/gaps",
    "contradictions": "/records?show=conflict",
    "blank": "/letter",
    "privilege": "/records?show=lawyer",
    "assessment": "/withheld",
}
"""The screen on which a blocker is settled, by its code."""


def due_words(request: Request, today: date) -> str:
    """When the answer is due and how many days are left, in words."""
    clock = clock_of(request, today)
    if clock is None:
        return "day of receipt not recorded"
    if clock.due is None:
        return "the time limit has not started" if clock.start is None else "the time limit is paused"
    left = (clock.due - today).days
    words = f"{counted(left, 'day')} left" if left >= 0 else f"{counted(-left, 'day')} late"
    return f"Due {clock.due.day} {clock.due:%b %Y} · {words}"


def rail(desk: Desk) -> list[tuple[str, str, str]]:
    """The five steps of a request: name, state (`done`, `now` or `later`), words."""
    board, state = desk.board, desk.board.state
    left = board.whole.open + len(board.applied.undecided_records)
    signed_by = signed.standing(state, signed.FIRST)
    sent = bool(state.exports) and not _changed_since_export(board)
    steps = [
        ("Find", bool(state.snapshot), f"{len(board.inside):,} records"),
        ("Review", not left, f"{board.whole.decided:,} of {board.whole.total:,}"),
        ("Sign-off", signed_by is not None, signed_by.name if signed_by else "not signed"),
        ("Export", sent, "written" if sent else "not written as it stands"),
        ("Close", bool(state.request.closed), state.request.closed or "open"),
    ]
    first = next((n for n, (_, done, _) in enumerate(steps) if not done), len(steps))
    return [
        (name, "done" if done else "now" if n == first else "later", visible(words))
        for n, (name, done, words) in enumerate(steps)
    ]


def _changed_since_export(board: Board) -> bool:
    """Whether a decision was made, or undone, after the last export."""
    last = next(
        (n for n, one in enumerate(reversed(board.case.journal.entries())) if one.kind == "exported"), -1
    )
    after = board.case.journal.entries()[-last:] if last > 0 else []
    return any(one.kind not in ("exported", "closed", "reopened") for one in after)


def start(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """The first screen: where the case stands and the next thing to do."""
    del ask
    board = desk.board
    people, share = covers(board)
    return {
        "rail": rail(desk),
        "blockers": [(one, _link(one)) for one in desk.blockers()],
        "people": people,
        "share": share,
        "forecast": forecast(board, datetime.now(UTC).date().isoformat()),
        "loose": sum(board.state_of(one) == "open" for one in loose(board)),
        "left_records": sum(1 for key in board.inside if board.of_record[key].open),
        "sample": sample.result(board.state),
        "signatures": signed.signatures(board.state),
    }


def _link(blocker: Blocker) -> str:
    return LINKS.get(blocker.code, "")


def missed(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """The missed-data check."""
    del ask
    board = desk.board
    return {
        "passages": sample.draw(board),
        "result": sample.result(board.state),
        "enough": sample.ENOUGH,
        "suspects": board.remembered("suspects", lambda: sample.suspects(board)),
        "silent": [(one.id, title_of(one), where_of(one)) for one in sample.without_text(board)],
    }


def checks(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """Everything that has to be so before somebody signs, and the signatures."""
    del ask
    board = desk.board
    looks = second.looks(board)
    unsure = _unsure(board)
    untested = [
        one
        for one in board.state.decisions
        if one.on is On.RECORD and one.action is Action.WITHHOLD and not one.note
    ]
    result = sample.result(board.state)
    stops = desk.blockers()
    lines = [
        (not any(one.code == code for one in stops), words, link)
        for code, words, link in (
            ("identity", "Identity is settled", ""),
            ("candidates", "No candidate record is undecided", "/candidates"),
            ("undecided", "No passage is undecided", "/records?show=left"),
            ("gaps", "Every gap is acknowledged", "/gaps"),
            (
                "contradictions",
                "No text is shown and hidden at once, in one record or in two that say nearly the same",
                "/records?show=conflict",
            ),
            ("blank", "The letter has no blanks", "/letter"),
            ("names", "Names in free text were looked for by a model", ""),
        )
    ]
    lines += [
        (not unsure, f"Nothing is marked as unsure ({len(unsure):,})", "/records?show=left"),
        (not untested, "Every withheld record has its test recorded", "/withheld"),
        (
            result.looked >= 50 and not result.misses,
            f"Missed-data check: {result.looked:,} looked at",
            "/missed",
        ),
        (not looks.left and not looks.differing, f"Second look: {len(looks.left):,} left", "#second"),
    ]
    return {
        "lines": lines,
        "signatures": signed.signatures(board.state),
        "first": signed.standing(board.state, signed.FIRST),
        "looks": looks,
        "look": _look(board, looks.left[0]) if looks.left else None,
        "torn": len(board.torn()),
    }


def _unsure(board: Board) -> list[str]:
    last = {one.target: one.action for one in board.state.decisions if one.on is On.FINDING}
    return [key for key, action in last.items() if action is Action.UNSURE]


def _look(board: Board, key: str) -> dict[str, object]:
    """What the second reviewer sees of one thing: never the first decision."""
    one = board.record(key)
    if one is None:
        return {"id": key, "context": in_context(board, board.by_id[key][0]), "text": ""}
    text = COVERED if key in board.covered else excerpt(one, 1200)
    return {"id": key, "context": None, "title": title_of(one), "where": where_of(one), "text": text}


def letter(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """The letter as it would be printed now, as text; blanks are named."""
    del ask
    made = desk.release()
    if made is None:
        return {"blanks": ("a register: start dsar review with --register",), "pages": []}
    _, blanks = made
    return {"blanks": blanks, "pages": [] if blanks else letter_pages(desk)}


def letter_pdf(desk: Desk) -> bytes:
    """The letter, written by the exporter's own plugin; empty where it has blanks."""
    made = desk.release()
    if made is None or made[1]:
        return b""
    with tempfile.TemporaryDirectory(prefix="letter-", dir=desk.board.case.folder) as folder:
        (path,) = exporter("access", LETTERS).write(made[0], Path(folder))
        return path.read_bytes()


def letter_pages(desk: Desk) -> list[str]:
    """The text of the letter, as the leak search reads it back from the PDF, a page at a time."""
    texts = pdf_texts(letter_pdf(desk))
    return [visible(one.text) for one in texts if isinstance(one, Opened) and one.form == "PDF text"]
