"""find: one person's records out of the sources, into a case."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from dsar.case.case import Case
from dsar.case.found import Found
from dsar.case.snapshots import file_hash
from dsar.errors import NOTHING_FOUND, READ_IN_PART, UsageError
from dsar.executors import Inline, run_alone, was_lost
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine, Searched
from dsar.model.progress import OnProgress, Progress, silent
from dsar.model.records import Gap, Locator
from dsar.model.register import Register
from dsar.model.sources import Directory, Part, Source
from dsar.people.detect import names_are_detected, people_of
from dsar.people.minted import Minted
from dsar.reading.patterns import available
from dsar.search import content
from dsar.search.collect import PartResult, Task, read_part, unread
from dsar.search.detecting import HEAD, detect
from dsar.search.links import directory_of, expanded, traced
from dsar.search.merge import merge
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted


@dataclass(frozen=True, slots=True)
class FindReport:
    """What a search came to: the case and what it pulled. `status` is the exit status it means."""

    case: str
    folder: Path
    found: Found

    @property
    def status(self) -> int:
        """0, 5 where nothing was found, 6 where some sources were read in part (6 wins)."""
        if self.found.gaps:
            return READ_IN_PART
        return 0 if self.found.kept else NOTHING_FOUND


def find(
    case: Case,
    sources: Sequence[Source],
    identifiers: Iterable[Identifier] = (),
    *,
    register: Register | None = None,
    records_only: bool = False,
    deep: bool = True,
    hashed: bool = False,
    model: str = "",
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> FindReport:
    """Search `sources` for the case's subject and keep what is found as a new snapshot.

    `identifiers` are added to those that the case knows. Searching twice changes nothing;
    decisions stay with the records and findings that they were made about. `records_only` leaves
    the detection of other people to the next search. Without `deep` what encodings inside encodings
    hide is not looked for; `hashed` keeps the SHA-256 of every file. `model` is the setting `[people] model`.

    Raises `UsageError` without an identifier or source or for a model that cannot be used,
    `DsarError` where a ledger does not balance.
    """
    state = case.state()
    added = [one for one in dict.fromkeys(identifiers) if one not in state.identifiers]
    wanted = (*state.identifiers, *added)
    if not wanted:
        raise UsageError("there is nobody to look for", hint="give --email, --phone, --id or --name")
    if not sources:
        raise UsageError("there is nowhere to look", hint="give --source PATH, or write a dsar.toml")
    names_are_detected(model)  # a model that cannot be used is an error before hours of search, not after
    found, directory = search(
        sources, wanted, deep=deep, hashed=hashed, executor=executor, on_progress=on_progress
    )
    if added:
        case.identify(added)
    minted: list[tuple[str, Sequence[str]]] = []
    if not records_only:
        found, minted = _with_people(case, found, directory, register, model, executor, on_progress)
    case.pulled(found, minted)
    return FindReport(case.ref, case.folder, found)


def search(
    sources: Sequence[Source],
    identifiers: Sequence[Identifier],
    *,
    deep: bool = True,
    hashed: bool = False,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> tuple[Found, Directory]:
    """Search without a case: what is found, and who is who in the sources' directories."""
    parts: list[tuple[Part, str]] = []
    results: list[PartResult] = []
    for source in sources:
        for one in content.files_of(source):
            if isinstance(one, Gap):
                results.append(unread(LedgerLine(source.name, files=1), one))
            else:
                parts.append((one, source.extractor or _format_of(one)))
    directory = directory_of(parts)
    known = expanded(identifiers, directory)
    wanted, sieve = Wanted(known), Sieve(traced(known, directory), deep=deep)
    tasks = [Task(part, name, wanted, sieve, directory) for part, name in parts]
    results += _run(tasks, executor or Inline(), on_progress)
    found = merge(sources, results, known)
    files = tuple(_searched(part, name, hashed) for part, name in parts)
    return replace(found, files=files, deep=deep, engine=available()), directory


def _searched(part: Part, name: str, hashed: bool) -> Searched:
    path = part.path or Path()
    try:
        stat = path.stat()
        digest = file_hash(path) if hashed else ""
        return Searched(
            part.source.name, part.file, str(path.absolute()), stat.st_size, stat.st_mtime_ns, digest, name
        )
    except OSError:  # gone since: its gap says so
        return Searched(part.source.name, part.file, str(path.absolute()), 0, 0, "", name)


def _format_of(part: Part) -> str:
    try:
        with content.opened(part) as buffer:
            return detect(buffer[:HEAD], part.name)
    except (OSError, content.Changed):
        return ""


def _run(tasks: Sequence[Task], executor: Executor, on_progress: OnProgress) -> list[PartResult]:
    sizes = [content.size_of(task.part) for task in tasks]
    done, total = 0, sum(sizes)
    futures = {}
    results = []
    for task, size in zip(tasks, sizes, strict=True):
        try:
            futures[executor.submit(read_part, task)] = task, size
        except BrokenExecutor:  # its workers died over an earlier part
            results.append(_again(task))
            done += size
    for future in as_completed(futures):
        task, size = futures[future]
        error = future.exception()
        lost = error is not None and was_lost(error)
        results.append(_again(task) if lost else future.result())
        done += size
        on_progress(Progress("search", done, total))
    return results


def _again(task: Task) -> PartResult:
    """A part whose worker died, in a process of its own; a gap where it dies once more."""
    result = run_alone(read_part, task)
    if result is not None:
        return result
    size = content.size_of(task.part)
    gap = Gap(
        task.part.source.name, Locator(task.part.file, 0, size), "crashed", "the process that read it died"
    )
    return unread(LedgerLine(task.part.source.name, files=1, bytes=size), gap)


def _with_people(
    case: Case,
    found: Found,
    directory: Directory,
    register: Register | None,
    model: str,
    executor: Executor | None,
    on_progress: OnProgress,
) -> tuple[Found, list[tuple[str, Sequence[str]]]]:
    state = case.state()
    people = people_of(
        tuple(found.records(Bucket.ABOUT, Bucket.CANDIDATE)),
        subject=found.identifiers,
        links=directory.links,
        register=register,
        minted=[Minted(person, digests) for person, digests in state.minted.items()],
        salt=state.salt,
        model=model,
        executor=executor,
        on_progress=lambda done, total: on_progress(Progress("people", done, total)),
    )
    complete = replace(
        found,
        persons=people.persons,
        findings=people.findings,
        detected=True,
        names_detected=names_are_detected(model),
    )
    # The order of minting becomes the numbers that labels show: it must say nothing about anybody.
    shuffled = sorted(people.minted, key=lambda one: hmac.digest(state.salt, one.id.encode(), "sha256"))
    return complete, [(one.id, one.digests) for one in shuffled]
