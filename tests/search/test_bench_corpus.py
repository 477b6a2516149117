"""The corpus that speed is measured on: the same bytes from one seed, and what was planted is what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part, Source
from dsar.search.collect import read_part
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted
from dsar.search.work import Task
from tests.bench.corpus import ACCOUNT, EMAIL, FILES, IP, PHONE, Corpus, kept, write
from tests.bench.invented import LIKE
from tests.bench.letters import plants
from tests.bench.stdlib_mail import messages

SEED, SIZE = 31, 9
"""Not the seed of the benchmark; large enough for its large pools."""
WANTED = [
    Identifier.of("email", EMAIL), Identifier.of("phone", PHONE), Identifier.of("account", ACCOUNT),
    Identifier.of("ip", IP),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return write(tmp_path_factory.mktemp("bench") / "made", SIZE, SEED)


@pytest.mark.parametrize("name", FILES)
def test_what_was_planted_is_what_is_found(made: Corpus, name: str) -> None:
    path = made.path(name)
    part = Part(Source("s", path), name, path, name=name)
    result = read_part(Task(part, "", Wanted(WANTED), Sieve(WANTED), Directory()))
    found = {
        one.record.locator.offset
        for outcome in result.outcomes
        for one in outcome.kept
        if not one.record.parent
    }
    assert found == set(made.places[name])
    assert result.line.balanced


def test_near_misses_stand_in_every_file(made: Corpus) -> None:
    for name in FILES:
        raw = made.path(name).read_bytes()
        assert any(one.encode() in raw for many in LIKE.values() for one in many), name


def test_mail_is_mixed_as_the_prototypes_was(made: Corpus) -> None:
    letters = list(messages(made.path("mail.mbox").read_bytes()))
    with_file = [one for one in letters if b"\nContent-Type: multipart/mixed" in one[:4000]]
    size = sum(map(len, letters))
    assert len(letters) >= 28_615 * size / 400_000_000 * 0.6  # few are few: one large photo moves the mean
    assert 0.06 < len(with_file) / len(letters) < 0.25
    assert 0.4 < sum(map(len, with_file)) / size < 0.75
    assert len(made.places["mail.mbox"]) == len(plants())


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    one, two, other = (
        write(tmp_path / name, 1, seed) for name, seed in (("one", 5), ("two", 5), ("other", 6))
    )
    for name in FILES:
        assert one.path(name).read_bytes() == two.path(name).read_bytes() != other.path(name).read_bytes()
        assert abs(one.path(name).stat().st_size / (1e6 * FILES[name][1] / 1210) - 1) < 0.8
    assert one.places == two.places


def test_a_kept_corpus_is_written_once_and_again_when_it_is_another(tmp_path: Path) -> None:
    first = kept(tmp_path / "c", 0.5, 5, ("billing.csv",))
    before = first.path("billing.csv").stat().st_mtime_ns
    assert kept(tmp_path / "c", 0.5, 5, ("billing.csv",)) == first
    assert first.path("billing.csv").stat().st_mtime_ns == before
    assert kept(tmp_path / "c", 0.5, 6, ("billing.csv",)).path("billing.csv").stat().st_mtime_ns > before
