"""`python -m tests.bench.people_speed`: detection beside plain Presidio, in one run over one mail corpus.

Plain is `AnalyzerEngine.analyze()` called for each message with the same model and recognisers. Ours is
what a case does: stretches cut, each different one analysed once, in batches. Processor time, both in this
process, the plain one first; findings are compared one by one before any filter of ours.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dsar.model.findings import Span
from dsar.people import models
from dsar.people.engine import Engine, one_span, readable
from dsar.people.segments import segments
from tests.bench.train.generate import Generator

Found = tuple[int, int, int, str]
"""A finding by text, place and category."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One run: characters, seconds of each way, and what only one of them found, by detector."""

    texts: int
    characters: int
    plain_seconds: float
    our_seconds: float
    plain: int
    ours: int
    lost: Counter[str]
    gained: Counter[str]


def threads(count: int, seed: int = 3) -> list[str]:
    """`count` messages in threads: each reply quotes what it answers, and everybody has a footer."""
    random_ = random.Random(seed)
    documents = [
        one.text for one in Generator(seed).documents(count) if one.genre in ("mail", "letter", "ticket")
    ]
    footers = [
        f"--\nExample Systems Ltd, {n} Station Road, Canterbury CT1 {n}AB\nTel: 01632 960{n:03}\n"
        "This message and any attachment are confidential and meant for the addressee alone."
        for n in range(1, 9)
    ]
    texts: list[str] = []
    while len(texts) < count:
        text = ""
        for _ in range(random_.choice((1, 2, 3, 4, 6))):
            quoted = "\n".join(f"> {line}" for line in text.splitlines())
            text = f"{random_.choice(documents)}\n\n{random_.choice(footers)}\n\n{quoted}".rstrip()
            texts.append(text)
    return texts[:count]


def compare(texts: Sequence[str], model: str = "") -> Compared:
    """Both ways over the same texts."""
    engine = Engine(models.chosen(model).place)
    engine.analyser.analyze("warm up, Carol Brown", "en")
    began = time.process_time()
    plain = {
        (n, *place(one_span(one)))
        for n, text in enumerate(texts)
        for one in engine.analyser.analyze(readable(text), "en")
    }
    middle = time.process_time()
    cut = [list(segments(text)) for text in texts]
    distinct = list(dict.fromkeys(one.text for parts in cut for one in parts))
    known = dict(zip(distinct, engine.raw(distinct), strict=True))
    ours = {
        (n, *place(one.moved(span)))
        for n, parts in enumerate(cut)
        for one in parts
        for span in known[one.text]
    }
    ended = time.process_time()
    return Compared(
        len(texts), sum(map(len, texts)), middle - began, ended - middle, len(plain), len(ours),
        Counter(category for *_, category in _unmet(plain, ours)),
        Counter(category for *_, category in _unmet(ours, plain)),
    )  # fmt: skip


def place(span: Span) -> tuple[int, int, str]:
    """What makes two findings one."""
    return span.start, span.end, span.category


def _unmet(some: set[Found], others: set[Found]) -> set[Found]:
    """Findings of one way that the other has not: nor a wider one of the kind around it."""
    around: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for n, start, end, category in others:
        around.setdefault((n, category), []).append((start, end))
    return {
        (n, start, end, category)
        for n, start, end, category in some - others
        if not any(low <= start and end <= high for low, high in around.get((n, category), ()))
    }


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--model", default="")
    asked = parser.parse_args()
    one = compare(threads(asked.messages), asked.model)
    million = one.characters / 1e6
    sys.stdout.write(
        f"{one.texts:,} messages, {million:.2f} M characters\n"
        f"plain AnalyzerEngine.analyze(): {one.plain_seconds:.1f} s, {one.plain:,} findings\n"
        f"ours: {one.our_seconds:.1f} s, {one.ours:,} findings; {one.plain_seconds / one.our_seconds:.1f} times as fast\n"
        f"found by plain only: {dict(one.lost)}\nfound by ours only: {dict(one.gained)}\n"
    )


if __name__ == "__main__":
    main()
