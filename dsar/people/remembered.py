"""What an earlier search found in a stretch of text, so that it is not analysed again.

Remembered are places, categories and detectors under a keyed digest of the text; the text itself is not.
All the same it says where names stand in a case's records, so it lies in the case's snapshot, is checked
with it, and is purged with it. The digest decides when an answer counts: it covers the text, the model's own
bytes, and this folder's rules, lists and libraries. Who is known (parties, the staff list, the subject) is
hunted anew in every search and is no part of what is remembered.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from dsar.model.findings import Span
from dsar.people import models

_RULES = ("*.py", "*.txt")
_LIBRARIES = ("presidio-analyzer", "spacy", "phonenumbers", "regex")


class Remembered:
    """Spans by text, for one case, model and state of the rules."""

    def __init__(self, salt: bytes, model: str = "", earlier: Mapping[str, str] | None = None) -> None:
        """`salt` keys the digests of one case; `earlier` are the rows of its last search.

        Raises `UsageError` for a named model that cannot be used.
        """
        self._key = hmac.digest(salt, f"{_digest_of_rules()} {_digest_of_model(model)}".encode(), "sha256")
        self._earlier = dict(earlier or {})
        self._rows: dict[str, str] = {}

    def spans(self, text: str, machine: bool) -> tuple[Span, ...] | None:
        """What is known of a stretch, or None where it was never analysed like this."""
        key = self._of(text, machine)
        row = self._earlier.get(key)
        if row is None:
            return None
        self._rows[key] = row
        return tuple(Span(*one) for one in json.loads(row))

    def keep(self, text: str, machine: bool, spans: tuple[Span, ...]) -> None:
        """Remember what was found in a stretch."""
        rows = [[one.start, one.end, one.category, one.score, one.detector] for one in spans]
        self._rows[self._of(text, machine)] = json.dumps(rows, separators=(",", ":"))

    @property
    def rows(self) -> dict[str, str]:
        """Everything that this search used or learnt, by digest, in order; the rest is forgotten."""
        return dict(sorted(self._rows.items()))

    def _of(self, text: str, machine: bool) -> str:
        content = f"{machine:d}{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, content, "sha256").hex()[:32]


def _digest_of_rules() -> str:
    return digest_of_rules(Path(__file__).parent)


def digest_of_rules(folder: Path) -> str:
    """The bytes of every module and list that decides what is found, and the versions of the libraries."""
    files = sorted(path for pattern in _RULES for path in folder.glob(pattern))
    known = [f"{one} {version(one)}" for one in _LIBRARIES]
    return _digest(((path.name, path) for path in files), known)


def _digest_of_model(model: str) -> str:
    """The bytes of a model, wherever it lies."""
    place = models.chosen(model).place
    if not place:
        return "none"
    folder = Path(place)
    if not folder.is_dir():
        spec = find_spec(place)
        folder = Path(spec.origin).parent if spec and spec.origin else folder
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return _digest(((path.relative_to(folder).as_posix(), path) for path in files), [place])


def _digest(files: Iterable[tuple[str, Path]], more: list[str]) -> str:
    whole = hashlib.sha256()
    for name, path in files:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{name} {content}\n".encode())
    whole.update("\n".join(more).encode())
    return whole.hexdigest()
