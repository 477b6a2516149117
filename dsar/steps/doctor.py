"""doctor: what works on this machine, and what does not and why that matters."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from dsar import plugins
from dsar.errors import UsageError
from dsar.model.sources import Part, Source
from dsar.people.detect import names_are_detected
from dsar.people.engine import describe, engine
from dsar.reading import archives, ocr, programs
from dsar.reading.patterns import available
from dsar.search import content
from dsar.steps.index import status

PAYS = 2_000_000_000
"""Bytes of sources from which an index pays even for a few requests."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `state` is ok, warn or fail."""

    name: str
    state: str
    words: str


def checks(cases: Path, model: str = "", sources: Sequence[Source] = ()) -> tuple[Check, ...]:
    """Look at everything; takes a few seconds, because detection is really loaded."""
    return (
        Check("python", "ok", sys.version.split()[0]),
        Check("duckdb", "ok", version("duckdb") + ", extensions and network off"),
        _search(),
        _index(cases.parent / "index", sources),
        Check("plugins", "ok", f"{len(plugins.names(plugins.EXTRACTORS))} extractors"),
        _names(model),
        _pictures(),
        _archives(),
        _disk(cases),
        _privacy(),
    )


def _search() -> Check:
    """What looks through bytes; without a compiled engine a search takes some fifty times as long."""
    used = available()
    words = f"{used} looks through the bytes"
    return Check("search", "warn" if used == "re" else "ok", words)


def _index(place: Path, sources: Sequence[Source]) -> Check:
    """Whether there is an index that can be used, or whether one would pay."""
    if place.exists():
        try:
            held = status(place)
        except UsageError as problem:
            return Check("index", "warn", f"{problem.message}; {problem.hint}")
        words = f"{held.files:,} files, {held.bytes / 1e9:.1f} GB; find reads only what it points at"
        return Check("index", "ok", words)
    parts = (one for each in sources if not each.url for one in content.files_of(each))
    size = sum(content.size_of(one) for one in parts if isinstance(one, Part))
    words = (
        "none. Building one takes about as long as one or two searches of mail, or ten of logs: it pays from "
        f"several GB or a second request (the sources hold {size / 1e9:.1f} GB): dsar index build"
    )
    return Check("index", "warn" if size >= PAYS else "ok", words)


def _names(model: str) -> Check:
    """Which name model runs; one that was named and cannot be used is a failure."""
    try:
        engine(model)
        return Check("names", "ok" if names_are_detected(model) else "warn", describe(model))
    except UsageError as problem:
        return Check("names", "fail", f"{problem.message}; {problem.hint}")


def _pictures() -> Check:
    """Whether words in pictures and on scanned pages are made out."""
    if not ocr.installed():
        words = "tesseract is not installed: pictures and scanned pages stay gaps (image only)"
        return Check("pictures", "warn", words)
    words = f"tesseract reads them ({', '.join(sorted(ocr.languages() - {'osd'}))}), about a second each"
    if not programs.installed(ocr.POPPLER):
        return Check("pictures", "warn", f"{words}; scanned pages of a PDF need pdftoppm (poppler-utils)")
    return Check("pictures", "ok", f"{words}; ocr = false in a source's options leaves them out")


def _archives() -> Check:
    """Whether 7z and RAR are opened."""
    if archives.unpacker():
        return Check("archives", "ok", "7z and RAR are opened by bsdtar")
    words = "bsdtar is not installed (libarchive-tools): 7z and RAR stay gaps"
    return Check("archives", "warn", words)


def _disk(cases: Path) -> Check:
    place = cases if cases.exists() else Path.cwd()
    free = shutil.disk_usage(place).free
    state = "ok" if free > 2 * 2**30 else "warn"
    return Check("disk", state, f"{free / 2**30:,.1f} GiB free where cases are kept")


def _privacy() -> Check:
    if os.name != "posix":
        return Check(
            "volume", "warn", "whether the disk is encrypted cannot be told here: an open case is readable"
        )
    mapped = Path("/dev/mapper")
    encrypted = mapped.is_dir() and any(path.name != "control" for path in mapped.iterdir())
    words = "a mapped volume is present; check that cases lie on an encrypted one"
    if not encrypted:
        words = "no encrypted volume seen: an open case on a plain disk can be read by whoever holds the disk"
    return Check("volume", "ok" if encrypted else "warn", words)
