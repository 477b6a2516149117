"""What a mapping's table says of a file as such, read with its mistakes named."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any

from dsar.reading.rules import check
from dsar.reading.told import Told

TEXTS = ("skip_until", "stop_at", "comment", "quote", "escape", "encoding", "delimiter", "sheet")
KEYS = (*TEXTS, "header", "widths")
"""The settings of a file."""


def told_of(table: Mapping[str, Any]) -> Told:
    """The settings of a file. Raises `ValueError` with the key, a colon and what it should be."""
    texts = {key: table[key] for key in TEXTS if key in table}
    if isinstance(texts.get("sheet"), int) and not isinstance(texts["sheet"], bool):
        texts["sheet"] = str(texts["sheet"])
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ValueError(f"{key}: it is written as text in quotes")
    for key in ("skip_until", "stop_at"):
        try:
            check(texts.get(key, ""))
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
    _signs(texts)
    header, widths = table.get("header", -1), table.get("widths", [])
    if isinstance(header, bool) or not isinstance(header, int) or header < -1:
        raise ValueError("header: it is the number of the header's row, from 1, or 0 for none")
    good = isinstance(widths, (list, tuple)) and all(type(one) is int and 0 < one < 10_000 for one in widths)
    if not good:
        raise ValueError("widths: they are numbers of signs, one for each column, as in [10, 30, 8]")
    return Told(header=header, widths=tuple(widths), **texts)


def _signs(texts: Mapping[str, str]) -> None:
    for key in ("quote", "escape", "delimiter"):
        sign = texts.get(key, "")
        if len(sign) > 1 or sign in ("\r", "\n") or (sign and not sign.isascii()):
            raise ValueError(f"{key}: it is one sign" + (", or nothing" if key != "delimiter" else ""))
    if texts.get("delimiter") and texts["delimiter"] in (texts.get("quote", '"'), texts.get("escape")):
        raise ValueError("delimiter: it is one sign, and not the one that quotes")
    encoding = texts.get("encoding", "")
    try:
        plain = not encoding or codecs.lookup(encoding)._is_text_encoding
        plain = plain and (
            not encoding or "a;9\n".encode(encoding) in (b"a;9\n", "a;9\n".encode("utf-8-sig"))
        )
    except (LookupError, ValueError):
        plain = False
    if not plain:
        raise ValueError(
            "encoding: it is one that Python knows and that holds ASCII as it is, as cp1252 or shift_jis do"
            " (UTF-16 and UTF-32 show themselves)"
        )
