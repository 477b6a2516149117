"""Where a hidden value begins and ends, what is allowed, and that both engines agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsar.answer.leaks import UNREAD, search
from dsar.answer.needles import WINDOW
from dsar.reading.hunt import Hunt

VALUE = "Zoë Quillfeather"
ADDRESS = "zoe.quillfeather@elsewhere.example"


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        ("Ann", "the Annual", False),
        ("Ann", "ANN said", True),
        ("Ann", "ann said", False),
        ("Ann", "_Ann_", True),
        ("alice@x.com", "malice@x.com", False),
        ("alice@x.com", "m.alice@x.com", False),
        ("alice@x.com", "alice@x.com.uk", False),
        ("alice@x.com", "to <alice@x.com>.", True),
        ("alice@x.com", "'Alice@X.com'", True),
        ("alice@x.com", "ask alice@x.com. Then", True),
        ("Smith", "Smith's, of Smithfield", True),
        ("Smith", "Smithfield", False),
        ("07700 900123", "on 07700\n900123.", True),
        ("07700 900123", "107700 900123", False),
        ("Ann Lee", "ann\u00a0\n  LEE", True),
        ("Ann Lee", "Annlee", False),
        ("李爱丽", "昨天李爱丽说", True),
        ("O'Brien", "o'brien", True),
        ("May", "in May 2026", False),
        ("May", "3 May", False),
        ("May", "Apr May Jun", False),
        ("May", "<svg><text x='1'>May</text><text>2026</text></svg>", False),
        ("May", "<p>May</p>", True),
        ("May", "then May said", True),
        ("May", "May, 3rd floor", False),  # the price of reading dates as dates
        ("Straße 5", "STRASSE 5", True),
    ],
)
def test_bounds(tmp_path: Path, value: str, text: str, stands: bool) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert bool(search(tmp_path, [value]).hits) is stands


def test_a_value_within_an_allowed_text_is_listed_and_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann Lee and Annual Leeward, ann@x.example", encoding="utf-8")
    report = search(tmp_path, ["Ann", "Lee", "ann@x.example", "Leeward", "--"], allowed=["ann lee"])
    assert report.excluded == (0, 1)
    assert report.unsearchable == (4,)
    assert {hit.value_number for hit in report.hits} == {2, 3}
    assert report.values == 2


def test_running_text_that_is_allowed_does_not_allow_a_name_for_its_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("then Will and Ann left", encoding="utf-8")
    report = search(tmp_path, ["Will", "Ann"], allowed=["We will write to Ann."])
    assert report.excluded == (1,)
    assert {hit.value_number for hit in report.hits} == {0}


def test_a_value_that_templates_say_is_not_looked_for_and_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Open the Records of Ann</p>", encoding="utf-8")
    report = search(tmp_path, ["Open", "Ann"], standing=[0])
    assert report.excluded == (0,)
    assert {hit.value_number for hit in report.hits} == {1}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("x", encoding="utf-8")
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "outside")
    assert [hit.form for hit in search(folder, ["anything"]).hits] == [UNREAD]


def test_long_texts_without_white_space_and_values_across_windows(tmp_path: Path) -> None:
    text = "ab" * (WINDOW // 2 - 3) + f"; {VALUE}; " + "cd" * WINDOW + f"; {ADDRESS}"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert {hit.value_number for hit in search(tmp_path, [VALUE, ADDRESS]).hits} == {0, 1}


WORDS = st.sampled_from(
    [
        "Ann",
        "Lee",
        "will",
        "Will",
        "May",
        "a@b.example",
        "-",
        ".",
        "x",
        "Annual",
        "70 012",
        "\n",
        "é",
        "李爱",
        "昨天李爱丽说",
        "丽",
    ]
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, max_size=12), gap=st.sampled_from([" ", "", "\u00a0"]))
def test_what_the_redactor_hides_is_all_that_is_found(tmp_path: Path, words: list[str], gap: str) -> None:
    """The two engines agree: a text from which one has taken everything is clean for the other.

    Everything is what stands by itself once its neighbour is gone as well, as the redactor takes it.
    """
    values = ["Ann Lee", "Will", "a@b.example", "70012", "May", "ann.lee@b.example", "李爱丽"]
    text = gap.join(words)
    hunt = Hunt(values)
    while found := sorted(hunt.seen(text), key=lambda one: -one.start):
        for seen in found:
            text = text[: seen.start] + "#" * (seen.end - seen.start) + text[seen.end :]
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert search(tmp_path / "a.txt", values).hits == ()
