"""Searching an answer of many pages at once: the words of every record, on the first page.

A page opened from a disk may not read its neighbours, so the first carries an index: for each word
the records in which it stands. It says what the pages say and nothing else, and finds what searching
every page by itself would find: a word is what stands between spaces, and a part of it is enough.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import unescape

from dsar.model.release import Released

from .entries import Records, by_year, entries_of
from .layout import day_in_words, with_pills
from .timeline import day_of

_TAG = re.compile(r"<[^>]*>")
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b]")
_SPACE = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
"""White space as a browser's script counts it."""


def folded(text: str) -> str:
    """A text as the page's own search compares it: without accents and case."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()


def index(pages: Sequence[Sequence[Released]], written: Records) -> str:
    """The index as JSON that may stand inside a page: `entries` as page, id, day and title; `words`.

    Of each word it holds the numbers of its entries, each but the first as the distance to the one before.
    """
    entries: list[list[object]] = []
    words: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for _, of_year in by_year(entries_of(page)):
            for entry in of_year:
                at = len(entries)
                day = day_of(entry.record)
                shown = day_in_words(day) if day else "No date"
                entries.append([number, entry.record.id, shown, _plain(with_pills(entry.record.title))])
                text = _plain("".join(written.entry(entry)))
                for word in dict.fromkeys(_SPACE.split(folded(text))):
                    if word:
                        words.setdefault(word, []).append(at - last.get(word, 0))
                        last[word] = at
    told = json.dumps({"entries": entries, "words": words}, ensure_ascii=False, separators=(",", ":"))
    # Nothing in it can end the element that it stands in.
    return told.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _plain(html: str) -> str:
    """The text of a page's own HTML, in which no text and no attribute holds a `<` or `>`."""
    return unescape(_TAG.sub("", html))


def box(pages: Sequence[Sequence[Released]], written: Records) -> Iterator[str]:
    """The field to search in all pages, which a script shows, and the index that it reads."""
    yield (
        '<div class="tools" id="across" hidden><label>Search every record on every page '
        '<input id="wanted" type="search" autocomplete="off" spellcheck="false"></label></div>'
        '<p id="found" role="status"></p><ul id="hits"></ul>\n'
        f'<script type="application/json" id="index">{index(pages, written)}</script>\n'
    )
