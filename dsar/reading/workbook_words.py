"""What stands around a sheet's rows: headers and footers of pages, hints of cells, rules, names of ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_PAGES = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
_HINTS = ("promptTitle", "prompt", "errorTitle", "error", "formula1", "formula2")
_OWN = "_xlnm."


def around(sheet: Worksheet) -> dict[str, str]:
    """A sheet's texts that no cell holds, by what they are; empty where it has none."""
    told = {
        "page headers and footers": _lines(_pages(sheet)),
        "hints of cells": _lines(_hints(sheet)),
        "rules of cells": _lines(_rules(sheet)),
        "defined names": named(sheet.defined_names),
    }
    return {name: text for name, text in told.items() if text}


def named(names: Mapping[str, Any]) -> str:
    """Names that somebody gave to ranges and values, each with what it stands for."""
    return _lines(f"{name}: {one.attr_text}" for name, one in names.items() if not name.startswith(_OWN))


def _lines(texts: Iterator[str]) -> str:
    return "\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _pages(sheet: Worksheet) -> Iterator[str]:
    for page in _PAGES:
        held: Any = getattr(sheet, page)
        yield from (str(getattr(held, side).text or "") for side in ("left", "center", "right"))


def _hints(sheet: Worksheet) -> Iterator[str]:
    for one in sheet.data_validations.dataValidation:
        yield from (str(getattr(one, name) or "") for name in _HINTS)


def _rules(sheet: Worksheet) -> Iterator[str]:
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            yield str(rule.text or "")
            yield from (str(one) for one in rule.formula if '"' in str(one))
