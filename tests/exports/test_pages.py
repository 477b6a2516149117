"""Many records stand in pages: none lost, none twice, each page whole by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsar import plugins
from dsar.model.release import Release

from .pages import Page, check_only_our_own
from .releases import everyday, release, released


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
                assert (tmp_path / name).parent.joinpath(place).resolve().is_file()
            elif place.startswith("#R"):
                assert place[1:] in seen[names.index(name)], "what is attached stands on the same page"


def test_few_but_large_records_are_shared_out_too(tmp_path: Path) -> None:
    records = [released(n, fields={"text": "word " * 400_000}) for n in range(1, 5)]
    pages = written(release(records), tmp_path)
    assert len(pages) == 3
    assert max(len(html.encode()) for html in pages.values()) < 6_000_000
