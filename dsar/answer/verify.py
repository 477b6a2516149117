"""Whether an answer is still what was written: nothing changed, missing or added, nothing loaded.

One fingerprint carries it: the letter quotes the manifest's SHA-256, the manifest lists every file
of the bundle, `SHA256SUMS` covers letter and archive. A bundle or archive without its letter is
checked against a manifest that whoever changed it could have changed too; and nobody is kept from
writing a whole new answer, letter included: that shows in the case's journal alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dsar.answer.loads import loads
from dsar.answer.locked import LOCKED
from dsar.answer.manifest import BUNDLE, LETTER, MANIFEST, SCHEMA, SUMS, digest, sums
from dsar.answer.opened import Opened, open_file
from dsar.errors import UsageError

HitPlace = tuple[str, str, str]
"""File, place in it, and what is wrong: `changed`, `missing`, `extra`, `unread` or `loads`."""

Contents = Mapping[str, Callable[[], bytes]]

_ARCHIVE = f"{BUNDLE}.zip"
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found. `hits` are about one file each; `problems` about the answer as a whole.

    `manifest_sha256` is the fingerprint of the manifest that was checked against; `anchored` says
    whether a letter confirms it.
    """

    hits: tuple[HitPlace, ...]
    problems: tuple[str, ...]
    manifest_sha256: str = ""
    anchored: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing at all was found."""
        return not self.hits and not self.problems


def verify_bundle(path: Path) -> Verification:
    """Check an answer (the folder with the letter), a bundle's folder, or its archive.

    Raises `UsageError` where `path` is none of these. Whatever is wrong inside is a hit or a
    problem, never an exception.
    """
    if path.is_dir() and (any((path / name).exists() for name in (LETTER, SUMS, _ARCHIVE, BUNDLE))):
        return _answer(path)
    if path.is_dir():
        return _bundle(*_folder(path))
    if path.is_file() and zipfile.is_zipfile(path):
        return _bundle(*_archive(path))
    raise UsageError(f"{path.name} is neither an answer's folder nor its ZIP")


def _answer(folder: Path) -> Verification:
    wanted = {LETTER, SUMS, _ARCHIVE, BUNDLE}
    present = {one.name for one in folder.iterdir()}
    hits: list[HitPlace] = [(name, "", "missing") for name in sorted(wanted - present)]
    hits += [(name, "", "extra") for name in sorted(present - wanted - set(LOCKED.values()))]
    problems: list[str] = []
    fingerprints: list[str] = []
    opened = [(BUNDLE, _folder), (_ARCHIVE, _archive)]
    for name, opening in opened:
        if name in present:
            inner = _bundle(*opening(folder / name))
            hits += [(f"{name}/{file}", where, form) for file, where, form in inner.hits]
            problems += [f"{name}: {problem}" for problem in inner.problems]
            fingerprints.append(inner.manifest_sha256)
    if len(set(fingerprints)) > 1:
        problems.append("the ZIP and the folder hold different manifests")
    hits += _sums(folder)
    anchored = bool(fingerprints) and _quotes(folder / LETTER, fingerprints[0])
    if LETTER in present and not anchored:
        hits.append((LETTER, "fingerprint", "changed"))
    return Verification(tuple(hits), tuple(problems), fingerprints[0] if fingerprints else "", anchored)


def _sums(folder: Path) -> Iterator[HitPlace]:
    """`SHA256SUMS`, to the byte, against the letter and the archive."""
    digests = {
        name: digest(folder / name)
        for name in (LETTER, _ARCHIVE, *LOCKED.values())
        if _regular(folder / name)
    }
    if not _regular(folder / SUMS):
        return
    written = (folder / SUMS).read_bytes()
    for name, found in digests.items():
        if sums({name: found}) not in written:
            yield name, "", "changed"
    if written != sums(digests):
        yield SUMS, "", "changed"


def _quotes(letter: Path, fingerprint: str) -> bool:
    """Whether a letter prints the fingerprint, in one piece or in groups."""
    if not fingerprint or not _regular(letter):
        return False
    texts = [one.text for one in open_file(letter) if isinstance(one, Opened) and one.form == "PDF text"]
    return fingerprint in re.sub(r"[\s·-]+", "", "".join(texts)).lower()


def _regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _folder(folder: Path) -> tuple[Contents, list[HitPlace]]:
    """A folder's files by name; what is neither file nor a folder with files in it is a hit."""
    contents: dict[str, Callable[[], bytes]] = {}
    hits: list[HitPlace] = []
    if folder.is_symlink() or not folder.is_dir():
        return contents, [(".", "", "unread")]
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if _regular(path):
            contents[name] = path.read_bytes
        elif path.is_symlink() or not path.is_dir() or not any(path.iterdir()):
            hits.append((name, "", "extra"))
    return contents, hits


def _archive(path: Path) -> tuple[Contents, list[HitPlace]]:
    """An archive's members by name; a damaged one, a comment or a second member of a name is a hit."""
    contents: dict[str, Callable[[], bytes]] = {}
    hits: list[HitPlace] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.filename in contents or member.comment or member.extra:
                    hits.append((member.filename, "", "extra"))
                contents[member.filename] = partial(_member, path, member.filename)
            if archive.comment:
                hits.append((".", "comment", "extra"))
    except _DAMAGE:
        hits.append((".", "", "unread"))
    return contents, hits


def _member(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def _bundle(contents: Contents, found: list[HitPlace]) -> Verification:
    """A bundle against its own manifest."""
    hits = list(found)
    raw = _read(contents, MANIFEST)
    if raw is None:
        return Verification(tuple(hits), ("there is no manifest that can be read",))
    fingerprint = hashlib.sha256(raw).hexdigest()
    listed = _listed(raw)
    if listed is None:
        return Verification(tuple(hits), ("the manifest is damaged",), fingerprint)
    present = set(contents) - {MANIFEST}
    hits += [(name, "", "missing") for name in sorted(set(listed) - present)]
    hits += [(name, "", "extra") for name in sorted(present - set(listed))]
    for name in sorted(present):
        content = _read(contents, name)
        if content is None:
            hits.append((name, "", "unread"))
            continue
        if name in listed and (len(content), hashlib.sha256(content).hexdigest()) != listed[name]:
            hits.append((name, "", "changed"))
        if name.lower().endswith((".html", ".htm")):
            hits += [(name, where, "loads") for where in loads(content.decode("utf-8", "replace"))]
    return Verification(tuple(hits), (), fingerprint)


def _read(contents: Contents, name: str) -> bytes | None:
    try:
        return contents[name]() if name in contents else None
    except _DAMAGE:
        return None


def _listed(raw: bytes) -> dict[str, tuple[int, str]] | None:
    """Size and digest by path, as a manifest lists them; None where it is not a manifest."""
    try:
        manifest = json.loads(raw)
        if manifest["schema"] != SCHEMA:
            return None
        return {one["path"]: (int(one["bytes"]), str(one["sha256"])) for one in manifest["files"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
