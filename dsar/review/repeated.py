"""Text that stands word for word in several records: signatures, footers, quoted replies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from dsar.model.findings import Finding
from dsar.review.board import Board
from dsar.review.show import Stretch, stretches
from dsar.review.tally import Tally

LEAST = 3
"""Records in which a passage has to stand to count as repeated."""

_BREAK = re.compile(r"\n[ \t\r>]*\n")


@dataclass(slots=True)
class Repeated:
    """A repeated passage: the records it stands in, its findings there, and its first place."""

    records: set[str]
    findings: list[Finding] = field(repr=False)
    place: tuple[str, str, int, int]
    tally: Tally


def repeated(board: Board) -> list[Repeated]:
    """Repeated passages with findings in them, those with the most to decide first."""
    fit = [
        one for one in board.remembered("repeated", lambda: _groups(board)) if not one.records & board.covered
    ]
    for group in fit:
        group.tally = Tally()
        for one in group.findings:
            group.tally.add(board.state_of(one))
    return sorted(fit, key=lambda one: (-one.tally.open, -len(one.records), one.place))


def _groups(board: Board) -> list[Repeated]:
    groups: dict[str, Repeated] = {}
    for record in board.inside.values():
        inside: defaultdict[str, list[Finding]] = defaultdict(list)
        for one in board.by_record.get(record.id, ()):
            inside[one.field].append(one)
        for name, findings in inside.items():
            value = record.fields.get(name)
            if not isinstance(value, str):
                continue
            for start, end in _paragraphs(value):
                theirs = [one for one in findings if start <= one.start and one.end <= end]
                if theirs:
                    _add(groups, value[start:end], (record.id, name, start, end), theirs)
    return [one for one in groups.values() if len(one.records) >= LEAST]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a text stand."""
    at = 0
    for seen in _BREAK.finditer(text):
        yield at, seen.start()
        at = seen.end()
    yield at, len(text)


def _add(
    groups: dict[str, Repeated],
    text: str,
    place: tuple[str, str, int, int],
    findings: list[Finding],
) -> None:
    key = " ".join(text.replace(">", " ").split())
    group = groups.get(key)
    if group is None:
        group = groups[key] = Repeated(set(), [], place, Tally())
    group.records.add(place[0])
    group.findings += findings


def shown(board: Board, group: Repeated) -> list[Stretch]:
    """The passage as it stands in the first of its records, findings marked."""
    record, name, start, end = group.place
    found = board.record(record)
    text = str(found.fields[name]) if found else ""
    moved = [
        one for one in board.by_record[record] if one.field == name and start <= one.start and one.end <= end
    ]
    whole = list(stretches(board, text[:end], moved))
    return _from(whole, start)


def _from(parts: list[Stretch], start: int) -> list[Stretch]:
    """The stretches after the first `start` code points."""
    left = start
    out = []
    for one in parts:
        if one.covered:
            out.append(one)
        elif left >= len(one.text):
            left -= len(one.text)
        else:
            out.append(Stretch(one.text[left:], one.finding, one.state))
            left = 0
    return out
