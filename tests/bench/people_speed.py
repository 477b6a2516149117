"""`python -m tests.bench.people_speed`: detection beside plain Presidio, in one run over one mail corpus.

Plain is `AnalyzerEngine.analyze()` called for each message with the same model and recognisers. Ours is
what a case does: stretches cut, each different one analysed once, in batches. Processor time, both in this
process, the plain one first; findings are compared one by one before any filter of ours, and for each one that
only plain has the run says why.
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
from dsar.people import given, models, phrases
from dsar.people.engine import Engine, one_span, readable
from dsar.people.segments import segments
from dsar.people.sifted import sifted
from tests.bench.train.generate import Generator

Found = tuple[int, int, int, str]
"""A finding by text, place and category."""

WHY = {
    "parted": "every letter of it lies in findings of its kind, side by side",
    "other kind": "every letter of it lies in findings of another kind, and would be hidden",
    "list or place": "every letter of it lies in what lists of names and places of names give as well",
    "context": "the model read the stretch without its neighbours, and the marks of quotations",
}
"""Why a finding of the plain way may not be among ours; the rules of `dsar.people.sifted` come before `context`."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One run: characters, seconds of each way, and what only one of them found.

    `lost` counts by category and by what explains it: `WHY`, or the rule of ours that drops such a hit anyway.
    """

    texts: int
    characters: int
    plain_seconds: float
    our_seconds: float
    plain: int
    ours: int
    lost: Counter[tuple[str, str]]
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
    """Both ways over the same texts, each with an engine of its own: plain with Thinc as it comes."""
    engine = Engine(models.chosen(model).place)
    stock = Engine(models.chosen(model).place, quick=False)
    stock.analyser.analyze("warm up, Carol Brown", "en")
    list(engine.raw(["warm up, Carol Brown"]))
    began = time.process_time()
    plain = {
        (n, *place(one_span(one)))
        for n, text in enumerate(texts)
        for one in stock.analyser.analyze(readable(text), "en")
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
    unmet = _unmet(plain, ours)
    by_text: dict[int, list[Found]] = {}
    for one in ours:
        by_text.setdefault(one[0], []).append(one)
    return Compared(
        len(texts), sum(map(len, texts)), middle - began, ended - middle, len(plain), len(ours),
        Counter((one[3], _why(one, texts[one[0]], by_text.get(one[0], []))) for one in unmet),
        Counter(category for *_, category in _unmet(ours, plain)),
    )  # fmt: skip


def _why(lost: Found, text: str, ours: Sequence[Found]) -> str:
    """What explains that ours has not a finding of the plain way."""
    _, start, end, category = lost
    if category not in ("name", "organisation", "place"):
        return "context"
    spans = [(low, high) for _, low, high, kind in ours if kind == category]
    if _covered(text, start, end, spans):
        return "parted"
    spans += [(low, high) for _, low, high, _ in ours]
    if _covered(text, start, end, spans):
        return "other kind"
    spans += [(one.start, one.end) for one in (*phrases.named(text), *given.names_of_lists(text))]
    if _covered(text, start, end, spans):
        return "list or place"
    rules = [rule for _, rule in sifted(text, Span(start, end, category, 0.85, "name model"))]
    return rules[0] if rules and all(rules) else "context"


def _covered(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return all(
        not text[at].isalnum() or any(low <= at < high for low, high in spans) for at in range(start, end)
    )


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
        f"found by plain only, by kind and reason: {dict(one.lost)}\nfound by ours only: {dict(one.gained)}\n"
    )


if __name__ == "__main__":
    main()
