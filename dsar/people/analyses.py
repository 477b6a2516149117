"""Texts analysed once each: what stands in them by form, by the model, by lists and by place.

A text is cut into stretches, each different one is analysed once, and what an earlier search knows of a
stretch is not analysed again (`dsar.people.remembered`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor

from dsar.model.findings import Span
from dsar.people import given, models, phrases
from dsar.people.alone import supported
from dsar.people.engine import engine
from dsar.people.remembered import Remembered
from dsar.people.segments import Segment, segments
from dsar.people.sifted import outside

CHUNK = 1000
"""Stretches that one worker takes at a time; fewer are not worth a worker's start."""


def analysed(model: str, texts: tuple[str, ...], machine: bool) -> tuple[tuple[Span, ...], ...]:
    """What counts in each text, wherever this runs; whether the model can be used was asked before."""
    return tuple(engine(model).spans(texts, machine=machine))


class Analyses:
    """Texts analysed once each, however often their segments occur.

    Lives as long as one search: what it knows is personal data.
    """

    def __init__(
        self, model: str = "", executor: Executor | None = None, remembered: Remembered | None = None
    ) -> None:
        """`model` is the setting that `dsar.people.models` reads; `executor` runs what is much.

        Threads are not used: the pipeline belongs to one of them at a time. `remembered` is what an
        earlier search knows, and learns what this one does.
        """
        self._remembered = remembered
        self._model = model
        self._reads = bool(models.chosen(model).place)
        self._executor = None if isinstance(executor, ThreadPoolExecutor) else executor
        self._known: dict[tuple[str, bool], tuple[Span, ...]] = {}
        self._whole: dict[tuple[str, bool], list[Span]] = {}

    def learn(self, texts: Iterable[str], *, machine: bool = False) -> None:
        """Analyse what texts hold that was not met before, all at once: much faster than one by one."""
        new: dict[str, None] = {}
        for text in texts:
            for segment in segments(text):
                if (segment.text, machine) not in self._known:
                    new[segment.text] = None
        ordered = [text for text in new if not self._recalled(text, machine)]
        chunks = [tuple(ordered[at : at + CHUNK]) for at in range(0, len(ordered), CHUNK)]
        for chunk, spans in zip(chunks, self._run(chunks, machine), strict=True):
            for text, found in zip(chunk, spans, strict=True):
                self._known[text, machine] = found
                if self._remembered is not None:
                    self._remembered.keep(text, machine, found)

    def _recalled(self, text: str, machine: bool) -> bool:
        """Whether an earlier search knows a stretch; it is known here then."""
        found = self._remembered.spans(text, machine) if self._remembered is not None else None
        if found is not None:
            self._known[text, machine] = found
        return found is not None

    def _run(
        self, chunks: Sequence[tuple[str, ...]], machine: bool
    ) -> Iterable[tuple[tuple[Span, ...], ...]]:
        """Every chunk analysed, by the executor where that is worth it and it still works."""
        if self._executor is not None and len(chunks) > 1:
            try:
                futures = [self._executor.submit(analysed, self._model, one, machine) for one in chunks]
                return [one.result() for one in futures]
            except BrokenExecutor:
                self._executor = None
        return [analysed(self._model, one, machine) for one in chunks]

    def spans(self, text: str, *, machine: bool = False) -> list[Span]:
        """Spans in a whole text, in its own offsets, sorted; those that overlap are all here."""
        if (text, machine) not in self._whole:
            self.learn((text,), machine=machine)
            found = set() if machine else {*phrases.named(text), *given.names_of_lists(text)}
            for segment in segments(text):
                found.update(self._moved(segment, machine))
            if self._reads:
                found = supported(text, found)
            self._whole[text, machine] = sorted(outside(found))
        return self._whole[text, machine]

    def _moved(self, segment: Segment, machine: bool) -> Iterable[Span]:
        return (segment.moved(span) for span in self._known[segment.text, machine])
