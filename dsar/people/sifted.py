"""What of a model's hits is kept: each filter names its rule, so that nothing is dropped unseen.

A model calls things names that cannot be: half an address, a line of words, "Kind Regards". The rules
cut a hit down to what may be a name, or drop it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dsar.model.findings import Span
from dsar.people import lists
from dsar.people.names import is_ordinary, plain
from dsar.people.things import is_kind, line_of, of_nobody, thing
from dsar.people.words import MONTHS, ORGANISATION, PLACES, PROGRAMS, TITLES

RULES = {
    "address": "part of an e-mail or web address, a path or a handle",
    "number": "holds a digit, or no letter",
    "machine": "a token that a program wrote: joined by underscores, slashes, equals signs, hyphens; a unit",
    "joined": "words written as one with capitals inside, as programs and products are called",
    "closing": "a greeting, closing or heading, not somebody's name",
    "ordinary": "an ordinary word in small letters, beside a quantity, or as a verb that begins a sentence",
    "program": "a well-known program, or an unlisted word before the colon of a program's line",
    "organisation": "words that make it an organisation's or a role's",
    "calendar": "a month or a day of the week",
    "place": "a country, a state or a large town",
    "plain words": "English words that are nobody's name, with short forms in capitals at most",
    "code": "a short form in capitals within a line of other words",
    "thing": "what a thing is called: the words beside it say so, or the line is one of goods",
    "log line": "stands in a line that a program wrote",
    "inside": "stands inside an address, an identifier or a link, which is found whole",
}
"""Every rule by which a hit of the name model is dropped."""

_ADDRESS = re.compile(r"[\w.+\-%]*@[\w.\-]+|https?://\S+|www\.\S+|\b[\w\-]+(?:\.[\w\-]+)+/\S*")
_LINES = re.compile(r"[\r\n\t]+[>\s|]*|[ \u00a0][-\u2013\u2014]{1,3}[ \u00a0]")
_CLOSING = frozenset(
    "regards wishes sincerely faithfully thanks thank kind best many warm hi hello hey dear cheers yours"
    " truly morning afternoon evening subject from to cc bcc sent date re fw fwd wrote customer sir madam"
    " all team note please signed tel phone mobile email fax tks thx rgds bro sis doc yall"
    " ext extn ref yeah voicemail ahoj hei habari labdien moi terve"
    " annwyl diolch cofion obrigada obrigado merci danke gracias grazie hallo hola bonjour labas sveiki"
    " amicalement cordialement saludos pozdrawiam mvh mfg assalamu alaikum salaam".split()
)
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday"
    " mon tue wed thu fri sat sun christmas easter".split()
)
_LOGGED = re.compile(
    r"\b[\w.\-]+=[^\s=]|\d{4}([-/])\d\d\1\d\d[T ]\d\d:\d\d:\d\d|\b[A-Z]\w+/\d+\.\d|\b0x[0-9a-fA-F]+"
    r"|\d:\d\d[.,]\d{3}\b|\w::\w|\b(?:[A-Z][a-z]+){3,}\b"
    r"|\b(?:INFO|WARN|WARNING|ERROR|DEBUG|NOTICE|FATAL|TRACE)\b|\w\[\d+\]:|\"\w+\":|\b[a-z]+(?:\.[a-z]\w*){2,}\b(?!@)"
    r"|<[0-9a-f.]{12,}@|^\[\s*\d+\.\d{3,}\]|^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\b|\[\d\d/\w{3}/\d{4}:"
    r"|\b\w+\.(?:java|cc?|cpp|cs|py|go|rs|js|php|rb):\d+|\b\w+\(\)|\b[a-z]+(?:-[a-z0-9]+){2,}\b"
)
_STAMP = re.compile(r"[\s\d\[\]:.,TZ+\-]*")
_PROGRAMS = re.compile(
    r"\[[a-z]+\]|\b\d+(?:\.\d+)? ?(?:ms|s|[kKMG]i?B|bytes|[kMG]bit|dB|rpm)\b|\w=\w|\b0x|\w_\w|/\w+/"
    r"|\b[a-z]+(?:-[a-z\d]+){2,}|\w\(\)"
)
_QUANTITY = re.compile(r"(?:\b(?=\w*\d)(?=\w*[a-z])\w+ )[A-Z][a-z]+\b|\b[A-Z][a-z]+ ?x ?\d")
_TOLD_TO = re.compile(
    r"(?:^|[.!?:;•*>-] |\n[>\s]*)(?:please )?(?:mark|bill|grant|chase|skip|page|sue|pat|tap|pierce|will)"
    r" (?:as|the|an?|all|this|these|those|it|them|any|each|every|your|our|my|his|her|their|you|we)\b",
    re.IGNORECASE,
)
"""A sentence that begins by telling somebody what to do, or asks, with a word that is a name as well."""

_PREFIXES = frozenset("mac fitz van von der den del des san".split())
_LINE = 400
_EDGE = " \t\r\n\"'`’‘“”.,;:*_-–—()[]{}<>|/\\!?&+=~•"
_NUMBERED = re.compile(r"[ ,]+\S*\d\S*$")
_HANGING = re.compile(r"(?:['’]s|['’])$")


def sifted(text: str, span: Span) -> Iterator[tuple[Span, str]]:
    """The parts of one hit with the rule that drops each, empty for what is kept.

    Organisations and places pass as they are.
    """
    if span.category != "name":
        yield span, ""
        return
    at = span.start
    for gap in [*_LINES.finditer(text, span.start, span.end), None]:
        stop = gap.start() if gap else span.end
        trimmed = _trimmed(text, at, stop)
        if trimmed:
            part = replace(span, start=trimmed[0], end=trimmed[1])
            yield part, _rule(text, part)
        at = gap.end() if gap else at


def is_logged(text: str, at: int) -> bool:
    """Whether the line that a place lies in was written by a program: three marks of that, or more."""
    start = max(text.rfind("\n", 0, at) + 1, at - _LINE)
    stop = text.find("\n", at)
    stop = min(len(text) if stop < 0 else stop, at + _LINE)
    return sum(1 for _ in _LOGGED.finditer(text, start, stop)) > 2


def outside(spans: Iterable[Span]) -> set[Span]:
    """Spans without the names that stand inside a wider hit of another kind."""
    spans = set(spans)
    holders = sorted(
        (one.start, one.end) for one in spans if one.category not in ("name", "organisation", "place")
    )
    return {
        one
        for one in spans
        if one.category != "name"
        or not any(start <= one.start and one.end <= end for start, end in _near(holders, one))
    }


def _near(holders: list[tuple[int, int]], span: Span) -> list[tuple[int, int]]:
    """Wider hits that may hold a span: they begin no more than a window before it."""
    first = bisect_left(holders, (span.start - 400, 0))
    return holders[first : bisect_right(holders, (span.start, 1 << 60))]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A stretch without signs, titles and greetings at its edges."""
    while True:
        while start < end and text[start] in _EDGE:
            start += 1
        word = re.compile(r"[^\s,]+").match(text, start, end)
        if word is None:
            return None
        first = plain(word[0].rstrip(":"))
        more = any(map(str.isalpha, text[word.end() : end]))
        if (word.end() < end and (first in TITLES or first in _CLOSING)) or (
            more and (first in lists.plain_words() or is_kind(word[0].rstrip(":")))
        ):
            start = word.end()
            continue
        break
    while end > start and text[end - 1] in _EDGE and not _initial(text, start, end):
        end -= 1
    numbered = _NUMBERED.search(text, start, end)
    if numbered and numbered.start() > start:
        end = numbered.start()
    hanging = _HANGING.search(text, start, end)
    if hanging and hanging.end() == end and hanging.start() > start:
        end = hanging.start()
    return (start, end) if start < end else None


def _initial(text: str, start: int, end: int) -> bool:
    """Whether a full stop at the end belongs to an initial, as in `Smith, J.`."""
    return (
        text[end - 1] == "." and end - start > 2 and text[end - 2].isupper() and not text[end - 3].isalnum()
    )


def _rule(text: str, span: Span) -> str:
    found = text[span.start : span.end]
    for address in _ADDRESS.finditer(text, max(0, span.start - 80), min(len(text), span.end + 80)):
        if address.start() < span.end and address.end() > span.start:
            return "address"
    words = re.findall(r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*", found)
    if not words or re.search(r"\d", found):
        return "number"
    if _is_machine(text, span):
        return "machine"
    return _rule_of_words(words, found) or _rule_of_place(text, span, single=len(words) == 1)


def _rule_of_words(words: list[str], found: str) -> str:
    """By which rule the words are none's, wherever they stand."""
    parts = [plain(word) for word in words]
    if any(is_joined(word) for word in words):
        return "joined"
    if all(part in _CLOSING for part in parts):
        return "closing"
    if all(part in MONTHS or part in _DAYS for part in parts) and not (len(parts) == 1 and _titled(found)):
        return "calendar"
    if any(part in ORGANISATION for part in parts[1:]) or all(part in ORGANISATION for part in parts):
        return "organisation"
    if all(part in PLACES for part in parts):
        return "place"
    if parts[0] in PROGRAMS:
        return "program"
    return "plain words" if _is_plain(words) or all(map(is_kind, words)) else ""


def _rule_of_place(text: str, span: Span, *, single: bool) -> str:
    """By which rule a hit is none's where it stands; `single` is one word."""
    found = text[span.start : span.end]
    if single and (_is_short(found) or _is_pair(text, span)) and not _is_line(text, span):
        return "code"
    if thing(text, span.start, span.end):
        return "thing"
    if single and _is_program(text, span):
        return "program"
    if is_logged(text, span.start):
        return "log line"
    if not single:
        return ""
    ordinary = is_ordinary(found)
    beside = _QUANTITY.search(text, max(0, span.start - 12), span.end + 8) is not None
    if ordinary and (beside or _is_told(text, span)):
        return "ordinary"
    return "ordinary" if found.islower() and (ordinary or len(found) < 3) else ""


def _is_machine(text: str, span: Span) -> bool:
    """Whether a program wrote the token that a hit is, or is part of."""
    found, before, after = (
        text[span.start : span.end],
        text[max(0, span.start - 2) : span.start],
        text[span.end : span.end + 1],
    )
    if re.search(r"[_=/\\{}<>|#$%]", found) or before[-1:] in ("_", "=", "/", "@"):
        return True
    if after == "/" and re.search(r"\d $", before):
        return True
    return found.islower() and "-" in (before[-1:], after, *found)


def _is_plain(words: list[str]) -> bool:
    """Whether words are nobody's name: plain words, with short forms in capitals beside them at most."""
    known = lists.plain_words()
    last = plain(words[-1])
    if last not in known and not (_is_short(words[-1]) and plain(words[0]) in known):
        return False
    return all(plain(one) in known or len(one) < 3 or is_ordinary(one) or _is_short(one) for one in words)


def _is_program(text: str, span: Span) -> bool:
    """Whether a hit is the program that speaks in a line, not somebody in a chat."""
    start, stop = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    found = plain(text[span.start : span.end])
    if found in lists.listed() or found in lists.families() or is_ordinary(found):
        return False
    said = text[span.end : min(len(text) if stop < 0 else stop, span.end + _LINE)]
    stamp = text[max(start, span.start - 40) : span.start]
    return said[:2] == ": " and _STAMP.fullmatch(stamp) is not None and _PROGRAMS.search(said) is not None


def is_joined(word: str) -> bool:
    """Whether a capital stands inside a word where no name has one: `TreeLayout`, but not `McLeod`."""
    for at in range(3, len(word) - 1):
        if word[at].isupper() and word[at - 1].islower() and word[at + 1].islower():
            first = plain(word[:at])
            return first not in _PREFIXES and first not in lists.listed()
    return False


def _is_short(word: str) -> bool:
    """Whether a word is in capitals, short, and no name of the lists."""
    if not (word.isalpha() and word.isupper() and 2 < len(word) < 6):
        return False
    key = plain(word)
    return not (is_ordinary(word) or key in lists.listed() or key in lists.families())


def _is_pair(text: str, span: Span) -> bool:
    """Whether a hit is two capitals in a line in which nobody is spoken of: `LW 11:02`, but not `JB rang`."""
    found = text[span.start : span.end]
    if not (len(found) == 2 and found.isalpha() and found.isupper()):
        return False
    return of_nobody(line_of(text, span.start, span.end))


def _is_told(text: str, span: Span) -> bool:
    start = max(0, span.start - 12)
    return any(
        one.start() <= span.start < one.end()
        for one in _TOLD_TO.finditer(text, start, min(len(text), span.end + 8))
    )


def _is_line(text: str, span: Span) -> bool:
    """Whether a hit is all that its line holds, as a signature is, or its line is in capitals throughout."""
    start = text.rfind("\n", 0, span.start) + 1
    stop = text.find("\n", span.end)
    rest = text[start : span.start] + text[span.end : stop if stop >= 0 else len(text)]
    return not any(map(str.islower, rest))


def _titled(found: str) -> bool:
    """Whether a month may be a first name here: May, June, April, August written like one."""
    return found in ("April", "June", "May", "August", "Jan", "Avril", "Julia")
