"""What detectors missed: a random sample of text without findings, and places that look suspicious.

A queue made of findings can never show what was not found. The sample is drawn from the text that
would leave; each answer is journalled, and from the answers follows a bound on what is still missed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dsar.case.state import State
from dsar.model.decisions import Action, On, Wish
from dsar.model.findings import Standing
from dsar.model.records import Record, typed
from dsar.review.board import Board
from dsar.review.show import title_of, visible, where_of

TARGET, CLEAN, MISSED = "sample", "clean", "missed"
SIZE = 10
"""Passages on one page of the sample."""

ENOUGH = 300
"""Clean passages after which fewer than 1 % are missed, with 95 % confidence."""

_SENTENCE = re.compile(r"[^\s>](?:[^\n.!?]|[.!?](?!\s|$))*[.!?]?", re.MULTILINE)
_SHORTEST = 12
"""Signs below which a sentence says too little to be looked at by itself."""

_REFERENCES = ("message_id", "in_reply_to", "references")
"""Fields that hold numbers of messages, which are written like addresses."""

_WORD = re.compile(r"[^\W\d_]{4}")
_PAIR = re.compile(r"\b[A-Z][a-z]{1,20}(?: [A-Z]\.)? [A-Z][a-z]{1,20}\b")
_NO_NAME = re.compile(
    r"(?:On|Hi|Dear|Hello|Kind|Best|Many|The|This|That|Please|Thank|Thanks|Our|Your|If|In|At|For|To|From|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|"
    r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{2,4}"
)
"""How something begins that is written like a name or a number and is a greeting or a date."""

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d ()-]{8,}\d")


_Place = tuple[str, Record, str, int, int]
"""A sentence: its place as the journal keeps it, the record, the field, where it begins and ends."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence without findings: its place, and its text to look at."""

    place: str
    record: str
    title: str
    where: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """What the sample says so far: how many were looked at, how many held a miss, the bound."""

    looked: int
    misses: int

    @property
    def bound(self) -> float:
        """The share that may still be missed, at most, with 95 % confidence (Clopper-Pearson)."""
        return upper_bound(self.misses, self.looked)


def result(state: State) -> Result:
    """The sample's answers in the journal."""
    clean, missed = _answers(state, CLEAN), _answers(state, MISSED)
    return Result(len(clean | missed), len(missed))


def _answers(state: State, ground: str) -> set[str]:
    return {
        place
        for one in state.decisions
        if one.on is On.CASE and one.target == TARGET and one.ground == ground
        for place in one.scope
    }


def upper_bound(misses: int, looked: int) -> float:
    """The largest share of misses that a sample leaves possible at 95 %; 1.0 for no sample."""
    if looked <= misses:
        return 1.0
    low, high = misses / looked, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(misses, looked, middle) > 0.05:
            low = middle
        else:
            high = middle
    return high


def _at_most(misses: int, looked: int, share: float) -> float:
    """The chance of no more than `misses` in `looked` where `share` of all are misses."""
    term = (1 - share) ** looked
    total = term
    for n in range(misses):
        term *= (looked - n) / (n + 1) * share / (1 - share) if share < 1 else 0.0
        total += term
    return total


def draw(board: Board, size: int = SIZE) -> list[Passage]:
    """The next passages to look at; the same until they are answered."""
    seen = _answers(board.state, CLEAN) | _answers(board.state, MISSED)
    places = [one for one in _places(board) if one[0] not in seen]
    chance = random.Random(board.state.salt + str(len(seen)).encode())
    chosen = chance.sample(places, min(size, len(places)))
    return [
        Passage(
            place, record.id, title_of(record), where_of(record),
            visible(typed(record.fields[name])[1][start:end]),
        )
        for place, record, name, start, end in chosen
    ]  # fmt: skip


def _places(board: Board) -> list[_Place]:
    """Every sentence of the answer that holds no finding, but for what a lawyer reads first."""
    every = board.remembered("sentences", lambda: list(_sentences(board)))
    return [one for one in every if one[1].id not in board.covered]


def _sentences(board: Board) -> Iterator[_Place]:
    for record in board.inside.values():
        taken: dict[str, list[tuple[int, int]]] = {}
        for one in board.by_record.get(record.id, ()):
            taken.setdefault(one.field, []).append((one.start, one.end))
        for name, value in record.fields.items():
            if not isinstance(value, str) or name.startswith("header.") or name in _REFERENCES:
                continue
            spans = sorted(taken.get(name, ()))
            at, reach = 0, 0
            for seen in _SENTENCE.finditer(value):
                start, end = seen.span()
                if end - start < _SHORTEST or not _WORD.search(value, start, end):
                    continue
                while at < len(spans) and spans[at][0] < end:
                    reach = max(reach, spans[at][1])
                    at += 1
                if reach <= start:
                    yield f"{record.digest[:16]}:{name}:{start}", record, name, start, end


def answers(clean: Sequence[str], missed: Sequence[str]) -> list[Wish]:
    """Wishes that journal what a reviewer said of passages."""
    said = ((CLEAN, clean), (MISSED, missed))
    return [
        Wish(On.CASE, TARGET, Action.ACKNOWLEDGE, ground, scope=tuple(places))
        for ground, places in said
        if places
    ]


def suspects(board: Board, most: int = 40) -> list[tuple[str, int]]:
    """Texts that look like people and are not among the findings, with how often they stand there."""
    known = {
        name.casefold()
        for person in board.persons.values()
        if person.standing is Standing.SUBJECT
        for name in person.names
    }
    seen: Counter[str] = Counter()
    for _, record, name, start, end in _places(board):
        text = typed(record.fields[name])[1][start:end]
        for pattern in (_PAIR, _ADDRESS):
            seen.update(hit.group() for hit in pattern.finditer(text) if not _NO_NAME.match(hit.group()))
    own = {one.raw.casefold() for one in board.found.identifiers} | {
        one.value.casefold() for one in board.found.identifiers
    }
    shared = {one.casefold() for one in (board.register.own_shared_addresses if board.register else ())}
    figures = {_figures(one)[-9:] for one in own if len(_figures(one)) > 8}
    listed = [
        (text, n)
        for text, n in seen.most_common()
        if text.casefold() not in known | own | shared and _figures(text)[-9:] not in figures
    ]
    return [(visible(text), n) for text, n in listed[:most]]


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def without_text(board: Board) -> list[Record]:
    """Attachments of the answer in which no text was found: only a person can look at them."""
    return [
        one
        for one in board.inside.values()
        if one.kind in ("attachment", "picture") and not any(name.endswith("text") for name in one.fields)
    ]
