"""One part searched: its bytes cut, sieved, read and judged, every byte and piece accounted for.

`read_part` is what workers run: it takes and returns frozen values, does not raise for bad content,
and never sees the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dsar import plugins
from dsar.model.ledger import Bucket, LedgerLine
from dsar.model.records import Gap, Locator, Record
from dsar.model.sources import Directory, Part, Piece
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Span, Stretch, Whole, wide
from dsar.search import content, nobody
from dsar.search.detecting import HEAD, detect
from dsar.search.judging import matched, settle
from dsar.search.lots import is_due, look_ahead
from dsar.search.sieve import Sieve
from dsar.search.trees import HITS, Tree, key_of
from dsar.search.work import Outcome, PartResult, Task, unread

DEPTH = 10
"""How deep attachments may nest before what is inside is a gap."""

CHILD_BYTES = 256 * 2**20
"""The size above which something inside a piece that is read as a whole is a gap."""

_SMALL = 4096
"""Bytes of something inside a piece that are read without being looked through first."""


def read_part(task: Task) -> PartResult:
    """Search one part, or one span of it. Never raises: what goes wrong is a gap with its place."""
    part = task.part
    span = task.span or Span(0, content.size_of(part))
    length = span.end - span.start
    line = LedgerLine(part.source.name, files=int(span.start == 0), bytes=length)
    try:
        with content.opened(part, task.stamp) as buffer:
            return _search(task, buffer, line)
    except OSError:
        reason = "unreadable"
    except content.Changed:
        reason = "changed"
    return unread(line, Gap(part.source.name, Locator(part.file, span.start, length), reason))


def _search(task: Task, buffer: Buffer, line: LedgerLine) -> PartResult:
    part = task.part
    name = task.extractor or detect(buffer[:HEAD], part.name)
    if not name:
        if not len(buffer):
            return PartResult(line)
        return unread(line, Gap(part.source.name, Locator(part.file, 0, len(buffer)), "unsupported"))
    extractor = extractor_for(name, part, task.directory)
    extractor.identifiers = task.wanted.identifiers
    outcomes: list[Outcome] = []
    gaps: list[Gap] = []
    held: list[Piece] = []
    accounted = skipped = 0
    for stretch in _stretches(task, extractor, buffer):
        accounted += stretch.length
        if stretch.role == "gap":
            gaps.append(_gap(part, stretch))
        elif stretch.role == "passed":
            skipped += stretch.count
        elif stretch.role == "piece":
            by_itself = extractor.from_file and part.path is not None
            raw = b"" if by_itself else bytes(buffer[stretch.offset : stretch.offset + stretch.length])
            if by_itself or nobody.tells(task, extractor) or _is_worth_reading(task.sieve, extractor, raw):
                held.append(piece_at(part, buffer, stretch, raw))
                if is_due(task, extractor, held):
                    outcomes += _judged(task, extractor, held)
            else:
                skipped += extractor.entries(raw)
    outcomes += _judged(task, extractor, held)
    for outcome in outcomes:
        gaps += outcome.gaps
    totals = {bucket: sum(one.counts.get(bucket, 0) for one in outcomes) for bucket in Bucket}
    totals[Bucket.NOT_ABOUT] += skipped
    done = replace(line, accounted_bytes=accounted, gaps=len(gaps), unit=extractor.unit).counted(totals)
    return PartResult(done, tuple(outcomes), tuple(gaps))


def _judged(task: Task, extractor: Extractor, held: list[Piece]) -> list[Outcome]:
    """What came of pieces that were held back; none is any more."""
    look_ahead(task, extractor, held)
    found = [_unnamed(task, extractor, piece) or judge(task, extractor, piece) for piece in held]
    held.clear()
    return found


def _unnamed(task: Task, extractor: Extractor, piece: Piece) -> Outcome | None:
    """What comes of a piece that is known to name nobody without being parsed; None for any other."""
    if not nobody.tells(task, extractor):
        return None
    inside = nobody.insides(task, extractor, piece)
    if inside is None:
        return None if _is_worth_reading(task.sieve, extractor, piece.raw) else nobody.NOBODY
    for one in inside:
        outcome = judge(task, nobody.Handing(one), piece)
        if outcome.kept or outcome.gaps:
            return None
        if task.sieve.dull is not None:
            task.sieve.dull.add(one.key)
    return nobody.NOBODY


def _stretches(task: Task, extractor: Extractor, buffer: Buffer) -> Iterator[Stretch]:
    """The pieces to be read; the others counted, where the format's bytes show what they hold."""
    cut, families = extractor.cut, extractor.families
    if task.known is not None:
        return task.known.stretches(extractor, buffer, task.sieve)
    if families is None or not jumps(extractor, task.sieve) or wide(buffer):
        return cut.within(buffer, task.span) if task.span else cut.stretches(buffer)
    span = task.span or Span(0, len(buffer))
    # What stands before the first piece tells a blank line or an envelope from text.
    start = max(span.start - 1, 0)
    places, marks = task.sieve.seen(buffer, families, cut.marks(buffer), start, span.end)
    return cut.jump(buffer, [place for place in places if place >= span.start], replace(span, marks=marks))


def jumps(extractor: Extractor, sieve: Sieve) -> bool:
    """Whether pieces are found from inside, around what the sieve sees in the bytes."""
    return extractor.families is not None and extractor.unit != "entries" and not sieve.blind


def _is_worth_reading(sieve: Sieve, extractor: Extractor, raw: bytes) -> bool:
    if extractor.families is None:
        return extractor.hides(raw) or sieve.lets(raw)
    return _names_anybody(sieve, extractor, raw)


def _names_anybody(sieve: Sieve, extractor: Extractor, raw: bytes) -> bool:
    """Whether a piece may name somebody, as far as its texts are to be had without parsing it."""
    texts = extractor.visible(raw) if sieve.identifiers and not sieve.blind else None
    return texts is None or sieve.sees(texts)


def extractor_for(name: str, part: Part, directory: Directory) -> Extractor:
    """The extractor of that name as it reads a part, its source's options given."""
    of_source = part.content is None or not part.parent  # a file, or a member of an archive that is one
    options = dict(part.source.options) if of_source else {}
    if part.source.timezone:
        options["timezone"] = part.source.timezone
    return plugins.extractor(name)(options, directory)


def piece_at(part: Part, buffer: Buffer, stretch: Stretch, raw: bytes) -> Piece:
    """A stretch as a piece."""
    start, length = stretch.head
    return Piece(
        part, stretch.offset, stretch.length, raw, bytes(buffer[start : start + length]), stretch.label
    )


def _gap(part: Part, stretch: Stretch) -> Gap:
    place = Piece(part, stretch.offset, stretch.length, b"").locator()
    return Gap(part.source.name, place, stretch.label or "malformed")


def judge(task: Task, extractor: Extractor, piece: Piece) -> Outcome:
    """Read a piece and all inside it, and say what of it is in the case."""
    tree = _tree_of(task, extractor, piece)
    settled = settle(tree.judged)
    roots = [one for one in settled if not one.record.parent]
    if extractor.unit == "entries":
        counts = {bucket: sum(one.bucket is bucket for one in roots) for bucket in Bucket}
        counts[Bucket.NOT_ABOUT] += tree.passed_by
    else:
        counts = {tree.best(settled): 1}
    kept = tuple(one for one in settled if one.bucket is not Bucket.NOT_ABOUT)
    return Outcome(counts, kept, tuple(tree.gaps))


def _tree_of(task: Task, extractor: Extractor, piece: Piece) -> Tree:
    """All that a piece yields, but what is attached to what names nobody and need not be opened."""
    tree = Tree.of(task.sieve, extractor)
    _read(task, extractor, piece, tree, many=tree.many)
    if tree.lacks():
        tree = Tree()
        _read(task, extractor, piece, tree, many=extractor.unit == "entries")
    return tree


def _read(task: Task, extractor: Extractor, piece: Piece, tree: Tree, *, many: bool) -> None:
    """Add what a piece yields to `tree`, depth first.

    `many` says that the piece's records stand each for itself (rows, lines), so that the person's
    row does not bring its neighbours along; a message brings its attachments.
    """
    for yielded in held_in(extractor, piece):
        if isinstance(yielded, Gap):
            tree.gaps.append(yielded)
        elif isinstance(yielded, Record):
            tree.take(matched(task, yielded, alone=many))
        elif not tree.leaves(yielded):
            _read_inside(task, yielded, tree)
        for part in tree.wanted():
            _read_part_inside(task, part, tree)


def held_in(extractor: Extractor, piece: Piece) -> Iterator[Record | Gap | Part]:
    """What a piece holds; where its extractor fails, a gap from there on."""
    try:
        yield from extractor.read(piece)
    except Exception as error:  # noqa: BLE001 - a plugin's crash becomes a gap, here and nowhere else
        yield Gap(piece.part.source.name, piece.locator(), "crashed", type(error).__name__)


def _read_inside(task: Task, part: Part, tree: Tree) -> None:
    """Read what is attached, and remember where it names nobody: the same may hang on many messages."""
    judged, gaps = len(tree.judged), len(tree.gaps)
    _read_part_inside(task, part, tree)
    if tree.dull is None or not part.parent or part.content is None:
        return
    if len(tree.gaps) == gaps and not any(one.bucket in HITS for one in tree.judged[judged:]):
        tree.dull.add(key_of(part))


def _read_part_inside(task: Task, part: Part, tree: Tree) -> None:
    inside, raw = replace(task, part=part), part.content or b""
    name = detect(raw[:HEAD], part.name)
    reason = "too-deep" if part.depth > DEPTH else "" if name else "unsupported"
    extractor = None if reason else extractor_for(name, part, task.directory)
    if extractor and is_too_large(extractor, raw):
        reason = "too-large"
    if reason or extractor is None:
        if raw:
            place = Piece(part, 0, len(raw), b"").locator()
            tree.gaps.append(Gap(part.source.name, place, reason, part.media_type[:60]))
        return
    if extractor.unit == "entries" and not _names_anybody(task.sieve, extractor, bytes(raw)):
        tree.passed_by += extractor.entries(bytes(raw)) if not part.parent else 0
        return  # of rows in something only those that name somebody who is looked for are kept
    if part.parent and not tree.theirs and nobody.names_nobody(inside, extractor, raw):
        tree.put_off(part)
        return
    stretches, many = _stretches_inside(inside, extractor, raw)
    for stretch in stretches:
        if stretch.role == "gap":
            tree.gaps.append(_gap(part, stretch))
        elif stretch.role == "passed":
            tree.passed_by += stretch.count if not part.parent else 0
        else:
            piece = piece_at(part, raw, stretch, raw[stretch.offset : stretch.offset + stretch.length])
            if part.parent:
                _read(inside, extractor, piece, tree, many=many)
            else:  # a member of an archive: nothing but it has to be read again
                tree.add(_tree_of(inside, extractor, piece))


def is_too_large(extractor: Extractor, raw: Buffer) -> bool:
    """Whether something inside a piece is too large for being read into memory as a whole, as it would be."""
    return len(raw) > CHILD_BYTES and (isinstance(extractor.cut, Whole) or wide(raw))


def _stretches_inside(task: Task, extractor: Extractor, raw: Buffer) -> tuple[list[Stretch], bool]:
    """The pieces to be read of something inside a piece, and whether each of them stands for itself.

    Of many pieces those are read in which somebody may stand, as in a file; the deep tier tells,
    whatever tier the file itself is searched in.
    """
    if not isinstance(extractor.cut, Whole) and len(raw) > _SMALL:
        deep = replace(task, sieve=task.sieve.deepened(), known=None, span=None)
        found = [one for one in _stretches(deep, extractor, raw) if one.role != "structure"]
        if sum(one.count for one in found if one.role in ("piece", "passed")) > 1:
            return found, True
    found = [one for one in extractor.cut.stretches(raw) if one.role != "structure"]
    return found, extractor.unit == "entries" or len(found) > 1
