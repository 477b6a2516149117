"""Every extractor that ships holds to what `dsar.testing` asks, and the checks notice one that does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsar import plugins
from dsar.model.records import Gap, Record
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.cuts import Buffer, Cut, Lines, Stretch
from dsar.testing import Conformance, Sample, accounted, digest_of, leads_back, read, survives, unique
from tests.extractors import samples

SHIPPED = plugins.shipped(plugins.EXTRACTORS, "dsar.extractors.")
CHECKS = [name for name in vars(Conformance) if name.startswith("test_")]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", SHIPPED)
def test_an_extractor_conforms(name: str, check: str) -> None:
    if (name, check) == ("imap", "test_there_is_a_sample"):
        pytest.skip("its messages are on a server: test_imap starts one")
    if samples.missing(name):
        pytest.skip("its samples are shared fixtures, which are not here, or its extra is not installed")
    held = type("Held", (Conformance,), {"extractor": name, "samples": samples.of(name), "cuts": 40})
    getattr(held(), check)()


class Careless(Extractor):
    """Reads lines, and does wrong in whatever way it is told."""

    cut: Cut = Lines()
    fault = ""

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        if self.fault == "raises" and not piece.raw.endswith(b"\n"):
            raise ValueError
        place = piece.locator("same" if self.fault != "place" else "")
        if self.fault == "twice":
            yield Record.of("sample", "text", place, {"text": "a"})
        if self.fault == "place":
            place = Piece(piece.part, 0, 1, b"").locator()
        yield Record.of("sample", "text", place, {"text": "a"})


class Loses(Cut):
    """Leaves the last byte out."""

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        yield Stretch(0, max(1, len(content) - 1))


def test_the_checks_see_a_careless_extractor() -> None:
    content = b"one\ntwo\n"
    one = Careless()
    accounted(read(one, "a", content), content)
    unique(read(one, "a", content))
    leads_back(one, "a", content)
    survives(one, "a", content)
    one.fault = "twice"
    with pytest.raises(AssertionError, match="twice"):
        unique(read(one, "a", content))
    one.fault = "place"
    with pytest.raises(AssertionError):
        leads_back(one, "a", content)
    one.fault = "raises"
    with pytest.raises(ValueError):
        survives(one, "a", content)
    one.fault, one.cut = "", Loses()
    with pytest.raises(AssertionError, match="end to end"):
        accounted(read(one, "a", content), content)


def test_a_changed_reading_is_noticed() -> None:
    held = type("Held", (Conformance,), {"extractor": "text"})()
    (good, *_) = samples.of("text")
    held.samples = (good,)
    held.test_samples_read_as_expected()
    held.samples = (Sample(good.name, good.content + b"!", good.records, good.gaps, good.golden),)
    with pytest.raises(AssertionError):
        held.test_samples_read_as_expected()
    held.samples = ()
    with pytest.raises(AssertionError):
        held.test_there_is_a_sample()


def test_digests_tell_readings_apart() -> None:
    readings = [read(plugins.extractor("text")(), "a.txt", text) for text in (b"a", b"b")]
    assert len({digest_of(one) for one in readings}) == 2
