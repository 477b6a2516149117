"""A search's tasks run by workers: what was done before is not done again, a worker that dies is no loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import dataclass

from dsar.executors import expect, run_alone, was_lost
from dsar.model.ledger import LedgerLine
from dsar.model.progress import OnProgress, Progress
from dsar.model.records import Gap, Locator
from dsar.reading.cuts import Span
from dsar.search import content
from dsar.search.collect import read_part
from dsar.search.threads import whole_threads
from dsar.search.unfinished import Unfinished, key_of
from dsar.search.work import PartResult, Task, unread

_RATE, _DEEP_RATE = 400e6, 10e6
"""Bytes a second that one process searches, without the deep tier and with it (tests/bench/RESULTS.md)."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much there is to do: bytes in all, and those that have to be searched through."""

    bytes: int
    unknown: int
    deep: bool

    @property
    def seconds(self) -> float:
        """About how long it takes."""
        return self.unknown / (_DEEP_RATE if self.deep else _RATE)


def run_whole(
    tasks: Iterable[Task],
    work: Work,
    executor: Executor,
    kept: Unfinished | None,
    meanwhile: Callable[[], None] | None,
    on_progress: OnProgress,
) -> list[PartResult]:
    """Every task done, and those of sources once more that hold conversations of what was found.

    Each is handed on as soon as it comes: where a large file is divided by going through it, workers do
    not wait for that. `kept` holds what an earlier run did; `meanwhile` is called once while workers search.
    """
    given: list[Task] = []
    first = _run(_noted(tasks, given), work, executor, kept, meanwhile, on_progress)
    more = whole_threads(given, first)
    again = {task.part.source.name for task in more}
    second = _run(more, _work_in(more), executor, None, None, on_progress) if more else []
    return [*(one for one in first if one.line.source not in again), *second]


def _noted(tasks: Iterable[Task], given: list[Task]) -> Iterator[Task]:
    for task in tasks:
        given.append(task)
        yield task


def _run(
    tasks: Iterable[Task],
    work: Work,
    executor: Executor,
    kept: Unfinished | None,
    meanwhile: Callable[[], None] | None,
    on_progress: OnProgress,
) -> list[PartResult]:
    done = 0
    earlier = kept.known() if kept else {}
    results: list[PartResult] = []
    expect(executor, work.seconds)
    futures: dict[Future[PartResult], tuple[Task, int]] = {}

    def take(task: Task, size: int, result: PartResult) -> None:
        nonlocal done
        results.append(result)
        done += size
        if kept:
            kept.keep(task, result)
        on_progress(Progress("search", done, work.bytes))

    complete = False
    try:
        for task in tasks:
            size = _size(task)
            if earlier and (result := earlier.get(key_of(task))) is not None:
                results.append(result)
                done += size
                continue
            try:
                future = executor.submit(read_part, task)
            except BrokenExecutor:  # its workers died over an earlier part
                take(task, size, _again(task))
                continue
            if future.done():
                take(task, size, _outcome(future, task))
            else:
                futures[future] = task, size
        if futures and meanwhile:
            meanwhile()
        for future in as_completed(futures):
            take(*futures[future], _outcome(future, futures[future][0]))
        complete = True
    finally:
        if kept and not complete:  # stopped: what is done counts
            kept.write()
    return results


def _size(task: Task) -> int:
    return task.span.end - task.span.start if task.span else content.size_of(task.part)


def _work_in(tasks: Sequence[Task]) -> Work:
    every = sum(map(_size, tasks))
    return Work(every, sum(_size(task) for task in tasks if task.known is None), tasks[0].sieve.deep)


def _outcome(future: Future[PartResult], task: Task) -> PartResult:
    error = future.exception()
    return _again(task) if error is not None and was_lost(error) else future.result()


def _again(task: Task) -> PartResult:
    """A part whose worker died, in a process of its own; a gap where it dies once more."""
    result = run_alone(read_part, task)
    if result is not None:
        return result
    source, span = task.part.source.name, task.span or Span(0, content.size_of(task.part))
    place = Locator(task.part.file, span.start, span.end - span.start)
    gap = Gap(source, place, "crashed", "the process that read it died")
    return unread(LedgerLine(source, files=int(span.start == 0), bytes=place.length), gap)
