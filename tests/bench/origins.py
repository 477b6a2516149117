"""The marked texts once more for each origin of names: the same sentences, so that only the names differ.

Every person of a text gets a first and a last name of one origin from those that are kept for tests, in the
form that stood there; what is found then says whom detection serves worse.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache

from tests.bench.marked import Marked
from tests.bench.train import pinyin
from tests.bench.train.corpora import Text
from tests.bench.train.names import kept, pools

_LOCALES = {
    "British": "en_GB", "Irish": "en_IE ga_IE", "American": "en_US", "New Zealand": "en_NZ", "Indian": "en_IN",
    "Pakistani": "en_PK", "East African": "en_KE sw", "West African": "yo_NG ig_NG ha_NG tw_GH",
    "Southern African": "zu_ZA", "German": "de_DE de_AT de_CH", "French": "fr_FR fr_BE fr_CA",
    "Spanish": "es_ES es_MX", "Italian": "it_IT", "Dutch": "nl_NL nl_BE", "Nordic": "sv_SE no_NO da_DK fi_FI",
    "Icelandic": "is_IS", "Baltic": "et_EE lt_LT lv_LV", "Polish": "pl_PL", "Czech and Slovak": "cs_CZ sk_SK",
    "Romanian and Hungarian": "ro_RO hu_HU", "Croatian and Slovene": "hr_HR sl_SI", "Turkic": "tr_TR az_AZ uz_UZ",
    "Indonesian": "id_ID",
}  # fmt: skip

_WRITTEN = {
    "Arabic": (
        "Ghassan Lubna Marwan Thuraya Wissam Hanadi Qasim Rawan Nizar Maysoon",
        "Al-Khatib Sarraf Tamimi Habash Qasimi Zoubi Jaber Masri Sweidan Atallah",
    ),
    "Chinese": pinyin.KEPT,
    "Japanese and Korean": (
        "Natsuki Chiharu Taichi Ryosuke Mayumi Seungho Boyoung Kyungsoo Jinhee Daeun",
        "Nomura Fujimoto Ishikawa Ueda Okada Namkung Eom Yoo Bae Moon",
    ),
}  # for origins of which no list keeps enough for the tests; none of these is in a list for training
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


@cache
def origins() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """First and last names by origin that no generated training text holds."""
    trained = {
        word.casefold()
        for parts in pools().values()
        for names in parts
        for name in names
        for word in name.split()
    }

    def new(name: str) -> bool:
        return " " not in name and name.casefold() not in trained

    found = {}
    for origin, locales in _LOCALES.items():
        firsts, lasts = (
            tuple(sorted({one for locale in locales.split() for one in kept(locale)[n] if new(one)}))
            for n in (0, 1)
        )
        found[origin] = (firsts, lasts)
    for origin, parts in _WRITTEN.items():
        first, last = (tuple(one for one in part.split() if new(one)) for part in parts)
        found[origin] = (first, last)
    return {origin: parts for origin, parts in sorted(found.items()) if min(map(len, parts)) >= 3}


def texts_of(origin: str, texts: Sequence[Marked], seed: int = 11) -> Iterator[Marked]:
    """The texts with all their people named by one origin."""
    random_ = random.Random(f"{seed} {origin}")
    for one in texts:
        yield Marked(_renamed(one.text, origins()[origin], random_))


def _renamed(text: Text, names: tuple[tuple[str, ...], tuple[str, ...]], random_: random.Random) -> Text:
    given, new = _lasts(text), dict[str, str]()
    out, spans, at = "", [], 0
    for start, end, label in sorted(text.spans):
        out += text.text[at:start]
        value, at = text.text[start:end], end
        if label == "PERSON":
            value = _WORD.sub(lambda word: _other(word[0], given, new, names, random_), value)
        spans.append((len(out), len(out) + len(value), label))
        out += value
    return Text(out + text.text[at:], tuple(spans), text.genre, text.document)


def _lasts(text: Text) -> frozenset[str]:
    """The words that are last names in a text: the last of several, or what a comma follows."""
    found = set()
    for start, end, label in text.spans:
        value = text.text[start:end]
        words = _WORD.findall(value)
        if label == "PERSON" and len(words) > 1:
            found.add((words[0] if "," in value else words[-1]).casefold())
    return frozenset(found)


def _other(
    word: str,
    lasts: frozenset[str],
    new: dict[str, str],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    random_: random.Random,
) -> str:
    """The new word for one, the same all through a text; an initial stays."""
    if len(word) < 2:
        return word
    key = word.casefold()
    if key not in new:
        new[key] = random_.choice(names[key in lasts])
    found = new[key]
    return found.lower() if word.islower() else found.upper() if word.isupper() else found
