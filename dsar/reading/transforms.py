"""What a mapping may do with a cell: a fixed list of steps, none of which runs anything.

The cell stays as it stands; where a step gives more than one value, each becomes a field below the
column's name. A step that does not fit a cell leaves it alone.
"""

from __future__ import annotations

import base64
import binascii
import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote

from dsar.model.records import Value
from dsar.reading.columns import resolve
from dsar.reading.flat import flatten, free, parse
from dsar.reading.html_text import to_text
from dsar.reading.rules import TEXT
from dsar.reading.rules import rule as compiled
from dsar.reading.text import decode

_BRACES = re.compile(r"\{([^{}]+)\}")
_EXCEL = re.compile(r'="(.*)"|\'(.*)', re.DOTALL)
_DOTNET = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_PHP_STRING = re.compile(rb's:(\d+):"')
_PHP_SCALAR = re.compile(rb"(?:[idb]:([^;]*)|(N));")
_PHP_ARRAY = re.compile(rb"a:\d+:\{|O:\d+:\"[^\"]*\":\d+:\{")


@dataclass(frozen=True, slots=True)
class Transform:
    """Steps for the columns that an address names. `values` maps what a cell holds to words.

    `quoted` says that the parts between `split` are written as cells of a CSV are. With `template`
    (names of columns in braces) or `value` the column is new, unless it is there.
    """

    column: str
    steps: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    split: str = ""
    into: tuple[str, ...] = ()
    extract: str = ""
    template: str = ""
    value: str = ""
    quoted: bool = False


def added(fields: Mapping[str, Value], rule: Transform) -> dict[str, Value]:
    """The fields with the new one that a rule makes of others, or gives; absent columns are empty."""

    def put(found: re.Match[str]) -> str:
        name = next(iter(resolve(found[1], tuple(fields))), "")
        return str(fields[name]) if name else ""

    made = _BRACES.sub(put, rule.template).strip() if rule.template else rule.value
    return {**fields, rule.column: made} if made and not fields.get(rule.column) else dict(fields)


def transformed(fields: Mapping[str, Value], columns: tuple[str, ...], rule: Transform) -> dict[str, Value]:
    """The fields with a rule applied to the columns named."""
    out: dict[str, Value] = {}
    for name, value in fields.items():
        if name not in columns or isinstance(value, bool):
            out[name] = value
            continue
        for place, one in _applied(name, value, rule):
            out[free(place, out)] = one
    return out


def _applied(name: str, value: Value, rule: Transform) -> list[tuple[str, Value]]:
    text = str(value)
    more: dict[str, Value] = {}
    for step in rule.steps:
        if step in _NESTED:
            more |= {f"{name}.{key}": one for key, one in _NESTED[step](text).items()}
        else:
            text = STEPS[step](text)
    shown: Value = value if text == str(value) else text
    if str(value) in rule.values:
        shown = f"{rule.values[str(value)]} ({value})"
    if rule.split:
        parts = _parted(text, rule)
        labels = rule.into or tuple(str(n) for n in range(1, len(parts) + 1))
        more |= {f"{name}.{label}": part.strip() for label, part in zip(labels, parts, strict=False)}
    if rule.extract:
        found = compiled(rule.extract).search(text[:TEXT])
        if found:
            more |= {f"{name}.{key}": one for key, one in found.groupdict().items() if one}
    if any(step in _NESTED for step in rule.steps) and more:
        return list(more.items())
    return [(name, shown), *more.items()]


def _parted(text: str, rule: Transform) -> list[str]:
    if not rule.quoted:
        return text.split(rule.split, len(rule.into) - 1 if rule.into else -1)
    try:
        return next(csv.reader([text.replace("\n", " ")], delimiter=rule.split[:1]), [])
    except csv.Error:
        return [text]


def _unguarded(text: str) -> str:
    """A cell without what keeps Excel from reading it as a number: `="0012"`, `'0012`."""
    found = _EXCEL.fullmatch(text)
    return (found[1] if found[1] is not None else found[2]) if found else text


def _percent(text: str) -> str:
    """Percent signs undone until nothing changes, three times at most (CloudFront writes `%2520`)."""
    for _ in range(3):
        plain = unquote(text, errors="replace")
        if plain == text:
            break
        text = plain
    return text


def _base64(text: str) -> str:
    try:
        return decode(base64.b64decode(text, validate=True)).text
    except (binascii.Error, ValueError):
        return text


def _since(start: datetime, unit: str) -> Callable[[str], str]:
    """A moment counted from `start` in units of so many seconds."""

    def read(text: str) -> str:
        try:
            return (start + timedelta(microseconds=int(Decimal(text) * Decimal(unit) * 10**6))).isoformat()
        except (InvalidOperation, OverflowError, ValueError):
            return text

    return read


def _dotnet(text: str) -> str:
    found = _DOTNET.fullmatch(text.strip())
    return _since(_UNIX, "0.001")(found[1]) if found else text


def _minor(text: str) -> str:
    """An amount in pence or cents."""
    try:
        return str(Decimal(text) / 100) if re.fullmatch(r"-?\d+", text) else text
    except InvalidOperation:
        return text


_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
STEPS: dict[str, Callable[[str], str]] = {
    "trim": str.strip,
    "lower": str.lower,
    "html_to_text": to_text,
    "url_decode": _percent,
    "base64": _base64,
    "unguard": _unguarded,
    "epoch_s": _since(_UNIX, "1"),
    "epoch_ms": _since(_UNIX, "0.001"),
    "epoch_us": _since(_UNIX, "0.000001"),
    "epoch_ns": _since(_UNIX, "0.000000001"),
    "filetime": _since(datetime(1601, 1, 1, tzinfo=UTC), "0.0000001"),
    "excel_serial": _since(datetime(1899, 12, 30, tzinfo=UTC), "86400"),
    "dotnet_date": _dotnet,
    "minor_units": _minor,
}
"""Steps that turn one text into another."""


def _json(text: str) -> dict[str, Value]:
    try:
        return flatten(parse(text))
    except ValueError:
        return {}


def _php(text: str) -> dict[str, Value]:
    """What PHP serialised: its strings and numbers, in pairs of key and value; objects are not made."""
    raw, at, flat = text.encode("utf-8", "surrogatepass"), 0, list[str]()
    if not _PHP_ARRAY.match(raw):
        return {}
    while at < len(raw):
        if found := _PHP_STRING.match(raw, at):
            end = found.end() + int(found[1])
            flat.append(raw[found.end() : end].decode("utf-8", "replace"))
            at = end + 2
        elif found := _PHP_SCALAR.match(raw, at):
            flat.append((found[1] or b"").decode("ascii", "replace"))
            at = found.end()
        elif found := _PHP_ARRAY.match(raw, at):
            if at:
                flat.append("")
            at = found.end()
        elif raw[at : at + 1] == b"}":
            at += 1
        else:
            return {}
    out: dict[str, Value] = {}
    for key, value in zip(flat[::2], flat[1::2], strict=False):
        if value:
            out[free(key, out)] = value
    return out


_NESTED: dict[str, Callable[[str], dict[str, Value]]] = {"parse_json": _json, "parse_php": _php}
NAMES = (*STEPS, *_NESTED)
"""Every step there is."""
