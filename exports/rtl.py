"""Hebrew and Arabic for a page that is set from left to right: letters joined, runs turned round.

Enough for names and addresses, which stand on one line: a run never breaks, and one that is longer
than `LONGEST` is not turned (`turnable` says so before anything is printed).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LONGEST = 60
"""Characters of a run that is set on one line."""

_RUN = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+(?:[ 0-9.,'\"/-]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+)*"
)
_NUMBER = re.compile(r"[0-9\u0660-\u0669][0-9\u0660-\u0669.,/-]*")
_FORMS = ("isolated", "final", "initial", "medial")
_LAM, _ALEFS = "\u0644", "\u0622\u0623\u0625\u0627"


def visual(text: str) -> str:
    """A text with its right-to-left runs shaped, and in the order in which they are seen."""
    return _RUN.sub(lambda run: _turned(_joined(run[0])).replace(" ", "\u00a0"), text)


def turnable(text: str) -> bool:
    """Whether every run of a text is short enough for one line."""
    return all(len(run[0]) <= LONGEST for run in _RUN.finditer(text))


def has_runs(text: str) -> bool:
    """Whether there is anything to turn."""
    return _RUN.search(text) is not None


@cache
def _shapes() -> dict[str, dict[str, str]]:
    """For each Arabic letter its forms, from the compatibility characters of Unicode."""
    shapes: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)):
        form, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        name = form.strip("<>")
        if name in _FORMS:
            spelled = "".join(chr(int(one, 16)) for one in letters.split())
            shapes.setdefault(spelled, {}).setdefault(name, chr(code))
    return shapes


def _joined(run: str) -> str:
    """Letters in the form that their neighbours ask for; lam and alef as one."""
    shapes = _shapes()
    run = re.sub(f"{_LAM}([{_ALEFS}])", lambda pair: f"\u0000{pair[1]}", run)
    units = [f"{_LAM}{run[n + 1]}" if char == "\u0000" else char for n, char in enumerate(run)
             if n == 0 or run[n - 1] != "\u0000"]  # fmt: skip
    letters = [n for n, unit in enumerate(units) if not all(map(unicodedata.combining, unit))]
    out = list(units)
    for at, n in enumerate(letters):
        own = shapes.get(units[n], {})
        before = shapes.get(units[letters[at - 1]], {}) if at else {}
        after = shapes.get(units[letters[at + 1]], {}) if at + 1 < len(letters) else {}
        joins_before = "initial" in before and "final" in own
        joins_after = "initial" in own and "final" in after
        form = _FORMS[2 * joins_after + joins_before]
        out[n] = own.get(form) or own.get("isolated") or units[n]
    return "".join(out)


def _turned(run: str) -> str:
    """A run from its last character to its first; numbers and marks keep their own order."""
    clusters: list[str] = []
    at = 0
    while at < len(run):
        number = _NUMBER.match(run, at)
        if number:
            clusters.append(number[0])
        elif clusters and unicodedata.combining(run[at]):
            clusters[-1] += run[at]
            at += 1
            continue
        else:
            clusters.append(run[at])
        at += len(clusters[-1])
    return "".join(reversed(clusters))
