"""The cells of one row of delimited text, and rows found by them (RFC 4180, and other ways to quote)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dsar.reading.passing import row_end


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: its cells, and whether a quote was still open where its bytes ended."""

    values: tuple[str, ...]
    open_quote: bool = False


@dataclass(frozen=True, slots=True)
class Quoting:
    """How cells are quoted: the sign (empty for none), and one that takes the next as it stands."""

    quote: str = '"'
    escape: str = ""


USUAL = Quoting()
UNQUOTED = Quoting("")


def _field(delimiter: str, how: Quoting) -> str:
    """A cell as a pattern: quoted, quoted with a tail on its own line, an open quote, or plain.

    A quote opens a cell only at its beginning (`5" pipe` is plain), and one that spans lines has to
    close before a delimiter: else it is a stray quote that paired with somebody else's.
    """
    sign, escape = re.escape(delimiter), re.escape(how.escape)
    escaped = rf"|{escape}(?s:.)" if escape else ""
    rest = rf"(?:[^{sign}\r\n{escape}]++{escaped})*+"
    if not how.quote:
        return rf"(?>(?P<quoted>(?!))|(?P<body>(?!))(?P<tail>)|(?P<open>(?!))|(?P<plain>{rest}))"
    q = re.escape(how.quote)
    quoted = rf"{q}(?P<quoted>(?:[^{q}{escape}]++|{q}{q}{escaped})*+){q}(?=[{sign}\r\n]|\Z)"
    tailed = rf"{q}(?P<body>(?:[^{q}{escape}\r\n]++|{q}{q}{escaped})*+){q}(?P<tail>{rest})"
    return rf"(?>{quoted}|{tailed}|(?P<open>{q}{rest})|(?P<plain>{rest}))"


@cache
def rows_rule(delimiter: str, how: Quoting = USUAL) -> re.Pattern[bytes]:
    """A whole row with its line end, as a pattern over bytes."""
    sign = re.escape(delimiter)
    field = re.sub(r"\?P<\w+>", "?:", _field(delimiter, how))
    return re.compile(rf"{field}(?:{sign}{field})*+(?:\r\n|\n|\r|\Z)".encode())


@cache
def _cells(delimiter: str, how: Quoting) -> re.Pattern[str]:
    return re.compile(_field(delimiter, how))


def cells(text: str, delimiter: str, how: Quoting = USUAL) -> Cells:
    """The cells of one row, up to its line end. Never raises; a stray quote stays in its cell."""
    rule, at, values, stray = _cells(delimiter, how), 0, [], False
    while found := rule.match(text, at):
        if found["quoted"] is not None:
            values.append(_bare(found["quoted"], how))
        elif found["body"] is not None:
            values.append(_bare(found["body"], how) + found["tail"])
        else:
            stray = stray or found["open"] is not None
            values.append(_unescaped(found["open"] or found["plain"] or "", how))
        at = found.end()
        if text[at : at + 1] != delimiter:
            break
        at += 1
    return Cells(tuple(values), stray)


def _bare(text: str, how: Quoting) -> str:
    return _unescaped(text.replace(how.quote * 2, how.quote), how)


def _unescaped(text: str, how: Quoting) -> str:
    return re.sub(rf"{re.escape(how.escape)}(?s:(.))", r"\1", text) if how.escape else text


def split_rows(raw: bytes, delimiter: str, how: Quoting = USUAL) -> Iterator[bytes]:
    """The rows of some bytes of a table, blank ones left out."""
    rule, at = rows_rule(delimiter, how), 0
    while at < len(raw):
        end = row_end(rule, raw, at)
        if raw[at:end].strip():
            yield raw[at:end]
        at = end if end > at else len(raw)
