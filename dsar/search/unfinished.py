"""What a search had done when it was stopped: results of whole parts, kept in the case until it ends.

They hold what they found, so they lie where the case lies, readable by its owner alone. They count only
for the same search of the same files; anything else is thrown away.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dsar.case.files import private_folder, private_opener, put_in_place
from dsar.model.sources import Directory
from dsar.search import content
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted
from dsar.search.work import PartResult, Task, own_version

BYTES = 32 * 2**20
COUNT = 500
"""After how many bytes or parts results are written down."""

_TORN = (
    *(pickle.UnpicklingError, OSError, ValueError, EOFError),
    *(AttributeError, TypeError, IndexError, KeyError),
)
_PLAIN = {
    "builtins": {"object", "set", "frozenset", "bytearray"},
    "copyreg": {"_reconstructor", "__newobj__"},
    "datetime": {"datetime", "timezone", "timedelta", "date"},
    "decimal": {"Decimal"},
    "dsar.search.work": {"PartResult", "Outcome", "Judged"},
}


class Unfinished:
    """The results of one search so far, in a folder of its case."""

    def __init__(self, folder: Path, identity: Iterable[object]) -> None:
        self.folder = folder
        said = "\0".join(map(repr, identity)).encode("utf-8", "surrogatepass")
        self.identity = hashlib.sha256(said).hexdigest()
        self._held: list[tuple[str, PartResult]] = []
        self._bytes = self._number = 0

    def known(self) -> dict[str, PartResult]:
        """Results of an earlier run of the same search, by `key_of`; those of another are removed."""
        found: dict[str, PartResult] = {}
        for path in sorted(self.folder.glob("*.part-results")) if self.folder.is_dir() else ():
            try:
                identity, results = _Reader(io.BytesIO(path.read_bytes())).load()
            except (
                pickle.UnpicklingError,
                OSError,
                ValueError,
                EOFError,
                AttributeError,
                TypeError,
                IndexError,
            ):
                identity, results = "", []
            if identity != self.identity:
                path.unlink(missing_ok=True)
                continue
            found.update(results)
            self._number = int(path.stem)
        return found

    def keep(self, task: Task, result: PartResult) -> None:
        """Keep one more result; it is written down together with others."""
        self._held.append((key_of(task), result))
        self._bytes += result.line.bytes
        if self._bytes >= BYTES or len(self._held) >= COUNT:
            self.write()

    def write(self) -> None:
        """Write down what is held: from here on it survives a kill."""
        if not self._held:
            return
        private_folder(self.folder)
        self._number += 1
        final = self.folder / f"{self._number:06}.part-results"
        unfinished = final.with_suffix(".part")
        with open(unfinished, "wb", opener=private_opener) as out:
            pickle.dump((self.identity, self._held), out)
        put_in_place(unfinished, final)
        self._held, self._bytes = [], 0


def same_search(wanted: Wanted, sieve: Sieve, directory: Directory) -> list[object]:
    """What makes a search the same: the program, whom it looks for, how, and who is who."""
    people = [(one.kind, one.realm, one.value, one.raw, one.origin) for one in wanted.identifiers]
    traced = [(one.kind, one.realm, one.value) for one in sieve.identifiers]
    links = [
        (link.name, *((one.kind, one.realm, one.value) for one in link.identifiers))
        for link in directory.links
    ]
    return [own_version(), people, traced, sieve.deep, links]


def key_of(task: Task) -> str:
    """A part or span as it is now: what was read of it before counts only if this has not changed."""
    part, span = task.part, task.span
    place = (span.start, span.end) if span else ()
    said = repr((part.source, part.file, content.size_of(part), content.stamp_of(part), place))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


class _Reader(pickle.Unpickler):
    """Reads results and nothing else: a file that names any other class is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if name in _PLAIN.get(module, ()) or (module.startswith("dsar.model.") and name.isidentifier()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError("not a result")
