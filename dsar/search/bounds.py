"""Where an identifier begins and ends in a text: real boundaries, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dsar.model.identifiers import Identifier
from dsar.reading.folded import fold

_JOINS = "._+'-"
"""Characters that may stand inside the local part of an address and also around it in prose."""

_TOKENS = re.compile(r"\w+")


def places(text: str, one: Identifier) -> Iterator[tuple[int, int, bool]]:
    """Spans of folded text where an identifier stands; False where its bounds are in doubt.

    Phone numbers are not looked for here (`numbers`).
    """
    value = _folded(one.value)
    match one.kind:
        case "email":
            yield from _addresses(text, value)
        case "name" | "address":
            for found in _words(value).finditer(text):
                yield found.start(), found.end(), True
        case "ip":
            yield from _tokens(text, value, edge=r"[\w.:]", sure=True)
        case "phone":
            return
        case _:
            # An issued id in free text is only convincing when it does not look like a word or count.
            if len(value) >= 4:
                yield from _tokens(text, value, edge=r"[\w@]", sure=_is_distinctive(value))


def trace(one: Identifier) -> str:
    """What stands in folded text wherever an identifier does."""
    value = _folded(one.value)
    return max(_TOKENS.findall(value), key=len, default="") if one.kind in ("name", "address") else value


@lru_cache(maxsize=4096)
def _folded(value: str) -> str:
    return fold(value).text


def _is_distinctive(value: str) -> bool:
    return len(value) >= 5 and any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def _addresses(text: str, value: str) -> Iterator[tuple[int, int, bool]]:
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        left, right = begins(text, at), _right(text, end)
        if left and right:
            yield at, end, right == "sure"
        at = text.find(value, at + 1)


def begins(text: str, at: int) -> bool:
    """Whether an address may begin here: what stands before is not more of a local part."""
    while at > 0 and text[at - 1] in _JOINS:
        at -= 1
    return at == 0 or not text[at - 1].isalnum()


def _right(text: str, end: int) -> str:
    """`sure` where an address ends here, `doubt` where a sentence may be glued on, else empty."""
    following = text[end : end + 2]
    first, second = following[:1], following[1:]
    if not first:
        return "sure"
    if first == "." or first == "-":
        return "doubt" if second.isalnum() else "sure"
    if first == "@" or first.isalnum():
        return ""
    return "sure"


@lru_cache(maxsize=4096)
def _words(value: str) -> re.Pattern[str]:
    """A name or postal address as a pattern: its words in order, or `last, first`."""
    words = [re.escape(word) for word in _TOKENS.findall(value)]
    gap = r"[\W_]{1,6}"
    forms = [gap.join(words)]
    if len(words) > 1:
        forms.append(rf"{words[-1]}\s*,\s*{gap.join(words[:-1])}")
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def _tokens(text: str, value: str, *, edge: str, sure: bool) -> Iterator[tuple[int, int, bool]]:
    for found in _token_pattern(value, edge).finditer(text):
        yield found.start(), found.end(), sure


@lru_cache(maxsize=4096)
def _token_pattern(value: str, edge: str) -> re.Pattern[str]:
    # A full stop after an id or address ends a sentence; inside one it goes on.
    return re.compile(rf"(?<!{edge})(?<!\w[.\-]){re.escape(value)}(?!\w|[.:\-]\w)")


def is_bare(digits: str, phone: Identifier) -> bool:
    """Whether digits are the number without country code and trunk zero: any count may look so."""
    return not digits.startswith("0") and not digits.startswith(phone.value[1:3])


def numbers(run: str) -> Iterator[tuple[int, int, str]]:
    """Every stretch of whole digit groups in a run: start, end, its digits.

    Numbers often stand side by side with the same separators inside and between them, so each
    stretch of up to eight groups with at most 17 digits is tried.
    """
    groups = [(found.start(), found.end(), found.group()) for found in re.finditer(r"\d+", run)]
    for first in range(len(groups)):
        digits = ""
        for last in range(first, min(first + 8, len(groups))):
            digits += groups[last][2]
            if len(digits) > 17:
                break
            if len(digits) >= 7:
                yield groups[first][0], groups[last][1], digits
