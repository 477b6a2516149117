"""Writing an answer: gate, release, exporters, leak search, manifest, letter, then one rename.

Nothing is at its place before everything was written, reopened and searched: an export that fails
in the middle leaves nothing behind, and one that would leak writes nothing at all.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from dsar import plugins
from dsar.answer import manifest
from dsar.answer.leaks import LeakReport, search
from dsar.case.files import sync_folder
from dsar.errors import LeakFound, UsageError
from dsar.model.release import Release

BUNDLE = "your-data"
LETTER = "letter.pdf"


@dataclass(frozen=True, slots=True)
class Built:
    """What was written, relative to `folder`, and what the leak search saw."""

    folder: Path
    bundle: Path
    letter: Path
    archive: Path
    manifest_sha256: str
    leak_test: LeakReport


def build(
    release: Release, out: Path, *, hidden: Sequence[str], allowed: Sequence[str], letter: str = "access"
) -> Built:
    """Write one answer to `out`, which must not exist yet.

    `hidden` are the values that must not be in it, `allowed` texts that may stand although they
    look like one. Raises `UsageError` where `out` exists and `LeakFound` where a value got through;
    in both cases nothing is written.
    """
    if out.exists() or out.is_symlink():
        raise UsageError(f"{out.name} exists already; nothing was written", hint="give --out a new folder")
    with _workshop(out) as folder:
        data = folder / BUNDLE
        data.mkdir()
        for name in plugins.names(plugins.EXPORTERS):
            for _ in plugins.exporter(name).write(release, data):
                pass
        before = _searched(data, hidden, allowed)
        digest = manifest.write(data, release, leak_test=before, tool_version=version("dsar-toolkit"))
        finished = replace(release, manifest_sha256=digest)
        for _ in plugins.exporter(letter, plugins.LETTERS).write(finished, folder):
            pass
        manifest.zip_folder(data, folder / f"{BUNDLE}.zip")
        manifest.write_sums(folder, [LETTER, f"{BUNDLE}.zip"])
        report = _searched(folder, hidden, allowed)
        out.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(out)
        sync_folder(out.parent)
    return Built(out, out / BUNDLE, out / LETTER, out / f"{BUNDLE}.zip", digest, report)


@contextmanager
def _workshop(out: Path) -> Iterator[Path]:
    """A private folder beside `out`, gone afterwards unless it was renamed into place."""
    parent = out.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _searched(folder: Path, hidden: Sequence[str], allowed: Sequence[str]) -> LeakReport:
    report = search(folder, hidden, allowed=allowed)
    if report.hits:
        raise LeakFound(
            f"{len(report.hits)} hidden values were found in what was about to leave. Nothing was written.",
            [(hit.file, hit.where, hit.form) for hit in report.hits],
            hint="hide them in the records named (dsar review sheet), then export again",
        )
    return report
