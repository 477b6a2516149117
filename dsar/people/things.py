"""Names that things have: goods, rooms, servers, storms and theorems borrow people's.

Only where the words beside say so, each rule for itself: what comes before (`room Nelson`, `Storm Edith`),
what comes after (`Edith server`, `Jasmine Tea`, `Edith v3.1`), what is done to it (`restart Edith`), or a
line of goods.
A line in which somebody speaks or is spoken of is none of goods, whatever it costs.
"""

from __future__ import annotations

import re

from dsar.people import lists
from dsar.people.names import is_ordinary, plain

RULES = {
    "kind": "a word right before that says what kind of thing it is",
    "use": "a word right after that only things are called by",
    "version": "a version or a size right after",
    "state": "a word right after for what only programs, machines and goods are",
    "act": "a word right before for what is done to programs and machines",
    "article": "one word with an article, and nothing that belongs to somebody after it",
    "quoted": "one word in quotation marks after a word for no person, in a line in which nobody is spoken of",
    "goods": "part of what goods are called",
}
"""Why a name is a thing's, in words; `sifted` drops by them as "thing"."""

_KINDS = frozenset(
    (
        "server servers node cluster pod container instance database table bucket queue topic room suite"
        " building block tower platform project release branch build job"
        " pipeline sprint epic library framework package module plugin app printer scanner laptop router"
        " switch sensor camera handset tyre tyres truck lorry boiler desk chair sofa curtain"
        " curtains paint wine cheese tea coffee bouquet plant plants theme font typeface edition"
        " version item product sku colour color shade size network wifi ssid vlan zone site cabinet rack"
        " vm codename codenamed milestone dashboard schema bucket namespace repo repository copier"
        " forklift crane drone robot thermostat generator pump locomotive ferry vessel horse wallpaper"
        " fabric yarn pram kettle puzzle ferry château chateau scanner rose clematis dahlia variety asteroid crater gene musical album film"
    ).split()
)
"""Things that are called something; no people. One word after them is no person's."""

_SURE = frozenset(
    (
        "project operation programme storm hurricane typhoon cyclone hms rms mv ss codename codenamed ssid"
        " château chateau vlan typeface wallpaper asteroid"
    ).split()
)
"""Kinds of things whose names may have two words."""

_ALSO_NAMES = frozenset("gene job dahlia branch crane tower rack".split())
"""Kinds that are somebody's name where they have a capital, and stand in no list."""

_USES = frozenset(
    (
        "server servers cluster clusters node nodes database db instance container pod queue bucket branch repo"
        " repository build sprint milestone pipeline plugin library framework compiler parser"
        " runtime firmware kernel api font typeface range edition theorem lemma algorithm"
        " filter distribution transform syndrome disease conjecture ward suite junction rollout migration"
        " outage cutover integration dashboard environment sandbox cardigan jumper blouse skirt sandal"
        " sofa armchair footstool wardrobe sideboard bookcase bedside lampshade cushion duvet rug tumbler"
        " saucepan mascara perfume lipstick biscuits gin ale lager sauvignon merlot chardonnay sponge"
        " salad wallpaper firewall gateway router datastore hypervisor backend frontend storm theme"
    ).split()
)
"""What only a thing is, called by the name before it: no word for what people own, as a laptop or a ticket."""

_AFTER = re.compile(r" ([^\W\d_]{2,})(?!\w)")
_BEFORE = re.compile(r"([^\W\d_]{2,}):? [\"'“‘]?$")
_VERSION = re.compile(
    r"[ -](?:v ?\d+(?:\.\d+)*|\d+\.\d+\.\d+|\d+(?:\.\d+)?-?(?:rc|b|beta)\d*|Mk ?[IVX\d]+"
    r"|\d+(?:\.\d+)? ?(?:[GT]B|ml|cl|mAh|tog|ply|gsm|inch|litre|seater|pack|pcs)|\d-(?:seater|piece|pack|person))(?!\w)"
)
_CLAUSE = re.compile(r"(?<!\w)(?i:the|a|an|this|that|my|our|your|his|her|their|which|every) (?:[a-z]+ )?$")
_DID = re.compile(
    r" (?:\w+ed|uses|wants|wanted|bought|got|gave|made|built|runs|ran|took|sent|told|said|left|saw|sold|lost|found|brought|had"
    r"|drives|drove|wrote|chose|keeps|kept|likes|hates|owns|rents|put|set up|and \w+ (?:\w+ed|use|want|bought|got|had))\b"
)
"""What somebody does with a thing that was named before them: `the laptop Edith returned`."""

_ACT = re.compile(
    r"(?:^|[\s(])(?i:re-?boot(?:ed|ing)?|re-?start(?:ed|ing)?|(?:re|un)?-?install(?:ed|ing|s)?|(?:re)?deploy(?:ed|ing)?"
    r"|rolled back|roll back|fail(?:ed)? over(?: to)?|decommission(?:ed|ing)?|log(?:ged)? in ?to|ssh(?: to| into)?|compil(?:ed|ing|e)"
    r"|import(?:ed)? from|export(?:ed)? from|powered by|runs? on|upgraded? to|migrat(?:ed|ing|e) (?:to|from)|import|from(?= \w+ import\b)"
    r"|pull(?:ed|ing)?|download(?:ed|ing)?) $"
    r"|require\(['\"]$|[\"'](?:service|app|host|project|module|product|cluster|queue|repo)[\"']: ?[\"']$"
)
_STATE = re.compile(
    r"(?::| is| was| has been| will be|) (?:listening on|starting up|out of (?:memory|disk|stock|date)\b|unreachable|UP\b|DOWN\b|read-only"
    r"|deprecated|discontinued|decommissioned|restarted by|running (?:dry|hot)\b|back (?:up|in stock)\b|returned (?:HTTP|\d{3})|times out"
    r"|fail(?:s|ed) to (?:start|load|parse|compile|build|boot)\b|crashes\b|not responding|locked for|stopped unexpectedly|unmounted"
    r"|sold out|end of life|plug-?in\b)"
)
_HIS = re.compile(
    r"['’]s (?:theorem|lemma|conjecture|syndrome|disease|algorithm|equation|paradox|law(?! firm))\b"
)
_ARTICLE = re.compile(r"(?:^|[\s(])(?:[Tt]he|[Aa]n) $")
_ENDS = re.compile(r"[.,;:!?)\n]|$| (?:is|was|has|needs|will)\b")
_COUNTED = re.compile(
    r"^[>\s*•\-]*(?:\d{1,4} ?[xX×] |[Qq]ty:? ?\d|[Ii]tem:|[Pp]art(?: [Nn]o)?:|SKU\b)|,? [xX×] ?\d{1,4}\b|[£€$]\d"
    r"|\b\d+(?:\.\d+)? ?(?:ml|cl|cm|mm|kg|mg|gsm|GB|TB)\b|\b(?:pack|set|tray|box|case) of \w|\bin stock\b|\bout of stock\b",
    re.MULTILINE,
)
TALK = (
    r"mrs?|(?<!\d )ms|miss|dr|i(?!-)|me|my|we|us|our|you|your|he|she|they|him|his|her|hers|them|their|who|do|does|did|would|could|please"
    r"|thanks|paid|pays|pay|owes?|owed|received|rang|called|says|said|asked|sent|wants?|gave|got|took|bought|ordered|returned"
    r"|refund|customer|signed|contact|name|instructed|told|wrote|spoke|met|ask|tell|call|ring|chase|thank"
)
PEOPLE = (
    r"baby|nurse|cover(?=:)|covers|covering|shift|rota|team|staff|patient|driver|engineer|visitor|walk-in|tenant|plumber|doctor|carer|manager"
    r"|mum|dad|wife|husband|son|daughter|brother|sister|family|child|kids|friend|colleague|attendees|present|apologies|absent|leave"
    r"|sick|holiday|birthday|dentist|physio|optician|haircut|nursery|vet|party|lunch|interview|meeting|appointment|handover|cc|attn|fao|keys?|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day|today|tomorrow|tonight|nights?"
)
"""Words of a line that may list people."""

SPOKEN = re.compile(rf"\b(?i:{TALK}|{PEOPLE}|for|to|from|by|with|is|are|was|were|has|have|had|will|can)\b")
"""Words of a line in which somebody speaks or is spoken of."""

PEOPLED = re.compile(rf"\b(?i:{PEOPLE})\b")

TALKED = re.compile(rf"\b(?i:{TALK})\b")
"""The surest of them: no line about things alone holds one."""

_TITLE_BEFORE = re.compile(r"[\w:;] [\"'“‘]$")
_TITLE_AFTER = re.compile(r"[\"'”’] [a-z\d]")
"""Around what goods are called, within a line: a value of JSON or of a table has a sign or an end after it."""

_QUOTED = re.compile(r"([^\W_]+) [\"'“‘]$")
_UNQUOTED = re.compile(r"[\"'”’](?:[ .,;:!?)\]]|$)(?! ?[<@])", re.MULTILINE)
_WHO = frozenset(
    "as user username login account by from to for agent caller owner member sender recipient author with and or of"
    " is was said named nickname signed hi hello dear".split()
)
"""Words before a quotation mark in which somebody may stand."""

_QUANTIFIED = re.compile(r"(?:\d ?[xX×] |SKU \d+ |[Ii]tem: |[Qq]ty:? ?\d+ )$")
_BEGINS = frozenset(
    (
        "let the this that these those please can could will would shall should you thanks thank my"
        " our your his her its if are was were did does not yes attached per what when where why how"
        " who which there here they she have has had for and but also just regards best sincerely see"
        " call any all one two"
    ).split()
)
"""Words that begin a sentence rather than go on with a name of goods."""

_LINE = 200


def thing(text: str, start: int, end: int, *, sure: bool = False) -> str:
    """By which of `RULES` a place is what a thing is called, or an empty string.

    Where `sure`, two plain words have to follow for goods: a list of names has said that it is one.
    """
    single = not any(sign in text[start:end] for sign in " \u00a0,.")
    if _kind(text, start, end, single=single):
        return "kind"
    if _VERSION.match(text, end):
        return "version"
    if single:
        return _single(text, start, end, sure=sure)
    return "goods" if counted(text, start, end) else ""


def _kind(text: str, start: int, end: int, *, single: bool) -> bool:
    """Whether the word before says what kind of thing it is, and nobody does something with it right after."""
    before = _BEFORE.search(text, max(0, start - 24), start)
    if before is None or (
        _DID.match(text, end) and _CLAUSE.search(text, max(0, before.start() - 24), before.start())
    ):
        return False
    return is_kind(before[1], sure=not single)


def _single(text: str, start: int, end: int, *, sure: bool) -> str:
    if _HIS.match(text, end):
        return "use"
    if _STATE.match(text, end):
        return "state"
    after = _AFTER.match(text, end)
    if (
        after
        and after[1].casefold() in _USES
        and (after[1].islower() or plain(after[1]) in lists.plain_words())
    ):
        return "use"
    if _ACT.search(text, max(0, start - 24), start) and not text.startswith(("'s", "’s"), end):
        return "act"
    if _quoted(text, start, end):
        return "quoted"
    if text[start].isupper() and _ARTICLE.search(text, max(0, start - 5), start) and _ENDS.match(text, end):
        return "article"
    if after and goes_on(after[1]):
        more = _AFTER.match(text, after.end()) if sure else after
        if more and goes_on(more[1]):
            return "goods"
    return "goods" if counted(text, start, end) else ""


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether a word is quoted as titles, versions and goods are: not `William "Bill" Brown`, nor a cell of a table."""
    before = _QUOTED.search(text, max(0, start - 24), start)
    if before is None or _UNQUOTED.match(text, end) is None or before[1].casefold() in _WHO:
        return False
    if before[1].istitle() and plain(before[1]) not in lists.plain_words():
        return False
    return of_nobody(line_of(text, start, end))


def is_kind(word: str, *, sure: bool = False) -> bool:
    """Whether a word says what kind of thing a name after it has; `Rose`, `Crane` and `Gene` are names themselves.

    Where `sure`, only kinds whose names may have two words.
    """
    key = word.casefold()
    if key not in _SURE and (sure or key not in _KINDS):
        return False
    if key in _SURE or word.islower():
        return True
    return key not in _ALSO_NAMES and not (
        is_ordinary(word) or key in lists.listed() or key in lists.families()
    )


def did(text: str, end: int) -> bool:
    """Whether a word right after says what somebody did."""
    return _DID.match(text, end) is not None


def goes_on(word: str) -> bool:
    """Whether a word goes on with a name of goods: a plain one in capitals that begins no sentence."""
    return (
        len(word) > 2
        and word.istitle()
        and word.casefold() not in _BEGINS
        and plain(word) in lists.plain_words()
    )


def counted(text: str, start: int, end: int) -> bool:
    """Whether a place is part of what goods are called: in a line with a quantity, a number or a price, in which
    nobody speaks, right after the quantity or right before another word for the goods.
    """
    line = line_of(text, start, end)
    if _COUNTED.search(line) is None or SPOKEN.search(line):
        return False
    after = re.compile(r" ([^\W\d_]{2,})").match(text, end)
    if after and (plain(after[1]) in lists.plain_words() or is_ordinary(after[1])):
        return True
    if _TITLE_BEFORE.search(text, max(0, start - 3), start) and _TITLE_AFTER.match(text, end):
        return True
    last = plain(re.split(r"[\s-]", text[start:end])[-1])
    return bool(_QUANTIFIED.search(text, max(0, start - 16), start)) or last in lists.plain_words()


def of_nobody(line: str) -> bool:
    """Whether nobody speaks in a line, and no word of it is one that lists people."""
    return not (TALKED.search(line) or PEOPLED.search(line))


def goods(line: str) -> bool:
    """Whether a line has a quantity, a number of goods or a price."""
    return _COUNTED.search(line) is not None


def headed(text: str, start: int, end: int) -> bool:
    """Whether a place lies in a heading and does not begin it: words in capitals, two plain ones at least."""
    low = text.rfind("\n", max(0, start - _LINE), start) + 1
    if (not low and start > _LINE) or not text[low:start].strip(" \t>"):
        return False
    words = re.findall(r"[^\W\d_]{4,}", line_of(text, start, end))
    plain_ = [word for word in words if word.istitle() and plain(word) in lists.plain_words()]
    return len(plain_) > 1 and not any(word.islower() for word in words)


def line_of(text: str, start: int, end: int) -> str:
    """The line that a place lies in, no further than is worth looking."""
    low = text.rfind("\n", max(0, start - _LINE), start) + 1
    high = text.find("\n", end, end + _LINE)
    return text[max(low, start - _LINE) : high if high >= 0 else end + _LINE]
