"""Real files through the index: the same answer as searching everything, folder by folder."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from dsar.config import source_at
from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.records import Record
from dsar.model.sources import Directory, Part
from dsar.search.collect import extractor_for, judge, piece_at
from dsar.search.content import files_of, opened
from dsar.search.detecting import format_of
from dsar.search.looking import is_covered
from dsar.search.sieve import Sieve
from dsar.search.wanted import Hit, Wanted
from dsar.search.work import Task
from dsar.steps.find import search
from dsar.steps.index import build, load_index

pytest.importorskip("pyarrow")

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
FOLDERS = (
    "mail-mbox", "mail-eml-with-oracle", "mail-maildir", "billing-stripe", "chat-slack", "csv-quirks", "logs-apache",
    "logs-json", "logs-postfix", "ics", "tickets-github", "crm-salesforce", "archives",
)  # fmt: skip
PIECES, PEOPLE = 60, 4

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not here")


_TWO = re.compile(r"[^\W\d_]{2,}[ ,.'-]{1,2}[^\W\d_]{3,}")


class _Everybody(Wanted):
    """Keeps whoever stands in the structure of a record, and words side by side that could be a name."""

    def __init__(self) -> None:
        super().__init__(())
        self.found: dict[Identifier, None] = {}

    def hits(self, record: Record) -> list[Hit]:
        self.found.update((one, None) for party in record.parties for one in party.identifiers)
        for text in (*(party.name for party in record.parties), *record.fields.values()):
            found = _TWO.findall(text)[:20] if isinstance(text, str) else []
            self.found.update((one, None) for name in found if (one := try_identifier("name", name)))
        return []


def _people(folder: Path) -> list[Identifier]:
    everybody = _Everybody()
    everything = Sieve(())
    everything.blind = True
    for part in files_of(source_at(folder, set())):
        name = format_of(part) if isinstance(part, Part) else ""
        if not isinstance(part, Part) or not name:
            continue
        extractor = extractor_for(name, part, Directory())
        with opened(part) as buffer:
            pieces = [one for one in extractor.cut.stretches(buffer) if one.role == "piece"][:PIECES]
            for one in pieces:
                raw = bytes(buffer[one.offset : one.offset + one.length])
                task = Task(part, name, everybody, everything, Directory())
                judge(task, extractor, piece_at(part, buffer, one, raw))
    covered = [one for one in everybody.found if is_covered(one)]
    dice, named = random.Random(4), [one for one in covered if one.kind == "name"]
    others = [one for one in covered if one.kind != "name"]
    return [one for some in (others, named) for one in dice.sample(some, min(PEOPLE, len(some)))]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_index_answers_as_a_search_does(tmp_path: Path, name: str) -> None:
    folder = FIXTURES / name
    sources, place = [source_at(folder, set())], tmp_path / "index"
    build(place, sources)
    index = load_index(place)
    for one in [Identifier.of("email", "nobody@nowhere.example"), *_people(folder)]:
        assert search(sources, [one], index=index)[0] == search(sources, [one])[0]
