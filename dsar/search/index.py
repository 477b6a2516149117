"""The blind index on disk: what it holds of which files, and looking somebody up in it.

A folder of its own holds sorted Parquet files of keyed digests and a list of files under keyed
digests of their paths: without the key, which lies beside the folder, it names nobody. It is
personal data all the same (whoever has the key can ask it about anybody), and never the truth: files
that are new or changed are searched, and so are kinds of identifier that it does not cover.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from dsar.case.files import private_folder, private_opener, put_in_place
from dsar.errors import DsarError, UsageError
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part, Source
from dsar.search import asking, looking, postings
from dsar.search.indexing import FileIndex, Indexed
from dsar.search.known import Known
from dsar.search.packing import Segment
from dsar.search.resumed import ENDING

SCHEMA = 3
LIST = "files.json"
_OWN = (*(f"{kind}-*.parquet*" for kind in postings.KINDS), f"*.{ENDING}*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of one file: as it was read, and its blocks: in which shard, from which on."""

    size: int
    modified: int
    shape: str
    source: str
    extractor: str
    file: FileIndex
    shard: str = ""
    first: int = 0
    blocks: int = 0


@dataclass(slots=True)
class Index:
    """An index that is open: its folder, key and entries by keyed path."""

    folder: Path
    key: bytes = field(repr=False)
    entries: dict[str, Entry] = field(default_factory=dict)
    number: int = 0
    shape: str = ""

    def path_of(self, part: Part) -> str:
        """Under what name a part's file stands in the list."""
        # However the way to it was written: a source may be given relative to another folder each time.
        path = os.path.normpath(part.path.absolute()) if part.path else part.file
        said = f"{part.source.name}\0{path}".encode("utf-8", "surrogateescape")
        return hashlib.blake2b(said, key=self.key, digest_size=16).hexdigest()

    def entry(self, part: Part) -> Entry | None:
        """What the index knows of a part, if its file and settings are as they were; else None."""
        found = self.entries.get(self.path_of(part))
        if found is None or part.path is None:
            return None
        try:
            stat = part.path.stat()
        except OSError:
            return None
        same = (found.size, found.modified) == (stat.st_size, stat.st_mtime_ns)
        return found if same and found.shape.startswith(self.settings(part, "")) else None

    def source_of(self, source: Source) -> str:
        """Under what name a source stands in the list."""
        return hashlib.blake2b(source.name.encode(), key=self.key, digest_size=8).hexdigest()

    def settings(self, part: Part, directory: str) -> str:
        """What else decides how a file reads: program, the source's settings, who is who in it."""
        source = part.source
        said = repr((self.shape, source.extractor, source.timezone, sorted(source.options.items())))
        return hashlib.blake2b(said.encode(), key=self.key, digest_size=8).hexdigest() + directory

    def identity(self, part: Part, shape: str, size: int, modified: int) -> str:
        """Under what name spans of a file are kept while it is read: that of the file as it is."""
        said = f"{SCHEMA} {self.path_of(part)} {shape} {size} {modified}".encode()
        return hashlib.blake2b(said, key=self.key, digest_size=16).hexdigest()

    def directory(self, known: Directory) -> str:
        """A digest of who is who."""
        said = repr(sorted(map(repr, _plain(known)))).encode("utf-8", "surrogatepass")
        return "" if not known.links else hashlib.blake2b(said, key=self.key, digest_size=8).hexdigest()

    def known(
        self, parts: Sequence[Part], identifiers: Iterable[Identifier], directory: Directory
    ) -> dict[int, Known]:
        """For each part (by its place in `parts`) that need not be searched, what of it has to be read."""
        wanted = looking.query(identifiers, self.key)
        if wanted is None:
            return {}
        valid: dict[int, Entry] = {}
        suffix = self.directory(directory)
        for n, part in enumerate(parts):
            entry = self.entry(part)
            if entry is not None and not entry.file.search and entry.shape == self.settings(part, suffix):
                valid[n] = entry
        found: dict[int, Known] = {}
        with asking.opened(self.folder) as shards:
            for shard in sorted({entry.shard for entry in valid.values()}):
                here = {n: entry for n, entry in valid.items() if entry.shard == shard}
                found |= _known(here, shards, shard, wanted)
        return found

    def save(self) -> None:
        """Put the list in place, whole or not at all."""
        listed = {path: asdict(one) for path, one in self.entries.items()}
        document = {
            "schema": SCHEMA, "check": _check(self.key), "number": self.number, "shape": self.shape,
            "files": listed,
        }  # fmt: skip
        unfinished = self.folder / f"{LIST}.part"
        with open(unfinished, "w", encoding="utf-8", opener=private_opener) as out:
            json.dump(document, out)
        put_in_place(unfinished, self.folder / LIST)

    def add(self, files: Sequence[tuple[Part, Entry, Indexed]]) -> None:
        """Write a batch of files: their rows first, then the list that names them."""
        self.number += 1
        shard = f"{self.number:06}"
        rows, words, blocks = postings.Postings(), list[Segment](), postings.Blocks()
        for part, entry, made in files:
            first, count = len(blocks.offsets), len(made.blocks.offsets)
            blocks.extend(made.blocks)
            rows.extend(made.postings, first, everywhere=-1 - first)
            words += [(first, more, each) for _, more, each in made.words]
            name = shard if count else ""
            self.entries[self.path_of(part)] = replace(entry, shard=name, first=first, blocks=count)
        if len(blocks.offsets):
            postings.write_blocks(self._unfinished("blocks"), blocks)
            postings.write_postings(self._unfinished("postings"), rows)
            postings.write_words(self._unfinished("words"), words)
            for kind in postings.KINDS:
                put_in_place(self._unfinished(kind), self.folder / f"{kind}-{shard}.parquet")
        self.save()
        self.clean()

    def _unfinished(self, kind: str) -> Path:
        return self.folder / f"{kind}-{self.number:06}.parquet.part"

    def clean(self, *, whole: bool = False) -> None:
        """Remove shards that no file uses; when a build is `whole`, also what was kept for the next."""
        used = {entry.shard for entry in self.entries.values()}
        for path in self.folder.glob("*-*.parquet"):
            if path.stem.rpartition("-")[2] not in used:
                path.unlink()
        for path in self.folder.glob(f"*.{ENDING}*") if whole else ():
            path.unlink()


def _known(
    entries: Mapping[int, Entry], shards: asking.Shards, shard: str, wanted: looking.Query
) -> dict[int, Known]:
    """What has to be read of the files of one shard; those that have to be searched are left out."""
    spans = [(entry.first, entry.blocks) for entry in entries.values()]
    numbers, whole = looking.blocks_of(spans, shards, shard, wanted) if shard else ({}, set())
    blocks = shards.blocks(shard, (n for each in numbers.values() for n in each)) if shard else {}
    found = {}
    for n, entry in entries.items():
        one, span = entry.file, (entry.first, entry.blocks)
        if span not in whole:
            mine = tuple(blocks[number] for number in numbers.get(span, ()))
            found[n] = Known(one.pieces, mine, one.again, one.label, one.head, one.jump)
    return found


def _plain(known: Directory) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (link.name, [(one.kind, one.realm, one.value) for one in link.identifiers]) for link in known.links
    ]


def _check(key: bytes) -> str:
    return hashlib.blake2b(b"dsar index", key=key, digest_size=16).hexdigest()


def key_file(folder: Path) -> Path:
    """Where the key of an index lies: beside its folder, not in it."""
    return folder.with_name(folder.name + ".key")


def create(folder: Path, shape: str) -> Index:
    """Open the index of a folder, or begin one. Raises as `load` does."""
    if (folder / LIST).exists():
        return load(folder, shape)
    private_folder(folder)
    path = key_file(folder)
    if not path.exists():
        with open(path, "xb", opener=private_opener) as out:
            out.write(secrets.token_bytes(32))
    return Index(folder, _key(path), shape=shape)


def load(folder: Path, shape: str) -> Index:
    """Open an index.

    Raises `UsageError` where there is none, where its key is missing, another or open to others,
    and where another version wrote it.
    """
    try:
        document: Any = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"there is no index at {folder.name}", hint="dsar index build") from None
    except (OSError, ValueError):
        raise _unusable(folder, "is damaged") from None
    key = _key(key_file(folder))
    if document.get("schema") != SCHEMA or document.get("shape") != shape:
        raise _unusable(folder, "was built by another version")
    if document.get("check") != _check(key):
        raise _unusable(folder, "was built with another key")
    entries = {path: _entry(one) for path, one in document["files"].items()}
    return Index(folder, key, entries, document["number"], shape)


def _unusable(folder: Path, why: str) -> DsarError:
    return UsageError(f"the index {folder.name} {why}", hint="dsar index drop, then dsar index build")


def _entry(one: dict[str, Any]) -> Entry:
    file = one.pop("file")
    file["again"] = tuple((int(start), int(length)) for start, length in file["again"])
    file["head"] = tuple(file["head"])
    return Entry(**one, file=FileIndex(**file))


def _key(path: Path) -> bytes:
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise UsageError(f"the key {path.name} is not there", hint="dsar index drop, then build") from None
    if os.name == "posix" and mode & 0o077:
        raise UsageError(f"others may read the key {path.name}", hint=f"chmod 600 {path}")
    return key


def drop(folder: Path) -> int:
    """Remove an index and its key; how many files went. Leaves what is not its own."""
    gone = 0
    own = (folder / LIST, folder / f"{LIST}.part", key_file(folder))
    for path in (*(path for kind in _OWN for path in folder.glob(kind)), *own):
        if path.exists():
            path.unlink()
            gone += 1
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return gone
