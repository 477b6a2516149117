"""sources: what a folder holds is told before anybody is looked for."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dsar.config import load_config, source_at
from dsar.errors import UsageError
from dsar.steps.sources import propose, survey
from tests.extractors import samples


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "mail.zip").write_bytes(samples.zipped({"5.eml": samples.MAIL, "x.bin": b"\x00\x01\x02" * 99}))
    (folder / "entries.csv").write_text(
        "Entry Id,Entry Date,Source Url,User IP\n1,2026-01-02 10:00:00,x,203.0.113.9\n"
    )
    (folder / "scan.png").write_bytes(samples.png())
    (folder / "odd.xyz").write_bytes(bytes(range(256)))
    return folder


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dsar", "sources", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_formats_dates_and_gaps_are_told(export: Path) -> None:
    (found,) = survey([source_at(export, set())])
    assert dict(found.formats) == {"archive": 1, "table": 1, "picture": 1, "": 1}
    assert dict(found.kinds) == {"mail": 1, "form": 1, "picture": 1}
    assert found.first
    assert found.last
    assert (found.first.date().isoformat(), found.last.date().isoformat()) == ("2026-01-02", "2026-11-02")
    assert {(file, reason) for file, reason, _ in found.gaps} == {
        ("mail.zip", "unsupported"), ("odd.xyz", "unsupported"), ("scan.png", "image-only"),
    }  # fmt: skip
    assert found.unconfirmed == ("gravity_forms",)


def test_check_prints_a_line_a_source_and_leaves_as_read_in_part(export: Path) -> None:
    done = run("check", str(export), cwd=export.parent)
    assert done.returncode == 6
    assert "archive 1" in done.stdout
    assert "odd.xyz: 1 × unsupported" in done.stderr
    assert "gravity_forms was never read" in done.stderr
    assert "203.0.113.9" not in done.stdout + done.stderr
    told = json.loads(run("check", str(export), "--json", cwd=export.parent).stdout)
    assert told["sources"][0]["files"] == 4


def test_a_proposal_is_a_source(export: Path, tmp_path: Path) -> None:
    text, _ = propose(export, set())
    (table,) = tomllib.loads(text)["source"]
    assert table["path"] == export.as_posix()
    done = run("add", str(export), "--write", cwd=tmp_path)
    assert done.returncode == 6
    (export / "one.eml").write_bytes(samples.MAIL)
    assert run("add", str(export / "one.eml"), "--write", cwd=tmp_path).returncode == 0
    first, second = load_config(tmp_path / "dsar.toml").sources
    assert (first.path, first.extractor) == (export, "")
    assert (second.name, second.extractor) == ("one.eml", "eml")


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        propose(tmp_path / "nothing", set())
    assert run("check", cwd=tmp_path).returncode == 2


def test_a_search_warns_of_what_no_genuine_file_confirmed(export: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "dsar",
        "find",
        "--email",
        "nobody@nowhere.example",
        "--source",
        str(export),
    ]
    done = subprocess.run(
        [*command, "--records-only"], cwd=export.parent, capture_output=True, text=True, check=False
    )
    assert "the preset gravity_forms was never read with a genuine file" in done.stderr
    (export / "entries.csv").unlink()
    done = subprocess.run(
        [*command, "--records-only"], cwd=export.parent, capture_output=True, text=True, check=False
    )
    assert "genuine" not in done.stderr
