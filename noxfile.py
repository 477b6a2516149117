"""What is run to check and build the project: `nox` alone runs tests, types and lint."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import nox

PROJECT = nox.project.load_toml("pyproject.toml")
EXTRAS = ",".join(PROJECT["project"]["optional-dependencies"])
PACKAGES = ("dsar", "extractors", "exports", "samples", "tests")

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["tests", "types", "lint"]
nox.options.reuse_venv = "yes"


def group(*names: str) -> list[str]:
    """The requirements of dependency groups in pyproject.toml."""
    return list(nox.project.dependency_groups(PROJECT, *names))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, two at a time; arguments go to pytest."""
    session.install("-e", f".[{EXTRAS}]", *group("test"))
    session.run("pytest", "-n", "2", "--dist", "worksteal", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy, strictly."""
    session.install("-e", f".[{EXTRAS}]", *group("test", "types"))
    session.run("mypy", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check rules and form with ruff; `nox -s lint -- --fix` mends what it can."""
    session.install(*group("lint"))
    session.run("ruff", "check", *session.posargs, ".")
    session.run("ruff", "format", *([] if session.posargs else ["--check"]), ".")


@nox.session
def samples(session: nox.Session) -> None:
    """Write the samples again from their seed: nothing may change."""
    session.install("-e", ".")
    session.run("python", "-m", "dsar.samples.ct1.make")
    session.run("git", "diff", "--exit-code", "--stat", "--", "samples", external=True)


@nox.session(venv_backend="none")
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it in a clean environment and run the demo there, with nothing else."""
    place = Path(session.create_tmp()).resolve()
    for leftover in ("wheel", "venv", "demo"):
        shutil.rmtree(place / leftover, ignore_errors=True)
    session.run(sys.executable, "-m", "venv", str(place / "venv"))
    python = place / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    session.run(str(python), "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(place / "wheel"), ".")
    (built,) = (place / "wheel").glob("*.whl")
    session.run(str(python), "-m", "pip", "install", "-q", str(built))
    with session.chdir(place):
        session.run(str(python), "-m", "dsar", "demo", "--out", "demo")


@nox.session(name="coverage-table")
def coverage_table(session: nox.Session) -> None:
    """Read every folder of real files and write the counts and the README's table again."""
    session.install("-e", f".[{EXTRAS}]", *group("test"))
    session.run("python", "-m", "tests.test_coverage")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed, side by side in one run, into tests/bench/RESULTS.md; `-- people` measures detection."""
    if session.posargs[:1] == ["people"]:
        detection(session, session.posargs[1:])
        return
    session.install("-e", ".", *group("test", "bench"))
    session.run("python", "-m", "tests.bench", *session.posargs)


@nox.session
def people(session: nox.Session) -> None:
    """Measure how much detection finds, through the whole of it; writes tests/bench/PEOPLE.md."""
    detection(session, session.posargs)


def detection(session: nox.Session, options: Sequence[str]) -> None:
    """Run the benchmark of detection."""
    session.install("-e", ".", *group("train"))
    session.run("python", "-m", "tests.bench.people", *options)


@nox.session
def train(session: nox.Session) -> None:
    """Make the name model from the corpora in a folder: `nox -s train -- CORPORA [--steps N]`."""
    session.install("-e", ".", *group("train"))
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
    session.run("python", "-m", "tests.bench.train", *session.posargs, "--out", "dsar/people/model", env=one)


@nox.session(venv_backend="none")
def dev(session: nox.Session) -> None:
    """Make `.venv` with everything a developer needs."""
    session.run(sys.executable, "-m", "venv", ".venv")
    python = Path(".venv") / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    session.run(str(python), "-m", "pip", "install", "-e", ".", *group("test", "types", "lint"), "nox")
