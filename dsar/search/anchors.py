"""Identifiers' traces in bytes, found all at once: the one module that knows numpy.

The bytes are texts in UTF-8, ASCII in small letters. Whatever is not ASCII ends an address or an id and may
stand inside a telephone number: that finds too much, never too little. `dsar.search.tokens` says
what a trace is, one at a time; both count alike, and a test compares them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from dsar.errors import UsageError
from dsar.search.tokens import (
    DIGITS,
    EMAIL,
    FIGURES,
    JOINS,
    LETTERED,
    LONGEST,
    MIX,
    NUMERIC,
    RUN,
    SHIFT,
    TAIL,
    wide_addresses,
)

_WORD, _SEPARATOR, _DIGIT, _BETWEEN, _POINT = 1, 2, 4, 8, 16
_DOT = _SEPARATOR | _BETWEEN | _POINT
_LABEL, _LOCAL, _JOIN, _HEXED = 1, 2, 4, 8
_PAD = b"\0" * 8
_BETWEENS = bytes(one for one in range(256) if one & _BETWEEN)
_EIGHT = _BETWEEN * 0x0101010101010101

_FAR = 256
"""How many signs of a local part are walked over one by one, for all addresses together."""


@cache
def numpy() -> Any:
    """Numpy. Raises `UsageError` where the extra `index` is not installed."""
    try:
        import numpy as np
    except ImportError:
        raise UsageError("an index needs numpy", hint="pip install 'dsar-toolkit[index]'") from None
    return np


def _table(**classes: int) -> bytes:
    out = bytearray(256)
    for signs, value in classes.items():
        for sign in _SIGNS[signs]:
            out[sign] |= value
    return bytes(out)


_LETTERS, _FIGURES = b"abcdefghijklmnopqrstuvwxyz", b"0123456789"
_SIGNS = {
    "word": _LETTERS + _FIGURES + b"_",
    "dots": b".-",
    "point": b".",
    "figures": _FIGURES,
    "between": b" ().-/+~x[]\\\t\r\n" + bytes(range(128, 256)),
    "label": _LETTERS + _FIGURES + b"_-",
    "local": _LETTERS + _FIGURES + JOINS.encode(),
    "joins": JOINS.encode(),
    "hexed": b"abcdef:." + _FIGURES,
}
_SHAPES = _table(word=_WORD, dots=_SEPARATOR, figures=_DIGIT, between=_BETWEEN, point=_POINT)
_MAIL = _table(label=_LABEL, local=_LOCAL, joins=_JOIN, hexed=_HEXED)


def traces(text: bytes) -> tuple[Any, Any]:
    """The hashes of all traces in a text, and where each stands; not sorted, repeats included."""
    np = numpy()
    padded = text + _PAD
    raw = np.frombuffer(padded, np.uint8)
    classes = padded.translate(_SHAPES)
    shapes = np.frombuffer(classes, np.uint8)
    words = np.ndarray((len(padded) - 7,), "<u8", padded, 0, (1,))
    digits = np.flatnonzero((shapes & _DIGIT) != 0)
    hashes, places, starts, ends = _runs(np, shapes, words, digits)
    found = [(hashes, places), _numbers(np, raw, shapes, classes, digits, starts, ends)]
    if b"@" in text:
        found.append(_addresses(np, raw, padded, words))
    found.append(_wide(np, raw, text))
    hashes, places = zip(*found, strict=True)
    return np.concatenate(hashes), np.concatenate(places)


def _runs(np: Any, shapes: Any, words: Any, digits: Any) -> tuple[Any, Any, Any, Any]:
    """Runs of letters and figures, with single dots and hyphens inside, that may be an id or an address.

    Their hashes and starts; starts and ends of those that are addresses of version 4.
    """
    word = (shapes & _WORD).view(bool)
    breaks = ~word
    breaks[1:-1] &= ((shapes[1:-1] & _SEPARATOR) == 0) | breaks[:-2] | ~word[2:]
    bounds = np.flatnonzero(breaks)  # the last sign is one
    fresh = np.ones(len(digits), bool)
    fresh[1:] = digits[1:] != digits[:-1] + 1
    chosen = np.searchsorted(bounds, digits[fresh])
    if len(chosen):
        chosen = chosen[np.concatenate((np.ones(1, bool), chosen[1:] != chosen[:-1]))]
    starts = np.where(chosen > 0, bounds[chosen - 1] + 1, 0)
    sizes = bounds[chosen] - starts
    usual = (sizes >= LETTERED) & (sizes <= LONGEST)
    starts, sizes = starts[usual], sizes[usual]
    hashes, letters, dots = _hashed(np, words, starts, sizes, RUN)
    quads = np.flatnonzero(~letters & dots & (sizes >= 7) & (sizes <= 15))
    quads = quads[_are_quads(np, shapes, starts[quads], sizes[quads])]
    telling = (letters & (sizes >= LETTERED)) | (~(letters | dots) & (sizes >= NUMERIC))
    telling[quads] = True
    return hashes[telling], starts[telling], starts[quads], (starts + sizes)[quads]


def _are_quads(np: Any, shapes: Any, starts: Any, sizes: Any) -> Any:
    """Which runs are four groups of up to three figures with dots between them."""
    at, ends, good = starts.copy(), starts + sizes, np.ones(len(starts), bool)
    for group in range(4):
        for figure in range(3):
            digit = (shapes[at] & _DIGIT) != 0
            good &= digit | (figure > 0)
            at += digit
        good &= (at == ends) if group == 3 else (shapes[at] == _DOT)
        at += group < 3
    return good


def _hashed(np: Any, words: Any, starts: Any, sizes: Any, seed: int) -> tuple[Any, Any, Any]:
    """The hash of each run, whether it holds a letter, and whether a dot or hyphen."""
    mask = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
    high, low = np.uint64(0x4040404040404040), np.uint64(0x1010101010101010)
    mix, shift = np.uint64(MIX), np.uint64(SHIFT)
    hashes = np.full(len(starts), seed, np.uint64)
    letters, dots = np.zeros(len(starts), bool), np.zeros(len(starts), bool)
    left, at = np.arange(len(starts)), 0
    while len(left):
        rest = sizes[left] - at
        kept = mask[np.minimum(rest, 8)]
        word = words[np.minimum(starts[left] + at, len(words) - 1)] & kept
        one = (hashes[left] ^ word) * mix
        hashes[left] = one ^ (one >> shift)
        letters[left] |= (word & high) != 0
        dots[left] |= (~word & ~(word >> np.uint64(2)) & low & kept) != 0
        left, at = left[rest > 8], at + 8
    return hashes, letters, dots


def _numbers(
    np: Any, raw: Any, shapes: Any, classes: bytes, at: Any, quads: Any, quad_ends: Any
) -> tuple[Any, Any]:
    """The last figures of every number that has enough of them, whatever stands between its groups.

    A number that is all of an address of version 4 is looked up as that (`tokens.wanted`): it is left
    out where no figures stand before it that may belong to it.
    """
    if len(at) < DIGITS:
        return np.zeros(0, np.uint64), at[:0]
    parted = _parted(np, classes, at)
    ends = np.flatnonzero(at[DIGITS:] != at[DIGITS - 1 : -1] + 1) + DIGITS - 1
    chosen = np.concatenate((ends, np.array([len(at) - 1])))
    before = np.cumsum(parted, dtype=np.int32)
    chosen = chosen[before[chosen] == before[chosen - DIGITS + 1]]
    if len(quads) and len(chosen):
        chosen = chosen[~_whole_quads(np, at, chosen, parted, shapes, quads, quad_ends)]
    value = np.zeros(len(chosen), np.int64)
    for back in range(FIGURES - 1, -1, -1):
        value = value * 10 + (raw[at[chosen - back]].astype(np.int64) - 48)
    one = (value.astype(np.uint64) ^ np.uint64(TAIL)) * np.uint64(MIX)
    return one ^ (one >> np.uint64(SHIFT)), at[chosen]


def _parted(np: Any, classes: bytes, at: Any) -> Any:
    """Of each figure whether something stands before it that cannot stand inside a number."""
    parted = np.ones(len(at), bool)
    parted[1:] = at[1:] != at[:-1] + 1
    gaps = np.flatnonzero(parted[1:])  # before which figures something stands; most often a letter at once
    begins, sizes = at[gaps] + 1, at[gaps + 1] - at[gaps] - 1
    near = np.ndarray((len(classes) - 7,), "<u8", classes, 0, (1,))[begins]
    mask = np.array([(1 << 8 * n) - 1 & _EIGHT for n in range(9)], np.uint64)[np.minimum(sizes, 8)]
    joined = (near & mask) == mask
    for n in np.flatnonzero(joined & (sizes > 8)).tolist():
        begin, size = int(begins[n]), int(sizes[n])
        joined[n] = not classes[begin : begin + size].translate(None, _BETWEENS)
    parted[gaps[joined] + 1] = False
    return parted


def _whole_quads(np: Any, at: Any, chosen: Any, parted: Any, shapes: Any, quads: Any, quad_ends: Any) -> Any:
    """Which numbers end an address of version 4 that begins their run, and begin in its first group."""
    near = np.minimum(np.searchsorted(quad_ends, at[chosen] + 1), len(quads) - 1)
    quad, begins = quads[near], at[chosen - DIGITS + 1]
    whole = (quad_ends[near] == at[chosen] + 1) & (begins >= quad)
    second = quad + 2 + (shapes[quad + 1] != _DOT) + ((shapes[quad + 1] != _DOT) & (shapes[quad + 2] != _DOT))
    whole &= begins < second
    ended = np.flatnonzero(whole)
    whole[ended] &= parted[np.searchsorted(at, quad[ended])]
    return whole


def _addresses(np: Any, raw: Any, text: bytes, words: Any) -> tuple[Any, Any]:
    """Of every address the end of its local part and the first label of its domain."""
    kinds = np.frombuffer(_MAIL, np.uint8)
    at = np.flatnonzero(raw == 64)
    stop, active = at + 1, np.arange(len(at))
    while len(active):
        active = active[(kinds[raw[stop[active]]] & _LABEL) != 0]
        stop[active] += 1
    good = (stop > at + 1) & (raw[stop] == 46)
    at, stop = at[good], stop[good]
    start, active = at.copy(), np.arange(len(at))
    for _ in range(_FAR):
        active = active[(start[active] > 0) & ((kinds[raw[start[active] - 1]] & _LOCAL) != 0)]
        if not len(active):
            break
        start[active] -= 1
    for n in active:  # hardly ever: a local part without an end
        head = text[: start[n]]
        start[n] = len(head.rstrip(_SIGNS["local"]))
    active = np.arange(len(at))
    while len(active):
        active = active[(kinds[raw[start[active]]] & _JOIN) != 0]
        start[active] += 1
    good = (start < at) & (at - start <= LONGEST) & (stop - at <= LONGEST)
    start, stop = start[good], stop[good]
    return _hashed(np, words, start, stop - start, EMAIL)[0], start


def _wide(np: Any, raw: Any, text: bytes) -> tuple[Any, Any]:
    """Addresses of version 6: where two colons stand side by side, or six with a group between each."""
    colons = np.flatnonzero(raw == 58)
    gaps = np.diff(colons)
    six = np.flatnonzero(gaps <= 5)
    six = six[: max(len(six) - 4, 0)][six[4:] - six[: max(len(six) - 4, 0)] == 4] if len(six) > 4 else six[:0]
    found: dict[int, int] = {}
    for place in np.union1d(colons[:-1][gaps == 1], colons[six]).tolist():
        found.update(wide_addresses(text, place))
    return np.array([*found.values()], np.uint64), np.array([*found], np.int64)
