"""find: one person's records out of the sources, into a case."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from dsar.case.case import Case
from dsar.case.database import prepare
from dsar.case.found import Found
from dsar.case.snapshots import file_hash
from dsar.errors import NOTHING_FOUND, READ_IN_PART, UsageError
from dsar.executors import Inline
from dsar.model.identifiers import Identifier
from dsar.model.ledger import LedgerLine, Searched
from dsar.model.progress import OnProgress, silent
from dsar.model.records import Gap
from dsar.model.register import Register
from dsar.model.sources import Directory, Part, Source
from dsar.plugins import EXTRACTORS, origin
from dsar.reading.patterns import available
from dsar.search import content
from dsar.search.detecting import format_of
from dsar.search.links import directory_of, expanded, traced
from dsar.search.merge import merge
from dsar.search.remote import brought_here, shown
from dsar.search.sharing import tasks_of
from dsar.search.sieve import Sieve
from dsar.search.unfinished import Unfinished, same_search
from dsar.search.wanted import Wanted
from dsar.search.work import own_version, unread
from dsar.steps.running import Work, run_whole

if TYPE_CHECKING:
    from dsar.search.index import Index


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
    index: Index | None = None,
    model: str = "",
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> FindReport:
    """Search `sources` for the case's subject and keep what is found as a new snapshot.

    `identifiers` are added to those that the case knows. Searching twice changes nothing;
    decisions stay with the records and findings that they were made about. `records_only` leaves
    the detection of other people to the next search. Without `deep` what encodings inside encodings
    hide is not looked for; `hashed` keeps the SHA-256 of every file. `index` spares searching files
    that are as it knows them (with `deep`). `model` is the setting `[people] model`.

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
    if not records_only:
        from dsar.steps.persons import check, with_people  # much to load, and of no use to the others

        check(model)  # a model that cannot be used is an error before hours of search, not after
    folder = case.folder / "unfinished"
    way: dict[str, Any] = {"deep": deep, "hashed": hashed, "meanwhile": prepare}
    found, directory = search(
        sources, wanted, **way, index=index, unfinished=folder, executor=executor, on_progress=on_progress
    )
    if added:
        case.identify(added)
    if records_only:
        case.pulled(replace(found, analysed=case.analysed()), (), tools_of(found))
    else:
        found, minted = with_people(case, found, directory, register, model, executor, on_progress)
        case.pulled(found, minted, tools_of(found))
    rmtree(folder, ignore_errors=True)
    return FindReport(case.ref, case.folder, found)


def tools_of(found: Found) -> dict[str, str]:
    """The versions that a search ran with: of this program, of Python, of the package of each reader."""
    readers = sorted({one.extractor for one in found.files if one.extractor})
    told = {name: origin(EXTRACTORS, name) for name in readers}
    return {
        "program": own_version(),
        "python": ".".join(map(str, sys.version_info[:3])),
        **{f"reader {n}": v for n, v in told.items()},
    }


def search(
    sources: Sequence[Source],
    identifiers: Sequence[Identifier],
    *,
    deep: bool = True,
    hashed: bool = False,
    index: Index | None = None,
    unfinished: Path | None = None,
    executor: Executor | None = None,
    meanwhile: Callable[[], None] | None = None,
    on_progress: OnProgress = silent,
) -> tuple[Found, Directory]:
    """Search without a case: what is found, and who is who in the sources' directories.

    `unfinished` is a folder in which results are kept while it runs: stopped and begun again with the
    same sources and identifiers, it goes on. Whoever asks for that removes the folder in the end.
    `meanwhile` is called once, while workers search.
    """
    with brought_here(sources) as (here, missing):
        return _search(
            here, missing, identifiers, deep, hashed, index, unfinished, executor, meanwhile, on_progress
        )


def _search(
    sources: Sequence[Source],
    missing: Sequence[Gap],
    identifiers: Sequence[Identifier],
    deep: bool,
    hashed: bool,
    index: Index | None,
    unfinished: Path | None,
    executor: Executor | None,
    meanwhile: Callable[[], None] | None,
    on_progress: OnProgress,
) -> tuple[Found, Directory]:
    parts: list[tuple[Part, str]] = []
    leading: list[tuple[Part, str]] = []
    results = [unread(LedgerLine(gap.source, files=1), gap) for gap in missing]
    for source in sources:
        for one in content.files_of(source):
            if isinstance(one, Gap):
                results.append(unread(LedgerLine(source.name, files=1), one))
            else:
                entry = index.entry(one) if index else None
                name = entry.extractor if entry else source.extractor or format_of(one)
                parts.append((one, name))
                if entry is None or entry.file.links:
                    leading.append((one, name))
    directory = directory_of(leading, tuple(identifiers))
    known = expanded(identifiers, directory)
    wanted, sieve = Wanted(known), Sieve(traced(known, directory), deep=deep)
    in_index = index.known([part for part, _ in parts], known, directory) if index and deep else {}
    tasks = tasks_of(parts, wanted, sieve, directory, in_index)
    work = Work(
        sum(content.size_of(part) for part, _ in parts),
        sum(content.size_of(part) for n, (part, _) in enumerate(parts) if n not in in_index),
        deep,
    )
    kept = Unfinished(unfinished, same_search(wanted, sieve, directory)) if unfinished else None
    results += run_whole(tasks, work, executor or Inline(), kept, meanwhile, on_progress)
    found = merge(sources, results, known)
    files = tuple(_searched(part, name, hashed) for part, name in parts)
    return replace(found, files=files, deep=deep, engine=available()), directory


def _searched(part: Part, name: str, hashed: bool) -> Searched:
    path, source = part.path or Path(), part.source
    # Of what lies elsewhere the copy is gone when the certificate is made: it is hashed now.
    place = f"{shown(source.url).rstrip('/')}/{part.file}" if source.url else str(path.absolute())
    try:
        stat = path.stat()
        digest = file_hash(path) if hashed or source.url else ""
        return Searched(source.name, part.file, place, stat.st_size, stat.st_mtime_ns, digest, name)
    except OSError:  # gone since: its gap says so
        return Searched(source.name, part.file, place, 0, 0, "", name)
