"""Letters: every sentence rests on something named, nothing unknown is printed, refusals say it all."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from dsar import plugins
from dsar.errors import NeedsDecision
from dsar.model.events import Event
from dsar.model.register import Complaints
from dsar.model.release import Release, Withheld
from dsar.plugins import LETTERS

from .releases import everyday, release

TOLD = {
    "ask": "a copy of a bill that shows your address",
    "reason": "you asked for three years of mail from four mailboxes",
    "ground": "A12-5",
    "on": "2026-11-20",
    "client": "Harbour Dental",
}
KINDS = plugins.names(LETTERS)
OTHERS = [kind for kind in KINDS if kind not in ("access", "nothing-held")]
WHY = "dsar.letter_reasons"


def full(made: Release, **changes: object) -> Release:
    """A release whose request and register have all that a letter asks for."""
    notice = made.notice
    request = replace(
        notice.request,
        reply_to="rosa.field@bakery.example",
        contract_party=True,
        events=(Event("extension_notified", date(2026, 11, 20), "a complex request"),),
    )
    register = replace(notice.register, complaints=Complaints(email="complaints@northgate.example"))
    searched = tuple(replace(one, referred=2) for one in notice.searched)
    made = replace(made, notice=replace(notice, request=request, register=register, searched=searched))
    return replace(made, particulars=TOLD, **changes)  # type: ignore[arg-type]


def written(kind: str, made: Release, folder: Path) -> str:
    """The text of a letter, in one line."""
    folder.mkdir(exist_ok=True)
    (path,) = plugins.exporter(kind, LETTERS).write(made, folder)
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def sentences(kind: str, made: Release, folder: Path) -> list[dict[str, object]]:
    (path,) = plugins.exporter(kind, WHY).write(made, folder)
    rows: list[dict[str, object]] = json.loads(path.read_text("utf-8"))
    return rows


@pytest.mark.parametrize("kind", OTHERS)
def test_every_sentence_rests_on_something_and_stands_in_the_letter(kind: str, tmp_path: Path) -> None:
    rows = sentences(kind, full(everyday()), tmp_path)
    assert len(rows) > 3
    assert [row["sentence"] for row in rows if not row["rests_on"]] == []
    text = written(kind, full(everyday()), tmp_path).replace(" ", "")
    for row in rows:
        for cell in str(row["sentence"]).split(" | "):
            assert cell.replace(" ", "") in text


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_not_known_is_asked_for_and_nothing_is_written(kind: str, tmp_path: Path) -> None:
    bare = replace(release(), withheld=())
    bare = replace(bare, notice=replace(bare.notice, request=replace(bare.notice.request, received=None)))
    with pytest.raises(NeedsDecision) as refused:
        list(plugins.exporter(kind, LETTERS).write(bare, tmp_path))
    assert len(refused.value.blockers) > 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["refusal", "partial-refusal"])
def test_a_refusal_has_reasons_both_complaints_and_the_court(kind: str, tmp_path: Path) -> None:
    text = written(kind, full(everyday()), tmp_path)
    assert ("clearly unfounded" in text) is (kind == "refusal")
    assert ("legal advice" in text) is (kind == "partial-refusal")
    for needed in ("section 164A", "complaints@northgate.example", "section 165", "section 167"):
        assert needed in text


def test_a_refusal_in_the_union_has_the_authority_and_the_court(tmp_path: Path) -> None:
    made = full(everyday())
    request = replace(made.notice.request, regime="EU")
    text = written("refusal", replace(made, notice=replace(made.notice, request=request)), tmp_path)
    assert "164A" not in text
    assert "Article 77" in text
    assert "Article 79" in text


def test_the_extension_says_until_when_and_why(tmp_path: Path) -> None:
    text = written("extension", replace(full(everyday()), particulars={}), tmp_path)
    assert "A complex request." in text
    assert "28 January 2027" in text


def test_nothing_held_is_never_said_of_somebody_of_whom_something_is_held(tmp_path: Path) -> None:
    with pytest.raises(NeedsDecision, match="something is held"):
        list(plugins.exporter("nothing-held", LETTERS).write(full(everyday()), tmp_path))
    kept = (Withheld("S2P19", "mail", 1),)
    with pytest.raises(NeedsDecision, match="something is held"):
        list(plugins.exporter("nothing-held", LETTERS).write(full(release(), withheld=kept), tmp_path))
    text = written("nothing-held", full(release(), withheld=()), tmp_path)
    assert "No. We searched for you and found no personal data about you." in text


def test_letters_and_reasons_are_the_same_kinds() -> None:
    assert plugins.names(WHY) == KINDS


@pytest.mark.parametrize("kind", OTHERS)
def test_the_same_release_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(kind, full(everyday()), tmp_path / name)
    assert (tmp_path / "a/letter.pdf").read_bytes() == (tmp_path / "b/letter.pdf").read_bytes()


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, ""),
        (date(2032, 3, 31), "For you that is until 31 March 2032 at the latest."),
        (date(2019, 3, 31), "For you that ended on 31 March 2019."),
    ],
)
def test_periods_have_a_date_where_the_rule_and_the_facts_give_one(
    until: date | None, said: str, tmp_path: Path
) -> None:
    made = full(everyday())
    key = made.notice.categories[0][0]
    days = ((key, until),) if until else ()
    made = replace(made, notice=replace(made.notice, kept_until=days))
    rows = sentences("access", made, tmp_path)
    text = " ".join(str(row["sentence"]) for row in rows)
    assert (said in text) if said else ("For you that" not in text)
    if until:
        assert any(f"clock kept_until {key}: {until}" in str(row) for row in rows)
