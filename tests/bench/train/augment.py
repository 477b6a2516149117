"""Real sentences made into training documents, and varied: other names in the same places, other case."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import groupby

from tests.bench.train.corpora import Text, joined
from tests.bench.train.names import person

LOWERED, RAISED = 0.08, 0.025
"""Which part of the documents is turned to small letters, and to capitals."""


def documents(sentences: Sequence[Text], random_: random.Random) -> Iterator[Text]:
    """Neighbouring sentences of a document joined by one to six, so that a text has lines."""
    for _, group in groupby(sentences, key=lambda one: one.document):
        rest = list(group)
        while rest:
            take = random_.randint(1, 6)
            yield joined(rest[:take], random_.choice((" ", "\n", "\n\n")))
            rest = rest[take:]


def renamed(text: Text, random_: random.Random) -> Text:
    """The same text with a made-up name wherever a person is named, in the form the place has."""
    out, spans, at = "", [], 0
    for start, end, label in sorted(text.spans):
        if start < at:
            continue
        value = text.text[start:end]
        out += text.text[at:start]
        at = end
        if label == "PERSON":
            value = _like(value, random_)
        spans.append((len(out), len(out) + len(value), label))
        out += value
    return Text(out + text.text[at:], tuple(spans), text.genre, text.document)


def _like(value: str, random_: random.Random) -> str:
    one = person(random_)
    words = value.replace(",", " ").split()
    if "," in value and len(words) > 1:
        made = f"{one.last}, {one.first}"
    elif len(words) <= 1:
        made = one.first if random_.random() < 0.6 else one.last
    elif len(words) == 2:
        made = f"{one.first} {one.last}"
    else:
        made = f"{one.first} {one.middle} {one.last}"
    if value.islower():
        return made.lower()
    return made.upper() if value.isupper() and len(value) > 3 else made


def recased(text: Text, random_: random.Random) -> Text:
    """The text, now and then in small letters or in capitals only; spans stay where they are."""
    chance = random_.random()
    other = text.text
    if chance < LOWERED:
        other = text.text.lower()
    elif chance < LOWERED + RAISED:
        other = text.text.upper()
    return text if len(other) != len(text.text) else Text(other, text.spans, text.genre, text.document)
