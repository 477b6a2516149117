"""The leak search: every written file opened again, and every hidden value looked for in it.

Independent of how things were hidden: it knows the values and the files, nothing else. What it
reports names file, place and form, never a value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsar.answer.needles import Needles
from dsar.answer.opened import Opened, Unread, files_of, name_text, open_file
from dsar.reading.forms import FORMS, readings

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
    needles = Needles(values, without=excluded)
    searched: dict[tuple[bytes, bool], str] = {}
    files = 0
    hits: list[Hit] = []
    listed = sorted(files_of(target), key=lambda one: one[0].lower().endswith(".zip"))
    for name, path in listed:
        files += 1
        named = list(_hits(needles, f"file {files}", Opened("", "file name", name_text(name))))
        hits += named
        shown = f"file {files}" if named else name
        for opened in open_file(path):
            if isinstance(opened, Opened):
                key = hashlib.blake2b(opened.text.encode("utf-8", "surrogatepass")).digest(), opened.sure
                if searched.setdefault(key, name) != name:
                    continue
            hits += _hits(needles, shown, opened)
        if on_file is not None:
            on_file(files, len(listed))
    known = set(range(len(values))) - set(needles.numbers) - excluded
    return LeakReport(
        len(needles.numbers), files, len(FORMS), tuple(hits), tuple(sorted(excluded)), tuple(sorted(known))
    )


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
