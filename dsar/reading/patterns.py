"""Many byte patterns looked for in one pass: the only module that knows an engine for it.

Hyperscan is the fastest by far, RE2 the portable second, the standard library's `re` what is always
there. All three answer alike: for every occurrence of a pattern at least one place inside it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

from dsar.reading.blocks import Buffer, forget
from dsar.reading.specimens import displayed

ENGINES = ("hyperscan", "re2", "re")
"""The engines, best first."""

BLOCK = 8 * 2**20
"""Bytes looked at in one go, so that a file of any size passes through little memory."""

OVERLAP = 16 * 2**10
"""Bytes that blocks share: more than any occurrence is long."""

_LONG = 2**20
"""How far from a block's edge a line end is looked for."""


class _Engine(Protocol):
    def places(self, block: memoryview, base: int, found: list[int], marks: list[int]) -> None:
        """Add a place inside every occurrence in `block`, counted from `base`."""


class Patterns:
    """Regular expressions over bytes, case ignored for ASCII, without captures, looks or anchors.

    Only what all engines share may stand in them: classes, alternation, `?`, `*`, `{m,n}`.
    `overlap` is said where an occurrence may be longer than 16 KiB without a line end. `marks` are
    patterns whose places are told apart, found in the same pass. Picklable; compiled at first use, once
    in a process.
    """

    def __init__(
        self, sources: Iterable[bytes], engine: str = "", *, overlap: int = 0, marks: Iterable[bytes] = ()
    ) -> None:
        self.overlap = overlap
        self.sources = tuple(sorted(set(sources)))
        self.marks = tuple(marks)
        self.engine = engine

    def places(self, content: Buffer) -> list[int]:
        """Offsets in order, without repeats: every occurrence has at least one of them inside.

        There may be more, also where nothing stands that is meant.
        """
        return self.seen(content, 0, len(content))[0]

    def seen(self, content: Buffer, start: int, end: int) -> tuple[list[int], list[int]]:
        """Places of the patterns and of the marks in the bytes from `start` up to `end`."""
        found, marks = list[int](), list[int]()
        if (self.sources or self.marks) and end > start:
            engine = _compiled(self.sources, self.marks, self.engine or available())
            for base, block in _blocks(content, start, end, max(self.overlap, OVERLAP)):
                with block:
                    engine.places(block, base, found, marks)
        return sorted(set(found)), sorted(set(marks))


def _blocks(content: Buffer, start: int, end: int, overlap: int) -> Iterator[tuple[int, memoryview]]:
    """Blocks that begin and end at line ends and share `OVERLAP` bytes; in very long lines `overlap`.

    What never goes beyond one line and the sign before it is then whole in some block.
    """
    at, whole = start, memoryview(content)
    with whole:
        while True:
            stop, shared = min(at + BLOCK, end), OVERLAP
            if stop < end:
                cut = content.rfind(b"\n", max(stop - _LONG, at + overlap), stop) + 1
                stop, shared = (cut, shared) if cut else (stop, overlap)
            yield at, whole[at:stop]
            following = stop - shared
            forget(content, at, following)
            if stop >= end:
                return
            before = content.rfind(b"\n", max(following - _LONG, at + 1), following)
            at = max(before if before >= 0 else following, at + 1)


@lru_cache(maxsize=1)
def available() -> str:
    """The best engine that is installed here."""
    return next(name for name in ENGINES if name == "re" or find_spec(_MODULES[name]))


_MODULES = {"hyperscan": "hyperscan", "re2": "re2"}


@lru_cache(maxsize=32)
def _compiled(sources: tuple[bytes, ...], marks: tuple[bytes, ...], engine: str) -> _Engine:
    made = _MAKERS[engine](sources, marks)
    if engine == "hyperscan" and not proves_itself(made, (*sources, *marks)):
        return _compiled(sources, marks, "re2" if find_spec("re2") else "re")
    return made


def proves_itself(engine: _Engine, patterns: Iterable[bytes]) -> bool:
    """Whether an engine finds an example of each pattern.

    Engines that use what a processor offers have had versions that miss what they should find, on some
    processors and for some sets of patterns (`a[bc]*a` in hyperscan 0.9.1): a search that rests on one
    would be silently incomplete.
    """
    for pattern in patterns:
        for content, start, end in displayed(pattern):
            found = list[int]()
            with memoryview(content) as block:
                engine.places(block, 0, found, found)
            if not any(start <= place < end for place in found):
                return False
    return True


_FEW = 4096


class _Hyperscan:
    """Reports where occurrences end: the byte before lies inside."""

    def __init__(self, sources: tuple[bytes, ...], marks: tuple[bytes, ...]) -> None:
        import hyperscan  # a compiled engine: loaded when the first search runs

        self.own = len(sources)
        every = [*sources, *marks]
        self.database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self.database.compile(
            expressions=every,
            ids=list(range(len(every))),
            elements=len(every),
            flags=[hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL] * len(every),
        )
        self.scratches = threading.local()
        self.lock = threading.Lock()

    def places(self, block: memoryview, base: int, found: list[int], marks: list[int]) -> None:
        scratch = getattr(self.scratches, "own", None)
        if scratch is None:  # one for each thread: sharing raises
            with self.lock:
                scratch = self.scratches.own = self.database.scratch.clone()
        add, mark, less, own = found.append, marks.append, base - 1, self.own

        def seen(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if number < own:
                add(less + end)
            else:
                mark(less + end)

        # Of few bytes the engine may miss what stands last (seen in version 0.9.1, on processors with
        # AVX-512): they are never all that it is given.
        whole: Any = block if len(block) > _FEW else bytes(block) + _FEW * b"\x01"
        # Bound to a name: an engine that is handed a nameless callback does not keep it alive.
        self.database.scan(whole, match_event_handler=seen, scratch=scratch)
        if whole is not block:
            last = base + len(block)
            found[:] = [place for place in found if place < last]
            marks[:] = [place for place in marks if place < last]


_Search = Callable[[memoryview, int], "re.Match[bytes] | None"]


class _Backtracking:
    """`re` and RE2: leftmost occurrences only, so each search goes on one byte behind the last start.

    First and last byte of an occurrence are told: all that start where it does share the first, and
    what parts two pieces may be the first.
    """

    def __init__(self, search: _Search | None, mark: _Search | None) -> None:
        self.searches = search, mark

    def places(self, block: memoryview, base: int, found: list[int], marks: list[int]) -> None:
        for search, into in zip(self.searches, (found, marks), strict=True):
            at = 0
            while search and (hit := search(block, at)) is not None:
                at = hit.start() + 1
                into += (base + hit.start(), base + max(hit.start(), hit.end() - 1))


def _with_re(sources: tuple[bytes, ...], marks: tuple[bytes, ...]) -> _Engine:
    def rule(some: tuple[bytes, ...]) -> _Search | None:
        return re.compile(_joined(some), re.IGNORECASE | re.DOTALL).search if some else None

    return _Backtracking(rule(sources), rule(marks))


def _with_re2(sources: tuple[bytes, ...], marks: tuple[bytes, ...]) -> _Engine:
    import re2  # compiled too: the second choice

    options = re2.Options()
    options.case_sensitive, options.dot_nl, options.max_mem = False, True, 256 * 2**20
    options.encoding = re2.Options.Encoding.LATIN1

    def rule(some: tuple[bytes, ...]) -> _Search | None:
        if not some:
            return None
        # As text in Latin-1 the bytes of a class stay the bytes they are.
        compiled = re2.compile(_joined(some), options)
        return lambda block, at: compiled.search(bytes(block) if at == 0 else block, at)

    return _Backtracking(rule(sources), rule(marks))


def _joined(sources: tuple[bytes, ...]) -> bytes:
    return b"|".join(b"(?:" + one + b")" for one in sources)


_MAKERS: dict[str, Callable[[tuple[bytes, ...], tuple[bytes, ...]], _Engine]] = {
    "hyperscan": _Hyperscan,
    "re2": _with_re2,
    "re": _with_re,
}
