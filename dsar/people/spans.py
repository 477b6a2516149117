"""Which of several spans in one place counts: the widest, and nothing that was found is lost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dsar.model.findings import Span
from dsar.people import lists

OWN = 0
"""The number of the subject among people: what is theirs is no finding."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span and whose it is: a person's number, or None for nobody known.

    `form` says that only its form speaks for it, and nothing known of anybody.
    """

    span: Span
    person: int | None = None
    form: bool = False


def settled(candidates: Iterable[Candidate], text: str) -> list[Candidate]:
    """Candidates of one text without overlaps, in order; the subject's own are gone.

    A wider span takes the whole of a narrower one. Where two only cross, the rest of the narrower
    stays found. What is the subject's own is taken out of hits by form, whatever their length,
    except that an address is one thing: somebody's `alice@…` is not the subject's because of `alice`.
    """
    taken = _Taken()
    for one in sorted(set(candidates), key=_rank):
        met = taken.met(one.span)
        if one.form and one.span.category == "url" and any(map(_own, met)):
            continue
        for rest in list(_rest(one, met, text)):
            taken.add(rest)
    return [one for one in taken.ordered if not _own(one)]


class _Taken:
    """Candidates without overlaps, in order, found by place."""

    def __init__(self) -> None:
        self.ordered: list[Candidate] = []
        self._starts: list[int] = []

    def met(self, span: Span) -> list[Candidate]:
        """Those that share a place with a span, in order."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        return [one for one in self.ordered[first:last] if one.span.end > span.start]

    def add(self, one: Candidate) -> None:
        """Take one that meets none."""
        at = bisect_left(self._starts, one.span.start)
        self._starts.insert(at, one.span.start)
        self.ordered.insert(at, one)


def _own(one: Candidate) -> bool:
    return one.person == OWN


def _rank(one: Candidate) -> tuple[object, ...]:
    """Order of precedence: the subject's addresses and numbers, then known people and addresses by
    width, the subject's names among them, then what only its form speaks for, organisations and
    places last.
    """
    span = one.span
    first = _own(one) and span.category in ("email", "phone", "id")
    last = one.form and span.category != "email"
    tier = 0 if first else 2 if last else 1
    if one.form and span.category in ("organisation", "place"):
        tier = 3
    known = 0 if _own(one) else 1 if one.person is not None else 2
    return (
        tier,
        span.start - span.end,
        known,
        -span.score,
        span.start,
        span.category,
        span.detector,
        one.person or 0,
    )


def _rest(one: Candidate, taken: list[Candidate], text: str) -> Iterator[Candidate]:
    """What of a candidate no other covers, where that holds a letter or digit."""
    at, end = one.span.start, one.span.end
    if any(_own(other) and other.span.category == one.span.category == "email" for other in taken):
        return
    for other in taken:
        if other.span.start > at:
            yield from _piece(one, at, min(other.span.start, end), text)
        at = max(at, other.span.end)
    if at < end:
        yield from _piece(one, at, end, text)


def _piece(one: Candidate, start: int, end: int, text: str) -> Iterator[Candidate]:
    if (start, end) == (one.span.start, one.span.end):
        yield one
        return
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    piece = text[start:end]
    if (
        one.form
        and one.span.category == "name"
        and piece.islower()
        and not lists.listed() & set(piece.split())
    ):
        return  # what a model took for part of a name that is known better
    if end - start >= 2:
        yield replace(one, span=replace(one.span, start=start, end=end))
