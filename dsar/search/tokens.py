"""What the index keeps of a record: everything under which a search could find it, kind by kind.

For each identifier that is covered, `Wanted` finds it in a record only where one of its tokens is
among the record's tokens. The tokens of a record may be more than that, never less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from dsar.model.identifiers import KINDS, Identifier
from dsar.model.records import Record
from dsar.reading.folded import fold
from dsar.reading.spellings import digits_of
from dsar.search import bounds
from dsar.search.wanted import ESCAPES, PHONE, Hit, Wanted

_STOP = frozenset(' \t\r\n\v\f@<>()[],;:"\\')
_IP = re.compile(r"(?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?!\w)")
_RUN = re.compile(r"\w+(?:[.\-]\w+)*")
_LOCAL, _DOMAIN, _LONGEST = 64, 190, 64
_NATIONAL = 9
"""Figures that a number needs without its country code: shorter ones would stand everywhere."""


class Collector(Wanted):
    """Stands where a search has whom it looks for, finds nobody, and keeps every token it is shown."""

    def __init__(self) -> None:
        super().__init__(())
        self.found: set[str] = set()

    def hits(self, record: Record) -> list[Hit]:
        """Nothing; but the record's tokens are kept."""
        self.found.update(tokens(record))
        return []


def wanted(one: Identifier) -> tuple[str, ...]:
    """The tokens by which an identifier is looked up; none where the index does not cover it."""
    value, found = fold(one.value).text, list[str]()
    match one.kind:
        case "email":
            local, _, domain = value.rpartition("@")
            usual = "." in domain and len(local) <= _LOCAL and len(domain) <= _DOMAIN
            found = [f"email:{value}"] if usual and not _STOP & {*local, *domain} else []
        case "phone":
            digits = digits_of(one)
            found = [f"phone:{each}" for each in digits] if len(min(digits, key=len)) >= _NATIONAL else []
        case "ip":
            found = [f"ip:{value}"] if _IP.fullmatch(value) else []
        case "account" | "customer" | "user" | "username":
            found = [f"id:{value}"] if _RUN.fullmatch(value) and _is_telling(value) else []
    return tuple(found)


def tokens(record: Record) -> Iterator[str]:
    """Every token of a record."""
    for party in record.parties:
        yield from (_of_party(one) for one in party.identifiers)
    for value in record.fields.values():
        if isinstance(value, str):
            for text in dict.fromkeys(_views(value)):
                yield from _in_text(text)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield from _numbers(str(value))


def _of_party(one: Identifier) -> str:
    """The token of an identifier that stands in a record's structure: that of its text, if it has one.

    Whoever issued it is not told apart here: reading the record does that.
    """
    value = fold(one.value).text
    if one.kind == "phone":
        return f"phone:{one.value.lstrip('+')}"
    return f"id:{value}" if KINDS[one.kind].issued else f"{one.kind}:{value}"


def _views(text: str) -> Iterator[str]:
    yield fold(text).text
    if "%" in text:
        yield fold(unquote(text, errors="replace")).text
    if "\\" in text:
        yield fold(ESCAPES.sub(" ", text)).text


def _in_text(text: str) -> Iterator[str]:
    yield from _addresses(text)
    yield from _numbers(text)
    yield from (f"ip:{found.group()}" for found in _IP.finditer(text))
    yield from (f"id:{run.group()}" for run in _RUN.finditer(text) if _is_telling(run.group()))


def _is_telling(run: str) -> bool:
    return (
        5 <= len(run) <= _LONGEST
        and not run.isalpha()
        and any(char.isalpha() for char in run)
        and any(char.isdigit() for char in run)
    )


def _addresses(text: str) -> Iterator[str]:
    """Whatever could be an address, wherever its bounds may be drawn."""
    at = text.find("@")
    while at >= 0:
        starts, start = [], at
        while start > 0 and at - start < _LOCAL and text[start - 1] not in _STOP:
            start -= 1
            if bounds.begins(text, start):
                starts.append(start)
        end, dotted = at + 1, False
        while starts and end < len(text) and end - at <= _DOMAIN and text[end] not in _STOP:
            dotted = dotted or text[end] == "."
            end += 1
            following = text[end : end + 1]
            if dotted and not (following.isalnum() or following == "@"):
                yield from (f"email:{text[start:end]}" for start in starts)
        at = text.find("@", at + 1)


def _numbers(text: str) -> Iterator[str]:
    for run in PHONE.finditer(text):
        for _, _, digits in bounds.numbers(run.group()):
            if len(digits) >= _NATIONAL:
                yield f"phone:{digits}"
