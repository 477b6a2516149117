"""The pipeline and its training: a small convolutional network under a transition-based name finder."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dsar.people.engine import quick_arithmetic
from tests.bench.train.corpora import Text
from tests.bench.train.finish import LABELS

WIDTH = 128
"""Numbers that stand for a word: 128 make 11 MB, a third more than 96, and fewer false names."""

CONFIG: dict[str, Any] = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner", "extra_state_tokens": False,
        "hidden_width": 64, "maxout_pieces": 2, "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": WIDTH, "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "rows": [8000, 1500, 4000, 2500],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": WIDTH, "window_size": 1, "maxout_pieces": 3, "depth": 4,
            },
        },
    }
}  # fmt: skip

RATE, WARM, DROPOUT = 0.002, 250, 0.2
Score = dict[str, float]


def batches(
    texts: Sequence[Text], random_: random.Random, words: Callable[[int], int]
) -> Iterator[list[Text]]:
    """Endless batches of about `words(step)` words, the texts in a new order each time round."""
    step, batch, size = 0, [], 0
    order = list(texts)
    while True:
        random_.shuffle(order)
        for text in order:
            batch.append(text)
            size += len(text.text.split()) + 1
            if size >= words(step):
                yield batch
                step, batch, size = step + 1, [], 0


def train(
    texts: Sequence[Text],
    dev: dict[str, Sequence[Text]],
    out: Path,
    *,
    seed: int,
    steps: int,
    every: int = 250,
) -> Score:
    """Train for `steps` and keep the best state in `out` by the mean of the dev sets' scores.

    The best so far is always on disk: a training that is stopped has one to show.
    """
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed
    from thinc.api import Adam, set_current_ops

    set_current_ops(quick_arithmetic())
    fix_random_seed(seed)
    random_ = random.Random(seed)
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner", config=CONFIG)
    for label in LABELS:
        ner.add_label(label)
    nlp.initialize(lambda: [_example(nlp, Example, text) for text in texts[:400]])
    optimizer = Adam(RATE, use_averages=True, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True)
    best: Score = {"score": -1.0}
    losses: dict[str, float] = {}
    began = time.monotonic()
    source = batches(texts, random_, lambda step: min(300 + step * 2, 1200))
    for step, batch in enumerate(source, 1):
        warm = min(1.0, step / WARM)
        optimizer.learn_rate = (
            RATE * warm * max(0.02, (steps - step) / max(1, steps - WARM) if step > WARM else 1.0)
        )
        examples = [_example(nlp, Example, text) for text in batch]
        nlp.update(examples, sgd=optimizer, drop=DROPOUT, losses=losses)
        if step % every == 0 or step == steps:
            with nlp.use_params(optimizer.averages):
                score = {name: round(scored(nlp, texts_), 4) for name, texts_ in dev.items()}
                score["score"] = round(sum(score.values()) / len(score), 4)
                print(f"{step} {time.monotonic() - began:.0f}s loss {losses['ner']:.0f} {score}", flush=True)
                if score["score"] > best["score"]:
                    best = {**score, "step": step}
                    nlp.to_disk(out)
            losses.clear()
        if step >= steps:
            return best
    return best


def _example(nlp: Any, example: Any, text: Text) -> Any:
    """A text and what is to be found in it; of a word that a name is only a part of, nothing is said."""
    doc = nlp.make_doc(text.text)
    kept: list[Any] = []
    unsaid: list[Any] = []
    for start, end, label in text.spans:
        whole = doc.char_span(start, end, label=label)
        span = whole or doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and not span.text.isspace() and not _meets(span, (*kept, *unsaid)):
            (kept if whole else unsaid).append(span)
    reference = doc.copy()
    reference.set_ents(kept, missing=unsaid)
    return example(doc, reference)


def _meets(span: Any, others: Sequence[Any]) -> bool:
    return any(span.start < one.end and one.start < span.end for one in others)


def scored(nlp: Any, texts: Sequence[Text]) -> float:
    """Exact F1 over all labels, a person's name counted three times as much as another."""
    right = found = there = 0
    for text, doc in zip(texts, nlp.pipe([one.text for one in texts], batch_size=64), strict=True):
        gold = set(text.spans)
        seen = {(one.start_char, one.end_char, one.label_) for one in doc.ents}
        for into, spans in ((0, gold & seen), (1, seen), (2, gold)):
            weight = sum(3 if label == "PERSON" else 1 for _, _, label in spans)
            if into == 0:
                right += weight
            elif into == 1:
                found += weight
            else:
                there += weight
    return 2 * right / (found + there) if found + there else 1.0
