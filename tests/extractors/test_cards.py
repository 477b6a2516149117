"""Contacts and calendars: whose a card is, who is invited, what is not read."""

from __future__ import annotations

from dsar import plugins
from dsar.testing import read
from tests.extractors import samples


def test_a_card_is_one_persons() -> None:
    found = read(plugins.extractor("contacts")(), "contacts.vcf", samples.CARDS.encode())
    alice, bo = found.records
    assert alice.fields["fn"] == "Alice Marlöwe"
    assert alice.fields["adr"] == "1 Quay, Dover"
    assert alice.fields["note"] == "likes tea"
    (person,) = alice.parties
    assert person.name == "Alice Marlöwe"
    assert {one.value for one in person.identifiers} == {"alice.marlowe@harbour.example", "+447700900123"}
    assert bo.fields == {"fn": "Bo Nilsson"}
    assert [(one.reason, one.detail) for one in found.gaps] == [("image-only", "photo: 3 bytes are not read")]


def test_an_event_names_whoever_is_invited() -> None:
    found = read(plugins.extractor("calendar")(), "diary.ics", samples.DIARY.encode())
    around, event = found.records
    assert around.fields == {"x-wr-calname": "Dana"}
    assert event.fields["summary"] == "Visit, printer"
    assert event.when
    assert str(event.when.utc) == "2026-07-02 08:15:00+00:00"
    assert [(one.role, one.name) for one in event.parties] == [
        ("organizer", "Dana Quill"),
        ("attendee", "Marlowe, Alice"),
    ]
    assert found.gaps == ()


def test_a_component_that_never_ends_is_told() -> None:
    cut = samples.DIARY.encode()[:-40]
    found = read(plugins.extractor("calendar")(), "diary.ics", cut)
    assert [one.reason for one in found.gaps] == ["truncated"]
    assert found.records[1].fields["summary"] == "Visit, printer"
