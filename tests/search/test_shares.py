"""Much of a file that the index points at, read in shares: every byte and piece in just one of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.config import source_at
from dsar.executors import open_executor
from dsar.model.identifiers import Identifier
from dsar.model.sources import Directory
from dsar.search import known as module
from dsar.search.known import Block, Known
from dsar.search.sieve import Sieve
from dsar.steps.find import search
from dsar.steps.index import build, load_index

LINE = b'{"note": "%s"}\n'


@settings(max_examples=150, deadline=None)
@given(
    blocks=st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from([b"ann", b"bob", b"x"]), min_size=1, max_size=4)), min_size=1, max_size=9),
    together=st.integers(1, 90),
    often=st.booleans(),
)  # fmt: skip
def test_shares_add_up_to_the_whole(
    blocks: list[tuple[bool, list[bytes]]], together: int, often: bool
) -> None:
    content, held, again, pieces = b"", list[Block](), list[tuple[int, int]](), 0
    for asked, words in blocks:
        lines = [LINE % word for word in words]
        block = Block(
            len(content), sum(map(len, lines)), len(lines), tuple((len(one), True) for one in lines)
        )
        held += [block] if asked else []
        again += [(len(content), len(lines[0]))] if often and not asked else []
        content, pieces = content + b"".join(lines), pieces + len(lines)
    whole = Known(pieces, tuple(held), tuple(again))
    extractor, sieve = plugins.extractor("jsonl")({}, Directory()), Sieve([Identifier.of("name", "Ann")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "TOGETHER", together)
        shares = whole.shared(len(content))
    once = list(whole.stretches(extractor, content, sieve))
    found = [one for share in shares for one in share.stretches(extractor, content, sieve)]
    told = [(one.offset, one.length) for one in found if one.role == "piece"]
    assert told == [(one.offset, one.length) for one in once if one.role == "piece"]
    assert len(told) + sum(one.count for one in found if one.role == "passed") == pieces
    assert sum(one.length for one in found) == len(content)
    spans = [share.span for share in shares if share.span]
    assert not spans or (spans[0].start, spans[-1].end) == (0, len(content))
    assert all(one.end == other.start for one, other in pairwise(spans))


@pytest.mark.parametrize("share", [300, 10**9])
def test_conversations_are_pulled_whole_from_shares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    pytest.importorskip("pyarrow")
    lines = [
        f'{{"ticket": "T-{n % 40}", "note": "{"ann marlowe, ann@x.example" if n % 9 == 0 else "thanks"} {n}"}}'
        for n in range(4000)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n")
    options = {"thread": "ticket", "pull": "thread"}
    source = replace(source_at(tmp_path / "a.jsonl", set()), options=options)
    build(tmp_path / "index", [source])
    monkeypatch.setattr(module, "TOGETHER", share)
    for wanted, count in (("email", "ann@x.example"), 4000), (("name", "Ann Marlowe"), 445):
        with open_executor("threads:2") as executor:
            index = load_index(tmp_path / "index")
            one = Identifier.of(*wanted)
            found = search([source], [one], index=index, executor=executor)[0]
        assert found == search([source], [one])[0]
        assert len(found.kept) == count
