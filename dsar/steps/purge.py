"""purge: the copies of a closed case deleted, with a receipt; sources are never touched."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dsar.case.case import JOURNAL, Case
from dsar.case.files import put_in_place, sync_folder
from dsar.errors import NeedsDecision, UsageError
from dsar.steps.export import FILE_NOTE, SENT

RECEIPT = "purge-receipt.json"
KEPT = (JOURNAL, FILE_NOTE, SENT, RECEIPT)
"""What stays: the journal (ids and places, no third party's values), figures, letters and manifests."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a purge deleted and kept: counts, bytes, and the file that lists it by digest."""

    case: str
    deleted: int
    bytes: int
    kept: tuple[str, ...]
    file: Path


def purge(case: Case, *, now: datetime | None = None) -> Receipt:
    """Delete what a case copied from the sources: snapshots and originals.

    The receipt names every file by size and SHA-256, and the journal keeps the receipt's own. Files
    are deleted, not shredded: only a destroyed key (`seal`) makes remains on a disk unreadable.
    Raises `NeedsDecision` while the request is open, and `UsageError` where nothing is left to do.
    """
    if not case.state().request.closed:
        raise NeedsDecision("the request is still open", ["close it first: dsar request close"])
    files = list(_copies(case.folder))
    if not files:
        raise UsageError(f"nothing is left of {case.ref} to purge")
    rows = [{"file": name, "bytes": path.stat().st_size, "sha256": _digest(path)} for name, path in files]
    kept = tuple(name for name in KEPT if (case.folder / name).exists())
    receipt = {
        "case": case.ref,
        "purged": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "by": case.by,
        "journal_head": case.state().head,
        "deleted": rows,
        "kept": list(kept),
        "how": "deleted, not shredded; what a disk or a backup still holds is theirs to protect",
        "sources": "not touched",
    }
    unfinished = case.folder / f"{RECEIPT}.part"
    unfinished.write_text(json.dumps(receipt, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    put_in_place(unfinished, case.folder / RECEIPT)
    for entry in case.folder.iterdir():
        if entry.name not in KEPT:
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    sync_folder(case.folder)
    digest = _digest(case.folder / RECEIPT)
    case.journal.append("purged", {"files": len(rows), "receipt_sha256": digest}, by=case.by)
    return Receipt(
        case.ref, len(rows), sum(int(str(row["bytes"])) for row in rows), kept, case.folder / RECEIPT
    )


def _copies(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a case that is not kept."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] not in KEPT and (path.is_file() or path.is_symlink()):
            yield name, path


def _digest(path: Path) -> str:
    if path.is_symlink():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
