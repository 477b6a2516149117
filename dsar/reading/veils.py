"""Traces of what hides text from patterns: where one of them stands, the piece has to be parsed.

Folding (`dsar.reading.folded`) makes letters of look-alikes: full-width and mathematical letters,
ligatures, sharp s; and drops what the eye does not see. Encodings may write any letter as an escape,
which nobody does but can. The lists were computed from Unicode 15: every code point whose NFKC
case-folding holds an ASCII sign other than the space, and the unseen ones; short of that they are
written as prefixes, which may take in more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.entities import html5
from unicodedata import normalize

from dsar.reading.folded import UNSEEN

FAMILIES = ("json", "html", "mail")
"""Ways of writing beyond plain text, percent signs and backslashes, which any text may hold."""

_ALNUM = rb"(?:3\d|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])"

_ALWAYS = (
    rb"\x00",
    # Look-alikes and unseen marks in UTF-8.
    rb"\xc2[\xaa\xad\xb2\xb3\xb9\xba\xbc-\xbe]|\xc3\x9f|\xc4[\xb0\xb2\xb3\xbf]|\xc5[\x80\x89\xbf]",
    rb"\xc7[\x84-\x8c\xb0-\xb3]|\xca[\xb0\xb2\xb3\xb7\xb8]|\xcb[\xa1-\xa3]|\xcd\xbe",
    rb"\xe1(?:[\xb4-\xb6]|\xba[\x96-\x9e]|\xbf\xaf)",
    rb"\xe2(?:\x80[\x8b-\x8d\xa4-\xa6\xbc]|\x81[\x80-\xbf]|\x82[\x80-\x9c\xa8])",
    rb"\xe2(?:[\x84-\x86\x91\x92]|\x93[\x80-\xaa]|\xa9[\xb4-\xb6]|\xb1[\xbc\xbd])",
    rb"\xe3[\x88-\x8f]|\xea\x9f[\xb2-\xb4]|\xef(?:\xac|[\xb8-\xbd])",
    rb"\xf0(?:\x90\x9e|\x9d[\x90-\x9f]|\x9f[\x84-\x86\xaf])",
    # Bytes that are not UTF-8: what they mean depends on the character set.
    rb"[\x00-\x7f][\x80-\xbf]|[\xc0-\xff][\x00-\x7f\xc0-\xff]|[\xe0-\xff][\x80-\xbf][\x00-\x7f\xc0-\xff]",
    rb"[\xf0-\xff][\x80-\xbf]{2}[\x00-\x7f\xc0-\xff]|[\xc0-\xdf][\x80-\xbf]{2}|[\xe0-\xef][\x80-\xbf]{3}",
    rb"[\xf0-\xff][\x80-\xbf]{4}|[\xc0\xc1\xf5-\xff]|\xed[\xa0-\xbf]|\xe0[\x80-\x9f]|\xf0[\x80-\x8f]|\xf4[\x90-\xbf]",
    # Letters and figures, and everything beyond ASCII, behind percent signs; letters as \x61.
    rb"%(?:25)*(?:" + _ALNUM + rb"|[c-f][0-9a-f])",
    rb"\\x(?:" + _ALNUM + rb"|a[ad]|b[239a-e]|df)",
)
_JSON = (
    # Mark-up whose signs are escaped, inside words.
    rb"\\u0026(?:#|\\u0023|[a-z0-9]{2,31}(?:;|\\u003b))|&(?:\\u0023|[a-z0-9]{2,31}\\u003b)",
    rb"[0-9a-z@._+\-](?:\\u003c|<)(?:/|\\u002f)?[a-z]",
    rb"\\u00(?:" + _ALNUM + rb"|a[ad]|b[239a-e]|df)",
    rb"\\u(?:0[1-9a-f]|1|2[1-9a-f]|200[b-d]|202[4-6]|203c|204[7-9]|20[5-9a])",
    rb"\\u[3-9a-f]",
)
_HTML = (
    # Mark-up in the middle of a word.
    rb"[0-9a-z@._+\-](?:=[ \t]*\r?\n)?<[a-z/!?]",
    rb"&#(?:0|(?:4[89]|5[0-7]|6[5-9]|[78]\d|9[07-9]|1[0-2]\d|17[03]|178|179|18[5-9]|190)[^0-9])",
    rb"&#(?:[2-7]\d\d|8[013-9]\d\d|82[03-9]\d|9\d\d|[1-79]\d{3}|[1-9]\d{4})",
    rb"&#x0*" + _ALNUM,
    # Signs inside addresses, and mark-up that is text of mark-up.
    rb"&#0*(?:4[356]|64|95)[^0-9]|&#x0*(?:2[bde]|40|5f)",
    rb"&amp;(?:#|[a-z0-9]{2,31};)|&(?:commat|period|lowbar|underbar|plus|hyphen|dash);",
    rb"&#x0*(?:a[ad]|b[239a-e]|df|[1-9a-f][0-9a-f]{2})",
)
_MAIL = (
    # Soft line breaks so near to one another, or so unusual, that one word may hold two.
    rb"=\r?\n[^\r\n]{0,70}=\r?\n|=[ \t]+\r?\n",
    # An escape in a word that a soft line break divides.
    rb"(?:&[#a-z0-9]{1,9};?|%[0-9a-f]{2}|\\[xu][0-9a-f]{2})[0-9a-z@._+\-=]*=\r?\n",
    rb"=\r?\n[0-9a-z@._+\-=]*[&%\\]",
    rb"base64|uuencode|\nbegin 0?[0-7]{3} ",
    rb"=(?:[ \t]*\r?\n)?" + _ALNUM,
    rb"=(?:2[56]|5c|aa|ad|b[239a-e]|df)",
    rb"=(?:c[457ab]|cd|e1|e3|ea|ef|f0)=",
    rb"=e2=(?:80=(?:8[b-d]|a[4-6]|bc)|8[124-6]|9[1-3]|a9|b1|[ \t]*\r?\n)|=[c-f][0-9a-f]=[ \t]*\r?\n",
    # Encoded words side by side or glued to text; parameters in sections.
    rb"\?=\s*=\?|[0-9a-z@._+\-]=\?|\?=[0-9a-z@._+\-]|\*[0-9]*\*?=",
    # Character sets in which bytes below 128 may not be ASCII.
    rb"(?:charset=[ \t]*[\"']?|=\?)(?:[^uiwal\"' \t]|u[^ts]|utf-?[^8]|iso-?[^8-]|iso-[^8]|i[^s]|w[^i]|l[^a])",
    rb"pkcs7-mime|pgp-encrypted|multipart/encrypted",
)


@lru_cache(maxsize=16)
def veils(families: Iterable[str]) -> tuple[bytes, ...]:
    """The patterns behind which text may hide in bytes written so."""
    found = [*_ALWAYS]
    if "json" in families:
        found += _JSON
    if "html" in families:
        found += [*_HTML, b"&(?:" + b"|".join(_names()) + b")"]
    if "mail" in families:
        found += _MAIL
    return tuple(found)


def _names() -> Iterator[bytes]:
    """Entities by name whose sign folds to letters or figures, or is not seen."""
    yield b"[a-z](?:scr|fr|opf);"
    for name, sign in sorted(html5.items()):
        folded = normalize("NFKC", sign).casefold()
        hides = any(char in UNSEEN for char in sign) or any(c.isascii() and c.isalnum() for c in folded)
        if hides and not (len(name) < 6 and name.endswith(("scr;", "fr;", "opf;"))):
            yield name.encode()
