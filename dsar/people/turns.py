"""Who speaks in a conversation: names before a colon, line under line, with what people say behind them.

Such names count wherever they stand again in the same text, in whatever case: people write to each other so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsar.model.findings import Span
from dsar.people import lists
from dsar.people.names import is_ordinary, parse, plain
from dsar.people.words import ORGANISATION, PLACES, PROGRAMS, ROLES

SCORE = 0.6
"""What a speaker's place alone is worth."""

SPEAKER = "place: speaker"
"""The detector of somebody who speaks, and of their name again."""

_TURN = re.compile(
    r"^[> \t]*(?:[\[(]?[\d/.\-, :]{4,22}[\])]?[ \-]+)?([^\W\d_]{3,20}(?:[ '’\-][^\W\d_]{2,20}){0,2}): (\S[^\n]{0,400})$",
    re.MULTILINE,
)
_TALK = re.compile(
    r"\b(?i:i|im|you|u|ur|me|my|ok|okay|yes|yeah|yep|no|nope|nah|hi|hiya|hey|hello|thanks|thank|thx|ta|lol|morning|sure|sorry"
    r"|please|pls|we|he|she|hes|did|haha|cheers|brb|omw|bye)\b|\?"
)
_NOBODY = frozenset(
    "me you visitor customer agent caller client guest bot them her him anyone subject from to cc re note ps nb".split()
)
_MOST = 400
"""So many turns are looked at; a longer conversation has shown its speakers by then."""


def speakers(text: str) -> Iterator[Span]:
    """Everybody who speaks in one text, and their names wherever they stand again."""
    turns = [turn for turn, _ in zip(_TURN.finditer(text), range(_MOST), strict=False)]
    talk = sum(_TALK.search(turn[2]) is not None for turn in turns)
    if len(turns) < 2 or 2 * talk < len(turns):
        return
    named = [turn for turn in turns if _may_be(turn[1])]
    yield from (Span(*turn.span(1), "name", SCORE, SPEAKER) for turn in named)
    words = {word for turn in named for word in re.findall(r"[^\W\d_]{4,}", turn[1]) if not is_ordinary(word)}
    if words:
        again = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        for found in re.finditer(rf"(?<![\w@.\-])(?i:{again})(?![\w@\-]|\.\w)", text):
            yield Span(*found.span(), "name", SCORE, SPEAKER)


def _may_be(found: str) -> bool:
    """Whether what stands before a colon may be somebody: no plain or ordinary word, no role, no place."""
    parts = [plain(word) for word in found.split()]
    if parse(found) is None or not (found.istitle() or found.islower()):
        return False
    return not any(
        part in group
        for part in parts
        for group in (_NOBODY, ORGANISATION, PROGRAMS, ROLES, PLACES, lists.plain_words())
    ) and not (len(parts) == 1 and is_ordinary(found))
