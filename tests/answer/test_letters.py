"""Letters of a case on the command line: gated, traceable to the register's lines, searched for leaks."""

from __future__ import annotations

import json
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from dsar import plugins
from dsar.case.case import Case
from dsar.errors import LeakFound, NeedsDecision, UsageError
from dsar.model.decisions import Action, On, Wish
from dsar.register.reading import load
from dsar.steps import letter
from dsar.steps.decide import decide
from dsar.steps.demo import DemoReport, demo

REGISTER = Path(str(import_module("dsar.samples.ct1").__file__)).parent / "register.toml"


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    """The demonstration, run once."""
    return demo(tmp_path_factory.mktemp("demo") / "out")


def test_every_sentence_of_the_answer_has_its_reason_and_register_lines_are_true(journey: DemoReport) -> None:
    told = letter.why(journey.case, load(REGISTER), "access", {}, file=REGISTER)
    assert len(told) > 60
    assert [one.text for one in told if not one.rests_on] == []
    lines = REGISTER.read_text(encoding="utf-8").splitlines()
    named = [why for one in told for why in one.rests_on if why.startswith("register ")]
    assert named
    for why in named:
        what, _, place = why.partition(" (register.toml:")
        assert place, f"{what} has no line"
        assert (
            lines[int(place.rstrip(")")) - 1]
            .lstrip("[")
            .startswith(what.split()[1].split(".")[0].split("_")[0].rstrip("s"))
        )


def test_a_letter_about_what_was_found_passes_the_gate(journey: DemoReport, tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    told = {"waive": ("names",), "reason": "a test"}
    letter.write(journey.case, out, load(REGISTER), "portability", {}, **told)  # type: ignore[arg-type]
    assert out.read_bytes().startswith(b"%PDF")
    with pytest.raises(UsageError, match="exists"):
        letter.write(journey.case, out, load(REGISTER), "portability", {}, **told)  # type: ignore[arg-type]
    folder = tmp_path / journey.case.ref
    shutil.copytree(journey.case.folder, folder)
    case = Case.open(folder)
    rejected = next(one for one in case.state().decisions if one.action is Action.REJECT)
    decide(case, [Wish(On.DECISION, str(rejected.seq), Action.UNDO)])
    with pytest.raises(NeedsDecision, match="not yet"):
        letter.write(case, tmp_path / "b.pdf", load(REGISTER), "portability", {}, **told)  # type: ignore[arg-type]
    assert not (tmp_path / "b.pdf").exists()


def test_a_hidden_name_typed_into_a_letter_stops_it(journey: DemoReport, tmp_path: Path) -> None:
    told = {"ask": "the address at which Ben Osei knows you"}
    with pytest.raises(LeakFound):
        letter.write(journey.case, tmp_path / "letter.pdf", load(REGISTER), "identity", told)
    assert list(tmp_path.iterdir()) == []
    letter.write(journey.case, tmp_path / "letter.pdf", load(REGISTER), "identity", {"ask": "your address"})


def test_the_answer_itself_is_written_with_its_bundle(journey: DemoReport, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="with its bundle"):
        letter.write(journey.case, tmp_path / "a.pdf", load(REGISTER), "access", {})
    with pytest.raises(UsageError, match="no letter"):
        letter.write(journey.case, tmp_path / "a.pdf", load(REGISTER), "sonnet", {})
    assert json.dumps(letter.kinds()) == json.dumps(plugins.names(plugins.LETTERS))
