"""index: build the blind index of the sources, say what it covers, remove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from pathlib import Path

from dsar.errors import UsageError
from dsar.executors import Inline, expect, run_alone, was_lost
from dsar.model.identifiers import Identifier
from dsar.model.progress import OnProgress, Progress, silent
from dsar.model.records import Gap
from dsar.model.sources import Directory, Part, Source
from dsar.reading.cuts import Span
from dsar.search import content
from dsar.search.detecting import format_of
from dsar.search.index import Entry, Index, create, drop, load
from dsar.search.indexing import FileIndex, Indexed, IndexTask, index_part, joined
from dsar.search.links import directory_of
from dsar.search.looking import is_covered
from dsar.search.sieve import Sieve
from dsar.search.spans import spans_of
from dsar.search.work import own_version

__all__ = ["Index", "IndexReport", "build", "drop_index", "load_index", "not_covered", "status"]

BATCH_BYTES = 64 * 2**20
BATCH_FILES = 500
"""How much is read before it is written down: what a stopped build has to do again."""

RANGES = 8
RATE = 10_000_000
"""Into how many parts a large file is shared out; bytes that are read in a second, about."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an index holds: files, of those the ones that are always searched, pieces, bytes, own size."""

    files: int
    searched: int
    pieces: int
    bytes: int
    index_bytes: int
    added: int = 0


def shape() -> str:
    """What an index was built by: another version may read files otherwise."""
    return f"dsar-toolkit {own_version()}"


def build(
    folder: Path,
    sources: Sequence[Source],
    *,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> IndexReport:
    """Index what is new or changed in the sources, batch by batch: what was done counts when stopped.

    Raises `UsageError` for an index that cannot be used, and without the extra `index`.
    """
    from dsar.search.compacting import compact
    from dsar.search.postings import arrow

    arrow()
    if any(source.url for source in sources):
        raise UsageError("an index is built where the files are", hint="leave out sources with an address")
    index, parts = create(folder, shape()), list(_parts(sources))
    directory = directory_of([(part, part.source.extractor or format_of(part)) for part in parts])
    suffix = index.directory(directory)
    todo = [part for part in parts if not _is_current(index, part, suffix)]
    current, asked = {index.path_of(part) for part in parts}, {index.source_of(one) for one in sources}
    index.entries = {
        path: one for path, one in index.entries.items() if path in current or one.source not in asked
    }
    done, total = 0, sum(content.size_of(part) for part in todo)
    expect(executor, total / RATE)
    for batch in _batches(todo):
        written = _read(index, batch, directory, suffix, executor or Inline())
        index.add(written)
        done += sum(entry.size for _, entry, _ in written)
        on_progress(Progress("index", done, total))
    if not todo:
        index.save()
    compact(index)
    index.clean(whole=True)
    return report(index, added=len(todo))


def status(folder: Path) -> IndexReport:
    """What an index holds. Raises `UsageError` as `search.index.load` does."""
    return report(load(folder, shape()))


def _read(
    index: Index, batch: Sequence[Part], directory: Directory, suffix: str, executor: Executor
) -> list[tuple[Part, Entry, Indexed]]:
    """A batch of files as the index keeps them."""
    futures = []
    for part in batch:
        name, stat = part.source.extractor or format_of(part), _stat(part)
        shape = index.settings(part, suffix)
        identity = index.identity(part, shape, *stat)
        ranges = [None] if isinstance(executor, Inline) else _ranges(part, name, directory)
        tasks = [
            IndexTask(part, name, directory, index.key, index.folder, _called(identity, span), span)
            for span in ranges
        ]
        futures.append((part, name, shape, stat, [_submitted(executor, task) for task in tasks]))
    written = []
    for part, name, shape, (size, modified), reading in futures:
        made, source = (
            joined([_outcome(future, task) for future, task in reading]),
            index.source_of(part.source),
        )
        written.append((part, Entry(size, modified, shape, source, name, made.file), made))
    return written


def _called(identity: str, span: Span | None) -> str:
    return f"{identity}-{span.start}-{span.end}" if span else identity


def _ranges(part: Part, name: str, directory: Directory) -> list[Span | None]:
    """The spans of a large file that workers read side by side: few, because each cuts from the beginning."""
    spans = list(spans_of(part, name, Sieve(()), directory))
    together = -(-len(spans) // RANGES)
    found: list[Span | None] = []
    for at in range(0, len(spans), together):
        first, last = spans[at], spans[min(at + together, len(spans)) - 1]
        found.append(Span(first.start, last.end) if first and last else None)
    return found


def _submitted(executor: Executor, task: IndexTask) -> tuple[Future[Indexed] | None, IndexTask]:
    try:
        return executor.submit(index_part, task), task
    except BrokenExecutor:  # its workers died over an earlier file
        return None, task


def _outcome(future: Future[Indexed] | None, task: IndexTask) -> Indexed:
    """What a worker made of a file; where it died, a process of its own; where that dies, it is searched."""
    error = future.exception() if future else BrokenExecutor()
    if future and not (error and was_lost(error)):
        return future.result()
    return run_alone(index_part, task) or Indexed(FileIndex(search=True))


def drop_index(folder: Path) -> int:
    """Remove an index and its key; how many files went."""
    return drop(folder)


def not_covered(identifiers: Iterable[Identifier]) -> tuple[str, ...]:
    """The kinds of those identifiers that no index can be asked for, so that everything is searched."""
    return tuple(sorted({one.kind for one in identifiers if not is_covered(one)}))


def load_index(folder: Path) -> Index:
    """Open an index for a search. Raises `UsageError` as `search.index.load` does."""
    return load(folder, shape())


def report(index: Index, added: int = 0) -> IndexReport:
    """An index added up."""
    return IndexReport(
        files=len(index.entries),
        searched=sum(one.file.search for one in index.entries.values()),
        pieces=sum(one.file.pieces for one in index.entries.values()),
        bytes=sum(one.size for one in index.entries.values()),
        index_bytes=sum(path.stat().st_size for path in index.folder.iterdir()),
        added=added,
    )


def _parts(sources: Sequence[Source]) -> Iterator[Part]:
    for source in sources:
        yield from (one for one in content.files_of(source) if not isinstance(one, Gap))


def _is_current(index: Index, part: Part, suffix: str) -> bool:
    entry = index.entry(part)
    return entry is not None and entry.shape == index.settings(part, suffix)


def _stat(part: Part) -> tuple[int, int]:
    """Size and time before the file is read: a change while it is read makes the entry stale."""
    try:
        stat = part.path.stat() if part.path else None
    except OSError:
        stat = None
    return (stat.st_size, stat.st_mtime_ns) if stat else (-1, -1)


def _batches(parts: Sequence[Part]) -> Iterator[list[Part]]:
    batch: list[Part] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += content.size_of(part)
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
