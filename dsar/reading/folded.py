"""Text as it is compared, with the way back to the text as it stands.

Folding drops what the eye does not see (soft hyphens, zero-width marks), unifies forms (NFKC) and
case, and keeps for every folded code point the offset it came from, so that what is found in the
folded text can be pointed at in the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_DROPPED = dict.fromkeys(map(ord, UNSEEN))


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `offsets` is None where both texts have the same offsets."""

    text: str = field(repr=False)
    offsets: tuple[int, ...] | None
    size: int

    def origin(self, at: int) -> int:
        """The original offset of a folded offset; the end maps to the end."""
        if self.offsets is None:
            return at
        return self.offsets[at] if at < len(self.offsets) else self.size

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded span that is not empty, marks that combine with its end included."""
        return self.origin(start), max(self.origin(end), self.origin(end - 1) + 1)


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    return unicodedata.normalize("NFKC", char).casefold()


def folded_text(text: str) -> str:
    """The text of `fold`, in a fraction of the time."""
    if text.isascii():
        return text.lower()
    seen = text.translate(_DROPPED) if any(sign in text for sign in UNSEEN) else text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", seen).casefold())


def compared(text: str) -> bytes:
    """A text for comparison in UTF-8, what stands in it behind percent signs included."""
    shown = [folded_text(text)]
    if "%" in text:
        shown.append(folded_text(unquote(text, errors="replace")))
    return "\0".join(shown).encode("utf-8", "surrogatepass")


def fold(text: str) -> Folded:
    """Fold a text. Linear in its length; never raises, lone surrogates included."""
    if text.isascii():
        return Folded(text.lower(), None, len(text))
    pieces: list[str] = []
    offsets: list[int] = []
    for run in _RUNS.finditer(text):
        at = run.start()
        if run.group().isascii():
            pieces.append(run.group().lower())
            offsets.extend(range(at, run.end()))
            continue
        for place, char in enumerate(run.group(), start=at):
            if char not in UNSEEN:
                folded = _folded(char)
                pieces.append(folded)
                offsets.extend([place] * len(folded))
    joined = "".join(pieces)
    if joined.isascii() or unicodedata.is_normalized("NFC", joined):
        return Folded(joined, tuple(offsets), len(text))
    return _composed(joined, offsets, len(text))


def _composed(joined: str, offsets: list[int], size: int) -> Folded:
    """Compose letter and mark sequences, which one code point at a time cannot see."""
    pieces: list[str] = []
    kept: list[int] = []
    start = 0
    for at in range(1, len(joined) + 1):
        if at < len(joined) and unicodedata.combining(joined[at]):
            continue
        composed = unicodedata.normalize("NFC", joined[start:at])
        pieces.append(composed)
        kept.extend([offsets[start]] * len(composed))
        start = at
    return Folded("".join(pieces), tuple(kept), size)
