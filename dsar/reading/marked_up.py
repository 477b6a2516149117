"""Text in which mark-up hides what a reader of it would see: an address in the HTML of a ticket or form."""

from __future__ import annotations

import re
from html import unescape

_ENTITY = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)")
_INLINE = re.compile(
    r"(?<=[\w@.+-])(?:</?(?:wbr|b|i|u|s|em|strong|span|font|a|mark|small|big|sub|sup|tt|code)\b[^<>]*>)+(?=[\w@.+-])",
    re.IGNORECASE,
)
_JOINED = frozenset("@._+-")


def shown(text: str) -> str:
    """What a text says with the mark-up inside its words undone; empty where there is none.

    Mark-up around words is left as it is: it hides nothing.
    """
    hidden = "&" in text and any(_hides(found.group()) for found in _ENTITY.finditer(text))
    if not hidden and not ("<" in text and _INLINE.search(text)):
        return ""
    return unescape(_INLINE.sub("", text))


def _hides(entity: str) -> bool:
    sign = unescape(entity)
    return sign != entity and any(char.isalnum() or char in _JOINED for char in sign)
