"""What the index keeps of a record: traces of everything under which a search could find it.

For each identifier that is covered, `Wanted` finds it in a record only where one of its traces is
among those of the record's texts. Those may be more than that, never less: what stands around an
identifier in a text is looked at when the text is read. A trace is a hash of a few signs:

- of an address the end of its local part without signs that join, and the first label of its domain;
- of a telephone number its last seven figures, where it has nine;
- of an id, or an address of the Internet's version 4, all of it: letters, figures, dots and hyphens;
- of an address of version 6 its value.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, product
from urllib.parse import unquote

from dsar.model.identifiers import Identifier
from dsar.model.records import Record
from dsar.reading.folded import fold
from dsar.reading.spellings import digits_of
from dsar.search.wanted import ESCAPES, Hit, Wanted

JOINS = "._+'-"
LETTERED, NUMERIC, LONGEST = 5, 6, 64
"""How many signs an id has at least, with letters and without, and at most."""
DIGITS, FIGURES = 9, 7
"""Figures that a number needs without its country code (shorter ones would stand everywhere), and how
many of its last ones tell it: they are the same however it is written."""

EMAIL, RUN, TAIL, WIDE = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5
MIX, SHIFT = 0xFF51AFD7ED558CCD, 29
_ALL = 2**64 - 1

_ATOM = re.compile(r"[a-z0-9._+'\-]*\Z")
_LABEL = re.compile(r"[a-z0-9_\-]{1,63}")
_ID = re.compile(r"[a-z0-9_]+(?:[.\-][a-z0-9_]+)*")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_BEFORE, _BEHIND = re.compile(rb"[0-9a-f:.]*\Z"), re.compile(rb"[0-9a-f:.]*")


class Collector(Wanted):
    """Stands where a search has whom it looks for, finds nobody, and keeps every text it is shown."""

    hears = True

    def __init__(self) -> None:
        super().__init__(())
        self.said: dict[str, None] = {}

    def hits(self, record: Record) -> list[Hit]:
        """Nothing; but the record's texts are kept."""
        self.said.update(dict.fromkeys(texts(record)))
        return []

    def hear(self, texts: Sequence[bytes]) -> None:
        """Keep what something says that is not read."""
        for text in texts:
            self.said.update(dict.fromkeys(views(text.decode("utf-8", "surrogatepass"))))

    def taken(self) -> bytes:
        """What was kept since the last time, folded, apart from each other."""
        said = "\0".join(self.said).encode("utf-8", "surrogatepass")
        self.said = {}
        return said


def wanted(one: Identifier) -> tuple[int, ...]:
    """The traces by which an identifier is looked up; none where the index does not cover it."""
    value = fold(one.value).text
    if one.kind == "phone":
        return tuple(_of_number(digits_of(one)))
    if not value.isascii():
        return ()
    if one.kind == "email":
        return tuple(_of_email(value))
    if one.kind == "ip":
        return (of_wide(value),) if ":" in value else (trace(RUN, value.encode()),)
    if one.kind in ("account", "customer", "user", "username"):
        return (trace(RUN, value.encode()),) if _ID.fullmatch(value) and _is_telling(value) else ()
    return ()


def _of_email(value: str) -> Iterator[int]:
    local, _, domain = value.rpartition("@")
    atom = _ATOM.search(local)
    kept, (label, dot, _) = (atom.group() if atom else "").lstrip(JOINS), domain.partition(".")
    if kept and dot and len(local) <= LONGEST and _LABEL.fullmatch(label):
        yield trace(EMAIL, f"{kept}@{label}".encode())


def _of_number(written: Sequence[str]) -> Iterator[int]:
    """The traces of a number, which may also be written so that it looks like an address of version 4."""
    if min(map(len, written)) >= DIGITS:
        yield from map(of_figures, sorted({digits[-FIGURES:] for digits in written}))
        for digits in written:
            for sizes in product((1, 2, 3), repeat=4):
                if sum(sizes) == len(digits):
                    ends = list(accumulate(sizes))
                    groups = (digits[end - size : end] for size, end in zip(sizes, ends, strict=True))
                    yield trace(RUN, ".".join(groups).encode())


def _is_telling(run: str) -> bool:
    """Letters and figures together, or figures alone and enough of them."""
    if run.isdigit():
        return NUMERIC <= len(run) <= LONGEST
    lettered = any(char.isalpha() or char == "_" for char in run)
    return lettered and any(map(str.isdigit, run)) and LETTERED <= len(run) <= LONGEST


def trace(seed: int, signs: bytes) -> int:
    """The hash of some signs, eight at a time."""
    found = seed
    for at in range(0, len(signs), 8):
        found = _mixed(found ^ int.from_bytes(signs[at : at + 8], "little"))
    return found


def of_figures(digits: str) -> int:
    """The hash of a number's last figures."""
    return _mixed(int(digits) ^ TAIL)


def of_wide(value: str) -> int:
    """The hash of an address of version 6."""
    return trace(WIDE, ipaddress.IPv6Address(value.partition("%")[0]).packed)


def _mixed(value: int) -> int:
    one = value * MIX & _ALL
    return one ^ one >> SHIFT


def wide_addresses(text: bytes, place: int) -> Iterator[tuple[int, int]]:
    """Where an address of version 6 begins around a colon of a text in small letters, and its hash."""
    before, behind = _BEFORE.search(text, max(place - LONGEST, 0), place), _BEHIND.match(text, place)
    start = before.start() if before else place
    run = text[start : behind.end() if behind else place].rstrip(b".")
    for one in {run, run.removesuffix(b":")}:
        with suppress(ValueError):
            yield start, of_wide(one.decode())


def texts(record: Record) -> Iterator[str]:
    """Every text of a record in which somebody may be found, folded, and the ids in its structure."""
    for party in record.parties:
        for one in party.identifiers:
            yield fold(one.value).text
    for value in record.fields.values():
        if isinstance(value, str):
            yield from views(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield str(value)


def views(text: str) -> Iterator[str]:
    """A text folded, as it stands and through its escapes."""
    yield fold(text).text
    if "%" in text:
        yield fold(unquote(text, errors="replace")).text
    if "\\" in text:
        yield fold(ESCAPES.sub(" ", text)).text
