"""Detection in texts that belong to no case, for other scripts: `dsar.detect`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dsar.model.findings import Span
from dsar.model.identifiers import try_identifier
from dsar.people import lists
from dsar.people.analyses import Analyses
from dsar.people.clusters import NAMED, PARTY, Mention, clusters_of
from dsar.people.hits import KNOWN
from dsar.people.known import Known, acquainted, everybody, without_escapes
from dsar.people.names import Name, is_ordinary, parse
from dsar.people.spans import Candidate, settled

AGAIN = "named in this text"
"""The detector of a name that stands elsewhere in the same text."""

_ADDRESS = re.compile(r"[\s<(\[\"']*([^\s<>()\[\]\"',;]+@[^\s<>()\[\]\"',;]+)[\s>)\]\"']*")


def detect(texts: Sequence[str], known: Iterable[str] = (), *, model: str = "") -> list[list[Span]]:
    """Spans of each text in code points, in order and without overlaps, for use without a case.

    What is found: names, e-mail addresses, telephone numbers, postcodes and street addresses,
    official and payment numbers, IP and device addresses, personal web addresses; organisations and
    places as far as the name model knows them. `known` are people who are expected, as
    `"Carol Brown"`, `"Brown, Carol"` or `"Carol Brown <carol@example.org>"`: they are found in every
    spelling, by first name, initials and address. `model` is an installed spaCy package or a folder
    in place of the model that ships. Without any model, names are found only after greetings, over
    signatures, in copied headers, and where they are known.

    With the model that ships, 93 of 100 names in other people's mail are found and 91 of 100 findings are
    names (EWT, nobody known); of names that no list holds 92. All scores: `tests/bench/PEOPLE.md`. No list
    of findings is complete: a person has to look.

    Raises `UsageError` for a model that cannot be used.
    """
    analyses = Analyses(model)
    plain = [without_escapes(text) for text in texts]
    analyses.learn(plain)
    expected = _matchers(map(_mention, known))
    found = []
    for text, blank in zip(texts, plain, strict=True):
        spans = analyses.spans(blank)
        names = [
            Mention(NAMED, " ".join(text[one.start : one.end].split()))
            for one in spans
            if one.category == "name"
        ]
        candidates = [Candidate(span, person=1) for one in expected for span in _seen(one, text, KNOWN)]
        again = _matchers(_again(names))
        candidates += (Candidate(span, form=True) for one in again for span in _seen(one, text, AGAIN))
        candidates += (Candidate(span, form=True) for span in spans)
        found.append([one.span for one in settled(candidates, text)])
    return found


def _mention(text: str) -> Mention:
    """Somebody as a caller writes them: a name, an address, or both."""
    address = _ADDRESS.search(text)
    email = try_identifier("email", address[1]) if address else None
    name = text[: address.start()] + text[address.end() :] if address else text
    return Mention(PARTY, name.strip(" \t\"'"), (email,) if email else ())


def _again(names: Iterable[Mention]) -> list[Mention]:
    """Names worth looking for again in the same text: without a plain word, and if of one part only those of
    four letters or more that have a capital and are no other word.
    """
    return [
        one for one in dict.fromkeys(names) if (name := parse(one.name)) is not None and _is_telling(name)
    ]


def _is_telling(name: Name) -> bool:
    if name.keys & lists.plain_words():
        return False
    return bool(name.family) or (len(name.given) > 3 and name.given.istitle() and not is_ordinary(name.given))


def _matchers(mentions: Iterable[Mention]) -> tuple[Known, ...]:
    """Everything by which these people are found again; nothing for nobody."""
    mentions = list(mentions)
    if not mentions:
        return ()
    people = clusters_of(mentions)[1:]
    return (everybody(people), *acquainted(people, {one.n for one in people}))


def _seen(matcher: Known, text: str, detector: str) -> Iterable[Span]:
    for sight in matcher.seen(text):
        claim = sight.claims[0]
        yield Span(sight.start, sight.end, claim.category, claim.score, detector)
