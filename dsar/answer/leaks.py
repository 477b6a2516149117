"""The leak search: every written file opened again, and every hidden value looked for in it.

Independent of how things were hidden: it knows the values and the files, nothing else. What it
reports names file, place and form, never a value.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from dsar.answer.needles import Needles
from dsar.answer.opened import Opened, Unread, files_of, name_text, open_file
from dsar.executors import open_executor
from dsar.reading.forms import FORMS, readings

SHARED_FROM = 16 << 20
"""Bytes from which the files are shared out among processes."""

MOST_PROCESSES = 4

UNREAD = "unread"
"""The form of a hit that is a file which could not be opened, and so could not be searched."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A hidden value that is in a file: `value_number` is its place among the values, -1 for none.

    `form` is the name of a row of `FORMS`, or `unread`. A file whose own name holds a value is told
    by its number in the order of the search.
    """

    file: str
    where: str
    form: str
    value_number: int


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What was searched and found. Holds no value.

    `values` is how many were looked for, `excluded` the numbers of those that were not because an
    allowed text holds them, `unsearchable` of those that have no letter or digit.
    """

    values: int
    files: int
    forms: int
    hits: tuple[Hit, ...]
    excluded: tuple[int, ...] = ()
    unsearchable: tuple[int, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything was opened and nothing was found."""
        return not self.hits


def search(
    target: Path,
    values: Sequence[str],
    *,
    allowed: Iterable[str] = (),
    standing: Collection[int] = (),
    on_file: Callable[[int, int], None] | None = None,
) -> LeakReport:
    """Look for `values` in a file or in every file below a folder.

    `allowed` are texts that may stand (the register's, the subject's own, shown by decision): a
    value that stands within one is not looked for; an allowed text without capitals counts whatever
    the value's case, so that running text with "will" does not allow *Will*. `standing` are the
    numbers of values that templates say. A value is reported once for each text it stands in, and
    not again for an archive of the same texts. `on_file` is told how many files of how many are done.
    Raises nothing for what the files hold: what cannot be opened is a hit.
    """
    everything = Needles(values)
    excluded = set(standing)
    for text in allowed:
        excluded |= {seen.value for seen in everything.seen(text, any_case=text == text.casefold())}
    hunted = _Hunted(tuple(values), frozenset(excluded))
    listed = [_Task(n, name, path) for n, (name, path) in enumerate(_ordered(target), start=1)]
    first = [task for task in listed if not task.archive]
    done: list[_Done] = []
    known: frozenset[_Key] = frozenset()
    with open_executor(_spec(first)) as executor:
        for future in [executor.submit(_searched, hunted, task, known) for task in first]:
            done.append(future.result())
            if on_file is not None:
                on_file(len(done), len(listed))
    known = frozenset().union(*(one.keys for one in done))
    for task in listed[len(first) :]:
        done.append(_searched(hunted, task, known))
        if on_file is not None:
            on_file(len(done), len(listed))
    needles = Needles(values, without=excluded)
    lost = set(range(len(values))) - set(needles.numbers) - excluded
    hits = tuple(hit for one in done for hit in one.hits)
    return LeakReport(
        len(needles.numbers), len(listed), len(FORMS), hits, tuple(sorted(excluded)), tuple(sorted(lost))
    )


_Key = tuple[bytes, bool]
"""A text that was searched: its digest, and whether it is surely text."""


@dataclass(frozen=True, slots=True)
class _Hunted:
    values: tuple[str, ...] = field(repr=False)
    excluded: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Task:
    number: int
    name: str
    path: Path

    @property
    def archive(self) -> bool:
        return self.name.lower().endswith(".zip")


@dataclass(frozen=True, slots=True)
class _Done:
    hits: tuple[Hit, ...]
    keys: frozenset[_Key]


def _ordered(target: Path) -> list[tuple[str, Path]]:
    """Files, archives last: what stands in them is mostly known by then."""
    return sorted(files_of(target), key=lambda one: one[0].lower().endswith(".zip"))


def _spec(tasks: Sequence[_Task]) -> str:
    """Where the search runs: in processes of its own where there is enough to share out."""
    cores = min(os.cpu_count() or 1, len(tasks), MOST_PROCESSES)
    size = sum(task.path.stat().st_size for task in tasks if task.path.is_file())
    return f"processes:{cores}" if cores > 1 and size >= SHARED_FROM else "inline"


@lru_cache(maxsize=1)
def _needles(hunted: _Hunted) -> Needles:
    """Compiled once a process."""
    return Needles(hunted.values, without=hunted.excluded)


def _searched(hunted: _Hunted, task: _Task, known: frozenset[_Key]) -> _Done:
    """One file searched; texts that are known by their digest are not searched again."""
    needles = _needles(hunted)
    hits = list(_hits(needles, f"file {task.number}", Opened("", "file name", name_text(task.name))))
    shown = f"file {task.number}" if hits else task.name
    keys: set[_Key] = set()
    for opened in open_file(task.path):
        if isinstance(opened, Opened):
            key = hashlib.blake2b(opened.text.encode("utf-8", "surrogatepass")).digest(), opened.sure
            if key in known:
                continue
            keys.add(key)
        hits += _hits(needles, shown, opened)
    return _Done(tuple(hits), frozenset(keys))


def _hits(needles: Needles, file: str, opened: Opened | Unread) -> Iterator[Hit]:
    if isinstance(opened, Unread):
        yield Hit(file, f"{opened.where}: {opened.reason}".removeprefix(": "), UNREAD, -1)
        return
    told: set[int] = set()
    try:
        for read in readings(opened.text, opened.form, opened.sure):
            first = read.form == opened.form
            for seen in needles.seen(read.text, long_only=not read.sure):
                if seen.value in told:
                    continue
                told.add(seen.value)
                form = seen.how if first and opened.form == "plain" else read.form
                line = f"{'' if first else 'near '}line {seen.line}"
                yield Hit(file, ", ".join(filter(None, (opened.where, line))), form, seen.value)
    except OverflowError as error:
        yield Hit(file, f"{opened.where}: {error}".removeprefix(": "), UNREAD, -1)
