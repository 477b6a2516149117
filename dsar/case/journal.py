"""What was done, by whom and when: one append-only file whose every line seals the one before.

The file is the truth about decisions, requests and exports. A line counts once it is on the disk:
`append` returns only after `fsync`. A last line without its line end was never acknowledged and is
dropped by the next append. The chain shows edits, deletions, insertions and reordering; a cut tail
shows only to whoever kept the head (it is printed in letters and bundles).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dsar.case.files import locked, private_opener, sync_folder
from dsar.errors import CaseError

DOMAIN = b"dsar.journal/1\n"
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its number from 1, UTC time, author, kind, content, and the two seals."""

    seq: int
    at: str
    by: str
    kind: str
    body: Mapping[str, object]
    previous: str
    seal: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether the chain holds. `problem` names the first line that does not, in words."""

    ok: bool
    entries: int
    head: str
    problem: str = ""
    unfinished: bool = False


class BrokenChain(CaseError):
    """The journal is not what was written: somebody or something changed it."""


class Journal:
    """The journal of one case. Reading takes no lock; appending locks, re-reads and syncs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._content = b""
        self._entries: list[Entry] = []

    def append(self, kind: str, body: Mapping[str, object], *, by: str) -> Entry:
        """Add one line and return it once it is on the disk.

        Raises `BrokenChain` where the existing lines do not hold together: nothing is added.
        """
        return self.extend([(kind, body)], by=by)[0]

    def extend(self, additions: Sequence[tuple[str, Mapping[str, object]]], *, by: str) -> list[Entry]:
        """Add several lines in one lock and one sync; all are acknowledged together."""
        created = not self.path.exists()
        mode = os.O_RDWR | os.O_CREAT
        with os.fdopen(private_opener(str(self.path), mode), "r+b") as file, locked(file):
            file.seek(0)
            content = file.read()
            whole = content[: content.rfind(b"\n") + 1]
            known = self._read(whole)
            last, seq = (known[-1].seal, known[-1].seq) if known else (START, 0)
            entries = []
            for kind, body in additions:
                entry = _sealed(seq + 1, _now(), by, kind, body, last)
                entries.append(entry)
                last, seq = entry.seal, entry.seq
            file.seek(len(whole))
            file.truncate()
            added = b"".join(_line(entry) for entry in entries)
            file.write(added)
            file.flush()
            os.fsync(file.fileno())
        if created:
            sync_folder(self.path.parent)
        self._content, self._entries = whole + added, [*known, *entries]
        return entries

    def entries(self) -> list[Entry]:
        """Every acknowledged line, checked. Raises `BrokenChain` at the first that does not hold."""
        content = self.path.read_bytes() if self.path.exists() else b""
        return list(self._read(content[: content.rfind(b"\n") + 1]))

    def _read(self, whole: bytes) -> list[Entry]:
        """The lines of `whole`; those whose bytes were read before are not read again."""
        if not whole.startswith(self._content):
            self._content, self._entries = b"", []
        previous = self._entries[-1] if self._entries else None
        more = list(parse(whole[len(self._content) :], previous))
        self._content, self._entries = whole, [*self._entries, *more]
        return self._entries

    def head(self) -> str:
        """The seal of the last line: whoever keeps it can tell whether the past was changed."""
        entries = self.entries()
        return entries[-1].seal if entries else START

    def verify(self) -> ChainReport:
        """Check the chain and say where it breaks, instead of raising."""
        content = self.path.read_bytes() if self.path.exists() else b""
        unfinished = bool(content) and not content.endswith(b"\n")
        count, head = 0, START
        try:
            for entry in parse(content[: content.rfind(b"\n") + 1]):
                count, head = entry.seq, entry.seal
        except BrokenChain as error:
            return ChainReport(False, count, head, error.message, unfinished)
        return ChainReport(True, count, head, "", unfinished)


def parse(content: bytes, after: Entry | None = None) -> Iterator[Entry]:
    """The lines of a journal (or those `after` one), each checked against the one before.

    Raises `BrokenChain`.
    """
    previous, first = (after.seal, after.seq + 1) if after else (START, 1)
    for number, line in enumerate(content.splitlines(), start=first):
        try:
            raw = json.loads(line)
            entry = Entry(
                raw["seq"], raw["at"], raw["by"], raw["kind"], raw["body"], raw["previous"], raw["seal"]
            )
        except (ValueError, KeyError, TypeError):
            raise BrokenChain(f"journal line {number} cannot be read") from None
        if entry.seq != number or entry.previous != previous:
            raise BrokenChain(f"journal line {number} does not follow the line before it")
        if _seal(entry) != entry.seal or _line(entry) != line + b"\n":
            raise BrokenChain(f"journal line {number} was changed after it was written")
        yield entry
        previous = entry.seal


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _sealed(seq: int, at: str, by: str, kind: str, body: Mapping[str, object], previous: str) -> Entry:
    bare = Entry(seq, at, by, kind, json.loads(_json(body)), previous, "")
    return Entry(seq, at, by, kind, bare.body, previous, _seal(bare))


def _seal(entry: Entry) -> str:
    content = [entry.seq, entry.at, entry.by, entry.kind, entry.body, entry.previous]
    return hashlib.sha256(DOMAIN + _json(content).encode()).hexdigest()


def _line(entry: Entry) -> bytes:
    shown = {name: getattr(entry, name) for name in ("seq", "at", "by", "kind", "body", "previous", "seal")}
    return _json(shown).encode() + b"\n"


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
