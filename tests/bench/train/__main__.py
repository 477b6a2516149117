"""`python -m tests.bench.train CORPORA --out FOLDER`: make the name model (`nox -s train -- CORPORA`)."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from tests.bench.train import augment, corpora, fit
from tests.bench.train.finish import finish
from tests.bench.train.generate import Generator
from tests.bench.train.strange import estranged

DOCUMENTS = 14000
"""Generated documents: about a quarter of the words."""

WEB = ("email", "newsgroup", "weblog", "reviews", "answers")
"""The genres of EWT, the only corpus with real mail: read twice, and twice more with other names."""


def main() -> None:
    """Read the corpora, generate, train, and write the weights that were best on the dev sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, help="the folder that holds ewt, wnut17, btc and gum")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the model")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--held", type=int, nargs="*", default=[0], help="twelfths of EWT not trained on")
    given = parser.parse_args()
    texts, dev = material(given.corpora, given.seed, given.held)
    print(f"{len(texts)} documents, {sum(len(one.text.split()) for one in texts)} words", flush=True)
    best = fit.train(texts, dev, given.out, seed=given.seed, steps=given.steps)
    kept = finish(given.out)
    print(f"best {best}; {kept} strings kept")


def material(
    folder: Path, seed: int, held: Sequence[int] = (0,)
) -> tuple[list[corpora.Text], dict[str, Sequence[corpora.Text]]]:
    """What is trained on, and the sets that choose between states; everything comes from the seed."""
    random_ = random.Random(seed)
    read = corpora.read(folder, held)
    web = [one for one in read.train if one.genre in WEB]
    texts = list(Generator(seed).documents(DOCUMENTS))
    texts += (
        augment.recased(one if random_.random() < 0.7 else estranged(one, random_, 0.5), random_)
        for one in augment.documents([*read.train, *web], random_)
    )
    for sentences in (read.train, web, [one for one in web if one.genre == "email"]):
        texts += (
            augment.recased(augment.renamed(one, random_), random_)
            for one in augment.documents(sentences, random_)
            if any(label == "PERSON" for _, _, label in one.spans)
        )
    dev: dict[str, Sequence[corpora.Text]] = {
        "real": list(augment.documents(read.dev, random_)),
        "own": list(Generator(seed + 1).documents(250)),
    }
    return texts, dev


if __name__ == "__main__":
    main()
