"""A long array of objects gone through by its signs alone, at about the speed of a text search.

Of a block all bytes are dropped but quotes, brackets, commas and colons, then whatever stands between
quotes: what is left is short, and shows whether every bracket has its other and one comma stands between
two elements. What cannot show in it (a stray word between them) is looked for in the bytes as they
are. A block that is not plainly in order is left to whoever goes step by step: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dsar.reading.blocks import Buffer, forget
from dsar.reading.patterns import Patterns
from dsar.reading.scan import Broken, end_of_string, skip, skip_rest

BLOCK = 2**17
"""Bytes gone through in one go: about so far from one another are the elements that are told."""

_TRIES = 4
"""How often a block is made smaller so that it ends inside an element."""

_PASSES = 16
"""How often the innermost brackets are taken away; what nests deeper is gone through one by one."""

_SPACE = rb"[ \t\r\n]"
_STRAY = (
    rb"[}\]]" + _SPACE + rb"*[^ \t\r\n,}\]]",  # behind an element
    rb"[^ \t\r\n,:\[]" + _SPACE + rb"*[{\[]",  # before one
)
_ESCAPED = rb"\\[\x22\\]"
_FOUND = Patterns((), marks=(*_STRAY, _ESCAPED))
_OPENING, _CLOSING, _WHITE = b"{[", b"}]", b" \t\r\n"
_KEPT = b'"[]{},:\\\0'
_DROPPED = bytes(set(range(256)) - set(_KEPT))
_INNERMOST = re.compile(rb"\{[,:o]*+\}|\[[,:o]*+\]")
_TOKENS = re.compile(rb"[\[\]{}]|[^\[\]{}]++")
_FIRST = re.compile(rb"o(?:,o)*+,?+")
_MORE = re.compile(rb"(?:,o)*+,?+")
_PAIRS = {0x7B: 0x7D, 0x5B: 0x5D}


@dataclass(slots=True)
class _Seen:
    """Where a block ends: how many elements ended in it, what is open, whether in a string."""

    count: int
    closing: bytearray
    inside: bool


def skimmed(content: Buffer, at: int) -> Iterator[tuple[int, int]]:
    """Elements of the array in which the object or array at `at` is one: where they begin, their number.

    The one at `at` is number 0; told is one every `BLOCK` bytes or so. All up to one that is told are
    whole, with a comma between two. It ends before the array does, and where that cannot be promised.
    """
    number = 0
    while content[at : at + 1] in (b"{", b"[") and at + BLOCK < len(content):
        found = _block(content, at)
        if found is None:
            return
        at, number = found[0], number + found[1]
        yield at, number


def _block(content: Buffer, at: int) -> tuple[int, int] | None:
    """The first element behind about a block of them, and how many stand before it; None where unsure."""
    size = BLOCK
    for _ in range(_TRIES):
        block = bytes(content[at : at + size])
        block = block[: len(block.rstrip(b"\\"))]  # an escape is in one block
        seen = _seen(block)
        if seen is None:
            return None
        if seen.closing:
            following = _following(content, at + len(block), seen)
            forget(content, at, following or at)
            return (following, seen.count + 1) if following else None
        size -= max(size // 16, 1)  # between two elements a stray word might be cut in two
    return None


def _following(content: Buffer, at: int, seen: _Seen) -> int:
    """Where the next object or array begins behind the one that is open at `at`; 0 where none follows."""
    try:
        end = skip_rest(content, end_of_string(content, at) if seen.inside else at, seen.closing)
    except Broken:
        return 0
    comma = skip(content, end)
    following = skip(content, comma + 1)
    begins = content[comma : comma + 1] == b"," and content[following : following + 1] in (b"{", b"[")
    return following if begins else 0


def _seen(block: bytes) -> _Seen | None:
    """What a block that begins with an element comes to; None where it is not plainly in order."""
    marks = _FOUND.seen(block, 0, len(block))[1]
    if marks:
        block = block.replace(b"\\\\", b"\0\0").replace(b'\\"', b"\0\0")
        if _is_stray(block, marks):
            return None
    # Two quotes side by side can go whether they close and open or are an empty string: what stands
    # elsewhere is inside a string, or outside, as before.
    parts = block.translate(None, _DROPPED).replace(b'""', b"").split(b'"')
    outside = b"".join(parts[::2])
    if b"\\" in outside or b"\0" in outside:  # escapes outside strings are none, and were taken for such
        return None
    return _in_order(outside, inside=len(parts) % 2 == 0)


def _in_order(outside: bytes, *, inside: bool) -> _Seen | None:
    """The signs outside strings, from the first of an element on."""
    for _ in range(_PASSES):
        length = len(outside)
        outside = _INNERMOST.sub(b"o", outside)
        if len(outside) == length:
            break
    seen, due = _Seen(0, bytearray(), inside), True
    for token in _TOKENS.findall(outside):
        sign = token[0]
        if sign in _OPENING:
            if not seen.closing and not due:
                return None
            seen.closing.append(_PAIRS[sign])
        elif sign in _CLOSING:
            if not seen.closing or seen.closing.pop() != sign:  # also where the array ends
                return None
            if not seen.closing:
                seen.count, due = seen.count + 1, False
        elif not seen.closing:
            if not (_FIRST if due else _MORE).fullmatch(token):
                return None
            seen.count, due = seen.count + token.count(b"o"), token[-1:] == b","
    return seen


def _is_stray(block: bytes, marks: list[int]) -> bool:
    """Whether outside strings something stands beside a bracket that does not belong there.

    `marks` are places in the block where that may be; escapes are blotted out.
    """
    brackets = sorted({one for place in marks for one in _brackets(block, place)})
    at = quotes = 0
    for bracket in brackets:
        quotes += block.count(b'"', at, bracket)
        at = bracket
        if quotes % 2 == 0:
            return True
    return False


def _brackets(block: bytes, place: int) -> Iterator[int]:
    """The brackets around a place that something else than belongs there stands beside."""
    if block[place] in _OPENING + _CLOSING:
        yield place
    before = place - 1
    while before > 0 and block[before] in _WHITE:
        before -= 1
    if before >= 0 and block[before] in _CLOSING:
        yield before
    after = place + 1
    while after < len(block) and block[after] in _WHITE:
        after += 1
    if after < len(block) and block[after] in _OPENING:
        yield after
