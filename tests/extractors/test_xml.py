"""XML exports: elements that repeat, nested ones, entities left alone, ends that are missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsar import plugins
from dsar.search.detecting import detect
from dsar.testing import accounted, read
from tests.extractors.samples import ISSUES


def test_elements_that_repeat_are_records() -> None:
    assert detect(ISSUES.encode(), "issues.xml") == "xml"
    around, first, second = read(plugins.extractor("xml")(), "issues.xml", ISSUES.encode()).records
    assert "Desk" in around.fields.values()
    assert (first.kind, first.fields["subject"], first.fields["text"]) == (
        "ticket",
        "Printer & toner",
        "It jams",
    )
    assert first.fields["key@id"] == "1"
    assert (first.fields["comments.comment.0"], first.fields["comments.comment.1@author"]) == ("One", "dq")
    assert first.when
    assert str(first.when.utc) == "2026-11-02 09:15:00+00:00"
    assert {one.name for one in first.parties} >= {"Alice Marlowe"}
    assert second.fields["subject"] == "Cable"


def test_entities_are_not_expanded_and_nothing_is_fetched() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d SYSTEM "file:///etc/hostname">]>'
        "<rows><row><a>&b;&d;</a></row><row><a>x</a></row></rows>"
    )
    records = read(plugins.extractor("xml")(), "a.xml", bomb.encode()).records
    assert [one.fields["a"] for one in records if "a" in one.fields] == ["&b;&d;", "x"]


def test_the_rows_may_be_named() -> None:
    text = "<r><x><u><m>a@h.example</m></u></x></r>"
    (record,) = read(plugins.extractor("xml")({"rows": "u"}), "a.xml", text.encode()).records
    assert record.fields == {"m": "a@h.example"}


def test_an_element_without_its_end_is_told() -> None:
    found = read(plugins.extractor("xml")(), "issues.xml", ISSUES[:-30].encode())
    assert "truncated" in {one.reason for one in found.gaps}
    assert "Cable" in str([one.fields for one in found.records])


@given(st.text(alphabet="<>/a\"'! -[]&;?=", max_size=80))
def test_no_mark_up_makes_the_reader_raise(text: str) -> None:
    content = text.encode()
    accounted(read(plugins.extractor("xml")(), "a.xml", content), content)


def test_long_runs_of_what_never_ends_are_read() -> None:
    """Each of them took hours where a sign was looked for again and again."""
    for text in (
        "<?a" * 50_000,
        "<!A[" * 50_000,
        "<![CDATA[" * 50_000,
        "<a" * 50_000,
        "<a " + 'b="' * 50_000,
        "<!--" * 50_000,
        "<a>" * 50_000,
    ):
        content = text.encode()
        accounted(read(plugins.extractor("xml")(), "a.xml", content), content)
