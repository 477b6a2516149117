"""The mappings that ship with dsar: plain files, one a product and kind of file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from dsar.errors import UsageError
from dsar.reading.mapping import Mapping
from dsar.reading.mapping_file import load_mapping

PLACE = "dsar.extractors.presets"
SQL = ".sql.toml"

_MAY_HAVE_PATTERN = re.compile(rb"(?m)^\s*[\"']?(?:pattern|extends)\b")


@cache
def presets() -> dict[str, Mapping]:
    """The mappings that ship with dsar, by name."""
    return {path.stem: _loaded(path) for path in _paths()}


@cache
def of_lines() -> tuple[Mapping, ...]:
    """Those that tell the lines of a log apart by a pattern; the others are not loaded for it."""
    told = (path for path in _paths() if _MAY_HAVE_PATTERN.search(path.read_bytes()))
    return tuple(one for one in map(_loaded, told) if one.pattern)


@cache
def _loaded(path: Path) -> Mapping:
    return load_mapping(path, preset_table, ours=True)


def preset(name: str) -> Mapping:
    """One of them. Raises `UsageError` where there is none of that name."""
    if name not in presets():
        raise UsageError(f"there is no preset {name!r}", hint="presets: " + ", ".join(presets()))
    return presets()[name]


def sql_presets() -> dict[str, dict[str, Any]]:
    """The statements that ship with dsar for products that keep their records in a database, by name."""
    return {path.name.removesuffix(SQL): _read(path) for path in _files() if path.name.endswith(SQL)}


def sql_preset(name: str) -> dict[str, Any]:
    """One of them. Raises `UsageError` where there is none of that name."""
    found = sql_presets()
    if name not in found:
        raise UsageError(f"there is no preset {name!r} of statements", hint="presets: " + ", ".join(found))
    return found[name]


def preset_table(name: str) -> dict[str, Any]:
    """What a preset says, as it is written. Raises `UsageError` where there is none."""
    found = {path.stem: path for path in _paths()}
    if not re.fullmatch(r"[a-z0-9_]+", name) or name not in found:
        raise UsageError(f"there is no preset {name!r}", hint="presets: " + ", ".join(found))
    return _read(found[name])


@cache
def mapping_at(path: str) -> Mapping:
    """A mapping in a file of the analyst's. Raises `ConfigError` for a mistake in it."""
    return load_mapping(Path(path), preset_table)


def fitting(columns: Iterable[str], name: str = "") -> tuple[str, Mapping | None]:
    """The preset that fits these columns best, and its name; nothing where none does."""
    held = tuple(columns)
    if not held:  # nothing fits: not worth reading all presets for
        return "", None
    scored = [(one.fits(held, name), label) for label, one in presets().items()]
    best = max(scored, default=(0, ""), key=lambda one: one[0])
    return (best[1], presets()[best[1]]) if best[0] else ("", None)


def _paths() -> list[Path]:
    return [path for path in _files() if not path.name.endswith(SQL)]


def _files() -> list[Path]:
    return sorted(Path(str(one)) for one in files(PLACE).iterdir() if one.name.endswith(".toml"))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
