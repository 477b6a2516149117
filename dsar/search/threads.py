"""Whole conversations: what belongs to a ticket of the person's is pulled with it, wherever it stands.

Comments, notes and replies often lie in a file of their own and name nobody but whoever wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.ledger import Bucket
from dsar.plugins import extractor
from dsar.search.collect import extractor_for
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted
from dsar.search.work import PartResult, Task


def whole_threads(tasks: Sequence[Task], results: Sequence[PartResult]) -> list[Task]:
    """The tasks to do again so that conversations are pulled whole: those of the sources that hold any.

    Their results stand in place of the first ones, which they include. Empty where nothing found
    belongs to a conversation.
    """
    threads = _threads(results)
    if not threads or not tasks:
        return []
    sources = {result.line.source for result in results if _threads([result])} | _sharing(threads, tasks)
    known = tasks[0].wanted.identifiers
    wanted = Wanted(known, threads)
    ids = (try_identifier("customer", thread[-1], realm="thread") for thread in threads)
    first = tasks[0].sieve
    both = (*first.identifiers, *(one for one in ids if one))
    sieve, open_to_all = (Sieve(both, deep=first.deep, engine=first.engine) for _ in range(2))
    open_to_all.blind = True
    again: list[Task] = []
    for task in tasks:
        if task.part.source.name not in sources:
            continue
        beside, divided = _beside(task), task.known is not None and task.span is not None
        chosen = replace(task, wanted=wanted, sieve=open_to_all if beside else sieve, known=None)
        if not (beside or divided):
            again.append(chosen)
        elif task.span is None or not task.span.start:  # all of the part in one, however it was divided
            again.append(replace(chosen, span=None, stamp=None))
    return again


def _sharing(threads: Iterable[tuple[str, ...]], tasks: Sequence[Task]) -> set[str]:
    """Other sources that may hold more of a conversation: its id is a product's, whichever file says it."""
    names = {task.part.source.name for task in tasks}
    if all(thread[0].partition(":")[0] in names for thread in threads):
        return set()
    mapped = {
        name for name in {task.extractor for task in tasks} if name and hasattr(extractor(name), "mapping")
    }
    return {task.part.source.name for task in tasks if task.extractor in mapped}


def _beside(task: Task) -> bool:
    """Whether a sieve over the bytes of its pieces would miss what conversation they belong to."""
    if not task.extractor:
        return False
    made = extractor_for(task.extractor, task.part, task.directory)
    return made.beside or made.holds


def _threads(results: Sequence[PartResult]) -> dict[tuple[str, ...], Identifier]:
    """The conversations of what is in the case, each with an identifier that put it there."""
    found: dict[tuple[str, ...], Identifier] = {}
    for result in results:
        for outcome in result.outcomes:
            shown = [
                one.identifier for judged in outcome.kept for one in judged.matches if one.identifier.strong
            ]
            for judged in outcome.kept:
                own = [one.identifier for one in judged.matches if one.identifier.strong] or shown
                if judged.record.thread and judged.bucket is Bucket.ABOUT and own:
                    found.setdefault(judged.record.thread, own[0])
    return found
