"""A case sealed and opened again is the same; a purge leaves journal, letters and a true receipt."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from dsar.case.case import Case
from dsar.errors import CaseError, NeedsDecision, UsageError
from dsar.steps.cases import close_request
from dsar.steps.demo import DemoReport, demo
from dsar.steps.purge import purge
from dsar.steps.seal import seal, unseal


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


def files(folder: Path) -> dict[str, str]:
    """Every file of a folder with its digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_sealed_case_is_one_unreadable_file_and_opens_the_same(case: Case) -> None:
    pytest.importorskip("pyrage")
    before = files(case.folder)
    file, secret = seal(case)
    assert not case.folder.exists()
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"Hartley" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="does not open"):
        unseal(file, secret=secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    assert file.is_file()
    again = unseal(file, secret=secret)
    assert files(again.folder) == before
    assert again.verify().ok
    assert not file.exists()
    assert again.folder.stat().st_mode & 0o077 == 0


def test_a_case_can_be_sealed_for_a_key(case: Case, tmp_path: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# a key\n{key}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="age public key"):
        seal(case, ["age1nonsense"])
    assert case.folder.exists()
    file, secret = seal(case, [str(key.to_public())])
    assert secret == ""
    assert unseal(file, identity=tmp_path / "key.txt").state().request.ref == case.ref


def test_a_damaged_case_is_not_sealed_and_a_damaged_seal_not_opened(case: Case) -> None:
    pytest.importorskip("pyrage")
    journal = case.folder / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole.replace(b'"salt"', b'"sold"', 1))
    with pytest.raises(CaseError):
        seal(Case(case.folder))
    journal.write_bytes(whole)
    file, secret = seal(Case(case.folder))
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(UsageError):
        unseal(file, secret=secret)
    assert not case.folder.exists()


def test_a_purge_waits_for_the_end_and_leaves_what_has_to_stay(case: Case) -> None:
    with pytest.raises(NeedsDecision, match="still open"):
        purge(case)
    close_request(case, "answered")
    before = files(case.folder)
    receipt = purge(case)
    after = set(files(case.folder))
    assert {name.split("/")[0] for name in after} == {
        "journal.jsonl",
        "file-note.json",
        "sent",
        receipt.file.name,
    }
    assert {name.rsplit("/")[-1] for name in after if name.startswith("sent/")} == {
        "letter.pdf",
        "MANIFEST.json",
    }
    told = json.loads(receipt.file.read_text("utf-8"))
    gone = {row["file"]: row["sha256"] for row in told["deleted"]}
    assert gone == {name: digest for name, digest in before.items() if name not in after}
    assert any(name.endswith(".duckdb") for name in gone)
    assert case.verify().ok
    with pytest.raises(UsageError, match="nothing is left"):
        purge(case)


def test_what_a_purge_leaves_names_no_third_party(case: Case) -> None:
    close_request(case, "answered")
    purge(case)
    for path in case.folder.rglob("*"):
        if path.is_file():
            assert b"Ben Osei" not in path.read_bytes()
