"""Many records stand in pages: none lost, none twice, each page whole by itself."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.model.release import Release

from .pages import Page, check_only_our_own
from .releases import everyday, release, released

across: Any = import_module("dsar.exports.across")
Records: Any = import_module("dsar.exports.entries").Records


def written(made: Release, folder: Path) -> dict[str, str]:
    """The pages of a release by name."""
    paths = plugins.exporter("html").write(made, folder)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def test_a_small_answer_is_one_page(tmp_path: Path) -> None:
    assert list(written(everyday(), tmp_path)) == ["START-HERE.html"]
    assert list(written(release(), tmp_path)) == ["START-HERE.html"]


@pytest.mark.parametrize("size", [1_900, 4_400])
def test_many_records_are_shared_out_in_order(size: int, tmp_path: Path) -> None:
    made = everyday(size)
    pages = written(made, tmp_path)
    names = [name for name in pages if name.startswith("pages/")]
    assert len(names) == -(-len(made.records) // 2_000)
    seen = [re.findall(r'<details class="entry[^"]*" id="(R\d+)"', pages[name]) for name in names]
    together = [one for page in seen for one in page]
    assert sorted(together) == sorted(record.id for record in made.records)
    for name, html in pages.items():
        page = Page(html)
        assert page.inside == []
        check_only_our_own(page)
        for link in page.all("a"):
            place = link["href"]
            if not place.startswith("#") and "data/" not in place:
                assert (tmp_path / name).parent.joinpath(place.partition("#")[0]).resolve().is_file()
            elif place.startswith("#R"):
                assert place[1:] in seen[names.index(name)], "what is attached stands on the same page"


def test_few_but_large_records_are_shared_out_too(tmp_path: Path) -> None:
    records = [released(n, fields={"text": "word " * 400_000}) for n in range(1, 5)]
    pages = written(release(records), tmp_path)
    assert len(pages) == 3
    assert max(len(html.encode()) for html in pages.values()) < 6_000_000


def texts_of(html: str) -> dict[str, str]:
    """What the page's own search compares: the text of each record with what hangs on it."""
    found = {}
    for one in re.split(r'(?=<details class="entry (?!inner))', html)[1:]:
        key = re.match(r'<details class="entry[^"]*" id="([^"]+)"', one)
        assert key
        found[key[1]] = across.folded(unescape(re.sub("<[^>]*>", "", one.rpartition("</details>")[0])))
    return found


def searched(index: dict[str, Any], query: str) -> set[str]:
    """What the first page's script finds, done again here."""
    fits = set(range(len(index["entries"])))
    for part in across.folded(query).split():
        holding = set()
        for word, distances in index["words"].items():
            if part in word:
                holding |= set(accumulate(distances))
        fits &= holding
    return {index["entries"][n][1] for n in fits}


TEXTS = [
    "The printer is out", "Straße café naïve", "</script><script>alert(1)</script>", "a\u2028b", "printer, out.",
    "İstanbul ΣΑΣ", "non\u00a0breaking \u00adsoft", "x" * 300, "", "<b>bold</b> &amp; &lt;",
]  # fmt: skip


@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=8), st.sampled_from(TEXTS), st.data())
@settings(max_examples=40)
def test_searching_all_pages_finds_what_searching_each_would(
    texts: list[str], asked: str, data: st.DataObject
) -> None:
    made = release([released(n, fields={"text": text}, title=text[:20]) for n, text in enumerate(texts, 1)])
    half = len(made.records) // 2
    pages = [made.records[:half], made.records[half:]]
    written = Records(made.notice)
    told = across.index(pages, written)
    assert "<" not in told
    index = json.loads(told)
    by_id = {key: text for page in pages for key, text in texts_of("".join(written.section(page))).items()}
    start = data.draw(st.integers(0, max(0, len(asked) - 1)))
    query = asked[start : start + data.draw(st.integers(1, 12))]
    parts = across.folded(query).split()
    assert searched(index, query) == {key for key, text in by_id.items() if all(one in text for one in parts)}


def test_the_index_says_on_which_page_a_record_stands(tmp_path: Path) -> None:
    pages = written(everyday(4_400), tmp_path)
    (told,) = re.findall(r'id="index">(.*?)</script>', pages["START-HERE.html"])
    index = json.loads(told)
    for number, key, _, _ in index["entries"]:
        assert f'id="{key}"' in pages[f"pages/records-{number:03}.html"]
    assert "Search all pages" in pages["pages/records-001.html"]
    assert "Search this page" in pages["pages/records-001.html"]
    assert all('id="index"' not in html for name, html in pages.items() if name != "START-HERE.html")
