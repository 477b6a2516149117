"""What happened to a request, day by day: all that the clock and the periods of keeping count from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PAIRS = {
    "id_requested": "id_received",
    "authority_requested": "authority_received",
    "fee_requested": "fee_paid",
    "clarification_requested": "clarification_received",
    "format_query": "format_reply",
    "marks_asked": "results_announced",
    "reporter_question": "reporter_informed",
}
"""What was asked, and the answer that belongs to it: the n-th answer answers the n-th question."""

CLOCK = (*PAIRS, *PAIRS.values(), "extension_notified", "answered", "reopened")
"""Events that the time limit looks at (`reference/law.md` 3.4)."""

FACTS = ("service_ended", "accounting_period_ended", "hold_began", "hold_ended")
"""Days that retention counts from and no record says (`reference/law.md` 12.3)."""

KINDS = (*CLOCK, *FACTS, "note")


@dataclass(frozen=True, slots=True)
class Event:
    """One event and the day of it, in the office's local time. `note` is why, or what was asked."""

    kind: str
    on: date
    note: str = ""
    by: str = ""

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return self.kind.replace("_", " ")
