"""Signs in a record that a rule of law stands before it is read or sent: health, legal advice.

Signs only point: a person decides. Health: Schedule 3 paragraph 6 forbids who is no health professional
to disclose it without a professional's opinion, unless the requester has seen it or knows it. Legal
advice: Schedule 2 paragraph 19; somebody who is named reads it first (HS-06).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from dsar.model.identifiers import Identifier
from dsar.model.records import Record

_HEALTH = re.compile(
    r"""(?x)\b(?:
    sick(?:ness)?[ -](?:leave|note|pay|absence) | fit[ ]note | doctor['’]?s[ ]note | off[ ]sick
    | (?:mental|ill)[ -]health | (?:long[- ]term|serious)[ ](?:sick|illness) | maternity[ ]leave
    | pregnan(?:t|cy) | miscarriage | diagnosed[ ]with | depress(?:ion|ed) | anxiety | bipolar
    | schizophreni[ac] | autis(?:m|tic) | adhd | dementia | chemotherapy | diabet(?:es|ic)
    | epilep(?:sy|tic) | hiv | heart[ ](?:attack|condition) | (?:has|had|with|breast|lung)[ ]cancer
    | (?:had|suffered)[ ]a[ ]stroke | (?:in|to|into|from)[ ]hospital | hospitali[sz]ed
    | (?:her|his|their|had|for|after)[ ](?:surgery|operation)
    | (?:medical|occupational[ ]health|health)[ ](?:condition|report|history|leave|problems?)
    | (?:her|his|their)[ ]gp | disab(?:led[ ](?:person|employee|colleague)|ility)
    )\b"""
)
_HEALTH_STEMS = (
    "sick", "fit note", "s note", "health", "illness", "maternity", "pregnan", "miscarriage",
    "diagnosed with", "depress", "anxiety", "bipolar", "schizophreni", "autis", "adhd", "dementia",
    "chemotherapy", "diabet",
    "epilep", "hiv", "heart ", "cancer", "stroke", "hospital", "surgery", "operation",
    "medical ", " gp", "disab", "doctor",
)  # fmt: skip
_ADVICE = re.compile(
    r"""(?x)\b(?:
    legal[ ]advice | (?:legal|litigation)[ ]privilege | letter[ ]before[ ]action | without[ ]prejudice
    | (?:solicitors?|counsel|lawyers?|barristers?)['’]?s?[ ](?:advi[sc]es?d?|opinion|view)
    | (?:advice|opinion)[ ](?:of|from)[ ](?:our[ ])?(?:solicitors?|counsel|lawyers?)
    )\b"""
)
_ADVICE_STEMS = (
    "legal ", "litigation p", "before action", "without prejudice", "solicitor", "counsel", "lawyer",
    "barrister",
)  # fmt: skip
_MARK = re.compile(r"(?i)\bprivileged\b|\bwithout prejudice\b|\blegal advice\b")
_FOOTER = re.compile(r"(?i)\b(?:may (?:be|contain)|any|if you (?:are not|have received))\b[^.]{0,120}$")
_LAW_FIRM = re.compile(
    r"(?i)solicitor|barrister|(?:^|[.-])(?:law|legal|llp|chambers|counsel|lawyers?)(?:[.-]|$)"
)
AROUND = 200
"""Characters looked at on either side of a stem."""
_TITLES = ("subject", "title", "name", "headers.subject")
_READERS = frozenset({"from", "to", "cc", "bcc", "reply-to", "sender", "requester", "author", "customer"})


def health_in(record: Record) -> tuple[str, ...]:
    """The fields of a record that seem to speak of somebody's health."""
    special = {"health"} & {*record.categories, *(one for mark in record.marks for one in mark.categories)}
    named = tuple(name for name, value in record.fields.items() if isinstance(value, str) and _tells(value))
    return named or (tuple(record.fields)[:1] if special else ())


def seen_by(record: Record, subject: Collection[Identifier]) -> bool:
    """Whether the requester wrote or received it, as its structure says, so that they know it.

    A table about them and what was inferred are not known to them.
    """
    if record.provenance in ("inferred", "third-party"):
        return False
    return any(
        party.role.casefold() in _READERS and set(party.identifiers) & set(subject)
        for party in record.parties
    )


def advice_in(record: Record, lawyers: Iterable[str] = ()) -> tuple[str, ...]:
    """Why a record may hold legal advice: `lawyer`, `mark`, `words`; empty where nothing says so.

    `lawyers` are domains of the controller's own lawyers. A footer that says "may be privileged" is none.
    """
    signs = []
    domains = {one.casefold().lstrip("@") for one in lawyers}
    if any(
        _is_lawyer(one.value, domains)
        for party in record.parties
        for one in party.identifiers
        if "@" in one.value
    ):
        signs.append("lawyer")
    titles = [value for name, value in record.fields.items() if name in _TITLES and isinstance(value, str)]
    if any(_MARK.search(title) for title in titles):
        signs.append("mark")
    texts = [value for name, value in record.fields.items() if name not in _TITLES and isinstance(value, str)]
    if any(
        not _FOOTER.search(around[: hit.start()])
        for text in texts
        for around, hit in _hits(_ADVICE, _ADVICE_STEMS, text)
    ):
        signs.append("words")
    return tuple(signs)


def _tells(text: str) -> bool:
    return next(_hits(_HEALTH, _HEALTH_STEMS, text), None) is not None


def _hits(pattern: re.Pattern[str], stems: Iterable[str], text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Matches of a pattern in lower case, each with the text around it.

    Looks only where one of `stems` stands, one of which is in everything that the pattern matches:
    a plain search is many times faster than the pattern.
    """
    plain = " ".join(text.lower().split())
    for stem in stems:
        at = plain.find(stem)
        while at >= 0:
            around = plain[max(0, at - AROUND) : at + 2 * AROUND]
            yield from ((around, hit) for hit in pattern.finditer(around))
            at = plain.find(stem, at + AROUND)


def _is_lawyer(address: str, domains: Collection[str]) -> bool:
    domain = address.rpartition("@")[2].casefold()
    return any(domain == one or domain.endswith("." + one) for one in domains) or bool(
        _LAW_FIRM.search(domain)
    )
