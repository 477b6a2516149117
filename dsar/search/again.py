"""Bytes of records that a search kept, fetched from their source once more: by the same way.

A case keeps what records say and not what files hold. Whoever wants to see a picture has it brought by its
place; it counts only where record and bytes are still those of the search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dsar.model.records import Record
from dsar.model.sources import Directory, Part, Source
from dsar.reading.cuts import Buffer
from dsar.search import content
from dsar.search.collect import DEPTH, extractor_for, held_in, is_too_large, piece_at
from dsar.search.detecting import HEAD, detect

PICTURE = "picture"
"""The kind of record, and the extractor, of what is fetched."""


def fetched(sources: Sequence[Source], records: Iterable[Record]) -> Iterator[tuple[Record, bytes]]:
    """The bytes of each record of kind `picture` that still lies where it was found, and is what it was.

    Every other record is left out. Raises nothing for what sources hold.
    """
    by_file: defaultdict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
    for one in records:
        if one.kind == PICTURE:
            by_file[one.source, one.locator.file][one.id] = one
    for source in sources:
        for part in content.files_of(source):
            wanted = by_file.get((source.name, part.file)) if isinstance(part, Part) else None
            if wanted and isinstance(part, Part):
                yield from _from_file(part, wanted)


def _from_file(part: Part, wanted: Mapping[str, Record]) -> Iterator[tuple[Record, bytes]]:
    try:
        with content.opened(part) as buffer:
            name = part.source.extractor or detect(buffer[:HEAD], part.name)
            yield from _from_bytes(part, name, buffer, wanted)
    except (OSError, content.Changed):
        return


def _from_bytes(
    part: Part, name: str, buffer: Buffer, wanted: Mapping[str, Record]
) -> Iterator[tuple[Record, bytes]]:
    """Every picture in a part that is wanted; what cannot lead to one is not read."""
    if not name or part.depth > DEPTH:
        return
    extractor = extractor_for(name, part, Directory())
    if part.depth and is_too_large(extractor, buffer):
        return
    places = {(one.locator.offset, one.locator.length) for one in wanted.values()}
    for stretch in extractor.cut.stretches(buffer):
        at = stretch.offset, stretch.length
        if stretch.role == "piece" and (part.depth or at in places):
            by_itself = extractor.from_file and part.path is not None
            raw = b"" if by_itself else bytes(buffer[stretch.offset : stretch.offset + stretch.length])
            piece = piece_at(part, buffer, stretch, raw)
            if name == PICTURE:
                yield from _same(Record.of(part.source.name, PICTURE, piece.locator(), {}).id, raw, wanted)
                continue
            for one in held_in(extractor, piece):
                if isinstance(one, Part) and one.content and _leads(one, wanted):
                    label = detect(one.content[:HEAD], one.name)
                    yield from _from_bytes(one, label, one.content, wanted)


def _leads(part: Part, wanted: Mapping[str, Record]) -> bool:
    """Whether something that is wanted stands in a part."""
    return any(one.locator.inner.startswith(part.inner) for one in wanted.values())


def _same(key: str, raw: bytes, wanted: Mapping[str, Record]) -> Iterator[tuple[Record, bytes]]:
    """The record of that id with its bytes, where both are what they were when it was found."""
    one = wanted.get(key)
    if one is not None:
        again = Record.of(one.source, one.kind, one.locator, one.fields, content=raw)
        if again.digest == one.digest:
            yield one, raw
