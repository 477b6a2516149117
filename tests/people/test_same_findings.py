"""Cut, told apart and batched, detection finds what plain Presidio finds message by message."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from dsar.people import analyses as module
from dsar.people.analyses import Analyses
from dsar.people.segments import Segment
from dsar.people.sifted import RULES

from ..bench import people_speed

TEXTS = people_speed.threads(120)


@pytest.fixture(scope="module")
def compared() -> people_speed.Compared:
    """Both ways, run once."""
    return people_speed.compare(TEXTS)


def test_nothing_that_is_found_by_form_is_lost(compared: people_speed.Compared) -> None:
    assert compared.plain > 1_000
    assert {
        kind: n for (kind, _), n in compared.lost.items() if kind not in ("name", "organisation", "place")
    } == {}


def test_whatever_the_model_finds_only_in_whole_texts_has_a_reason(compared: people_speed.Compared) -> None:
    """What no rule names is lost to context: the model reads a paragraph without its neighbours."""
    reasons = Counter(reason for (_, reason), n in compared.lost.items() for _ in range(n))
    assert set(reasons) <= {*people_speed.WHY, *RULES}
    assert reasons["context"] < 0.004 * compared.plain


def test_the_comparison_notices_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: every stretch loses its second half."""

    def shorter(text: str) -> list[Segment]:
        return [Segment(text[: len(text) // 2], ((0, 0),))]

    monkeypatch.setattr(people_speed, "segments", shorter)
    assert people_speed.compare(TEXTS[:20]).lost


class Broken(Executor):
    """An executor whose processes have died."""

    def submit(self, *_: object, **__: object) -> Future[None]:  # type: ignore[override]
        raise BrokenProcessPool("died")


def test_processes_find_the_same_and_so_does_a_pool_that_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 40)
    alone = [Analyses().spans(text) for text in TEXTS[:30]]
    with ProcessPoolExecutor(2) as pool:
        for executor in (pool, Broken()):
            analyses = Analyses("", executor)
            analyses.learn(TEXTS[:30])
            assert [analyses.spans(text) for text in TEXTS[:30]] == alone
