"""Words as the index keeps them: which are asked for, found, packed and taken for others."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory, Part
from dsar.search import packing, postings, words
from dsar.search.content import files_of
from dsar.search.gathering import Gatherer
from dsar.search.indexing import IndexTask, index_part
from dsar.search.tokens import trace
from tests.bench.corpus import write

np = pytest.importorskip("numpy")
pytest.importorskip("pyarrow")

KEY = bytes(range(32))


def _rows(rows: packing.Listed) -> Iterator[tuple[int, int]]:
    found, blocks = rows.between(0, packing.WORDS, 0, 0)
    return zip(found.tolist(), blocks.tolist(), strict=True)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Alice Marlowe", [{"alice"}, {"marlowe"}]),
        ("Marlowe, Alice", [{"alice"}, {"marlowe"}]),
        ("Al Li Ng", []),
        ("José Álvarez", [{"jos", "jose"}, {"lvarez"}]),
        ("Ilse Strauß", [{"ilse"}, {"strauss"}]),
        ("Zoë", []),
        ("Siobhán O'Brien", [{"siobh", "siobha"}, {"brien"}]),
        ("R2D2 x" + "y" * 40, []),
        ("李小龍", []),
    ],
)
def test_what_is_asked_for(name: str, asked: list[set[str]]) -> None:
    found = words.asked(Identifier.of("name", name), KEY)
    told = [{words.digest_of(trace(words.SEED, word.encode()), KEY) for word in each} for each in asked]
    assert [set(each) for each in found] == told


def test_words_are_told_one_at_a_time_and_all_at_once_alike() -> None:
    text = (
        b"alice o'neill al1ce x_marlowe \xc3\xa9lvarez ab abc\0"
        + b"a" * 32
        + b" "
        + b"b" * 33
        + b" abcdefgh1"
    )
    hashes, places = words.found_in(text)
    runs = [text[place:] for place in places.tolist()]
    told = [b"alice", b"neill", b"marlowe", b"lvarez", b"abc", b"a" * 32]
    assert [run.startswith(one) for run, one in zip(runs, told, strict=True)] == [True] * 6
    assert hashes.tolist() == [trace(words.SEED, one) for one in told]


@settings(max_examples=200, deadline=None)
@given(lists=st.lists(st.lists(st.integers(0, 2**40), max_size=5).map(sorted)))
def test_lists_of_numbers_are_unpacked_as_they_were(lists: list[list[int]]) -> None:
    flat = np.array([number for one in lists for number in one], np.int64)
    counts = np.array([len(one) for one in lists], np.int64)
    bounds, data = packing.packed(flat, counts)
    assert [packing.numbers(data[a:b]) for a, b in pairwise(bounds.tolist())] == lists
    values, many = packing.unpacked(np.frombuffer(data, np.uint8), bounds)
    assert (values.tolist(), many.tolist()) == (flat.tolist(), counts.tolist())


@settings(max_examples=50, deadline=None)
@given(
    texts=st.lists(
        st.lists(st.sampled_from(["ann", "bob", "eve", "marlowe", "x9", "an"]), max_size=6), max_size=90
    ),
    many=st.booleans(),
)
def test_words_are_gathered_block_by_block(texts: list[list[str]], many: bool) -> None:
    told = words.Words(KEY)
    views = [" ".join(one).encode() for one in texts if one]
    step = 100 if many else 7
    for at in range(0, len(views), step):
        some = views[at : at + step]
        starts = np.cumsum([0, *(len(view) + 1 for view in some[:-1])])
        told.look(b"\0".join(some), np.arange(5 + at, 5 + at + len(some)), starts)
    expected = {
        (words.digest_of(trace(words.SEED, word), KEY), 5 + n)
        for n, view in enumerate(views)
        for word in view.split()
        if word.isalpha() and len(word) > 2
    }
    counts = Counter(digest for digest, _ in expected)
    found = set(_rows(told.listed(80)))
    assert found == {(digest, -1 if counts[digest] > words.LEAST else block) for digest, block in expected}


def test_few_words_that_stand_nowhere_are_taken_for_some_that_do(tmp_path: Path) -> None:
    file = write(tmp_path, 1.5, 84, ("mail.mbox",)).path("mail.mbox")
    part = next(one for one in files_of(source_at(file, set())) if isinstance(one, Part))
    made = index_part(IndexTask(part, "mbox", Directory(), KEY))
    kept = {word for _, _, each in made.words for word in (*each.words, *each.everywhere)}
    dice = random.Random(84)
    assert len(kept) > 2000
    absent = ["".join(dice.choices("bcdfghjklmnpqrstvwxz", k=12)) for _ in range(5000)]
    taken = sum(words.digest_of(trace(words.SEED, one.encode()), KEY) in kept for one in absent)
    assert taken < len(absent) * 0.01


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["alice marlowe", "ben carter 07700 900123", "x"])),
        min_size=1,
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_what_is_inside_pieces_may_be_told_after_later_pieces(
    views: list[tuple[int, str]], chance: random.Random
) -> None:
    def told(given: list[tuple[int, str]]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        gathered = Gatherer(KEY)
        for n, (block, view) in enumerate(given):
            gathered.add(block, view.encode())
            if n % 7 == 6:  # many views make a batch
                gathered._look()
        found = gathered.postings(91)
        return sorted(zip(found.digests, found.blocks, strict=True)), sorted(_rows(gathered.words(91)))

    mixed = views.copy()
    chance.shuffle(mixed)
    assert told(mixed) == told(sorted(views))


@settings(max_examples=60, deadline=None)
@given(
    files=st.lists(
        st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 4)), max_size=12), max_size=3),
        max_size=4,
    ),
    pairs=st.integers(1, 30),
)
def test_words_of_files_are_written_and_read_as_they_were(
    files: list[list[list[tuple[int, int]]]], pairs: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    spread, segments, expected = packing.WORDS // 10, list[packing.Segment](), set[tuple[int, int]]()
    for n, spans in enumerate(files):
        for more, rows in enumerate(spans):
            found = (
                np.array([word * spread for word, _ in rows], np.int64),
                np.array([at for _, at in rows], np.int64),
            )
            segments.append((n * 100, more * 5, packing.listed(*found)))
            for word, block in rows:
                place = -1 - n * 100 if block < 0 else block + n * 100 + more * 5
                expected.add((word * spread, place))
    folder = tmp_path_factory.mktemp("shard")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "PAIRS", pairs)
        patch.setattr(postings, "WORDS", 3)
        postings.write_words(folder / "words-1.parquet", segments)
    read = set[tuple[int, int]]()
    for least, above in pairwise((0, 3 * spread, packing.WORDS)):
        for told, blocks in postings.rows_between(folder, "words", "1", least, above):
            read.update(zip(told.tolist(), blocks.tolist(), strict=True))
    assert read == expected
