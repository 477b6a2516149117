"""What the page keeps between requests: the case, what is made from it at some cost, and what to say next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dsar.answer.gate import Blocker, blockers
from dsar.answer.hidden import Secrets, numbers, secrets_of
from dsar.answer.release import Place, Redactor, places_of, released
from dsar.model.records import Record
from dsar.model.release import Release, Released
from dsar.review.board import Board
from dsar.steps.export import prepare
from dsar.steps.status import blanks


@dataclass(slots=True)
class _Made:
    """What was made from the case as it was when its journal ended in `head`."""

    head: str
    secrets: Secrets | None = None
    redactor: Redactor | None = None
    places: dict[str, Place] | None = None
    release: Release | None = None
    missing: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] | None = None


class Desk:
    """A board and what the page makes from it; `said` is what the next page says once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.said = ""
        self._made = _Made("")

    def refresh(self) -> None:
        """Take in what was decided elsewhere; what was made from an older state is forgotten."""
        self.board.refresh()
        if self._made.head != self.board.state.head:
            self._made = _Made(self.board.state.head)

    def say_once(self) -> str:
        """What there is to say, which is forgotten then."""
        words, self.said = self.said, ""
        return words

    def preview(self, record: Record) -> Released:
        """One record as the requester would receive it now: the exporter's own path."""
        board, made = self.board, self._made
        if made.redactor is None:
            numbered = numbers(board.state.minted)
            made.secrets = secrets_of(
                board.found, board.applied, board.register, numbered, board.state.request
            )
            made.redactor = Redactor(board.applied, made.secrets, numbered)
            made.places = places_of(board.found.ledger, made.redactor)
        return released((record,), made.redactor, made.places or {}, {})[0]

    def release(self) -> tuple[Release, tuple[str, ...]] | None:
        """The whole answer as it would leave now and what its letter lacks; nothing without a register."""
        board, made = self.board, self._made
        if board.register is None:
            return None
        if made.release is None:
            made.release, _, made.missing = prepare(
                board.state, board.found, board.applied, board.register, date.today()
            )
        return made.release, made.missing

    def blockers(self) -> tuple[Blocker, ...]:
        """Everything that stands in the way of an answer now."""
        board, made = self.board, self._made
        if made.blockers is None:
            lacking = blanks(board.state, board.found, board.applied, board.register)
            lawyers = board.register.lawyers if board.register else ()
            made.blockers = blockers(board.state, board.found, board.applied, lacking, lawyers, board.near)
        return made.blockers
