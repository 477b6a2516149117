"""What an engine is trusted with: every pattern in use finds its occurrences wherever they stand."""

from __future__ import annotations

import random
import re

import pytest

from dsar.model.identifiers import Identifier
from dsar.reading import patterns
from dsar.reading.blocks import MAY_BE_BLANK
from dsar.reading.passing import marks as of_tables
from dsar.reading.patterns import ENGINES, Patterns, proves_itself
from dsar.reading.specimens import specimens
from dsar.reading.spellings import spellings
from dsar.reading.veils import veils

IDENTIFIERS = [
    Identifier.of("email", "alice.marlowe@harbour.example"),
    Identifier.of("email", "ff@ff.ff.example"),
    Identifier.of("phone", "+447700900123"),
    Identifier.of("phone", "+442222222222"),
    Identifier.of("account", "AA-11"),
    Identifier.of("ip", "1.1.1.1"),
    Identifier.of("name", "Anna Otto"),
]
FAMILIES = [(), ("json",), ("json", "html"), ("json", "html", "mail")]
FILLERS = [b"abcdefgh 0123456789.,", b"0123456789", b'<>="abc&#;%\\ \r\n', b" \n\t", b"1 "]


def sets() -> list[tuple[str, list[bytes]]]:
    found = [(f"veils {families}", list(veils(families))) for families in FAMILIES]
    for families in FAMILIES:
        for deep in (True, False):
            every = {p for one in IDENTIFIERS for p in spellings(one, families, deep=deep)}
            marks = [MAY_BE_BLANK, rb"\nFrom ", *of_tables(b",")]
            found.append((f"spellings {families} {deep}", [*sorted(every), *marks]))
            found += [
                (f"{one.kind} {families} {deep}", sorted(set(spellings(one, families, deep=deep))))
                for one in IDENTIFIERS
            ]
    return [*found, ("lines", [MAY_BE_BLANK]), ("mail", [rb"\nFrom "]), ("rows", list(of_tables(b";")))]


@pytest.mark.parametrize("engine", [one for one in ENGINES if one != "re"])
@pytest.mark.parametrize(("name", "sources"), sets(), ids=[name for name, _ in sets()])
def test_an_engine_finds_what_the_standard_library_finds(
    engine: str, name: str, sources: list[bytes]
) -> None:
    pytest.importorskip(engine)
    dice, looked = random.Random(name), Patterns(sources, engine)
    for source in sources:
        rule = re.compile(source, re.IGNORECASE | re.DOTALL)
        for one in specimens(source):
            for _ in range(3):
                before, behind = dice.choice(FILLERS), dice.choice(FILLERS)
                content = bytes(dice.choices(before, k=dice.randrange(150))) + one
                content += bytes(dice.choices(behind, k=dice.choice((0, 0, 1, 60, 5000))))
                places, at = looked.places(content), 0
                while hit := rule.search(content, at):
                    assert any(hit.start() <= place < hit.end() for place in places), (source, content)
                    at = hit.start() + 1


@pytest.mark.parametrize("source", [rb"a", rb"a[bc]*a", rb"(?:x|yz)?\d+[^q]", rb"\nFrom |[\xc0-\xff]{2,3}"])
def test_a_specimen_is_matched(source: bytes) -> None:
    assert list(specimens(source))
    assert all(re.fullmatch(source, one, re.DOTALL) for one in specimens(source))


class Forgetful:
    """An engine that passes over a match near the beginning of what it is given."""

    def places(self, block: memoryview, base: int, found: list[int], marks: list[int]) -> None:
        found += [base + hit.start() for hit in re.finditer(b"needle", block) if hit.start() > 100]


def test_an_engine_that_misses_something_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not proves_itself(Forgetful(), [b"needle"])
    monkeypatch.setitem(patterns._MAKERS, "hyperscan", lambda sources, marks: Forgetful())
    content = b"." * 30 + b"needle"
    found: list[int] = []
    Forgetful().places(memoryview(content), 0, found, [])
    assert not found
    assert Patterns([b"needle"], "hyperscan").places(content)
