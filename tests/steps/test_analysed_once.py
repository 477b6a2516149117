"""A second search does not analyse again what the first one did; a change of text, model, rules or people counts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dsar.model.findings import Finding, Span
from dsar.model.sources import Source
from dsar.people import models, remembered
from dsar.people.engine import Engine
from dsar.steps.find import find
from tests.steps.test_surviving import ALICE, Desk, message


class Watch:
    """Every stretch of text that reached the engine, whatever called it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        raw = Engine.raw

        def watched(engine: Engine, texts: Sequence[str], *, machine: bool = False) -> Iterator[list[Span]]:
            self.texts += texts
            return raw(engine, texts, machine=machine)

        monkeypatch.setattr(Engine, "raw", watched)

    def taken(self) -> list[str]:
        """What reached it since this was last asked."""
        texts, self.texts = self.texts, []
        return texts


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


@pytest.fixture
def desk(tmp_path: Path, watch: Watch) -> Desk:
    """A case that was searched once."""
    desk = Desk(tmp_path)
    desk.write(
        "1.eml",
        message(1, "Please ring Priya Raman on 07700 900123.\n\nit was done under zquill77 last year"),
    )
    desk.write("2.eml", message(2, "Carol Danvers has the key, she told Mr Okafor."))
    desk.find()
    assert watch.taken()
    return desk


def findings(desk: Desk) -> tuple[Finding, ...]:
    return desk.case.found().findings


def test_a_second_search_finds_the_same_and_analyses_nothing(desk: Desk, watch: Watch) -> None:
    first = findings(desk)
    desk.find()
    assert watch.taken() == []
    assert findings(desk) == first
    assert {"name", "phone"} <= {one.category for one in first}


def test_only_a_new_message_is_analysed(desk: Desk, watch: Watch) -> None:
    desk.write("3.eml", message(3, "Jonas Weber called."))
    desk.find()
    taken = watch.taken()
    assert any("Jonas Weber" in text for text in taken)
    assert not any("Priya" in text or "Danvers" in text for text in taken)


def test_people_who_become_known_are_found_in_what_is_remembered(desk: Desk, watch: Watch) -> None:
    """Who is known is no part of what is remembered, so that it cannot hide them."""
    first = {(one.record, one.field, one.start) for one in findings(desk)}
    desk.write("3.eml", message(3, "Thank you.", to="Zorblax Quill <zquill77@quill.example>"))
    desk.find()
    bodies = {kept.record.id: str(kept.record.fields.get("text", "")) for kept in desk.case.found().kept}
    new = [one for one in findings(desk) if (one.record, one.field, one.start) not in first]
    assert any(bodies[one.record][one.start : one.end] == "zquill77" for one in new)
    assert not any("zquill77 last" in text for text in watch.taken())


def test_another_model_analyses_again(desk: Desk, watch: Watch, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(models.MODEL, other)
    (other / "README.md").write_text("another training", encoding="utf-8")
    find(desk.case, [Source("mail", desk.mail)], ALICE, model=str(other))
    assert any("Priya" in text for text in watch.taken())


def test_other_rules_analyse_again(desk: Desk, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_digest_of_rules", lambda: "other rules")
    desk.find()
    assert any("Priya" in text for text in watch.taken())


def test_the_digest_of_the_rules_covers_every_module_and_list(tmp_path: Path) -> None:
    folder = Path(remembered.__file__).parent
    copied = tmp_path / "people"
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("model", "__pycache__"))
    before = remembered.digest_of_rules(copied)
    assert before == remembered.digest_of_rules(folder)
    for path in sorted(copied.glob("*.*")):
        if path.suffix in (".py", ".txt"):
            content = path.read_bytes()
            path.write_bytes(content + b"\n# changed")
            assert remembered.digest_of_rules(copied) != before, path.name
            path.write_bytes(content)


def test_a_snapshot_that_was_changed_remembers_nothing(desk: Desk, watch: Watch) -> None:
    first = findings(desk)
    (snapshot,) = desk.case.folder.glob("found-*.duckdb")
    snapshot.chmod(0o600)
    snapshot.write_bytes(snapshot.read_bytes() + b"\0")
    desk.find()
    assert any("Priya" in text for text in watch.taken())
    assert findings(desk) == first


def test_records_only_keeps_what_is_remembered(desk: Desk, watch: Watch) -> None:
    find(desk.case, [Source("mail", desk.mail)], ALICE, records_only=True)
    desk.find()
    assert watch.taken() == []


def test_what_is_gone_is_forgotten_and_no_text_is_remembered(desk: Desk) -> None:
    before = desk.case.analysed()
    (desk.mail / "1.eml").unlink()
    desk.find()
    after = desk.case.analysed()
    assert set(after) < set(before)
    assert not any(word in row for row in before.values() for word in ("Priya", "Danvers", "900123"))
