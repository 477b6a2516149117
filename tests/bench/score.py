"""Precision, recall and F1 of found spans against marked ones: strictly, and where they meet at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Place = tuple[int, int]


@dataclass(slots=True)
class Tally:
    """Counts over any number of texts for one label."""

    gold: int = 0
    found: int = 0
    exact: int = 0
    met: int = 0
    right: int = 0
    covered: int = 0

    def add(self, gold: Iterable[Place], found: Iterable[Place], anything: Iterable[Place]) -> None:
        """One text: marked places, found ones of the label, and found ones of any kind."""
        gold, found, anything = list(gold), list(found), sorted(anything)
        self.gold += len(gold)
        self.found += len(found)
        self.exact += len(set(gold) & set(found))
        self.met += sum(any(_meet(one, other) for other in found) for one in gold)
        self.right += sum(any(_meet(one, other) for other in gold) for one in found)
        self.covered += sum(_covered(one, anything) for one in gold)

    @property
    def strict(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of spans that are the same."""
        return _rates(self.exact, self.found, self.exact, self.gold)

    @property
    def relaxed(self) -> tuple[float, float, float]:
        """Precision and recall of spans that share a place, and their F1."""
        return _rates(self.right, self.found, self.met, self.gold)


def _rates(right: int, found: int, met: int, gold: int) -> tuple[float, float, float]:
    precision = right / found if found else 1.0
    recall = met / gold if gold else 1.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _meet(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _covered(one: Place, anything: list[Place]) -> bool:
    """Whether nothing but signs of a marked place would stay readable."""
    at = one[0]
    for start, end in anything:
        if start <= at + 1 and end > at:
            at = end
    return at >= one[1]
