"""Which name model runs: the one that ships, or one that `dsar.toml` names; and why, where none does.

Nothing is fetched. A model that was named and cannot be used is an error; the shipped one, where it
is missing or was made for another spaCy, leaves detection without names, and everything that
depends on it says so: `dsar doctor`, `dsar status`, the gate of the answer and the file note.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from dsar.errors import UsageError

MODEL = Path(__file__).parent / "model"
"""Where the shipped model lies."""

_HINT = 'write [people] model = "…" in dsar.toml with an installed spaCy package or a folder, or leave it out'


@dataclass(frozen=True, slots=True)
class Model:
    """The model that is to run: a folder or the name of an installed package, empty for none.

    `words` say which it is, or why there is none.
    """

    place: str
    words: str


def chosen(name: str = "") -> Model:
    """The model for a setting; the shipped one for an empty setting.

    Raises `UsageError` where a model is named and is missing, no spaCy model, or for another spaCy.
    """
    if not name:
        return _shipped()
    folder = Path(name)
    if (folder / "meta.json").is_file():
        problem = _unfit(folder)
        if problem:
            raise UsageError(f"the name model {folder.name} cannot be used: {problem}", hint=_HINT)
        return Model(str(folder), f"the model {_called(folder)}")
    if not re.fullmatch(r"\w+", name) or find_spec(name) is None:
        raise UsageError(
            f"there is no name model {name!r}: no folder with a meta.json, no package", hint=_HINT
        )
    try:
        return Model(name, f"the package {name} {version(name.replace('_', '-'))}")
    except PackageNotFoundError:
        return Model(name, f"the package {name}")


def _shipped() -> Model:
    if not (MODEL / "meta.json").is_file():
        return Model("", "no name model is installed")
    problem = _unfit(MODEL)
    if problem:
        return Model("", f"the shipped name model cannot be used: {problem}")
    return Model(str(MODEL), f"the shipped model {_called(MODEL)}")


def _called(folder: Path) -> str:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return f"{meta.get('lang', '')}_{meta.get('name', '')} {meta.get('version', '')}".strip()


def _unfit(folder: Path) -> str:
    """Why a folder's model cannot run here, or empty."""
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        wanted = str(meta["spacy_version"])
    except (ValueError, KeyError, TypeError):
        return "its meta.json cannot be read"
    installed = version("spacy")
    if not _allows(wanted, installed):
        return f"it was made for spaCy {wanted} and {installed} is installed"
    return ""


def _allows(wanted: str, installed: str) -> bool:
    """Whether a version lies within bounds as spaCy writes them (`>=3.8.7,<3.9.0`)."""
    here = _numbers(installed)
    for sign, bound in re.findall(r"(>=|<=|==|<|>)\s*([\d.]+)", wanted):
        there = _numbers(bound)
        holds = {
            ">=": here >= there,
            "<=": here <= there,
            "==": here == there,
            "<": here < there,
            ">": here > there,
        }
        if not holds[sign]:
            return False
    return bool(re.search(r"\d", wanted))


def _numbers(text: str) -> tuple[int, ...]:
    found = [int(one) for one in re.findall(r"\d+", text)[:3]]
    return (*found, *[0] * (3 - len(found)))
