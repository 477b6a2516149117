"""Strange words where plain ones stood: a model that meets unknown words only as names calls all unknown words names.

Logs, price lists and order lines are full of brands, foreign words, short forms and words that programs put
together. Here they take the place of plain words, and are nobody's name.
"""

from __future__ import annotations

import random
import re
from functools import cache
from importlib import import_module

from dsar.people import lists
from tests.bench.train.corpora import Text
from tests.bench.train.fill import brand
from tests.bench.train.invented import invented
from tests.bench.train.names import all_first_names, all_last_names

TONGUES = "la de_DE fr_FR es_ES it_IT nl_NL pl_PL cs_CZ da_DK az_AZ tl_PH vi_VN".split()
"""Languages of Faker's running text in Latin letters."""

_WORD = re.compile(r"(?<![\w@./\-])[^\W\d_]{4,}(?![\w@/]|\.\w|['’]\w)")
_DETERMINED = re.compile(
    r"(?<!\w)(?:the|a|an|our|your|this|that|these|those|new|old|each|every|any|no|some|per|more|all|\d+(?: ?[x×])?) $",
    re.IGNORECASE,
)


@cache
def _foreign() -> tuple[str, ...]:
    """Words of other languages that are no names."""
    known = {name.casefold() for name in all_first_names() | all_last_names()}
    found: set[str] = set()
    for tongue in TONGUES:
        words = import_module(f"faker.providers.lorem.{tongue}").Provider.word_list
        found |= {word for word in words if word.isalpha() and len(word) > 2 and word.casefold() not in known}
    return tuple(sorted(found))


@cache
def _plain() -> tuple[str, ...]:
    return tuple(sorted(lists.plain_words()))


def strange(random_: random.Random) -> str:
    """One word that is in no list: a brand, a foreign or a made-up word, a short form, or words written as one."""
    chance = random_.random()
    if chance < 0.22:
        return brand(random_)
    if chance < 0.48:
        return random_.choice(_foreign())
    if chance < 0.72:
        return invented(random_, _plain(), lists.plain_words().__contains__).lower()
    if chance < 0.86:
        return "".join(random_.choices("ABCDEFGHIKLMNOPRSTUVWXZ", k=random_.choice((2, 2, 3, 3, 4, 5))))
    one, other = (random_.choice(_plain())[:8] for _ in range(2))
    return random_.choice((one.capitalize() + other.capitalize(), one + other.capitalize(), one + other))


def estranged(text: Text, random_: random.Random, share: float, *, anywhere: bool = False) -> Text:
    """A text with a `share` of its plain words exchanged, spans moved along.

    Only after an article, a number and the like, where nobody stands; `anywhere` is for lines about things.
    """
    out, at, moved = "", 0, []
    for word in _WORD.finditer(text.text):
        if random_.random() >= share or word[0].casefold() not in lists.plain_words():
            continue
        if any(start < word.end() and word.start() < end for start, end, _ in text.spans):
            continue
        if not anywhere and not _DETERMINED.search(text.text, max(0, word.start() - 8), word.start()):
            continue
        put = _like(word[0], strange(random_), random_)
        out += text.text[at : word.start()] + put
        at = word.end()
        moved.append((word.start(), len(put) - len(word[0])))
    spans = tuple(
        (start + _shift(moved, start), end + _shift(moved, start), label) for start, end, label in text.spans
    )
    return Text(out + text.text[at:], spans, text.genre, text.document)


def _like(word: str, put: str, random_: random.Random) -> str:
    """A strange word written like the plain one, now and then with a capital as brands have."""
    if word.isupper():
        return put.upper()
    return put.capitalize() if put.islower() and (word.istitle() or random_.random() < 0.3) else put


def _shift(moved: list[tuple[int, int]], start: int) -> int:
    return sum(by for at, by in moved if at < start)
