"""What every extractor has to hold to, ready for the tests of whoever writes one.

    class TestMine(Conformance):
        extractor = "mine"
        samples = (Sample.of(Path("tests/mine.dat"), records=3),)

A check that fails raises `AssertionError` with the place; none of them shows what was read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from dsar import plugins
from dsar.model.records import GAP_REASONS, Gap, Record
from dsar.model.sources import Part, Piece, Source
from dsar.plugins import Extractor
from dsar.reading.cuts import Stretch, covers

SOURCE = "sample"
CUTS = 64
"""At how many places a sample is cut off, its beginning and its last bytes always among them."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One file to read, how many records it has, and what reading it has to give.

    `golden` is the digest that `digest_of` gave when a person had looked at the records; empty
    where only the number is known. `options` are the source's.
    """

    name: str
    content: bytes = field(repr=False)
    records: int
    gaps: int = 0
    golden: str = ""
    options: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, *, records: int, gaps: int = 0, golden: str = "") -> Sample:
        """A sample that lies in a file."""
        return cls(path.name, path.read_bytes(), records, gaps, golden)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that an extractor gave for some bytes, piece by piece, and how the bytes were cut."""

    stretches: tuple[Stretch, ...]
    records: tuple[Record, ...]
    gaps: tuple[Gap, ...]
    parts: tuple[Part, ...]


def read(extractor: Extractor, name: str, content: bytes) -> Reading:
    """Read every piece of some bytes with one extractor; parts that it hands on are not followed."""
    part = _part(extractor, name, content)
    stretches = tuple(extractor.cut.stretches(content))
    records: list[Record] = []
    gaps: list[Gap] = []
    parts: list[Part] = []
    for stretch in stretches:
        if stretch.role == "gap":
            place = Piece(part, stretch.offset, stretch.length, b"").locator()
            gaps.append(Gap(SOURCE, place, stretch.label or "malformed"))
        elif stretch.role == "piece":
            for one in extractor.read(piece_of(part, content, stretch)):
                if isinstance(one, Record):
                    records.append(one)
                elif isinstance(one, Gap):
                    gaps.append(one)
                else:
                    parts.append(one)
    return Reading(stretches, tuple(records), tuple(gaps), tuple(parts))


def _part(extractor: Extractor, name: str, content: bytes) -> Part:
    """A file of a source that has the extractor's options."""
    source = Source(SOURCE, Path(name), options=extractor.options)
    return Part(source, name, None, None, length=len(content), name=name)


def piece_of(part: Part, content: bytes, stretch: Stretch) -> Piece:
    """A stretch as the piece that an extractor is given."""
    (start, length), end = stretch.head, stretch.offset + stretch.length
    raw, head = bytes(content[stretch.offset : end]), bytes(content[start : start + length])
    return Piece(part, stretch.offset, stretch.length, raw, head, stretch.label)


def digest_of(reading: Reading) -> str:
    """One short digest of everything that was read: places, content, people, moments, gaps."""
    seen = hashlib.sha256()
    for record in reading.records:
        people = [(one.role, one.field, one.name, one.identifiers) for one in record.parties]
        moment = record.when.utc.isoformat() if record.when and record.when.utc else ""
        seen.update(repr((record.kind, str(record.locator), record.digest, people, moment)).encode())
    for gap in reading.gaps:
        seen.update(repr((str(gap.locator), gap.reason)).encode())
    for part in reading.parts:
        seen.update(repr((part.inner, hashlib.sha256(part.content or b"").hexdigest())).encode())
    return seen.hexdigest()[:16]


def accounted(reading: Reading, content: bytes) -> None:
    """Assert that every byte lies in a piece, a named structural part or a gap."""
    assert covers(list(reading.stretches), len(content)), "stretches do not lie end to end"
    bare = [one for one in reading.stretches if one.role == "structure" and not one.label]
    assert not bare, f"a structural part without a name at {bare[0].offset}"
    assert {one.role for one in reading.stretches} <= {"piece", "structure", "gap"}
    for gap in reading.gaps:
        assert gap.reason in GAP_REASONS, f"{gap.reason!r} is not a reason"


def unique(reading: Reading) -> None:
    """Assert that no two records, and no two gaps of a reason, have the same place."""
    for ids in ([one.id for one in reading.records], [one.id for one in reading.gaps]):
        assert len(set(ids)) == len(ids), f"{len(ids) - len(set(ids))} places are given twice"


def leads_back(extractor: Extractor, name: str, content: bytes) -> None:
    """Assert that each record's place is its piece's, and that reading those bytes gives it again."""
    part = _part(extractor, name, content)
    for stretch in extractor.cut.stretches(content):
        if stretch.role != "piece":
            continue
        piece = piece_of(part, content, stretch)
        for one in extractor.read(piece):
            place = piece.locator() if isinstance(one, Part) else one.locator
            assert place.file == name
            assert (place.offset, place.length) == (stretch.offset, stretch.length), str(place)
            assert content[place.offset : place.offset + place.length] == piece.raw


def survives(extractor: Extractor, name: str, content: bytes, cuts: int = CUTS) -> None:
    """Assert that, cut off anywhere, bytes give records and gaps and nothing is raised."""
    for at in places(len(content), cuts):
        cut = content[:at]
        reading = read(extractor, name, cut)
        accounted(reading, cut)
        unique(reading)
        if any(one.role != "structure" for one in reading.stretches):
            told = len(reading.records) + len(reading.gaps) + len(reading.parts)
            assert told, f"cut at {at}: neither record nor gap"


def places(size: int, cuts: int) -> list[int]:
    """Where to cut: all places of what is short, else some of them, the ends always."""
    if size <= cuts:
        return list(range(size))
    ends = [*range(8), *range(size - 8, size)]
    return sorted({*ends, *(size * n // cuts for n in range(cuts))})


class Conformance:
    """Tests that pytest runs for a subclass that names its extractor and samples.

    The extractor is named as its entry point is; `made` may be overridden where it needs settings.
    """

    extractor: ClassVar[str] = ""
    samples: ClassVar[tuple[Sample, ...]] = ()
    cuts: ClassVar[int] = CUTS

    def made(self, sample: Sample) -> Extractor:
        """The extractor as a worker makes it, afresh for every reading."""
        return plugins.extractor(self.extractor)(sample.options)

    def each(self) -> Iterator[tuple[Sample, Reading]]:
        """Every sample, read once."""
        for sample in self.samples:
            yield sample, read(self.made(sample), sample.name, sample.content)

    def test_there_is_a_sample(self) -> None:
        """A format that nobody has a file of is not read."""
        assert self.samples
        assert any(reading.records or reading.parts for _, reading in self.each())

    def test_it_recognises_its_own(self) -> None:
        """Its content is known by content or name."""
        for sample in self.samples:
            assert self.made(sample).recognises(sample.content[:65_536], sample.name) > 0, sample.name

    def test_samples_read_as_expected(self) -> None:
        """Records, gaps, and what a person looked at."""
        for sample, reading in self.each():
            assert (len(reading.records), len(reading.gaps)) == (sample.records, sample.gaps), sample.name
            assert not sample.golden or digest_of(reading) == sample.golden, sample.name

    def test_it_reads_twice_the_same(self) -> None:
        """Equal bytes, equal records."""
        for sample, reading in self.each():
            again = read(self.made(sample), sample.name, sample.content)
            assert digest_of(again) == digest_of(reading), sample.name
            assert [one.id for one in again.records] == [one.id for one in reading.records]

    def test_every_byte_is_accounted_for_once(self) -> None:
        """Pieces, structure and gaps lie end to end, and places are given once."""
        for sample, reading in self.each():
            accounted(reading, sample.content)
            unique(reading)

    def test_places_lead_back_to_the_bytes(self) -> None:
        """From a record to its piece, from the piece to the record."""
        for sample in self.samples:
            leads_back(self.made(sample), sample.name, sample.content)

    def test_it_survives_being_cut_off(self) -> None:
        """At any byte."""
        for sample in self.samples:
            survives(self.made(sample), sample.name, sample.content, self.cuts)
