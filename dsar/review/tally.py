"""How many passages are open, hidden and shown: of a record, a person, the whole case."""

from __future__ import annotations

from dataclasses import dataclass

from dsar.answer.apply import Verdict

OPEN, HIDDEN, SHOWN = "open", "hidden", "shown"


def state_of(verdict: Verdict) -> str:
    """One word for a verdict: `open` is undecided, and hidden all the same."""
    if not verdict.decided:
        return OPEN
    return HIDDEN if verdict.hidden else SHOWN


@dataclass(slots=True)
class Tally:
    """Counts of passages by state."""

    open: int = 0
    hidden: int = 0
    shown: int = 0

    @property
    def total(self) -> int:
        """All passages."""
        return self.open + self.hidden + self.shown

    @property
    def decided(self) -> int:
        """Passages that somebody decided."""
        return self.hidden + self.shown

    def add(self, state: str, by: int = 1) -> None:
        """Count a passage in, or out with -1."""
        match state:
            case "open":
                self.open += by
            case "hidden":
                self.hidden += by
            case _:
                self.shown += by
