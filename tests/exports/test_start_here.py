"""START-HERE.html: one page that shows everything, runs nothing of it and asks nobody."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from dsar import plugins
from dsar.model.release import Release, Released

from .hostile import OURS, collected
from .pages import Page, check_only_our_own
from .releases import everyday, release, released


def html_of(made: Release, folder: Path) -> str:
    """The page of a release."""
    (path,) = plugins.exporter("html").write(made, folder)
    assert path.name == "START-HERE.html"
    return path.read_bytes().decode("utf-8")


def page_of(made: Release, folder: Path) -> Page:
    """The page of a release, parsed: every element is closed by its own end tag."""
    page = Page(html_of(made, folder))
    assert page.inside == []
    return page


def with_everywhere(text: str) -> Release:
    """A release with this text in every place that a source can fill."""
    odd = released(
        1, title=text, label=text, source=text or "source", when_original=text, kind="mail",
        fields={"subject": text, "text": text + "\n" + text, text or "empty": text, "status": text},
        categories=(text,), purposes=(text,), provenance=text, hidden={text: 1},
    )  # fmt: skip
    return release([odd, released(2, kind=text or "record", parent=odd.id)])


@pytest.mark.parametrize("text", OURS)
def test_no_text_gets_out_of_its_place(text: str, tmp_path: Path) -> None:
    page = page_of(with_everywhere(text), tmp_path)
    check_only_our_own(page)
    harmless = page_of(with_everywhere(re.sub(r"[^\r\n]", "x", text)), tmp_path)
    pills = len([1 for one in page.all("span") if one.get("class") == "pill"])
    if text and pills == 1:
        assert Counter(tag for tag, _ in page.elements) == Counter(tag for tag, _ in harmless.elements)


@pytest.mark.parametrize(
    "planted", ["<b>x</b>", '<p onclick="x">x</p>', '<a href="//evil.example">x</a>', "<script>1</script>"]
)
def test_the_check_for_foreign_elements_sees_them(planted: str, tmp_path: Path) -> None:
    html = html_of(everyday(3), tmp_path).replace("</main>", planted + "</main>")
    with pytest.raises((AssertionError, KeyError)):
        check_only_our_own(Page(html))


def test_hostile_strings_of_the_world_stay_text(tmp_path: Path) -> None:
    texts = collected()
    if not texts:
        pytest.skip("../shared/hostile is not here")
    records = [
        released(n, title=text, label=text, when_original=text, fields={"x": text, "text": f"{text}\n{text}"})
        for n, text in enumerate(texts, start=1)
    ]
    for path in plugins.exporter("html").write(release(records), tmp_path):
        check_only_our_own(Page(path.read_bytes().decode("utf-8")))


def test_text_is_shown_as_it_stands(tmp_path: Path) -> None:
    text = "\n  <b>bold</b> &amp; שלום\n\tمرحبا 你好 👩‍👧 end"
    page = page_of(release([released(1, fields={"text": text})]), tmp_path)
    assert page.said["pre"] == ["\n" + text]


def test_the_policy_allows_exactly_our_style_and_script(tmp_path: Path) -> None:
    html = html_of(everyday(3), tmp_path)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy.startswith("default-src 'none'; ")
    for element in ("style", "script"):
        (content,) = re.findall(f"<{element}>(.*?)</{element}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert html.index("Content-Security-Policy") < html.index("<style>")


def test_every_kind_of_record_has_its_colour() -> None:
    style = (Path(__file__).resolve().parents[2] / "exports" / "start_here.css").read_text(encoding="utf-8")
    told = (Path(__file__).resolve().parents[2] / "exports" / "words.py").read_text(encoding="utf-8")
    kinds = re.findall(r'(?m)^    "(\w+)": \("', told.split("KINDS")[1].split("}")[0])
    assert "picture" in kinds
    for kind in kinds:
        assert f".k-{kind} {{ --k: var(--{kind}) }}" in style
        assert style.count(f"--{kind}: #") == 2  # on a light page and on a dark one


def test_nothing_is_loaded_from_anywhere(tmp_path: Path) -> None:
    html = html_of(everyday(), tmp_path)
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bsrc=|<link|srcset|ping=", html)


def test_everything_is_readable_without_scripts(tmp_path: Path) -> None:
    made = everyday()
    page = page_of(made, tmp_path)
    (tools,) = [one for one in page.all("div") if one.get("id") == "tools"]
    assert "hidden" in tools
    hidden = [tag for tag, attributes in page.elements if "hidden" in attributes]
    assert hidden == ["div"]
    assert {record.id for record in made.records} <= {one.get("id") for one in page.all("details")}


def test_the_page_says_its_language_and_has_headings_in_order(tmp_path: Path) -> None:
    page = page_of(everyday(), tmp_path)
    assert page.all("html") == [{"lang": "en-GB"}]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert all(one.get("scope") in ("col", "row") for one in page.all("th"))
    assert page.said["title"][0] == "Your personal data: SAR-2026-0001"


def test_every_link_inside_the_page_has_its_place(tmp_path: Path) -> None:
    page = page_of(everyday(), tmp_path)
    places = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(places) == len(set(places))
    assert {one["href"][1:] for one in page.all("a") if one["href"].startswith("#")} <= set(places)


def test_links_to_files_lead_to_what_the_other_forms_write(tmp_path: Path) -> None:
    made = everyday()
    page = page_of(made, tmp_path)
    for form in ("json", "csv"):
        list(plugins.exporter(form).write(made, tmp_path))
    files = [one["href"] for one in page.all("a") if one["href"].startswith("data/")]
    assert len(files) == 10
    assert all((tmp_path / file).is_file() for file in files)


def test_cards_count_the_records_of_each_kind(tmp_path: Path) -> None:
    html = html_of(everyday(), tmp_path)
    kinds = Counter(record.kind for record in everyday().records)
    figures = re.findall(r'class="figure">(\d+)<', html)
    assert sorted(map(int, figures)) == sorted(kinds.values())


def test_categories_tell_purpose_basis_retention_and_recipients(tmp_path: Path) -> None:
    html = html_of(everyday(), tmp_path)
    (block,) = re.findall(r'<section class="block"><h3>Billing.*?</section>', html)
    for words in (
        "To provide our services", "performance of a contract", "Article 6(1)(b)",
        "typically up to 7 years afterwards", "Ledgerworks Ltd (bookkeeping, United Kingdom)",
    ):  # fmt: skip
        assert words in block
    assert "Cloudhost" not in block


def test_labels_are_pills_and_lookalikes_are_not(tmp_path: Path) -> None:
    text = "[person 12 · e-mail address] [another person] [hidden · name] [person x] [persona 1] [hidden\n]"
    html = html_of(release([released(1, fields={"text": text}, title="t")], withheld=()), tmp_path)
    pills = re.findall(r'<span class="pill" dir="ltr">([^<]*)</span>', html)
    assert pills[-3:] == ["[person 12 · e-mail address]", "[another person]", "[hidden · name]"]
    assert len(pills) == 4


def test_attachments_stand_inside_what_they_hang_on(tmp_path: Path) -> None:
    records = [
        released(1),
        released(2, "attachment", parent="R0001"),
        released(3, "mail", parent="R0002"),
        released(4, "attachment", parent="R9999"),
    ]
    html = html_of(release(records), tmp_path)
    page = Page(html)
    entries = {one["id"]: one for one in page.all("details") if "id" in one}
    assert entries["R0001"]["data-size"] == "3"
    assert "inner" in entries["R0002"]["class"]
    assert "inner" in entries["R0003"]["class"]
    assert "inner" not in entries["R0004"]["class"]
    assert html.index('id="R0001"') < html.index('id="R0003"') < html.index('id="R0004"')


def test_records_attached_in_a_circle_are_all_shown(tmp_path: Path) -> None:
    records = [
        released(1, parent="R0002"),
        released(2, parent="R0001"),
        released(3, parent="R0001"),
        released(4, parent="R0004"),
    ]
    page = page_of(release(records), tmp_path)
    shown = [one["id"] for one in page.all("details") if one.get("id", "").startswith("R")]
    assert sorted(shown) == ["R0001", "R0002", "R0003", "R0004"]


def figures_of(html: str) -> list[tuple[str, int]]:
    """The rows of the timeline's table: when, and how many."""
    (body,) = re.findall(r'<table class="figures">.*?<tbody>(.*?)</tbody>', html)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', body)
    return [(when, int(re.findall(r"<td>([\d,]+)</td>", cells)[-1])) for when, cells in rows]


def on(*days: tuple[int, int, int]) -> list[Released]:
    """One record for each of these days."""
    return [released(n, when=datetime(*day, tzinfo=UTC)) for n, day in enumerate(days, start=1)]


def test_the_timeline_counts_months_empty_ones_too(tmp_path: Path) -> None:
    html = html_of(release(on((2025, 11, 30), (2026, 2, 1), (2026, 2, 28))), tmp_path)
    expected = [("November 2025", 1), ("December 2025", 0), ("January 2026", 0), ("February 2026", 2)]
    assert figures_of(html) == expected
    drawn = re.findall(r"<rect[^>]*><title>([^<]*)</title>", html)
    assert drawn == ["November 2025: 1 e-mail", "February 2026: 2 e-mails"] * 2


def test_the_timeline_counts_years_above_24_months(tmp_path: Path) -> None:
    html = html_of(release(on((2024, 1, 1), (2025, 12, 31))), tmp_path)
    assert len(figures_of(html)) == 24
    html = html_of(release(on((2024, 1, 1), (2026, 1, 1))), tmp_path)
    assert figures_of(html) == [("2024", 1), ("2025", 0), ("2026", 1)]


def test_a_date_that_is_far_off_does_not_fill_the_page(tmp_path: Path) -> None:
    html = html_of(release(on((1, 1, 1), (2026, 1, 1), (9999, 12, 31))), tmp_path)
    assert figures_of(html) == [("1", 1), ("2026", 1), ("9999", 1)]


def test_records_without_a_date_are_counted_and_shown_last(tmp_path: Path) -> None:
    html = html_of(release([released(1, when=None, when_original=""), released(2)]), tmp_path)
    assert "1 record has no date" in html
    assert html.index('id="R0002"') < html.index('id="R0001"')
    alone = html_of(release([released(1, when=None)]), tmp_path)
    assert "None of these records has a date." in alone


def test_an_answer_without_records_is_a_whole_page(tmp_path: Path) -> None:
    page = page_of(release([], withheld=()), tmp_path)
    check_only_our_own(page)
    assert "There are no records in this answer." in page.said["main"][0]
    assert "Nothing is hidden" in page.said["main"][0]


def test_withheld_records_and_unread_places_are_named(tmp_path: Path) -> None:
    text = page_of(everyday(), tmp_path).said["main"][0]
    assert "Schedule 2, paragraph 19" in text
    assert "the content is encrypted or password-protected" in text
