"""The whole journey on the sample company, held to what its README says an answer must and must not hold."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import dsar
from dsar import plugins
from dsar.answer.apply import apply
from dsar.answer.hidden import secrets_of
from dsar.answer.opened import Opened, files_of, open_file
from dsar.answer.verify import verify_bundle
from dsar.case.case import Case
from dsar.errors import LeakFound, NeedsDecision
from dsar.model.decisions import Action, On, Wish
from dsar.model.ledger import Bucket
from dsar.people import models
from dsar.people.engine import engine
from dsar.plugins import Exporter
from dsar.register.reading import load
from dsar.steps.decide import decide
from dsar.steps.demo import DemoReport, demo
from dsar.steps.export import export

MAKE = import_module("dsar.samples.ct1.make")  # the folder is mapped: type checkers do not see it there
SAMPLE = Path(str(MAKE.__file__)).parent


def listed(heading: str) -> list[str]:
    """The texts in the first column of a table of the sample's README."""
    section = (SAMPLE / "README.md").read_text(encoding="utf-8").partition(f"## {heading}")[2]
    return re.findall(r"^\| `([^`]+)` \|", section.partition("\n## ")[0], re.MULTILINE)


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    """The demonstration, run once."""
    return demo(tmp_path_factory.mktemp("demo") / "out")


@pytest.fixture
def case(journey: DemoReport, tmp_path: Path) -> Case:
    """A copy of the demonstration's case."""
    folder = tmp_path / journey.case.ref
    shutil.copytree(journey.case.folder, folder)
    return Case.open(folder)


def words_of(folder: Path) -> str:
    """Everything that can be read in an answer, letter and archive included."""
    opened = [one for _, path in files_of(folder) for one in open_file(path)]
    return re.sub(r"[ \t\r\n]+", " ", "\n".join(one.text for one in opened if isinstance(one, Opened)))


def test_the_answer_holds_what_it_must(journey: DemoReport) -> None:
    wanted = listed("What an answer must hold")
    assert len(wanted) > 15
    text = words_of(journey.answer.built.folder)
    assert [one for one in wanted if one not in text] == []


def test_the_answer_holds_nothing_that_it_must_not(journey: DemoReport) -> None:
    unwanted = listed("What an answer must not hold")
    assert len(unwanted) > 15
    text = words_of(journey.answer.built.folder).casefold()
    assert [one for one in unwanted if one.casefold() in text] == []


def test_each_bucket_is_used_and_every_byte_accounted_for(journey: DemoReport) -> None:
    found = journey.found.found
    assert {kept.bucket for kept in found.kept} == {Bucket.ABOUT, Bucket.CANDIDATE, Bucket.REFERRED}
    assert all(line.bytes == line.accounted_bytes for line in found.ledger)
    assert {gap.reason for gap in found.gaps} == {"image-only"}


def test_nothing_has_to_be_waived_where_the_model_runs(journey: DemoReport) -> None:
    assert journey.found.found.names_detected
    assert journey.answer.waived == ()


def test_without_a_model_the_answer_needs_a_waiver_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "MODEL", tmp_path / "none")
    engine.cache_clear()
    try:
        report = demo(tmp_path / "out")
        assert not report.found.found.names_detected
        assert report.answer.waived == ("names",)
        with pytest.raises(NeedsDecision) as refused:
            export(report.case, tmp_path / "again", load(SAMPLE / "register.toml"))
        assert any("not detected by a model" in one for one in refused.value.blockers)
    finally:
        engine.cache_clear()


def test_the_sample_is_what_its_seed_says() -> None:
    assert [name for name, content in MAKE.written() if (SAMPLE / name).read_bytes() != content] == []


def test_the_same_decisions_give_the_same_bytes(journey: DemoReport, case: Case, tmp_path: Path) -> None:
    again = export(
        case, tmp_path / "again", load(SAMPLE / "register.toml"),
        prepared=journey.answer.release.notice.prepared,
        waive=("names",), reason="a test",
    )  # fmt: skip
    first, second = journey.answer.built, again.built
    assert first.archive.read_bytes() == second.archive.read_bytes()
    assert first.letter.read_bytes() == second.letter.read_bytes()


def test_an_undecided_candidate_stops_the_export(case: Case, tmp_path: Path) -> None:
    rejected = next(one for one in case.state().decisions if one.action is Action.REJECT)
    decide(case, [Wish(On.DECISION, str(rejected.seq), Action.UNDO)])
    with pytest.raises(NeedsDecision, match="not yet") as refused:
        export(case, tmp_path / "answer", load(SAMPLE / "register.toml"), waive=("names",), reason="a test")
    assert refused.value.exit_status == 3
    assert not (tmp_path / "answer").exists()


def test_a_leak_stops_the_export(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the leak search: an exporter that writes out what was hidden."""
    About = type(plugins.exporter("about"))  # noqa: N806
    write = About.write

    def telling(self: Exporter, release: dsar.Release, folder: Path) -> Iterator[Path]:
        yield from write(self, release, folder)
        told = "Ben Osei" if any(record.source == "tickets" for record in release.records) else ""
        (folder / "notes.txt").write_text(f"told by {told}", encoding="utf-8")
        yield folder / "notes.txt"

    monkeypatch.setattr(About, "write", telling)
    with pytest.raises(LeakFound) as refused:
        export(case, tmp_path / "answer", load(SAMPLE / "register.toml"), waive=("names",), reason="a test")
    assert refused.value.exit_status == 4
    assert not (tmp_path / "answer").exists()
    assert list(tmp_path.glob(".answer*")) == []


def test_a_finding_that_is_lost_is_noticed(journey: DemoReport, case: Case, tmp_path: Path) -> None:
    """Another control: one mention of a hidden person is dropped before the answer is built."""
    found = case.found()
    ben = next(one for one in found.persons if "Ben Osei" in one.names)
    lost = next(one for one in found.findings if one.person == ben.id and one.field == "text")
    thinner = replace(found, findings=tuple(one for one in found.findings if one.id != lost.id))
    assert len(thinner.findings) < len(found.findings)
    text = next(kept.record for kept in found.kept if kept.record.id == lost.record).fields["text"]
    shown = str(text)[lost.start : lost.end]
    assert shown.startswith("Ben")
    secrets = secrets_of(thinner, apply(thinner, case.state().decisions), None, {})
    assert shown in secrets.labels, "a value hidden in one place is hunted in all"


def test_verify_agrees_and_sees_a_changed_byte(journey: DemoReport, tmp_path: Path) -> None:
    folder = tmp_path / "answer"
    shutil.copytree(journey.answer.built.folder, folder)
    assert verify_bundle(folder).ok
    page = folder / "your-data" / "START-HERE.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert not verify_bundle(folder).ok


def test_the_archive_is_the_bundle(journey: DemoReport) -> None:
    built = journey.answer.built
    with zipfile.ZipFile(built.archive) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    on_disk = {
        path.relative_to(built.bundle).as_posix(): path.read_bytes()
        for path in built.bundle.rglob("*")
        if path.is_file()
    }
    assert inside == on_disk


def test_the_command_needs_no_network(tmp_path: Path) -> None:
    """Run as a user runs it, in a process where opening any connection ends it."""
    guard = (
        "import sys, socket\n"
        "def hook(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        "        raise SystemExit('a connection was tried: ' + event)\n"
        "sys.addaudithook(hook)\n"
        "from dsar.cli import main\n"
        "sys.exit(main(['demo', '--json', '--out', sys.argv[1]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", guard, str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert {"bundle", "letter", "case"} <= set(said)
    assert Path(said["letter"]).is_file()
    assert "Hartley" not in done.stderr


def test_the_guard_against_connections_works() -> None:
    code = (
        "import sys, socket\n"
        "sys.addaudithook(lambda event, args: print(event) if event == 'socket.connect' else None)\n"
        "s = socket.socket(); s.settimeout(0.2)\n"
        "try: s.connect(('127.0.0.1', 9))\n"
        "except OSError: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "socket.connect" in done.stdout
