"""The wheel holds what the folders hold, under the names that users import."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = {
    "dsar": "dsar",
    "extractors": "dsar/extractors",
    "exports": "dsar/exports",
    "samples": "dsar/samples",
}
NOT_SHIPPED = re.compile(r"__pycache__|\.pyc$|\.egg-info")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel built from the checkout."""
    place = tmp_path_factory.mktemp("wheel")
    # In a copy: setuptools keeps a `build` folder, in which what was deleted since lives on.
    ignored = shutil.ignore_patterns(".*", "build", "dist", "docs", "*.egg-info", "__pycache__", "tests")
    shutil.copytree(ROOT, place / "checkout", ignore=ignored)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        str(place),
        str(place / "checkout"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    (built,) = place.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def in_the_folders() -> set[str]:
    """What the wheel has to hold."""
    return {
        f"{target}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, target in FOLDERS.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not NOT_SHIPPED.search(path.as_posix())
    }


def test_the_wheel_holds_what_the_folders_hold(wheel: set[str]) -> None:
    assert sorted(in_the_folders() - wheel) == []
    assert sorted(wheel - in_the_folders()) == []


def test_the_wheel_has_one_top_level_name(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel} == {"dsar"}


def test_every_entry_point_leads_somewhere() -> None:
    groups = PROJECT["project"]["entry-points"]
    for group, points in groups.items():
        installed = {point.name: point for point in entry_points(group=group)}
        assert set(points) <= set(installed), "install the project again: pip install -e ."
        for name in points:
            assert installed[name].load()


def test_extractors_and_exports_stay_flat() -> None:
    for folder, allowed in (("extractors", {"presets"}), ("exports", set())):
        inner = {path.name for path in (ROOT / folder).iterdir() if path.is_dir()} - {"__pycache__"}
        assert inner <= allowed


def test_every_package_is_listed() -> None:
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    for folder, target in FOLDERS.items():
        for init in (ROOT / folder).rglob("__init__.py"):
            inner = init.parent.relative_to(ROOT / folder).parts
            assert ".".join((*target.split("/"), *inner)) in listed


def test_every_dependency_is_justified() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = [re.split(r"[ ;<>=!\[]", one)[0] for one in PROJECT["project"]["dependencies"]]
    for extra in PROJECT["project"].get("optional-dependencies", {}).values():
        named += [re.split(r"[ ;<>=!\[]", one)[0] for one in extra]
    assert [name for name in named if f"`{name}`" not in text] == []
