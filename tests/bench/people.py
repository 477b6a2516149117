"""`python -m tests.bench.people [CORPORA]`: how much `dsar.detect` finds, and how much of it wrongly.

Everything goes through the whole of `dsar.detect`. The project's own texts and identifiers are always
measured; the parts of the corpora that nothing was trained on are where CORPORA is given, or lies at
`../shared/ner`. Writes PEOPLE.md beside this file and says what has changed against the one before.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import dsar
from dsar.model.findings import Span
from dsar.people import lists
from dsar.people.models import chosen
from tests.bench import borrowed, forms, genuine, marked, origins
from tests.bench.marked import Marked
from tests.bench.score import Tally
from tests.bench.train import augment, corpora
from tests.bench.train.names import kept_for_tests

OUT = Path(__file__).parent / "PEOPLE.md"
CORPORA = Path(__file__).resolve().parents[3] / "shared" / "ner"
LABELS = {"PERSON": {"name"}, "ORG": {"organisation"}, "LOCATION": {"place", "address", "postcode"}}
EWT = ("email", "newsgroup", "reviews", "weblog", "answers")
REAL = (*EWT, "tweets", "news", "interview", "court")
MAIL = ("email",)
OWN = ("mail", "tickets", "chat", "letters", "logs", "casework", "office", "files")
BLIND = ("mail", "tickets", "chat", "mail_second")
KINDS = ("logs", "tickets", "orders and stock", "notices")
"""What the second blind file of lines holds, a quarter of each."""

Row = tuple[str, str, Tally]

_HEAD = """# How much `dsar.detect` finds

Measured by `python -m tests.bench.people` with {model}.
Everything goes through the whole of `dsar.detect`, and nothing here was trained on. *Own* texts were written
for this project, apart from the templates of the training, and hold no name that generated training text
holds; for all of this page those names are taken out of the list of first names as well. They are the
project's own, and prove less than other people's texts do. *EWT* is the development part of Universal NER's
English EWT; *tweets*, *news*, *interview* and *court* are held-out parts of WNUT17, the Broad Twitter Corpus
and GUM. *Blind* texts are the project's own too; they were written apart from the templates, rules and lists that are
measured here, and what was missed in them has not been looked at: they are run for the report alone. *Blind mail,
second* is larger, by another hand, and full of rare names.
*Own casework* is mail and tickets, *own office* everyday mail, *own files* mail about a dispute, a pupil, a patient,
a grievance, each by another hand; they were measured once before their errors were read (the model's card says what
came out). *Own borrowed* are lines in which nearly every name is a thing's, and a few are people's;
*own casual* are notes of a few words in which every name is somebody's.

Strict: the same span. Relaxed: the spans meet. Covered: every letter of a marked name lies in some finding,
of whatever kind, and would be hidden. *known*: the names in a message's headers were given as `known`, as
they are known in a case. *list as shipped*: nothing was taken out of the list of first names, as it is for users.

| text | label | marked | strict P | R | F1 | relaxed P | R | F1 | covered |
|---|---|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Measure, write, and say what has changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--model", default="", help="an installed spaCy package or a folder")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    before = set(asked.out.read_text(encoding="utf-8").splitlines()) if asked.out.is_file() else set()
    text = report(asked.corpora, asked.model)
    asked.out.write_text(text, encoding="utf-8")
    changed = [line for line in text.splitlines() if line.startswith("|") and line not in before]
    sys.stdout.write(
        "\n".join(changed) + f"\n{len(changed)} rows have changed; {asked.out.name} is written\n"
    )


def without_kept_names() -> None:
    """Take the names that are kept for tests out of the list of first names, so that none is known."""
    for list_ in ("listed", "families"):
        known = frozenset(one for one in getattr(lists, list_)() if not kept_for_tests(one))
        setattr(lists, list_, lambda known=known: known)


def report(folder: Path, model: str = "") -> str:
    """The whole report as Markdown."""
    corpora_here = (folder / "ewt").is_dir()
    known_lists = [*own(model), *(real(folder, model, MAIL) if corpora_here else ())]
    shipped = [line(f"{name}, list as shipped", *row) for name, *row in known_lists if row[0] == "PERSON"]
    false = {
        "own": noise(marked.noise(), model),
        "own, each with a borrowed name": borrowed_noise(model),
        "own, notices": noise(marked.noise(file="notices"), model),
        "blind": noise(marked.noise(file="blind/noise"), model),
        **{
            f"blind, second: {kind}": noise(
                marked.noise(file="blind/noise_second", part=(n, len(KINDS))), model
            )
            for n, kind in enumerate(KINDS)
        },
        "genuine logs": noise(list(genuine.texts()), model),
    }
    by_origin = origin_rows(model)
    without_kept_names()
    rows = [*(line(*row) for row in own(model)), *shipped]
    if corpora_here:
        rows += [line(*row) for row in real(folder, model)]
    else:
        rows.append("| (no corpora here: their rows are missing) | | | | | | | | | |")
    parts = [
        _HEAD.format(model=chosen(model).words) + "\n".join(rows),
        "## Names where there are none",
        "Log lines, ticket events and notices that name nobody, with changing numbers: names falsely found. "
        "The own lines were read while rules were written, the blind ones were not. In the second row nearly every "
        "line names a thing after somebody (`rebooted Edith`), far more than any log or list does; people in it count as right. "
        "The first blind lines, too, were written to be hard; the second ones have as many borrowed names as an organisation's. "
        "*Genuine logs* are what servers, appliances and services wrote; somebody named in them counts as false here.",
        "| lines | tokens | findings | in a thousand |\n|---|---|---|---|\n"
        + "\n".join(
            f"| {name} | {tokens:,} | {found} | {1000 * found / tokens:.2f} |"
            for name, (found, tokens) in false.items()
            if tokens
        ),
        "## Names by origin",
        "The own mail, tickets and chat with all their people renamed, so that only the names differ: relaxed "
        "recall, and names wholly covered, in per cent. *New* names are in no list and in no training text; "
        "*as shipped* the list may hold them. Origins follow Faker's lists of names and say nothing about anybody.",
        "| origin | names | new: recall | covered | as shipped: recall | covered |\n|---|---|---|---|---|---|\n"
        + "\n".join(
            f"| {origin} | {gold:,} | {' | '.join((*new, *by_origin[origin][1:]))} |"
            for origin, (gold, *new) in origin_rows(model).items()
        ),
        "## Identifiers of the United Kingdom",
        "Generated with their check digits, 200 of each kind; near misses: "
        f"{len(forms.HARD)} kinds of text that look like one, 20 of each.",
        "| kind | texts | found | recall |\n|---|---|---|---|",
    ]
    return "\n\n".join(parts) + "\n" + "\n".join(identifiers(model)) + "\n"


def line(genre: str, label: str, tally: Tally) -> str:
    """One row of the report, in per cent."""
    rates = [f"{100 * one:.1f}" for one in (*tally.strict, *tally.relaxed)]
    covered = f"{100 * tally.covered / tally.gold:.1f}" if tally.gold else "-"
    return f"| {genre} | {label} | {tally.gold:,} | {' | '.join(rates)} | {covered} |"


def own(model: str = "") -> Iterator[Row]:
    """The project's own texts, with and without the parties known, the blind ones last."""
    for blind, genres in ((False, OWN), (True, BLIND)):
        for genre in genres:
            texts = marked.read(genre, blind=blind)
            name = f"{'blind' if blind else 'own'} {genre.replace('_', ', ')}"
            yield from measured(name, texts, model, known=False)
            if any(one.known for one in texts):
                yield from measured(f"{name}, known", texts, model, known=True)
        if not blind:
            for file in ("borrowed", "casual"):
                yield from measured(f"own {file}", [*borrowed.texts(file)], model, known=False)


def real(folder: Path, model: str = "", genres: Sequence[str] = REAL) -> Iterator[Row]:
    """The held-out parts of the corpora, some sentences a text."""
    random_ = random.Random(5)
    texts = list(augment.documents(corpora.read(folder).test, random_))
    for genre in genres:
        chosen_ = [Marked(one) for one in texts if one.genre == genre]
        yield from measured(f"EWT {genre}" if genre in EWT else genre, chosen_, model, known=False)


def origin_rows(model: str = "") -> dict[str, tuple[int, str, str]]:
    """How many names of each origin there are, how many are found, and how many wholly covered, in per cent."""
    texts = [one for genre in ("mail", "tickets", "chat") for one in marked.read(genre)]
    rows = {}
    for origin in origins.origins():
        _, _, tally = next(iter(measured(origin, [*origins.texts_of(origin, texts)], model, known=False)))
        rows[origin] = (
            tally.gold,
            f"{100 * tally.relaxed[1]:.1f}",
            f"{100 * tally.covered / tally.gold:.1f}",
        )
    return rows


def measured(name: str, texts: Sequence[Marked], model: str, *, known: bool) -> Iterator[Row]:
    """Detect and count, label by label; labels that nobody marked are left out."""
    tallies = {label: Tally() for label in LABELS}
    for one, spans in zip(texts, found_in(texts, model, known=known), strict=True):
        anything = [(span.start, span.end) for span in spans]
        for label, categories in LABELS.items():
            gold = [(start, end) for start, end, kind in one.text.spans if kind == label]
            found = [(span.start, span.end) for span in spans if span.category in categories]
            tallies[label].add(gold, found, anything)
    yield from ((name, label, tally) for label, tally in tallies.items() if tally.gold)


def found_in(texts: Sequence[Marked], model: str, *, known: bool) -> Iterator[list[Span]]:
    """What is found in each text; the known parties are each text's own."""
    if not known:
        yield from dsar.detect([one.text.text for one in texts], model=model)
        return
    for one in texts:
        yield from dsar.detect([one.text.text], known=one.known, model=model)


def noise(texts: Sequence[str], model: str = "") -> tuple[int, int]:
    """Names found in lines that hold none, and the tokens looked at."""
    found = dsar.detect(texts, model=model)
    names = sum(span.category == "name" for spans in found for span in spans)
    return names, sum(map(_tokens, texts))


def borrowed_noise(model: str = "") -> tuple[int, int]:
    """Names found in the lines of borrowed names that meet no person there, and the tokens looked at."""
    texts = list(borrowed.texts())
    tally = Tally()
    for one, spans in zip(texts, found_in(texts, model, known=False), strict=True):
        gold = [(start, end) for start, end, label in one.text.spans if label == "PERSON"]
        tally.add(gold, [(span.start, span.end) for span in spans if span.category == "name"], ())
    return tally.found - tally.right, sum(_tokens(one.text.text) for one in texts)


def _tokens(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def identifiers(model: str = "") -> Iterator[str]:
    """Rows for the identifiers, and one for what the near misses gave."""
    samples = forms.positives(200, seed=1)
    right: dict[str, list[bool]] = {}
    for sample, spans in zip(samples, dsar.detect([one.text for one in samples], model=model), strict=True):
        right.setdefault(sample.kind, []).append(is_found(sample, spans))
    for kind, hits in right.items():
        yield f"| {kind} | {len(hits)} | {sum(hits)} | {100 * sum(hits) / len(hits):.1f} |"
    near = forms.negatives(20, seed=2)
    categories = {category for category, _, _ in forms.KINDS.values()}
    detected = dsar.detect([one.text for one in near], model=model)
    false = sum(any(span.category in categories for span in spans) for spans in detected)
    yield f"| near misses (wrongly found) | {len(near)} | {false} | {100 * false / len(near):.1f} |"


def is_found(sample: forms.Sample, spans: Sequence[Span]) -> bool:
    """Whether a finding of some kind of identifier covers the whole of a sample's value."""
    start = sample.text.index(sample.value)
    end = start + len(sample.value)
    numbers = {category for category, _, _ in forms.KINDS.values()}
    return any(one.start <= start and one.end >= end and one.category in numbers for one in spans)


if __name__ == "__main__":
    main()
