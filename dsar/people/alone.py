"""What only one of the list of names and the name model says: where the place speaks for a thing, it is none.

A list knows a word and not its place, and the model sees no further than a few words. Where a model has read
the same line and found nobody in it, a listed word that stands like a thing's name is dropped; in a sentence about
people it stays, whatever the model says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable
from itertools import islice

from dsar.model.findings import Span
from dsar.people import lists, pinyin
from dsar.people.engine import NAMED
from dsar.people.given import BY_WORD, FAMILY
from dsar.people.names import plain
from dsar.people.things import PEOPLED, SPOKEN, TALKED, did, goes_on, goods, line_of, of_nobody, thing

RULES = {
    "saint": "a saint's, whose name places, schools and days have",
    "called": "a plain word in capitals right after, as goods and firms are called",
    "article": "an article right before, and no word right after for what is somebody's",
    "code": "a word with brackets right after, as in a program",
    "thing": "as a thing is called, by a rule of `dsar.people.things`",
    "matter": "within a line of programs, goods, trains and the like in which nobody speaks or is spoken of",
    "unspoken": "a last name in a line in which nobody speaks or is spoken of, and nothing is for, from or with somebody",
    "label": "in a label: after a head and a colon, in a line of goods, or in a row of words in capitals",
}
"""Every rule by which a name that only a list knows is dropped."""

_READ_TOO = frozenset(("matter", "code"))
"""The rules that hold against the model as well: it has not the whole line before it."""

_ALWAYS = frozenset(("article", "saint"))
"""The rules that hold in texts in which people speak, too."""

_ARTICLE = re.compile(r"(?:^|[\s(\"'])(?:[Tt]he|[Aa]n?) $")
_SAINT = re.compile(r"(?:^|[\s(])(?:St\.?|Saint) $")
_DOER = re.compile(r"\b(?i:by|with|assigned to|ask|cc|attn:?|fao:?) $")
_CODE = re.compile(r"(?<!\w)(?:class|def|function|fn|func|new) $")
_NEXT = re.compile(r" ([^\W\d_]{2,})(?!\w)")
_THEIRS = frozenset(
    (
        "account case family complaint file ticket invoice order claim appointment booking household"
        " children kids boys girls brothers sisters twins residence estate wedding funeral party call email"
        " matter deal situation letter application referral interview visit house flat i who whom whose that"
        " laptop phone desk car van bike bag coat keys badge login password pc mobile voicemail"
        " mailbox calendar"
        " from in with at of and or on wants rang said has is was will had does did"
    ).split()
)
"""What follows a person's name even after an article: `the Okafor account`, `the Edith who rang`."""

_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight yesterday".split()
)
_MATTER = re.compile(
    r"\b(?i:servers?|hosts?|nodes?|clusters?|latency|vpn|ports?|https?(?!:)|50\d|memory|disk|cpu|packet|certificates?|log-?in|screen"
    r"|licences?|seats|trial|subscription|plug-?ins?|browser|apps?|versions?|updates?|upgrades?|releases?|builds?|branch|deploy|patch"
    r"|reboot|firmware|drivers|parser|compiler|runtime|macros?|export|import|pdf|csv|json|xml|sync|backups?|restore|replication|lag"
    r"|queue|topic|bucket|database|schema|dashboard|cron|daemon|watchdog|cache|tokens?|rack|vlan|trunk|ssid|wi-?fi|channel|uplink"
    r"|switch|router|firewall|stock|sku|litre|rootstock|tubers?|seeds?|hardy|evergreen|pallets?|consignment|biscuits|cheese|wine"
    r"|boiler|pump|league|cup|rovers|united|episode|album|playing|storm|flood|dealers?|petrol|diesel|diverted|delays|shares"
    r"|theorem|syndrome|tablets|theme|font|wallpaper|paint|model|article|outage|maintenance|tests?|pipeline|staging|musical|matinee"
    r"|load average|threshold|handles|lamps?|cushions?|curtains?|rug"
    r"|sofa|mattress|wardrobe|pram|tent|yarn|crisps|loaf|cotton|walnut|brass|canvas|stitch|puzzle|doll|ointment|cream|inhaler|dose"
    r"|severity|incident|alert|alarm|exception|stack trace|exit code|queries|endpoint|payload|webhook|api|sdk|cli|gpu|ram|ssd|raid)\b"
)
"""Words of lines about things."""

_TO_SOMEBODY = re.compile(
    r"(?:^|[.?!;]|\b(?:for|by|with|from|to|and|or|about|than|that|which|whom?|when|while|if|because|as|so|but|then|until|before|after|since"
    r"|where|what|how|why|is|are|was|were|am|be|did|do|does|has|have|had|can|could|will|would|shall|should|may|might|must|let|lets|give"
    r"|add|move|remove|get|see|book|send|show|help|take|pick|put|keep|make|need|want|got|not|no|just|man|woman|lady|guy|\w+ed|\w+ing"
    r"|[a-z]+er|cleaner)|[@&,(]) ?$",
    re.MULTILINE | re.IGNORECASE,
)
"""What stands before somebody rather than a thing: a preposition, a verb, who they are, or the head of the line."""

_SIZED = re.compile(r" \d+(?:\.\d+)?(?: ?(?:mg|mcg|micrograms?)\b| ?%|-(?:speed|person|seater|piece|in)\b)")
_HEAD = re.compile(r"([^\W\d_]{3,}): $")
_FIRM = frozenset(
    "house street road avenue lane court hall hospital school academy college university bank trust foundation station"
    " airport hotel church centre center building tower ward wing unit suite line arms inn day".split()
)
"""What firms, places and days are called by the name before it; as many are last names."""

_TALK = 2
"""So many words of talk make a text one in which people speak."""

_WITH = re.compile(r"(?:\b(?i:to|for|from|with|and|or|of)|[&,+/]) ?$")

_SENTENCE = re.compile(r"[.?!;](?:\s|$)")


def supported(text: str, spans: Iterable[Span]) -> set[Span]:
    """Spans of one text without the names that only a list knows and that stand like a thing's, and without single
    words that only the model takes for names in lines about things.

    A text in which people speak, as they do in mail, loses nothing but by `_ALWAYS`: a person lost there is worse than
    a thing found.
    """
    spans = set(spans)
    talk = len(list(islice(TALKED.finditer(text), _TALK))) == _TALK
    rules = _ALWAYS if talk else RULES
    placed = _places(spans, {NAMED, *BY_WORD})
    read = {one for one in spans if one.detector == NAMED and not talk and not _meets(placed, one)}
    spans -= {one for one in read if _doubt(text, one) in _READ_TOO}
    found = _places(spans, BY_WORD)
    listed = {one for one in spans if one.detector in BY_WORD and not _meets(found, one)}
    return spans - {one for one in listed if _doubt(text, one) in rules}


def _places(spans: Iterable[Span], without: Collection[str]) -> list[tuple[int, int]]:
    """Where names stand, those of some detectors left out, in order."""
    return sorted(
        (one.start, one.end) for one in spans if one.category == "name" and one.detector not in without
    )


def _doubt(text: str, one: Span) -> str:
    return why_none(text, one.start, one.end, family=one.detector == FAMILY) if one.category == "name" else ""


def _meets(found: list[tuple[int, int]], one: Span) -> bool:
    """Whether a hit that something else found shares a place with a span; hits are no longer than a line."""
    at = bisect_right(found, (one.end - 1, 1 << 60))
    return any(end > one.start and start < one.end for start, end in found[max(0, at - 6) : at])


def why_none(text: str, start: int, end: int, *, family: bool = False) -> str:
    """By which of `RULES` one listed word, `family` a last name, is nobody's where it stands, or an empty string."""
    word = text[start:end]
    if not word or " " in word or _DOER.search(text, max(0, start - 16), start):
        return ""
    if _SAINT.search(text, max(0, start - 8), start):
        return "saint"
    after = _NEXT.match(text, end)
    follows = after[1] if after else ""
    article = _ARTICLE.search(text, max(0, start - 6), start) is not None
    if article and follows.islower() and follows not in _THEIRS:
        return "article"
    if _CODE.search(text, max(0, start - 12), start) and text.startswith("(", end):
        return "code"
    if word.islower():
        return "code" if text.startswith("()", end) else "thing" if thing(text, start, end, sure=True) else ""
    line = line_of(text, start, end)
    if of_nobody(line) and _called(follows):
        return "called"
    if _matters(text, start, end, follows, line):
        return "matter"
    if family and _unspoken(text, start, follows, line):
        return "unspoken"
    return "label" if _labelled(text, start, end, follows.casefold(), line) else ""


def _called(follows: str) -> bool:
    """Whether a word is one that goods, firms and places are called by, with the name before it."""
    key = follows.casefold()
    if key in _DAYS or key in pinyin.SURNAMES:
        return False
    return goes_on(follows) or (follows.istitle() and key in _FIRM)


def _matters(text: str, start: int, end: int, follows: str, line: str) -> bool:
    """Whether a word that does not begin its line stands in one about things, and nobody does something to it."""
    if follows in _THEIRS or follows.endswith("ing") or _among_people(line) or not _MATTER.search(line):
        return False
    return not (did(text, end) or _TO_SOMEBODY.search(text, max(0, start - 24), start))


def _among_people(line: str) -> bool:
    """Whether a line is somebody's: they speak or are spoken of, it ends a sentence, or begins without a capital."""
    return bool(
        TALKED.search(line)
        or PEOPLED.search(line)
        or "@" in line
        or _SENTENCE.search(line)
        or line.lstrip(" \t>*•-")[:1].islower()
    )


def _unspoken(text: str, start: int, follows: str, line: str) -> bool:
    """Whether a last name stands in a line of other words in which nobody speaks, and which says of nothing that it
    is for somebody. A line that holds little else is a cell, or a list of people.
    """
    if follows in _THEIRS or TALKED.search(line) or _WITH.search(text, max(0, start - 12), start):
        return False
    return len(re.findall(r"[^\W\d_]{2,}", line)) > 2


def _labelled(text: str, start: int, end: int, after: str, line: str) -> bool:
    """Whether a word is part of a label: after a plain head and a colon and before a plain word, in a line of
    goods before a plain word, or in a row of plain words in capitals.
    """
    if (
        after in _THEIRS
        or after.endswith("ing")
        or did(text, end)
        or SPOKEN.search(line)
        or _among_people(line)
    ):
        return False
    if _SIZED.match(text, end):
        return True
    goes = after in lists.plain_words()
    head = _HEAD.search(text, max(0, start - 24), start)
    if head and (goes or text[end : end + 1] == ","):
        return plain(head[1]) in lists.plain_words()
    titles = [word for word in re.findall(r"[^\W\d_]{3,}", line)[1:] if goes_on(word)]
    return len(titles) > 1 or (goes and goods(line))
