"""Whole processes, measured side by side: wall time, processor time, peak memory."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

DSAR = (sys.executable, "-m", "dsar")


@dataclass(frozen=True)
class Run:
    """What one process took; `megabytes` is its peak of memory."""

    wall: float
    cpu: float
    megabytes: float
    out: bytes = b""


def run(command: Sequence[str]) -> Run:
    """Run a command in an empty folder. Raises `RuntimeError` where it fails."""
    with TemporaryDirectory() as folder, (Path(folder) / "out").open("w+b") as out:
        start = time.perf_counter()
        # Compiled modules are kept, as they are wherever a package is installed.
        given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.DEVNULL, env=given)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1, 5, 6):
            raise RuntimeError(f"{command[:4]} ended with {process.returncode}")
        out.seek(0)
        return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, out.read())


def together(commands: dict[str, Sequence[str]], times: int = 3) -> dict[str, Run]:
    """The commands in turn, several times over: of each the run with the median processor time."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(run(command))
    return {name: sorted(done, key=lambda one: one.cpu)[len(done) // 2] for name, done in runs.items()}


def spread(runs: Sequence[Run]) -> float:
    """The median wall time of some runs."""
    return statistics.median(one.wall for one in runs)


def text_search(literals: Sequence[str], paths: Sequence[Path]) -> tuple[str, ...]:
    """The yardstick: ripgrep where there is one, else grep, counting lines with one of the literals."""
    tool = ("rg", "-caiF", "--no-messages") if shutil.which("rg") else ("grep", "-caiF")
    return (*tool, *(word for literal in literals for word in ("-e", literal)), *map(str, paths))


def find(identifiers: Sequence[str], paths: Sequence[Path], *options: str) -> tuple[str, ...]:
    """`dsar find` over some files."""
    sources = (word for path in paths for word in ("--source", str(path)))
    return (*DSAR, "find", *identifiers, *sources, "--json", *options)
