"""What somebody weighed before a rule of law was used: the answers, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Assessment:
    """The test of one exemption, kept beside what it was used on.

    `target` is a record's content digest, a finding's or person's id, or empty for the whole request.
    `answers` are by the keys of `dsar.law.exemptions.ANSWERS`.
    """

    ground: str
    target: str
    answers: Mapping[str, str] = field(repr=False)
    by: str = ""
    at: str = ""
