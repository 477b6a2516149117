"""A request from end to end on the command line, as DESIGN.md's table of contracts has it."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from dsar.cli import COMMANDS, main

SAMPLE = Path(str(import_module("dsar.samples.ct1").__file__)).parent
REF = "SAR-2026-0007"
PRIVATE = (
    "alice", "hartley", "osei", "ben@", "rosa", "delgado", "palice", "fernhill", "900123", "900456", "finch",
    "203.0.113", "printer", "spooler",
)  # fmt: skip
"""Words of the sample's people and records, in small letters: none may be told on stderr."""


@dataclass(frozen=True)
class Ran:
    """One command: its exit status, its document, its talk."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Desk:
    """An analyst's folder, and a way to type commands in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
        self.folder, self._patch, self._capsys = folder, monkeypatch, capsys
        monkeypatch.chdir(folder)

    def run(self, *arguments: str, typed: str = "") -> Ran:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        self._capsys.readouterr()
        try:
            main(list(arguments))
            status = 0
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 1
        out, err = self._capsys.readouterr()
        told = err.casefold().replace("alice@example.org", "")
        assert [word for word in PRIVATE if word in told] == [], f"{arguments[0]} told personal data"
        assert "Traceback" not in err
        return Ran(status, out, err)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.setenv("COLUMNS", "200")
    return Desk(tmp_path, monkeypatch, capsys)


def configured(desk: Desk) -> None:
    text = (SAMPLE / "dsar.toml").read_text(encoding="utf-8")
    text = re.sub(r'^(path|register) = "', rf'\1 = "{SAMPLE.as_posix()}/', text, flags=re.MULTILINE)
    (desk.folder / "dsar.toml").write_text('cases = "cases"\n' + text, encoding="utf-8")


def test_a_request_from_opening_to_verifying(desk: Desk) -> None:
    configured(desk)
    opened = desk.run(
        "request", "open", "--case", REF, "--name", "Alice Hartley", "--email", "-", "--received", "2026-11-02",
        "--contract-party", "--json", typed="alice@hartleyprints.example\n",
    )  # fmt: skip
    assert (opened.status, opened.document["case"]) == (0, REF)

    found = desk.run("find", "--case", REF, "--phone", "07700 900123", "--json", "--text")
    assert found.status == 6, "the picture in the mail is a gap"
    document = found.document
    assert document["case"] == REF
    standings = {one["standing"] for one in document["records"]}
    assert standings == {"included", "candidate", "referred"}
    for one in document["records"]:
        assert {"id", "source", "kind", "when", "standing", "locator", "matches"} <= set(one)
        assert {"file", "offset", "length", "inner"} <= set(one["locator"])
    included = [one for one in document["records"] if one["standing"] == "included"]
    assert all(one["text"] for one in included)
    assert all(one["matches"] for one in document["records"] if one["standing"] == "candidate")
    assert {"source", "file", "offset", "length", "reason"} <= set(document["gaps"][0])
    figures = {"source", "files", "bytes", "accounted_bytes", "pieces", "about", "candidate", "duplicate"}
    figures |= {"referred", "not_about", "unread", "gaps", "unit"}
    assert all(figures <= set(line) for line in document["ledger"])
    assert all(line["bytes"] == line["accounted_bytes"] for line in document["ledger"])

    refused = desk.run("export", "--case", REF, "--out", "answer")
    assert refused.status == 3
    for blank in ("identity", "confirm or reject", "undecided", "acknowledged"):
        assert blank in refused.err, f"everything is listed at once: {blank}"
    assert not (desk.folder / "answer").exists()

    assert desk.run("request", "identity", "--case", REF, "--passed", "called back").status == 0
    status = desk.run("status", "--case", REF, "--json").document
    codes = {one["code"] for one in status["blockers"]}
    assert {"candidates", "undecided", "gaps"} <= codes
    assert "identity" not in codes

    decide_everything(desk, document)
    exported = desk.run(
        "export", "--case", REF, "--out", "answer", "--waive", "undecided", "--reason", "a test",
        "--json",
    )  # fmt: skip
    assert exported.status == 0, exported.err
    said = exported.document
    assert {"bundle", "letter", "zip", "manifest_sha256", "leak_test", "waived"} <= set(said)
    assert {"values", "files", "forms", "hits"} <= set(said["leak_test"])
    assert said["leak_test"]["hits"] in (0, [])
    assert set(said["waived"]) <= {"undecided"}, "a name model runs: nothing else has to be waived"

    checked = desk.run("verify", "answer", "--case", REF, "--json")
    assert (checked.status, checked.document["ok"]) == (0, True)
    log = desk.run("log", "--case", REF, "--verify", "--json").document
    assert log["chain_ok"] is True
    assert log["head"]

    again = desk.run(
        "export",
        "--case",
        REF,
        "--out",
        "answer",
        "--waive",
        "names",
        "--waive",
        "undecided",
        "--reason",
        "a test",
    )
    assert again.status == 2, "a folder that exists is never written to"

    person = next(one for one in people(desk) if "Ben Osei" in one["names"])
    desk.run("decide", "--case", REF, "--person", person["id"], "show")
    stale = desk.run("verify", "answer", "--case", REF)
    assert stale.status == 4 or "stale" in stale.err


def people(desk: Desk) -> list[dict[str, Any]]:
    from dsar.steps.cases import open_case

    found = open_case(desk.folder / "cases", REF).found()
    return [{"id": one.id, "names": one.names, "standing": str(one.standing)} for one in found.persons]


def decide_everything(desk: Desk, document: dict[str, Any]) -> None:
    for one in document["records"]:
        if one["standing"] == "candidate":
            theirs = "fernhill" in json.dumps(one["text"]).casefold()
            action = "reject" if theirs else "confirm"
            done = desk.run("decide", "--case", REF, "--record", one["id"], action, "--json")
            assert done.status == 0, done.err
    for person in people(desk):
        if person["standing"] != "subject":
            done = desk.run("decide", "--case", REF, "--person", person["id"], "redact", "--ground", "S2P16")
            assert done.status == 0, done.err
    assert desk.run("decide", "--case", REF, "--gap", "all", "--note", "a logo").status == 0


def test_finding_twice_changes_nothing(desk: Desk) -> None:
    configured(desk)
    arguments = ("find", "--case", REF, "--email", "-", "--records-only", "--json")
    first = desk.run(*arguments, typed="alice@hartleyprints.example")
    second = desk.run(*arguments, typed="alice@hartleyprints.example")
    assert first.document["records"] == second.document["records"]
    assert first.document["ledger"] == second.document["ledger"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("find",), 2, "nobody to look for"),
        (("find", "--email", "not an address", "--source", "."), 2, "usable"),
        (("find", "--email", "a@b.example", "--source", "."), 5, ""),
        (("find", "--email", "a@b.example", "--source", "missing.mbox"), 6, ""),
        (("find", "--email", "a@b.example", "--source", ".", "--workers", "many"), 2, "threads:N"),
        (("status",), 2, "case"),
        (("status", "--case", "SAR-2026-9999"), 2, "case"),
        (("export", "--out", "x"), 2, "register"),
        (("verify", "missing"), 2, ""),
        (("request", "open", "--received", "31/02/2026"), 2, "received"),
        (("nonsense",), 2, "no such command"),
        (("register", "check", "--register", "missing.toml"), 2, "missing.toml"),
    ],
)
def test_wrong_use_is_told_in_one_message(
    desk: Desk, arguments: tuple[str, ...], status: int, says: str
) -> None:
    ran = desk.run(*arguments)
    assert ran.status == status, ran.err
    assert says.casefold() in ran.err.casefold()


def test_a_mistake_in_the_configuration_has_file_line_and_mend(desk: Desk) -> None:
    text = '[[source]]\nname = "mail"\npath = "mail"\nrole = "owner"\n'
    (desk.folder / "dsar.toml").write_text(text, encoding="utf-8")
    ran = desk.run("find", "--email", "-", typed="a@b.example")
    assert ran.status == 2
    assert "dsar.toml" in ran.err
    assert "4" in ran.err
    assert "controller" in ran.err


def test_a_mistake_in_the_register_has_file_line_and_mend(desk: Desk) -> None:
    text = (SAMPLE / "register.toml").read_text(encoding="utf-8")
    broken = text.replace('basis = "contract"', 'basis = "contact"', 1)
    assert broken != text
    line = broken[: broken.index('basis = "contact"')].count("\n") + 1
    (desk.folder / "mine.toml").write_text(broken, encoding="utf-8")
    ran = desk.run("register", "check", "--register", "mine.toml")
    assert ran.status == 2
    assert "mine.toml" in ran.err
    assert str(line) in ran.err
    assert "contract" in ran.err


def test_every_command_that_prints_has_one_document(desk: Desk) -> None:
    configured(desk)
    for arguments in (("plugins",), ("doctor",), ("register", "check")):
        ran = desk.run(*arguments, "--json")
        assert ran.status in (0, 3), ran.err
        assert isinstance(ran.document, dict)


def test_an_error_is_a_document_too(desk: Desk) -> None:
    ran = desk.run("status", "--case", "SAR-2026-9999", "--json")
    assert ran.document["error"]["status"] == ran.status == 2


def test_all_commands_of_the_contract_are_here() -> None:
    assert {
        "demo", "find", "request", "review", "decide", "status", "export", "verify", "leaks", "log", "register",
        "plugins", "doctor",
    } <= set(COMMANDS)  # fmt: skip
