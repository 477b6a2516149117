"""The manifest of a bundle, its checksums and its archive: the same files give the same bytes.

The manifest lists every file of the bundle but itself; the letter quotes the manifest's SHA-256;
`SHA256SUMS` covers the letter and the archive. So one fingerprint stands for everything.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from dsar.answer.leaks import LeakReport
from dsar.errors import UsageError
from dsar.model.release import Release

SCHEMA = "dsar.manifest/1"
MANIFEST = "MANIFEST.json"
SUMS = "SHA256SUMS"
BUNDLE = "your-data"
LETTER = "letter.pdf"

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".css": "text/css",
    ".eml": "message/rfc822",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
"""A fixed table: the operating system's own differs from machine to machine."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write(folder: Path, release: Release, *, leak_test: LeakReport, tool_version: str) -> str:
    """Write `MANIFEST.json` into a finished bundle; returns its SHA-256 as hexadecimal.

    Whatever is written into the folder afterwards makes the bundle fail verification.
    """
    content = {
        "schema": SCHEMA,
        **_about(release),
        "tool": {"name": "dsar", "version": tool_version},
        "journal_head": release.notice.journal_head,
        "leak_test": {
            "values": leak_test.values,
            "files": leak_test.files,
            "forms": leak_test.forms,
            "hits": len(leak_test.hits),
        },
        "files": files(folder),
    }
    raw = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    (folder / MANIFEST).write_bytes(raw)
    return hashlib.sha256(raw).hexdigest()


def _about(release: Release) -> dict[str, object]:
    notice = release.notice
    days = sorted(record.when.date().isoformat() for record in release.records if record.when)
    return {
        "case": release.case,
        "controller": {
            "name": notice.register.controller.name,
            "company_number": notice.register.controller.company_number,
        },
        "subject": {
            "name": notice.request.name,
            "identifiers": [value for _, value in notice.searched_for],
        },
        "prepared": release.prepared.isoformat(),
        "covers": {"from": days[0] if days else "", "to": days[-1] if days else ""},
        "counts": {
            "found": sum(place.found for place in notice.searched),
            "included": len(release.records),
            "withheld": sum(one.count for one in release.withheld),
            "hidden_passages": notice.hidden_passages,
        },
    }


def files(folder: Path) -> list[dict[str, object]]:
    """What the manifest says of each file of a bundle, in the order of their paths."""
    listed: list[dict[str, object]] = []
    for path in paths(folder):
        name = path.relative_to(folder).as_posix()
        if name != MANIFEST:
            listed.append(
                {
                    "path": name,
                    "bytes": path.stat().st_size,
                    "sha256": digest(path),
                    "media_type": MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream"),
                }
            )
    return listed


def paths(folder: Path) -> list[Path]:
    """Every file below a folder in the order of its path. Raises `UsageError` at a symbolic link."""
    found = []
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise UsageError("a bundle holds files and folders only, no links")
        if path.is_file():
            found.append(path)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def digest(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path, names: Sequence[str]) -> Path:
    """Write `SHA256SUMS` for files of `folder`, as `sha256sum --check` reads it."""
    target = folder / SUMS
    target.write_bytes(sums({name: digest(folder / name) for name in names}))
    return target


def sums(digests: dict[str, str]) -> bytes:
    """The bytes of `SHA256SUMS` for these digests by file name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def zip_folder(folder: Path, target: Path) -> Path:
    """Write a folder's files as a ZIP archive whose bytes depend on their names and content alone."""
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in paths(folder):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, path.read_bytes())
    return target
