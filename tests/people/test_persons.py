"""Persons instead of mentions: who is one and who stays two, ids that are kept, what the subject's own is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dsar.model.findings import Finding, Person, Standing
from dsar.model.identifiers import Identifier
from dsar.model.records import Locator, Party, Record
from dsar.people.detect import People, people_of

from ..cases import ALICE, ALICE_NAME

SALT = b"0123456789abcdef"
SUBJECT = (ALICE, ALICE_NAME, Identifier.of("phone", "07700 900123"))


def party(role: str, name: str, email: str = "") -> Party:
    identifiers = (Identifier.of("email", email, origin="record"),) if email else ()
    return Party(role, role, name, identifiers)


def message(number: int, text: str, *parties: Party, **fields: str) -> Record:
    given = {
        one.field: f"{one.name} <{one.identifiers[0].raw}>" if one.identifiers else one.name
        for one in parties
    }
    place = Locator("box.mbox", number * 1000, 900)
    return Record.of("mailbox", "mail", place, {**given, "text": text, **fields}, parties=parties)


def people(*records: Record, minted: Sequence[object] = ()) -> People:
    return people_of(records, subject=SUBJECT, minted=minted, salt=SALT)  # type: ignore[arg-type]


def others(found: People) -> list[Person]:
    return [one for one in found.persons if one.standing is not Standing.SUBJECT]


def passages(found: People, *records: Record) -> list[tuple[str, str]]:
    by_id = {one.id: one for one in records}
    names = {one.id: one.names[0] if one.names else "" for one in found.persons}

    def passage(one: Finding) -> str:
        return str(by_id[one.record].fields[one.field])[one.start : one.end]

    return [(passage(one), names.get(one.person, "")) for one in found.findings]


FROM_ALICE = party("from", "Alice Marlowe", "alice.marlowe@harbour.example")
BEN = party("to", "Ben Carter", "ben.carter@bakery.example")


def test_one_address_is_one_person_whatever_they_are_called() -> None:
    first = message(1, "x", FROM_ALICE, BEN)
    second = message(2, "y", FROM_ALICE, party("to", "B. Carter", "Ben.Carter@bakery.example"))
    assert len(others(people(first, second))) == 1


def test_two_people_of_one_name_stay_two() -> None:
    first = message(1, "x", FROM_ALICE, BEN)
    second = message(2, "y", FROM_ALICE, party("to", "Ben Carter", "bcarter@garage.example"))
    found = others(people(first, second))
    assert len(found) == 2
    assert len({one.id for one in found}) == 2


def test_a_name_alone_joins_the_only_one_who_has_it_and_else_nobody() -> None:
    one = message(1, "Ask Ben Carter, or C. Brown.", FROM_ALICE, BEN)
    assert [p.names[0] for p in others(people(one)) if "Ben" in p.names[0]] == ["Ben Carter"]
    two = message(2, "y", FROM_ALICE, party("to", "Ben Carter", "bcarter@garage.example"))
    three = message(3, "Ask Ben Carter.", FROM_ALICE, party("to", "Ann Lee", "ann@lee.example"))
    found = people(one, two, three)
    assert sum("Ben Carter" in p.names for p in others(found)) == 2
    unsure = [one for one in found.findings if one.record == three.id and not one.person]
    assert len(unsure) == 1


def test_a_person_named_only_in_text_is_a_person_with_all_their_mentions() -> None:
    first = message(1, "Dear Ms Xhaferi,\nthanks. Drita Xhaferi from the bank rang.", FROM_ALICE)
    second = message(2, "I told D. Xhaferi that Xhaferi, Drita is on the list.", FROM_ALICE)
    found = people(first, second)
    (drita,) = others(found)
    assert drita.standing is Standing.UNKNOWN
    assert drita.evidence == ("named in the text of records",)
    hidden = [text for text, name in passages(found, first, second) if name == "Drita Xhaferi"]
    assert {"Xhaferi", "Drita Xhaferi", "D. Xhaferi", "Xhaferi, Drita"} == set(hidden)


def test_a_single_name_that_is_part_of_a_known_one_is_theirs() -> None:
    one = message(1, "Dear Ben,\nplease ask Carter.", FROM_ALICE, BEN)
    found = people(one)
    assert [p.names for p in others(found)] == [("Ben Carter",)]
    assert ("Ben", "Ben Carter") in passages(found, one)


def test_ids_are_kept_when_more_is_found() -> None:
    first = message(1, "x", FROM_ALICE, BEN)
    before = people(first)
    second = message(2, "y", FROM_ALICE, party("cc", "Ann Lee", "ann@lee.example"), party("to", "Ben Carter"))
    after = people(second, first, minted=before.minted)
    ids = {p.names: p.id for p in others(after)}
    assert ids[("Ben Carter",)] == others(before)[0].id
    assert len(set(ids.values())) == len(ids)


def test_equal_input_gives_equal_output() -> None:
    records = (
        message(1, "Dear Drita Xhaferi, ask Zdeněk.", FROM_ALICE, BEN),
        message(2, "Hi Ben,", FROM_ALICE),
    )
    assert people(*records) == people(*records)


SPELLINGS = (
    "Alice Marlowe", "alice.marlowe@harbour.example", "ALICE.MARLOWE@HARBOUR.EXAMPLE", "Marlowe, Alice", "A. Marlowe",
    "Alice", "ALICE MARLOWE", "07700 900123", "+44 7700 900 123", "+44 (0)7700 900123", "alice.marlowe%40harbour.example",
    "Alice\u00a0Marlowe", "Ali\u00adce Marlowe", "alice marlowe",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("frame", ["Please call {} back", "Dear {},\nthank you", "{}", "Regards,\n{}\n"])
def test_the_subjects_own_is_never_proposed(spelling: str, frame: str) -> None:
    one = message(1, frame.format(spelling), FROM_ALICE)
    assert passages(people(one), one) == []


def test_a_namesake_in_their_own_message_is_proposed() -> None:
    """The control of the test before: another Alice Marlowe, with an address of her own."""
    other = party("from", "Alice Marlowe", "am@elsewhere.example")
    one = message(1, "x", other, party("to", "Ben Carter", "ben.carter@bakery.example"))
    found = people(one, message(2, "y", FROM_ALICE, BEN))
    assert ("Alice Marlowe", "Alice Marlowe") in passages(found, one, message(2, "y", FROM_ALICE, BEN))
    assert any("namesake" in " ".join(p.evidence) for p in others(found))


def test_log_lines_and_message_ids_name_nobody() -> None:
    place = Locator("a.log", 0, 100)
    line = Record.of(
        "logs", "log", place, {"line": 'GET /Carol HTTP/1.1 "Mozilla/5.0 (X11; Linux)" Gecko Safari'}
    )
    one = message(1, "x", FROM_ALICE, message_id="<Carol.Brown.123@mail.example>")
    assert passages(people(line, one), line, one) == []


def test_organisations_and_places_are_nobody() -> None:
    one = message(1, "The Lloyds branch in Manchester is closed.", FROM_ALICE)
    assert passages(people(one), one) == []


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800 Ben Carter \udfff", "\u202eretraC neB\u202c", "😀 Ben Carter 😀"]
)
def test_bad_text_is_searched_like_any_other(text: str) -> None:
    one = message(1, text, FROM_ALICE, BEN)
    found = passages(people(one), one)
    assert ("Ben Carter" in text) == any(
        place[0] == "Ben Carter" for place in found if "\ud800" in text or "😀" in text
    )
