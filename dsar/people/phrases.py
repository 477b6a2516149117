"""Names by the place they stand in: after a greeting, over a signature, in a copied header, after a title.

The weak point of any name model is a rare name without context; these places give it away whatever
the name is. What stands there has to look like a name and be no ordinary word of such a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsar.model.findings import Span
from dsar.people import lists
from dsar.people.names import is_ordinary, parse, plain
from dsar.people.sifted import is_joined
from dsar.people.things import TALKED
from dsar.people.turns import speakers
from dsar.people.words import CALLED, ORGANISATION, PLACES, PROGRAMS, ROLES, TITLES

SCORE = 0.6
"""What a place alone is worth."""

_PART = r"(?<!\w)[^\W\d_a-z][^\W\d_]{0,30}(?:['’\-.][^\W\d_]{1,30}){0,4}(?!\w)"
_NAME = rf"{_PART}(?: (?:{_PART}|de|van|der|den|von|bin|al|la|di|da|dos|y|du|le)){{0,3}}"
_GREETING = re.compile(
    rf"^[> \t|]*(?i:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|morning|afternoon|evening|hallo|hola|hej|hei|ahoj|cześć|bonjour|salut|ciao|namaste|howdy|greetings"
    rf"|annwyl|a chara|cher|chère|liebe[rs]?|guten (?:tag|morgen|abend)|sehr geehrter? (?:herr|frau)|beste|geachte|kære|kära|bästa|estimad[oa]|querid[oa]|gentile|car[oa]"
    rf"|bo[am] (?:dia|tarde|noite)|buen[oa]s (?:d[ií]as|tardes)|drogi|droga|szanowny pan|szanowna pani|dzień dobry|labas|sveiki|assalamu alaikum|salaam|good day"
    rf"|thanks|thank you|cheers|ta|fao|attn|for the attention of)[,:]?[ \t]+"
    rf"(?:(?i:{'|'.join(sorted(TITLES))})\.? )?({_NAME})(?:(?: and | & |, | / |/)({_NAME}))?[ \t]*(?:[,!.:\-–—]|$)",
    re.MULTILINE,
)
_CLOSING = re.compile(
    rf"^[> \t|]*(?i:(?:(?:kind|best|warm|many|with) )?(?:regards|wishes|thanks)|yours (?:sincerely|faithfully|truly)|sincerely"
    rf"|thank you|cheers|ta|love|rgds|br|best|all the best|thanks(?: again| in advance| so much)?"
    rf"|(?:bien )?amicalement|(?:bien )?cordialement|mit freundlichen grüßen|(?:viele|beste|liebe) grüße|gruß|mfg|saludos|un saludo|(?:cofion|diolch)(?: gorau)?"
    rf"|obrigad[oa]|pozdrawiam|z poważaniem|med vänlig hälsning|mvh|(?:met )?vriendelijke groet(?:en)?|groetjes|cordiali saluti|grazie|merci|gracias|danke)[ ,.!\-]*\n"
    rf"(?:[> \t|]*\n){{0,3}}[> \t|*\-]*({_NAME})(?:(?: and | & |, )({_NAME}))?[ \t*]*$",
    re.MULTILINE,
)
_TITLED = re.compile(
    r"(?<!\w)(?:Mrs?|Ms|Miss|Mx|Dr|Prof(?:essor)?|Cllr|Rev|Sir|Dame|Messrs|Madame|Herr|Frau)\.? "
    rf"((?:(?:van|von|de|du|bin|al|der|den|le|la) ){{0,2}}{_NAME})(?!\w)"
)
_TITLED_SMALL = re.compile(
    r"(?<![\w.\-])(?:mrs?|dr|prof|cllr|rev)\.? ([a-z]{3,20}(?:['’\-][a-z]{2,20})?)(?![\w@/=]|\.\w)"
)
_HEADER = re.compile(
    r"^[> \t|*]*(?:From|To|Cc|CC|Bcc|Sent by|Requester|Assignee|Reported by|On behalf of|Contact(?: name)?"
    r"|Line manager|Manager|Caller|Attendees|Present|Apologies|Organi[sz]er|Customer|Assigned to"
    r"|Account holder|Next of kin|Witness|Signed)\*?[ \t]*:[ \t]*([^\n]{1,2000})",
    re.MULTILINE,
)
_ENTRY = re.compile(
    rf"\"?({_PART}(?: {_PART}){{0,2}}, {_PART}(?: {_PART})?|{_NAME})\"?[ \t]*(?:[<(\[][^;>)\]]{{0,200}}[>)\]])?[ \t]*(?:[;,]|$)"
)
_WROTE = re.compile(
    rf"(?:^|[,>] ?|\d{{4}},? |\d\d:\d\d(?: [AP]M)?,? )\"?({_NAME}|{_PART}, {_PART})\"?"
    rf"[ \t]*(?:[<(\[][^\n>)\]]{{0,200}}[>)\]])?[ \t]{{0,3}}\n?[> ]{{0,3}}(?:wrote|writes|schrieb|a écrit|escribió|said)\b",
    re.MULTILINE,
)
_VALUE = re.compile(
    rf"\b(?i:\w{{1,20}}_?name|agent|requester|assignee|user|actor|customer|caller|callee|callerid|contact|author|owner|sender"
    rf"|recipient|created_by|updated_by|answered_by|assigned_to|submitter|from|to)[\"']?[ \t]{{0,2}}[:=][ \t]{{0,2}}[\"']"
    rf"({_PART} (?:{_NAME}|[A-Z])|{_PART}, {_PART})[\"']"
)
_CELL = re.compile(rf"(?:^|[,;\t|])\"({_PART}, {_PART})\"(?=[,;\t|]|$)", re.MULTILINE)
_SPEAKER = re.compile(rf"^(?:\[?[\d/.\-]*,? ?\d\d:\d\d(?::\d\d)?\]?[ \-]+|Agent )({_NAME}): ", re.MULTILINE)
_NEVER = frozenset(
    "all both everyone everybody folks guys there team sir madam sirs customer valued colleague colleagues "
    "friend friends friday hiring sender recipient user member page reference regards thanks thank kind best "
    "many warm yours please note the your our my we i you he she it they this that and or if when re fw fwd "
    "sent date subject from to cc again much very so for ladies gentlemen resident occupier tenant applicant "
    "yo tks thx rgds doc bro yall me you us them lovely again world back later anyway mate mates gang love peeps lads ladies darling mum dad mom grandma grandad nan hun mate love dear hi hello good morning".split()
)
_DOUBTFUL = frozenset(
    ("initials", "sign-off", "salutation", "roll", "enumeration", "kin", "asked", "mention")
)
"""Places in which other words stand as well: no plain word counts there, and none that begins with an ordinary one."""

_SMALL = re.compile(
    r"^[> \t|]*(?i:hi|hey|hello|hiya|dear|morning|thanks|thx|cheers)[ \t]([^\W\d_]{2,20})[ \t]*[,!.]*[ \t]*$",
    re.MULTILINE,
)
_SIGNED = re.compile(
    rf"(?<=[a-z)][.!?]) (?:[-–—~/] ?)?({_PART})(?: x{{1,3}})?[.!]?\s*\Z|(?<= /)({_PART})[.!]?\s*\Z"
)
_LAST = re.compile(
    rf"[^\n]\n(?:(?:[> \t|]*\n)?[> \t|]*({_PART})|[> \t|]*\n[> \t|]*([a-z]{{3,15}}))[ \t]*(?:x{{1,3}})?[.!]?\s*\Z"
)
"""Somebody's name as the last line of what they wrote; in small letters only after an empty line."""

_INITIALS = re.compile(
    r"^[> \t|]*(?i:(?:(?:kind|best|warm|many) )?(?:regards|wishes|thanks)|thank you|thx|tks|rgds|cheers|ta|best|br|sincerely"
    r"|yours)[ ,.!\-]*\n(?:[> \t|]*\n){0,2}[> \t|\-]*([A-Z]{2,3}|[a-z]{2,3})[ \t.]*$",
    re.MULTILINE,
)
_SALUTED = re.compile(rf"^[> \t|]*({_PART})(?: ?[-–—]{{1,2}}|,|:)[ \t]*$", re.MULTILINE)
_VOCATIVE = re.compile(
    rf"\A[> \t\n]*(?!(?i:oh+|ye[ap]h?|nope|jeez|alright|than[kx]s?|fyi|u[mh]+|h?m+|er+|heh|yay|wow|ah+|ok(?:ay)?|lol|well|hah?a|\w+ly),)({_PART}), (?=[a-z])"
)
_PAIRED = re.compile(rf"^[> \t]*({_PART}) ?[/&] ?({_PART}) ?(?:[-–—]{{1,2}}|,|:)[ \t]*$", re.MULTILINE)
_ADDRESSED = re.compile(
    rf"(?<![\w@.])({_PART}(?: {_PART}){{0,2}}|{_PART}, {_PART})[\"']?[ \t;,|<(\[:]{{1,4}}(?:mailto:)?([\w.+\-]{{3,64}})@\w"
)
_FIRM = re.compile(
    r"(?<![\w.@])(?:[A-Z][\w'’.\-]{0,24} (?:& |and |of )?){1,4}(?:Ltd|Limited|plc|PLC|LLP|Inc|LLC|GmbH|CIC)(?!\w)"
)
_NOTES = re.compile(rf"({_PART}(?: {_PART}){{1,3}})(?:/[A-Z][\w ]{{0,20}}){{1,4}}(?:@\w{{2,20}})?(?!\w)")
_STAMPED = re.compile(
    rf"^[> \t|]*({_PART}(?: {_PART}){{1,3}})[ \t]*(?:\n[> \t|]*|[ \t]+on[ \t]+|[ \t]{{2,}})\d\d?/\d\d?/\d{{2,4}},? \d\d?:\d\d",
    re.MULTILINE,
)
_ROLL = re.compile(rf"(?:^[> \t|*•\-]*{_PART}(?: {_PART}){{1,2}}[ \t,;]*(?:\n|\Z)){{3,60}}", re.MULTILINE)
_LINE = re.compile(rf"^[> \t|*•\-]*({_PART}(?: {_PART}){{1,2}})[ \t,;]*$", re.MULTILINE)
_ROW = re.compile(
    rf"{_NAME}(?:(?:, {_NAME}){{1,12}},? (?:and|&|or) {_NAME}|(?:, {_NAME}){{2,12}}(?=[.;]?[ \t]*(?:\n|\Z)))"
)
_ITEM = re.compile(rf"({_NAME})(?:,|$| and | & | or )")
_KIN = re.compile(
    r"\b(?:wife|husband|partner|fianc[eé]e?|brother|sister|mother|father|mum|mom|dad|son|daughter|aunt|auntie|uncle|nephew|niece"
    r"|cousin|nan|grandmother|grandfather|widow|colleague|neighbour|neighbor|landlord|landlady|boss|manager|supervisor|friend|mate"
    rf"|driver|engineer|technician|plumber|receptionist|caretaker|trainee|tenant|nurse)(?:,|:| \(| -)? ?\"?({_NAME})(?!\w)"
)
_NAMED = re.compile(
    r"\b(?:(?:fella|fellow|guy|man|woman|lady|girl|boy|lad|chap|bloke|someone|somebody|person|child|lodger|cousin) (?:called|named)"
    rf"|(?:likes|prefers|wants) to be called|maiden name(?: is| was)?) ({_NAME})(?!\w)"
)
_ASKED = re.compile(
    r"\b(?:[Aa]sk(?:ed)?|[Tt]ell|[Tt]old|[Tt]hank(?:ed)?|[Ss]p(?:ea|o)ken? (?:to|with)|[Ss]poke (?:to|with)|[Rr]eported by|[Hh]eard from"
    rf"|[Rr]ang|[Pp]honed|[Mm]et|[Pp]ing(?:ed)?) ({_NAME})(?=['’]s\b|[.,;:!?)]|$| (?:to|that|about|if|whether|for|and|or|has|had|is|was"
    r"|who|when|how|why|what|where|in|on|at|again|this|he|she|they|we|I|not|but|so|today|tonight|yesterday|tomorrow|last|before|after)\b)",
    re.MULTILINE,
)
_MATE = re.compile(
    rf"(?<![\w@.\-])(?:({_PART}) (?:bhai|baji|uncle|aunty|auntie|ji|sahib|saheb|didi)|^([a-z]{{3,20}}) (?:mate|pal|hun|bro|bhai))\b",
    re.MULTILINE,
)
"""What people are called with their name before it."""

_MENTIONED = re.compile(
    rf"(?<![\w.@])@({_PART}(?: {_PART})?|[a-z]{{3,20}})(?=,? (?:can|could|please|pls|are|do|did|have|is|has|what|when|where|will|would|u|you|your|fyi"
    r"|thanks|thx|ok|any|this|see|for|the|i)\b|,? ?[?!:]|[ \t]*$)",
    re.MULTILINE,
)
_TOLD = re.compile(
    r"\b(?i:ask(?:ed)?|tell|told|(?:spoke|speak|talk(?:ed)?) (?:to|with)|waiting (?:on|for)|pinged|texted|msgd?|thx|hi|hey) ?"
    r"\b(?!ur|teh|yeah|lies|pal\b|hun\b|kid|http|yours|them|every|urself|said|mgmt|cust|wifi|ppl|yall)([a-z]{3,20})"
    r"(?: (?:and|n|or|&) ([a-z]{3,20})(?= (?:to|that|if|about|is|are|r)\b|[.?!]?$))?(?![\w@/'’\-]|\.\w)",
    re.MULTILINE,
)
_RULES = (
    (_GREETING, "greeting"), (_SMALL, "greeting"), (_CLOSING, "signature"), (_TITLED, "title"), (_TITLED_SMALL, "small title"), (_WROTE, "quotation"),
    (_SPEAKER, "speaker"), (_VALUE, "field"), (_CELL, "field"), (_INITIALS, "initials"), (_SIGNED, "sign-off"), (_SALUTED, "salutation"), (_VOCATIVE, "salutation"), (_PAIRED, "salutation"),
    (_KIN, "kin"), (_NAMED, "kin"), (_ASKED, "asked"), (_TOLD, "asked"), (_MENTIONED, "mention"), (_MATE, "mention"), (_NOTES, "header"), (_STAMPED, "header"),
)  # fmt: skip


def named(text: str) -> Iterator[Span]:
    """Names in one text by their place, and firms by what their names end with; may overlap each other."""
    for pattern, rule in _RULES:
        for found in pattern.finditer(text):
            for group in range(1, pattern.groups + 1):
                if found[group]:
                    yield from _kept(text, *found.span(group), rule)
    yield from _ended(text)
    for found in _ADDRESSED.finditer(text):
        local = plain(found[2])
        if any(len(part) > 2 and part in local for part in map(plain, re.findall(r"[^\W\d_]+", found[1]))):
            yield from _kept(text, *found.span(1), "header")
    yield from (Span(*firm.span(), "organisation", SCORE, "place: firm") for firm in _FIRM.finditer(text))
    yield from speakers(text)
    yield from _enumerated(text)
    for line in _HEADER.finditer(text):
        at = line.start(1)
        for entry in _ENTRY.finditer(text, at, line.end(1)):
            if entry.start() == at or text[entry.start() - 1] in ";, \t":
                yield from _kept(text, *entry.span(1), "header")


def _ended(text: str) -> Iterator[Span]:
    """Who signs with the last line of a text; with a capital only where somebody speaks before it."""
    last = _LAST.search(text)
    if last is None:
        return
    if last[2]:
        yield from _kept(text, *last.span(2), "sign-off")
    elif TALKED.search(text, 0, last.start()):
        yield from _kept(text, *last.span(1), "signature" if last[1].casefold() in CALLED else "sign-off")


def _enumerated(text: str) -> Iterator[Span]:
    """Lines under each other, or words between commas, that are all names since half of them are known to be."""
    for several, one, rule in ((_ROLL, _LINE, "roll"), (_ROW, _ITEM, "enumeration")):
        for found in several.finditer(text):
            items = list(one.finditer(text, *found.span()))
            known = sum(item[1].split()[0].casefold() in lists.listed() for item in items)
            if 2 * known >= len(items) > 2:
                for item in items:
                    yield from _kept(text, *item.span(1), rule)


def _kept(text: str, start: int, end: int, rule: str) -> Iterator[Span]:
    words = text[start:end].replace(",", "").split()
    while words and plain(words[0].rstrip(".")) in TITLES:
        start = text.index(words[0], start) + len(words[0])
        start += len(text[start:end]) - len(text[start:end].lstrip())
        words = words[1:]
    parts = {plain(word) for word in words}
    if (
        not words
        or parts & _NEVER
        or parts & ORGANISATION
        or parts & PROGRAMS
        or parts <= ROLES
        or parts <= PLACES
        or any(map(is_joined, words))
        or parse(" ".join(words)) is None
    ):
        return
    known = [part in lists.plain_words() for part in map(plain, words)]
    if (
        (all(known) and rule != "title")
        or (any(known) and rule == "small title")
        or (rule == "header" and len(words) > 1 and known[-1])
    ):
        return
    if rule in _DOUBTFUL and (is_ordinary(words[0]) or any(known)):
        return
    if rule in ("kin", "asked") and any(len(word) > 1 and word.isupper() for word in words):
        return
    if rule in ("header", "quotation") and len(words) == 1 and is_ordinary(words[0]):
        return
    yield Span(start, end, "name", SCORE, f"place: {rule}")
