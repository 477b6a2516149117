"""The index measured: how fast it is built, how large it is, how long it takes to ask it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

from dsar.model.identifiers import Identifier
from dsar.search.asking import opened
from dsar.search.gathering import digest_of
from dsar.search.tokens import wanted
from dsar.steps.index import load_index
from tests.bench import corpus, measure
from tests.bench.measure import Run, find, run, together

MEGABYTES = 72
"""What the index is built of: a third of it mail, as in the mixed corpus."""

GOAL = "2, 4, 4, 15 %; mail 100 MB/s"
_MESSAGE = re.compile(rb"(?m)^(?=From [^\n]*\d{4}\n)")
_ATTACHED = re.compile(rb"(?i)attachment|\bname=|message/rfc822|docx")

ELSE = {
    "somebody else": ("--email", "ann.brook1@nobody.example"),
    "somebody else by name": ("--name", "Mortimer Quillfeather"),
}
"""Whom the lookups are for: nobody in the corpus."""

Row = tuple[str, str, str, str]


def rows(folder: Path, seed: int, times: int) -> Iterator[Row]:
    """Build rate and size, file by file and for mail without attachments; lookups as a corpus grows."""
    small = corpus.write(folder / "indexed", MEGABYTES, seed + 3)
    yield from (_built(folder, small.path(name), name) for name in corpus.FILES)
    bare = folder / "bare.mbox"
    _without_attachments(small.path("mail.mbox"), bare, small.path("mail.mbox").stat().st_size)
    yield _built(folder, bare, "mail.mbox without its messages that have attachments, repeated")
    yield from _lookups(folder, seed, times)


def _built(folder: Path, path: Path, label: str) -> Row:
    place = folder / f"index-{path.name}"
    made = run((*measure.DSAR, "index", "build", "--index", str(place), "--source", str(path), "--json"))
    size = path.stat().st_size
    share = json.loads(made.out)["index_bytes"] / size
    rate = f"{made.cpu:.2f} s cpu, {size / 1e6 / made.cpu:.0f} MB/s of cpu, peak {made.megabytes:.0f} MB"
    return f"index build, {label}, {size / 1e6:.0f} MB", rate, f"index {share:.1%} of it", GOAL


def _without_attachments(mail: Path, bare: Path, size: int) -> None:
    """As many bytes of messages that are text alone, the same ones over and over."""
    messages = [one for one in _MESSAGE.split(mail.read_bytes()) if one and not _ATTACHED.search(one)]
    with bare.open("wb") as out:
        written = 0
        while written < size:
            written += sum(map(out.write, messages))


def _lookups(folder: Path, seed: int, times: int) -> Iterator[Row]:
    measured: dict[tuple[str, int], Run] = {}
    for growth in (1, 16):
        grown, place = folder / f"grown-{growth}", folder / f"index-grown-{growth}"
        for n in range(growth):
            corpus.write(grown / str(n), 1.5, seed + 4 + (n > 0) * n, ("billing.csv", "tickets.jsonl"))
        run((*measure.DSAR, "index", "build", "--index", str(place), "--source", str(grown)))
        for who, person in ELSE.items():
            command = find(person, [grown], "--records-only", "--index", str(place))
            measured[who, growth] = together({"find": command}, times)["find"]
    yield "digest lookup in process, corpus 16x", f"{_lookup(place) * 1000:.1f} ms", "", "50 ms"
    for who in ELSE:
        first, last = measured[who, 1], measured[who, 16]
        yield (f"find --records-only of {who} through the index, corpus 1x and 16x",
               f"{first.cpu:.2f} and {last.cpu:.2f} s cpu, {first.wall:.2f} and {last.wall:.2f} s wall",
               f"{last.cpu / first.cpu:.2f}x", "0.6 s; less than 1.3x")  # fmt: skip


def _lookup(place: Path) -> float:
    """Seconds that it takes to ask an index for somebody, opening it included."""
    index, took = load_index(place), []
    digests = [digest_of(one, index.key) for one in wanted(Identifier.of("email", corpus.EMAIL))]
    for _ in range(7):
        start = time.perf_counter()
        with opened(place) as shards:
            for shard in sorted({entry.shard for entry in index.entries.values()}):
                shards.blocks(shard, shards.blocks_with(shard, digests))
        took.append(time.perf_counter() - start)
    return sorted(took)[3]
