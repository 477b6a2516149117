"""What one piece and all that is inside it yielded, and what of that is left out for speed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from dsar.model.ledger import Bucket
from dsar.model.records import Gap
from dsar.model.sources import Part
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer
from dsar.reading.spellings import FAMILIES
from dsar.search.sieve import Sieve
from dsar.search.work import Judged

HITS = (Bucket.ABOUT, Bucket.CANDIDATE)


@dataclass(slots=True)
class Tree:
    """What one piece and all that is inside it yielded, in order.

    What is attached is `left` for later until somebody is named in the piece: where it is known to name
    nobody (`dull`, digests), and without the deep tier where its bytes show nobody (`shows`). Where the
    piece holds `many` records it is not kept, for there may be gigabytes of it: `passed` says so.
    `passed_by` counts pieces inside a container that stand for themselves and name nobody.
    """

    dull: set[bytes] | None = None
    shows: Callable[[Buffer], bool] | None = None
    many: bool = False
    judged: list[Judged] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    left: list[Part] = field(default_factory=list)
    theirs: bool = False
    passed: bool = False
    passed_by: int = 0

    @classmethod
    def of(cls, sieve: Sieve, extractor: Extractor) -> Tree:
        """An empty one for a piece that an extractor reads."""
        shows = None if sieve.deep else _showing(sieve, extractor)
        return cls(sieve.dull, shows, many=extractor.unit == "entries")

    def take(self, judged: Judged) -> None:
        """Add a record."""
        self.judged.append(judged)
        self.theirs = self.theirs or judged.bucket in HITS

    def leaves(self, part: Part) -> bool:
        """Whether something attached is left out for now."""
        if (self.theirs and not self.many) or not part.parent or part.content is None:
            return False
        dull = self.dull is not None and key_of(part) in self.dull
        if not dull and (self.shows is None or self.shows(part.content)):
            return False
        self.put_off(part)
        return True

    def put_off(self, part: Part) -> None:
        """Leave something attached out until somebody is named in the piece."""
        if self.many:
            self.passed = True
        else:
            self.left.append(part)

    def wanted(self) -> list[Part]:
        """What was left, once it is somebody's: whoever's message it is has to see all of it."""
        found, self.left = (self.left, []) if self.theirs else ([], self.left)
        return found

    def lacks(self) -> bool:
        """Whether somebody is named in it and something was left out that is not kept."""
        return self.passed and self.theirs

    def add(self, other: Tree) -> None:
        """Take in what another piece yielded, which stands for itself."""
        self.judged += other.judged
        self.gaps += other.gaps
        self.passed_by += other.passed_by

    def best(self, settled: list[Judged]) -> Bucket:
        """The bucket of the piece, its records having agreed on theirs."""
        if not settled:
            return Bucket.UNREAD if self.gaps else Bucket.NOT_ABOUT
        return min((one.bucket for one in settled), key=list(Bucket).index)


def key_of(part: Part) -> bytes:
    """What tells something attached from all that reads otherwise."""
    said = f"{part.source.name}\0{part.name}\0{part.media_type}\0{part.depth}".encode("utf-8", "replace")
    return hashlib.sha256(part.content or b"").digest() + said


def _showing(sieve: Sieve, extractor: Extractor) -> Callable[[Buffer], bool]:
    """Whether bytes inside a piece show somebody: asked of patterns that were compiled for its file."""
    families = FAMILIES if extractor.families is None else extractor.families

    def shows(raw: Buffer) -> bool:
        return sieve.blind or bool(sieve.seen(raw, families, extractor.cut.marks(b""), 0, len(raw))[0])

    return shows
