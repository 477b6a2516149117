"""verify: whether an answer is older than the decisions of its case."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from dsar.case.case import Case

MANIFEST = "MANIFEST.json"


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
    """The manifest of an answer, a bundle folder or its ZIP; None where there is none."""
    for place in (path / MANIFEST, path / "your-data" / MANIFEST):
        if place.is_file():
            found: dict[str, object] = json.loads(place.read_bytes())
            return found
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(MANIFEST)]
            if names:
                inside: dict[str, object] = json.loads(archive.read(min(names, key=len)))
                return inside
    return None
