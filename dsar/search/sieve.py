"""Which pieces are worth parsing: a superset of those that hold the subject, never less.

One pass over the bytes looks for every form in which an identifier can stand in them
(`dsar.reading.spellings`) and, in the deep tier, for whatever may hide text from that
(`dsar.reading.veils`). Without the deep tier a search is faster and finds less, and says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from urllib.parse import unquote

from dsar.model.identifiers import Identifier
from dsar.reading.blocks import BLOCK, Buffer
from dsar.reading.folded import folded_text
from dsar.reading.patterns import Patterns
from dsar.reading.spellings import FAMILIES, in_text, is_expressible, spellings
from dsar.reading.veils import veils

_NO_FIGURES = bytes(set(range(256)) - set(b"0123456789"))


class Sieve:
    """Patterns of identifiers for each way of writing; picklable, and the same for every piece."""

    def __init__(self, identifiers: Iterable[Identifier], *, deep: bool = True, engine: str = "") -> None:
        self.identifiers = tuple(dict.fromkeys(identifiers))
        self.deep = deep
        self.engine = engine
        self.blind = not all(is_expressible(one) for one in self.identifiers)
        """Whether some identifier has no pattern (no sign of it is ASCII): then all has to be parsed."""
        self.search = secrets.token_hex(8)
        """What tells one search from all others, in every process that takes part in it."""
        self.remembers = bool(self.identifiers)
        """Whether an attachment that was read and names nobody is not read again."""
        self._seen: tuple[tuple[str, ...], tuple[bytes, ...]] | None = None

    @property
    def dull(self) -> set[bytes] | None:
        """Digests of attachments that this process read for this search and that name nobody."""
        return _dull_in(self.search) if self.remembers else None

    def deepened(self) -> Sieve:
        """The same for the deep tier."""
        if self.deep:
            return self
        other = copy(self)
        other.deep = True
        return other

    def places(self, content: Buffer, families: tuple[str, ...] = FAMILIES) -> list[int]:
        """Where something of the subject may stand in bytes written so, in order."""
        return self.seen(content, families, (), 0, len(content))[0]

    def seen(
        self, content: Buffer, families: tuple[str, ...], marks: tuple[bytes, ...], start: int, end: int
    ) -> tuple[list[int], list[int]]:
        """The same between two offsets, and in the same pass a place inside each of a cut's marks."""
        own = _own(self.identifiers, families, self.deep)
        found, marked = Patterns(own, self.engine, marks=marks, overlap=BLOCK if marks else 0).seen(
            content, start, end
        )
        if self.deep and self.identifiers:
            # Apart, because the veils are the same for everybody and compiled once.
            hidden, _ = Patterns(veils(families), self.engine).seen(content, start, end)
            found = sorted({*found, *hidden})
        return found, marked

    def lets(self, raw: bytes, families: tuple[str, ...] = FAMILIES) -> bool:
        """Whether a piece has to be parsed."""
        return self.blind or bool(self.places(raw, families))

    def sees(self, texts: Iterable[str]) -> bool:
        """Whether decoded texts may name somebody who is looked for, through percent signs as well."""
        words, numbers = self._traces()
        for text in texts:
            for view in (text, unquote(text, errors="replace")) if "%" in text else (text,):
                folded = folded_text(view)
                if any(word in folded for word in words):
                    return True
                # Whatever stands between a number's figures: none but they are left.
                figures = folded.encode("ascii", "ignore").translate(None, _NO_FIGURES) if numbers else b""
                if any(number in figures for number in numbers):
                    return True
        return False

    def sees_in(self, texts: Iterable[bytes]) -> bool:
        """The same of texts that are folded, in UTF-8 (`model.sources.Said`)."""
        words, numbers = self._traces()
        wanted = [word.encode("utf-8", "surrogatepass") for word in words]
        for text in texts:
            if any(word in text for word in wanted):
                return True
            figures = text.translate(None, _NO_FIGURES) if numbers else b""
            if any(number in figures for number in numbers):
                return True
            if b"%" in text and self.sees((text.decode("utf-8", "surrogatepass"),)):
                return True
        return False

    def _traces(self) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
        if self._seen is None:
            phones = {
                trace.encode() for one in self.identifiers if one.kind == "phone" for trace in in_text(one)
            }
            words = {word for one in self.identifiers if one.kind != "phone" for word in in_text(one)}
            self._seen = tuple(sorted(words)), tuple(sorted(phones))
        return self._seen


@lru_cache(maxsize=4)
def _dull_in(search: str) -> set[bytes]:
    # A sieve travels to a worker with every span: what the worker knows has to stay with it.
    return set()


@lru_cache(maxsize=64)
def _own(identifiers: tuple[Identifier, ...], families: tuple[str, ...], deep: bool) -> tuple[bytes, ...]:
    """Spellings, worked out once for all parts."""
    return tuple(sorted({p for one in identifiers for p in spellings(one, families, deep=deep)}))
