"""The annotated corpora, read from a folder that stays outside the project: text with spans.

What each corpus calls a person, an organisation or a place is brought to three labels. A handle
(`@name`), which the Broad Twitter Corpus marks as a person, is none here. A title before a name is
no part of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = {
    "PER": "PERSON", "person": "PERSON", "ORG": "ORG", "corporation": "ORG", "group": "ORG",
    "organization": "ORG", "LOC": "LOCATION", "location": "LOCATION", "place": "LOCATION",
}  # fmt: skip

_CLOSE_BEFORE = re.compile(r"^(?:[.,;:!?)\]%’]+|n't|'(?:s|re|ve|ll|d|m)?)$", re.IGNORECASE)
_TITLE = frozenset("mr mrs ms miss dr prof professor sir dame judge president senator".split())

Token = tuple[str, str]
"""A word and its tag: `B-PER`, `I-PER`, `O`."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its names: start, end and label of each; `genre` and the document it is from."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    genre: str
    document: str = ""


def joined(parts: Iterable[Text], between: str) -> Text:
    """Texts as one, spans moved along."""
    text, spans, genre, document = "", [], "", ""
    for part in parts:
        if text:
            text += between
        spans += [(start + len(text), end + len(text), label) for start, end, label in part.spans]
        text += part.text
        genre, document = part.genre, part.document
    return Text(text, tuple(spans), genre, document)


def portion(document: str, of: int) -> int:
    """Which of `of` equal portions a document falls into: the same in every run and on every machine."""
    return int.from_bytes(hashlib.md5(document.encode(), usedforsecurity=False).digest()[:4], "big") % of


def universal(path: Path) -> Iterator[Text]:
    """English EWT with names (Universal NER): sentences with the genre that the document id names."""
    document, text = "", ""
    tokens: list[Token] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# newdoc id = "):
            document = line.partition(" = ")[2]
        elif line.startswith("# text = "):
            text = line.partition(" = ")[2]
        elif line and line[0].isdigit():
            number, word, tag = line.split("\t")[:3]
            if number.isdigit():
                tokens.append((word, tag))
        elif not line and tokens:
            yield _aligned(text, tokens, document.partition("-")[0], document)
            tokens = []


def conll(path: Path, genre: str) -> Iterator[Text]:
    """Two columns, word and tag, with an empty line between sentences; handles are nobody."""
    tokens: list[Token] = []
    for n, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""]):
        word, _, tag = line.rpartition("\t") if "\t" in line else line.rpartition(" ")
        if word.strip():
            handle = word.startswith("@") or (tokens and tokens[-1][0] == "@")
            tokens.append((word.strip(), "O" if handle else tag.strip()))
        elif tokens:
            text = ""
            for token, _ in tokens:
                text += token if not text or _CLOSE_BEFORE.match(token) else f" {token}"
            yield _aligned(text, tokens, genre, f"{path.name}-{n}")
            tokens = []


def gum(path: Path) -> Iterator[Text]:
    """GUM: entities with a proper noun as their head, cut down to the run of proper nouns."""
    text, rows = "", []
    opened: dict[str, list[tuple[int, str]]] = {}
    spans: list[tuple[int, int, str]] = []
    genre = path.stem.split("_")[1]
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# text = "):
            text = line.partition(" = ")[2]
        elif line and line[0].isdigit() and line.split("\t")[0].isdigit():
            row = line.split("\t")
            rows.append(row)
            _brackets(row[9], len(rows) - 1, opened, spans)
        elif not line and rows:
            tags = _proper(rows, spans)
            yield _aligned(
                text, [(row[1], tag) for row, tag in zip(rows, tags, strict=True)], genre, path.stem
            )
            rows, spans = [], []
            opened.clear()


def _brackets(
    misc: str, at: int, opened: dict[str, list[tuple[int, str]]], spans: list[tuple[int, int, str]]
) -> None:
    """What a token opens and closes of GUM's entities."""
    found = re.search(r"(?:^|\|)Entity=([^|]*)", misc)
    for one in re.findall(r"\([^()]+\)?|[^()]+\)", found[1]) if found else ():
        inner = one.strip("()").split("-")
        if one.startswith("("):
            opened.setdefault(inner[0], []).append((at, inner[1] if len(inner) > 1 else ""))
        if one.endswith(")") and opened.get(inner[0]):
            start, kind = opened[inner[0]].pop()
            spans.append((start, at, kind))


def _proper(rows: list[list[str]], spans: list[tuple[int, int, str]]) -> list[str]:
    tags = ["O"] * len(rows)
    for start, end, kind in sorted(spans, key=lambda span: span[0] - span[1]):
        inside = {rows[n][0] for n in range(start, end + 1)}
        head = next((n for n in range(start, end + 1) if rows[n][6] not in inside), start)
        if kind not in LABELS or rows[head][3] != "PROPN":
            continue
        first = last = head
        while first > start and rows[first - 1][3] == "PROPN":
            first -= 1
        while last < end and rows[last + 1][3] == "PROPN":
            last += 1
        if all(tags[n] == "O" for n in range(first, last + 1)):
            tags[first : last + 1] = [f"B-{kind}", *[f"I-{kind}"] * (last - first)]
    return tags


def _aligned(text: str, tokens: list[Token], genre: str, document: str) -> Text:
    """Tags on words as spans in the text that the words are from."""
    spans: list[tuple[int, int, str]] = []
    at, inside = 0, False
    for word, tag in tokens:
        start = text.find(word, at)
        if start < 0:
            inside = False
            continue
        at = start + len(word)
        mark, _, kind = tag.partition("-")
        label = LABELS.get(kind)
        if label is None or (mark == "B" and label == "PERSON" and word.rstrip(".").casefold() in _TITLE):
            inside = False
        elif mark == "I" and inside and spans[-1][2] == label:
            spans[-1] = (spans[-1][0], at, label)
        else:
            spans.append((start, at, label))
            inside = True
    return Text(text, tuple(spans), genre, document)


@dataclass(frozen=True, slots=True)
class Corpora:
    """Sentences by what they are for. The three share no document."""

    train: tuple[Text, ...]
    dev: tuple[Text, ...]
    test: tuple[Text, ...]


def read(folder: Path, held: Collection[int] = (0,)) -> Corpora:
    """All corpora under a folder, split: EWT's own dev part and every tenth other document are for tests.

    One EWT training document in twelve chooses between states of the model; with more twelfths `held`
    back, rules can be tried on other people's mail that a model has not seen. Raises
    `FileNotFoundError` where a corpus is missing.
    """
    ours = list(universal(folder / "ewt" / "en_ewt-ud-train.iob2"))
    other: list[Text] = []
    for name in ("emerging.dev.conll", "wnut17train.conll"):
        other += conll(folder / "wnut17" / name, "tweets")
    for name in "abegh":
        other += conll(folder / "btc" / f"{name}.conll", "tweets")
    for path in sorted((folder / "gum" / "dep").glob("*.conllu")):
        other += gum(path)
    return Corpora(
        train=(
            *(one for one in ours if portion(one.document, 12) not in held),
            *(one for one in other if portion(one.document, 10)),
        ),
        dev=tuple(one for one in ours if portion(one.document, 12) in held),
        test=(
            *universal(folder / "ewt" / "en_ewt-ud-dev.iob2"),
            *(one for one in other if not portion(one.document, 10)),
        ),
    )
