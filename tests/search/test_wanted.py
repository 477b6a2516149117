from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar.model.identifiers import Identifier
from dsar.model.records import Locator, Party, Record, Value
from dsar.search.wanted import Wanted

ALICE = Identifier.of("email", "alice@x.com")
PHONE = Identifier.of("phone", "+44 7700 900123")
NAME = Identifier.of("name", "Alice Marlowe")


def standing(text: Value, *identifiers: Identifier) -> str:
    record = Record.of("s", "mail", Locator("f"), {"text": text})
    hits = Wanted(identifiers).hits(record)
    return "included" if any(hit.strong for hit in hits) else "candidate" if hits else "none"


@pytest.mark.parametrize(
    "text",
    [
        "alice@x.com",
        "ALICE@X.COM",
        "write to alice@x.com.",
        "<alice@x.com>",
        "'alice@x.com'",
        "mailto:alice@x.com?subject=hi",
        "user=alice@x.com&x=1",
        "_alice@x.com_",
        "...alice@x.com...",
        "a,alice@x.com;b",
        "al\u00adice@x.com",
        "\u200balice@x.com",
        "alice%40x.com",
        "%22alice@x.com%22",
        'said \\nalice@x.com\\"',
        "alice@x.com\u00a0(home)",
    ],
)
def test_an_address_is_found_however_it_is_set_off(text: str) -> None:
    assert standing(text, ALICE) == "included"


@pytest.mark.parametrize(
    "text",
    [
        "malice@x.com",
        "not.alice@x.com",
        "x-alice@x.com",
        "bob+alice@x.com",
        "o'alice@x.com",
        "alice@x.community",
        "alice@x.com@y.org",
        "alice at x.com",
        "alice@x.co",
        "alice@y.x.com",
        "1alice@x.com",
        "éalice@x.com",
    ],
)
def test_a_longer_or_other_address_is_not(text: str) -> None:
    assert standing(text, ALICE) == "none"


@pytest.mark.parametrize("text", ["alice@x.com.au", "alice@x.com-old", "alice@x.com.Please call"])
def test_an_address_whose_end_is_in_doubt_is_for_a_person_to_judge(text: str) -> None:
    assert standing(text, ALICE) == "candidate"


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "07700900123",
        "+447700900123",
        "+44 (0)7700 900 123",
        "0044 7700 900123",
        "44-7700-900123",
        "call 07700.900.123 today",
        "tel:+44-7700-900123",
        "07700 900456 / 07700 900123",
        "(07700) 900123",
        "07700\u00a0900123",
    ],
)
def test_a_number_is_found_in_every_spelling(text: str) -> None:
    assert standing(text, PHONE) == "included"


@pytest.mark.parametrize(
    "text", ["07700 900124", "007700 9001235", "107700900123", "0770090012", "27700 900123"]
)
def test_another_number_is_not(text: str) -> None:
    assert standing(text, PHONE) == "none"


def test_a_number_that_lost_its_zero_is_for_a_person_to_judge() -> None:
    assert standing("7700900123", PHONE) == "candidate"
    assert standing(7700900123, PHONE) == "candidate"


@pytest.mark.parametrize(
    "text", ["Alice Marlowe", "MARLOWE, Alice", "alice  marlowe's", "Alice\nMarlowe", "Alice.Marlowe"]
)
def test_a_name_only_proposes(text: str) -> None:
    assert standing(text, NAME) == "candidate"


@pytest.mark.parametrize(
    "text", ["Alice Marlow", "Malice Marlowe", "Alice B. Marlowe-Jones", "Marlowe Alice"]
)
def test_another_name_does_not(text: str) -> None:
    assert standing(text, NAME) == "none"


def test_an_id_counts_in_its_own_realm_only() -> None:
    wanted = Wanted([Identifier.of("customer", "42", realm="billing")])
    own = Party("customer", "customer_id", "", (Identifier.of("customer", "42", realm="billing"),))
    other = Party("customer", "customer_id", "", (Identifier.of("customer", "42", realm="shop"),))
    record = Record.of("s", "billing", Locator("f"), {"customer_id": 42}, parties=(own,))
    elsewhere = Record.of("s", "billing", Locator("f"), {"customer_id": 42}, parties=(other,))
    assert [hit.strong for hit in wanted.hits(record)] == [True]
    assert wanted.hits(elsewhere) == []


def test_an_id_given_without_a_realm_counts_in_all() -> None:
    party = Party("customer", "customer_id", "", (Identifier.of("customer", "CUS-1042", realm="shop"),))
    record = Record.of("s", "billing", Locator("f"), {"customer_id": "CUS-1042"}, parties=(party,))
    assert any(hit.strong for hit in Wanted([Identifier.of("customer", "CUS-1042")]).hits(record))


def test_an_ip_address_only_proposes() -> None:
    address = Identifier.of("ip", "198.51.100.7")
    assert standing("from 198.51.100.7 port 22", address) == "candidate"
    assert standing("from 198.51.100.70", address) == "none"
    assert standing("from 1.198.51.100.7", address) == "none"


around = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=20)


@given(before=around, after=around)
def test_an_address_between_spaces_is_always_found(before: str, after: str) -> None:
    assert standing(f"{before} alice@x.com {after}", ALICE) == "included"


@given(text=st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_looked_through(text: str) -> None:
    for start, end, *_ in Wanted([ALICE, PHONE, NAME]).in_text(text):
        assert 0 <= start < end <= len(text)


@given(before=around, after=around)
def test_offsets_point_at_the_address(before: str, after: str) -> None:
    text = f"{before} \u200bAlIce@x.CoM {after}"
    spans = [text[start:end] for start, end, *_ in Wanted([ALICE]).in_text(text)]
    assert "AlIce@x.CoM" in spans
