"""Writing an answer: release, exporters, leak search, manifest, letter, then one rename.

Nothing is at its place before everything was written, reopened and searched: an export that fails
in the middle leaves nothing behind, and one that would leak writes nothing at all.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from dsar import plugins
from dsar.answer import locked, manifest
from dsar.answer.leaks import Hit, LeakReport, search
from dsar.answer.manifest import BUNDLE, LETTER, MANIFEST
from dsar.answer.specimen import specimen
from dsar.case.files import sync_folder
from dsar.errors import LeakFound, UsageError
from dsar.model.progress import OnProgress, Progress, silent
from dsar.model.release import Release

_FIGURE = re.compile(r'": (\d+)')


@dataclass(frozen=True, slots=True)
class Built:
    """What was written, relative to `folder`, and what the leak search saw."""

    folder: Path
    bundle: Path
    letter: Path
    archive: Path
    manifest_sha256: str
    leak_test: LeakReport
    locked: Path | None = None
    passphrase: str = field(default="", repr=False)


def build(
    release: Release,
    out: Path,
    *,
    hidden: Sequence[str],
    allowed: Sequence[str],
    letter: str = "access",
    forms: Sequence[str] = (),
    more: Sequence[str] = (),
    lock: str = "",
    on_progress: OnProgress = silent,
) -> Built:
    """Write one answer to `out`, which must not exist yet.

    `forms` are the exporters that write the bundle; none named means all that are installed.
    `hidden` are the values that must not be in it, `allowed` texts that may stand although they
    look like one; so may what templates and register say. `lock` is a way of `locked.LOCKED`, `more`
    are exporters that write only when they are named (`xlsx`). Raises `UsageError` where `out` exists
    and `LeakFound` where a value got through; in both cases nothing is written.
    """
    if out.exists() or out.is_symlink():
        raise UsageError(f"{out.name} exists already; nothing was written", hint="give --out a new folder")
    if lock:
        locked.check(lock)
    with _workshop(out) as folder:
        said = _said(release, folder / "specimen", letter, hidden, forms)
        values = _Values(hidden, allowed, said)
        data = folder / "answer" / BUNDLE
        _write(release, data, on_progress, forms, more)
        before = values.search(data, on_progress)
        digest = manifest.write(data, release, leak_test=before, tool_version=version("dsar-toolkit"))
        _letter(replace(release, manifest_sha256=digest), data.parent, letter)
        manifest.zip_folder(data, data.parent / f"{BUNDLE}.zip")
        manifest.write_sums(data.parent, [LETTER, f"{BUNDLE}.zip"])
        figures = set(_FIGURE.findall((data / MANIFEST).read_text(encoding="utf-8")))
        report = values.search(data.parent, on_progress, figures)
        sealed, secret = _sealed(data.parent, lock) if lock else ("", "")
        if out.exists() or out.is_symlink():
            raise UsageError(f"{out.name} was made meanwhile; nothing was written")
        data.parent.rename(out)
        sync_folder(out.parent)
    places = out / BUNDLE, out / LETTER, out / f"{BUNDLE}.zip"
    return Built(out, *places, digest, report, out / sealed if lock else None, secret)


def _sealed(folder: Path, lock: str) -> tuple[str, str]:
    """The name of the locked file, written beside what it holds, and its passphrase."""
    secret = locked.passphrase()
    sealed = locked.lock(folder, lock, secret).name
    manifest.write_sums(folder, [LETTER, f"{BUNDLE}.zip", sealed])
    return sealed, secret


REASONS = "dsar.letter_reasons"
MORE = "dsar.more_exporters"
"""Exporters that write only when they are named."""


def write_letter(
    release: Release, out: Path, kind: str, *, hidden: Sequence[str] = (), allowed: Sequence[str] = ()
) -> None:
    """Write one letter to the file `out`, which must not exist yet, searched as an answer is.

    Raises as `build` does, and `NeedsDecision` for what the letter still needs.
    """
    if out.exists() or out.is_symlink():
        raise UsageError(f"{out.name} exists already; nothing was written", hint="give --out a new file")
    with _workshop(out) as folder:
        said: frozenset[int] = frozenset()
        if hidden:
            _letter(specimen(release), folder / "specimen", kind)
            found = search(folder / "specimen", hidden).hits
            said = frozenset(hit.value_number for hit in found if hit.value_number >= 0)
        _letter(release, folder / "answer", kind)
        _Values(hidden, allowed, said).search(folder / "answer", silent)
        (folder / "answer" / LETTER).rename(out)
        sync_folder(out.absolute().parent)


def reasons_of(release: Release, kind: str) -> list[dict[str, object]]:
    """Every sentence of a letter under its `heading`, and what it `rests_on`."""
    with tempfile.TemporaryDirectory() as place:
        (path,) = plugins.exporter(kind, REASONS).write(release, Path(place))
        rows: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _write(
    release: Release,
    folder: Path,
    on_progress: OnProgress,
    forms: Sequence[str] = (),
    more: Sequence[str] = (),
) -> None:
    """Every exporter's files into `folder`, which is made, or those of `forms` alone; then `more`."""
    folder.mkdir(parents=True)
    names = [(name, plugins.EXPORTERS) for name in forms or plugins.names(plugins.EXPORTERS)]
    names += [(name, MORE) for name in more]
    for n, (name, group) in enumerate(names, start=1):
        for _ in plugins.exporter(name, group).write(release, folder):
            pass
        on_progress(Progress("write", n, len(names)))


def _letter(release: Release, folder: Path, letter: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for _ in plugins.exporter(letter, plugins.LETTERS).write(release, folder):
        pass


def _said(
    release: Release, folder: Path, letter: str, hidden: Sequence[str], forms: Sequence[str] = ()
) -> frozenset[int]:
    """The numbers of hidden values that stand in an answer whatever its records say."""
    if not hidden:
        return frozenset()
    twin = specimen(release)
    _write(twin, folder, silent, forms)
    _letter(twin, folder, letter)
    found = search(folder, hidden).hits
    shutil.rmtree(folder)
    return frozenset(hit.value_number for hit in found if hit.value_number >= 0)


@contextmanager
def _workshop(out: Path) -> Iterator[Path]:
    """A private folder beside `out`, gone afterwards, and so are folders made only to hold it."""
    parent = out.absolute().parent
    made = [one for one in (parent, *parent.parents) if not one.exists()]
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=parent))
    try:
        (folder / "answer").mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for one in made:
            if one.exists() and not any(one.iterdir()):
                one.rmdir()


@dataclass(frozen=True, slots=True)
class _Values:
    """What is hunted in an answer, and what may stand in it."""

    hidden: Sequence[str] = field(repr=False)
    allowed: Sequence[str] = field(repr=False)
    said: frozenset[int]

    def search(self, folder: Path, on_progress: OnProgress, figures: Collection[str] = ()) -> LeakReport:
        """Search everything below a folder; `figures` are those of the manifest, which are ours.

        Raises `LeakFound` for a single hit.
        """
        report = search(
            folder,
            self.hidden,
            allowed=self.allowed,
            standing=self.said,
            on_file=lambda done, total: on_progress(Progress("leak search", done, total)),
        )
        hits = [hit for hit in report.hits if not self._is_figure(hit, figures)]
        if hits:
            raise LeakFound(
                f"hidden values were found in {len(hits)} place{'s' * (len(hits) != 1)} of what was "
                "about to leave. Nothing was written.",
                [(hit.file, hit.where, hit.form) for hit in hits],
                hint="hide them in the records named (dsar review), then export again",
            )
        return replace(report, hits=())

    def _is_figure(self, hit: Hit, figures: Collection[str]) -> bool:
        """Whether a number that is hidden happens to be a size or count in the manifest."""
        listed = Path(hit.file).name == MANIFEST and hit.value_number >= 0
        return listed and self.hidden[hit.value_number] in figures
