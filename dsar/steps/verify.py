"""verify: whether an answer is older than the decisions of its case."""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path

from dsar.answer.manifest import BUNDLE, MANIFEST
from dsar.case.case import Case


def stale(case: Case, path: Path) -> list[str]:
    """In words, why an answer does not say what the case says now; empty where it does."""
    manifest = read_manifest(path)
    if manifest is None:
        return ["there is no manifest to compare with the case"]
    state = case.state()
    if manifest.get("case") != state.request.ref:
        return [f"it belongs to another case than {state.request.ref}"]
    if manifest.get("journal_head") != state.content_head:
        return ["it is stale: something was searched or decided since it was written"]
    return []


def read_manifest(path: Path) -> dict[str, object] | None:
    """The manifest of an answer, a bundle folder or its ZIP; None where there is none to read."""
    for place in (path / MANIFEST, path / BUNDLE / MANIFEST):
        if place.is_file():
            return _parsed(place.read_bytes())
    if path.is_file() and zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                return _parsed(archive.read(MANIFEST))
        except (KeyError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error):
            return None
    return None


def _parsed(raw: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
