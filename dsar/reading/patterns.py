"""Many byte patterns looked for in one pass: the only module that knows an engine for it.

Hyperscan is the fastest by far, RE2 the portable second, the standard library's `re` what is always
there. All three answer alike: for every occurrence of a pattern at least one place inside it.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol, cast

from dsar.reading.cuts import Buffer

ENGINES = ("hyperscan", "re2", "re")
"""The engines, best first."""

BLOCK = 8 * 2**20
"""Bytes looked at in one go, so that a file of any size passes through little memory."""

OVERLAP = 16 * 2**10
"""Bytes that blocks share: more than any occurrence is long."""


class _Engine(Protocol):
    def places(self, block: memoryview, base: int, found: list[int]) -> None:
        """Add a place inside every occurrence in `block`, counted from `base`."""


class Patterns:
    """Regular expressions over bytes, case ignored for ASCII, without captures, looks or anchors.

    Only what all engines share may stand in them: classes, alternation, `?`, `*`, `{m,n}`.
    `overlap` is said where an occurrence may be longer than 16 KiB. Picklable; compiled at first use,
    once in a process.
    """

    def __init__(self, sources: Iterable[bytes], engine: str = "", *, overlap: int = 0) -> None:
        self.overlap = overlap
        self.sources = tuple(sorted(set(sources)))
        self.engine = engine

    def places(self, content: Buffer) -> list[int]:
        """Offsets in order, without repeats: every occurrence has at least one of them inside.

        There may be more, also where nothing stands that is meant.
        """
        if not self.sources or not len(content):
            return []
        engine, found = _compiled(self.sources, self.engine or available()), list[int]()
        for base, block in _blocks(content, self.overlap or OVERLAP):
            with block:
                engine.places(block, base, found)
        return sorted(set(found))


def _blocks(content: Buffer, overlap: int) -> Iterator[tuple[int, memoryview]]:
    size, at = len(content), 0
    whole = memoryview(content)
    with whole:
        while True:
            yield at, whole[at : at + BLOCK]
            _forget(content, at, min(at + BLOCK, size) - overlap)
            if at + BLOCK >= size:
                return
            at += BLOCK - overlap


def _forget(content: Buffer, start: int, end: int) -> None:
    """Let the system take back pages of a mapped file that were read: they can be read again."""
    advise = getattr(content, "madvise", None)
    first = -(-start // 4096) * 4096
    if advise is not None and end > first and hasattr(os, "sysconf"):
        import mmap

        if hasattr(mmap, "MADV_DONTNEED"):
            advise(mmap.MADV_DONTNEED, first, (end - first) // 4096 * 4096)


@lru_cache(maxsize=1)
def available() -> str:
    """The best engine that is installed here."""
    return next(name for name in ENGINES if name == "re" or find_spec(_MODULES[name]))


_MODULES = {"hyperscan": "hyperscan", "re2": "re2"}


@lru_cache(maxsize=32)
def _compiled(sources: tuple[bytes, ...], engine: str) -> _Engine:
    return _MAKERS[engine](sources)


class _Hyperscan:
    """Reports where occurrences end: the byte before lies inside."""

    def __init__(self, sources: tuple[bytes, ...]) -> None:
        import hyperscan  # a compiled engine: loaded when the first search runs

        self.database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self.database.compile(
            expressions=list(sources),
            ids=list(range(len(sources))),
            elements=len(sources),
            flags=[hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL] * len(sources),
        )
        self.scratches = threading.local()
        self.lock = threading.Lock()

    def places(self, block: memoryview, base: int, found: list[int]) -> None:
        scratch = getattr(self.scratches, "own", None)
        if scratch is None:  # one for each thread: sharing raises
            with self.lock:
                scratch = self.scratches.own = self.database.scratch.clone()
        add, less = found.append, base - 1

        def seen(_id: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add(less + end)

        # Bound to a name: an engine that is handed a nameless callback does not keep it alive.
        self.database.scan(cast("Any", block), match_event_handler=seen, scratch=scratch)


class _Backtracking:
    """`re` and RE2: leftmost occurrences only, so each search goes on one byte behind the last start."""

    def __init__(self, search: Callable[[memoryview, int], re.Match[bytes] | None]) -> None:
        self.search = search

    def places(self, block: memoryview, base: int, found: list[int]) -> None:
        at = 0
        while (hit := self.search(block, at)) is not None:
            at = hit.start() + 1
            found.append(base + hit.start())


def _with_re(sources: tuple[bytes, ...]) -> _Engine:
    rule = re.compile(b"|".join(b"(?:" + one + b")" for one in sources), re.IGNORECASE | re.DOTALL)
    return _Backtracking(rule.search)


def _with_re2(sources: tuple[bytes, ...]) -> _Engine:
    import re2  # compiled too: the second choice

    options = re2.Options()
    options.case_sensitive, options.dot_nl, options.max_mem = False, True, 256 * 2**20
    options.encoding = re2.Options.Encoding.LATIN1
    # As text in Latin-1 the bytes of a class stay the bytes they are.
    rule = re2.compile(b"|".join(b"(?:" + one + b")" for one in sources), options)
    return _Backtracking(lambda block, at: rule.search(bytes(block) if at == 0 else block, at))


_MAKERS: dict[str, Callable[[tuple[bytes, ...]], _Engine]] = {
    "hyperscan": _Hyperscan,
    "re2": _with_re2,
    "re": _with_re,
}
