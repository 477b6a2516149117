"""The README tells the truth: commands exist, the test command is the one that is run for us."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from dsar.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAIN = "pip install . && dsar demo"
TESTS = "pip install nox && nox"


def blocks() -> list[str]:
    """The commands of the README's shell blocks, one a line."""
    found = re.findall(r"```(?:sh|console|text)\n(.*?)```", README, re.DOTALL)
    return [line for block in found for line in block.splitlines()]


def test_the_readme_gives_the_two_commands() -> None:
    lines = blocks()
    assert MAIN in lines
    assert TESTS in lines


def test_the_checks_run_for_us_are_the_readmes() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == TESTS


def test_every_command_in_the_readme_exists() -> None:
    used = {found for line in blocks() for found in re.findall(r"(?:^\$ |&& |^)dsar ([a-z]+)", line)}
    assert used
    assert used <= set(COMMANDS)


def test_every_command_is_in_the_readme() -> None:
    assert [name for name in COMMANDS if f"`dsar {name}" not in README] == []


def test_every_command_explains_itself() -> None:
    for name in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "dsar", name, "--help"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, name
        assert "Usage: dsar " + name in done.stdout


def test_what_the_readme_shows_is_what_happens(tmp_path: Path) -> None:
    """The sample's console: every command is run again, and its lines are compared; warnings are left out."""
    for name in ("mail", "tickets", "billing", "register.toml"):
        place = ROOT / "samples" / "ct1" / name
        copy = shutil.copytree if place.is_dir() else shutil.copy
        copy(place, tmp_path / name)
    (shown,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    shown = shown.replace("SAR-2026-", f"SAR-{date.today().year}-")
    steps = re.findall(r"^\$ dsar (.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)
    assert len(steps) == 3
    for command, lines in steps:
        done = subprocess.run(
            [sys.executable, "-m", "dsar", *shlex.split(command)],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("warning: ")]
        assert [line for line in said if line] == [line for line in lines.splitlines() if line], command
