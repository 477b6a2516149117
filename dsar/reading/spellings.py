"""How an identifier can stand in bytes, as patterns; and the traces of what patterns cannot express.

A format names the families of writing that its bytes may use (`FAMILIES`). For each of them an
identifier has *spellings*: patterns that match it as it is written there. What they cannot express
(letters written as escapes, other alphabets' look-alikes, encodings inside encodings) has *veils*:
patterns that match wherever such a thing stands, whoever it may be about. A piece with neither a
spelling nor a veil holds nothing that parsing it would find. Both may match too much, never too
little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from dsar.model.identifiers import Identifier
from dsar.reading.folded import fold
from dsar.reading.veils import FAMILIES, veils

__all__ = ["FAMILIES", "digits_of", "in_text", "is_expressible", "spellings", "veils"]

_B64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_RUN = re.compile(r"[!-~]+")
_WORD = re.compile(r"[0-9a-z]+")
_WRAP = rb"[\r\n]{0,2}"
_BREAK = rb"=\r?\n"
_TIGHT = rb"[ ()+.\-/\xc2\xa0\xe2\x80\x90-\x95]*"
_BETWEEN = rb"(?:[ ()+.\-/~x\[\]\t\r\n\\+\x80-\xff]|[%=&\\][0-9a-z#;]{0,7})*"
_NEAR = 10
"""Signs beside a line break that tell an identifier from anything else."""

_ENOUGH = 24
"""Signs of base64 that do."""


def spellings(one: Identifier, families: Iterable[str], *, deep: bool = True) -> Iterator[bytes]:
    """Patterns for the forms of an identifier in bytes written so.

    With `deep` those forms are left out that stand behind a veil, and unusual ones are added; without
    it the encoded forms that mail programs write are looked for instead.
    """
    chosen = frozenset(families)
    for trace in _traces(one):
        if one.kind == "phone":
            yield (_BETWEEN if deep else _TIGHT).join(char.encode() for char in trace)
        else:
            yield _plain(trace, chosen, deep)
            if "mail" in chosen:
                yield from _broken(trace)
    if "mail" in chosen and not deep:
        for text in _texts(one):
            yield from _encoded(text, wide=one.kind == "email")


def in_text(one: Identifier) -> Iterator[str]:
    """What stands in folded text where an identifier does: words; of a number figures, among others' signs.

    They may stand elsewhere as well.
    """
    if one.kind in ("phone", "ip"):
        yield from _traces(one)
    elif one.kind in ("name", "address"):
        yield max(re.findall(r"\w+", fold(one.value).text), key=len, default="")
    else:
        yield fold(one.value).text


def is_expressible(one: Identifier) -> bool:
    """Whether patterns find an identifier at all: some of its signs have to be ASCII."""
    return bool(_traces(one))


@lru_cache(maxsize=4096)
def digits_of(phone: Identifier) -> tuple[str, ...]:
    """The digits by which a number may be written: international, national, trunk zero kept, bare."""
    import phonenumbers  # a metadata table: loaded when the first number is searched for

    number = phonenumbers.parse(phone.value, None)
    country = str(number.country_code)
    national = str(phonenumbers.national_significant_number(number))
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    trunk = "".join(char for char in written if char.isdigit())
    both = (country + national, "00" + country + national, trunk, country + trunk, "00" + country + trunk)
    return tuple(dict.fromkeys((*both, national)))


def _traces(one: Identifier) -> tuple[str, ...]:
    """What of an identifier stands in every way to write it: ASCII, small letters, no space."""
    if one.kind == "phone":
        # The last seven digits stand in every spelling; what lies between them varies. Zero is so common
        # that a search that begins with it takes three times as long: six others do.
        return tuple(dict.fromkeys(digits[-7:].removeprefix("0") for digits in digits_of(one)))
    value = unicodedata.normalize("NFKC", one.value).casefold()
    if one.kind == "ip" and ":" in value:  # groups may be written with zeros or without
        groups = [group for group in re.split(r"[:.]", value) if group.strip("0")]
        return (max(groups, key=len),) if groups else ()
    runs = (_WORD if one.kind in ("name", "address") else _RUN).findall(value)
    longest = max(runs, key=len, default="")
    whole = longest == value
    return (longest,) if longest and (whole or len(longest) > 1) else ()


def _texts(one: Identifier) -> Iterator[str]:
    """The texts whose encoded forms are looked for: of a number its usual spellings."""
    if one.kind != "phone":
        yield from _traces(one)
        return
    import phonenumbers

    number = phonenumbers.parse(one.value, None)
    form = phonenumbers.PhoneNumberFormat
    for way in (form.NATIONAL, form.INTERNATIONAL):
        written = re.sub(r"\D+", " ", phonenumbers.format_number(number, way))
        tail = next(written[at:] for at in range(len(written)) if sum(map(str.isdigit, written[at:])) == 7)
        for separator in ("", " ", "-", "."):
            yield tail.replace(" ", separator)


def _sign(char: str, families: frozenset[str], deep: bool) -> bytes:
    """One sign in every way in which it may be written; only the usual ways without `deep`."""
    ways = [re.escape(char.encode())]
    if not char.isalnum():
        code = b"%02X" % ord(char)
        ways.append((b"%(?:25)*" if deep else b"%") + code)
        if deep:
            ways.append(rb"\\x" + code)
        if "json" in families and (deep or char not in "._-"):
            ways.append(rb"\\u00" + code)
        if "mail" in families:
            ways.append(b"=" + code)
        if "html" in families and (deep or char not in "._-"):
            ways.append(b"&#(?:0*%d|x0*%s);?" % (ord(char), code))
            ways += [b"&" + name for name in _ENTITIES.get(char, ())]
    return ways[0] if len(ways) == 1 else b"(?:" + b"|".join(ways) + b")"


_ENTITIES = {
    "@": (b"commat;",), ".": (b"period;",), "_": (b"lowbar;", b"UnderBar;"), "+": (b"plus;",),
    "&": (b"amp;?",), "'": (b"apos;",), "/": (b"sol;",), "-": (b"hyphen;", b"dash;"), "#": (b"num;",),
    "!": (b"excl;",), "$": (b"dollar;",), "%": (b"percnt;",), "*": (b"ast;", b"midast;"), "=": (b"equals;",),
    "?": (b"quest;",), "^": (b"Hat;",), "`": (b"grave;", b"DiacriticalGrave;"), ":": (b"colon;",),
}  # fmt: skip


def _plain(text: str, families: frozenset[str], deep: bool) -> bytes:
    return b"".join(_sign(char, families, deep) for char in text)


def _broken(text: str) -> Iterator[bytes]:
    """A text with one line break in it, wherever it may be; of its longer side what stands near."""
    chosen, half = frozenset(("mail",)), (len(text) + 1) // 2
    if half >= _NEAR:  # whatever stands behind it
        yield _plain(text[:half], chosen, deep=False)
    for at in range(1, len(text)):
        if at < half:
            yield _BREAK + _plain(text[at : at + _NEAR], chosen, deep=False)
        elif half < _NEAR:
            yield (
                _plain(text[:at], chosen, deep=False) + _BREAK + _plain(text[at : at + 4], chosen, deep=False)
            )


def _encoded(text: str, *, wide: bool) -> Iterator[bytes]:
    """Base64 at three alignments, of the text and of its UTF-16; and UTF-16 itself."""
    ways = [_cases(char) for char in text]
    spread = [unit for way in ways for unit in (way, (0,))][:-1]
    if wide:
        yield rb"\x00".join(re.escape(char.encode()) for char in text)
    for units in (ways, spread) if wide else (ways,):
        for alignment in range(3):
            # Which signs of base64 stand for text depends on where in a group of three it begins.
            signs = list(_base64(units, alignment))
            if len(signs) >= 4:
                yield _WRAP.join(signs[:_ENOUGH])


def _cases(char: str) -> tuple[int, ...]:
    return tuple(sorted({ord(char.lower()), ord(char.upper())}))


def _base64(units: Sequence[tuple[int, ...]], alignment: int) -> Iterator[bytes]:
    """The signs that are fully decided by the text, each as a class of what its cases give."""
    whole: list[tuple[int, ...] | None] = [None] * alignment + list(units)
    for bit in range(0, len(whole) * 8 - 5, 6):
        first, last = whole[bit // 8], whole[(bit + 5) // 8]
        if first is None or last is None:
            continue
        shift = bit % 8
        if shift <= 2:
            values = {one >> (2 - shift) & 63 for one in first}
        else:
            values = {(a << 8 | b) >> (10 - shift) & 63 for a in first for b in last}
        yield _class(values)


def _class(values: Iterable[int]) -> bytes:
    signs = {_B64[value : value + 1] for value in values}
    signs |= {b"-" for sign in signs if sign == b"+"} | {b"_" for sign in signs if sign == b"/"}
    escaped = [re.escape(sign) for sign in sorted(signs)]
    return escaped[0] if len(escaped) == 1 else b"[" + b"".join(escaped) + b"]"
