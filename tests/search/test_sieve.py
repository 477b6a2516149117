from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from dsar.model.identifiers import Identifier
from dsar.model.records import Locator, Record
from dsar.search.sieve import Sieve
from dsar.search.wanted import Wanted

IDENTIFIERS = [
    Identifier.of("email", "alice.marlowe@harbour.example"),
    Identifier.of("phone", "+447700900123"),
    Identifier.of("name", "Alice Marlowe"),
    Identifier.of("customer", "CUS-1042"),
    Identifier.of("ip", "198.51.100.7"),
    Identifier.of("username", "amarlowe"),
]
SPELLINGS = [
    "alice.marlowe@harbour.example", "Alice.Marlowe@Harbour.EXAMPLE", "07700 900123", "+44 (0)7700-900123",
    "0044 7700 900 123", "7700900123", "Marlowe, Alice", "ALICE  MARLOWE", "cus-1042", "198.51.100.7",
    "AMarlowe",
]  # fmt: skip
plain = st.text(alphabet=string.ascii_letters + string.digits + " .,;:@()-/<>\n", max_size=40)


@settings(deadline=None)
@given(before=plain, spelling=st.sampled_from(SPELLINGS), after=plain, sep=st.sampled_from([" ", "\n", ", "]))
def test_in_plain_bytes_the_sieve_lets_through_all_that_is_found(
    before: str, spelling: str, after: str, sep: str
) -> None:
    text = before + sep + spelling + sep + after
    found = Wanted(IDENTIFIERS).hits(Record.of("s", "log", Locator("f"), {"line": text}))
    if found:
        assert Sieve(IDENTIFIERS).lets(text.encode())


@settings(deadline=None)
@given(text=plain)
def test_whatever_is_found_in_any_plain_text_is_let_through(text: str) -> None:
    if Wanted(IDENTIFIERS).hits(Record.of("s", "log", Locator("f"), {"line": text})):
        assert Sieve(IDENTIFIERS).lets(text.encode())


def test_each_spelling_is_found_at_all() -> None:
    for spelling in SPELLINGS:
        record = Record.of("s", "log", Locator("f"), {"line": f"x {spelling} y"})
        assert Wanted(IDENTIFIERS).hits(record), spelling


def test_what_names_nobody_is_held_back() -> None:
    assert not Sieve(IDENTIFIERS).lets(b"GET /index.html 200 12345 Ben Adeyemi ben@harbour.example")
    assert not Sieve([]).lets(b"anything")
