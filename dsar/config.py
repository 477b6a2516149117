"""`dsar.toml`: the organisation's sources, its register, and where cases are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dsar import plugins
from dsar.model.sources import ROLES, Source
from dsar.reading.ocr import LANGUAGES
from dsar.reading.settings import Settings

NAME = "dsar.toml"
TOP = ("register", "cases", "clock", "source", "people")
CLOCK = {"regime": str, "region": str, "reading": str, "eu_pauses": bool}
"""Settings of `[clock]`: how time limits are counted for requests that say nothing else."""
PEOPLE = ("model",)
SOURCE = ("name", "label", "path", "extractor", "role", "processing", "timezone", "owner", "options")


@dataclass(frozen=True, slots=True)
class Config:
    """What `dsar.toml` says; paths are absolute, relative ones count from the file's folder.

    `clock` are the controller's settings for time limits (`CLOCK`).
    `model` is the name model: an installed spaCy package or a folder, empty for the one that ships.
    """

    sources: tuple[Source, ...] = ()
    register: Path | None = None
    cases: Path = Path("cases")
    model: str = ""
    clock: Mapping[str, object] = field(default_factory=dict)


def load_config(path: Path) -> Config:
    """Read a `dsar.toml`. Raises `ConfigError` with file, line and mend for any mistake in it."""
    settings = Settings(path)
    content, here = settings.content, path.resolve().parent
    settings.only(content, TOP)
    tables = content.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise settings.error("sources are written as [[source]] tables", "source")
    sources = tuple(_source(settings, table, n, here) for n, table in enumerate(tables))
    seen: set[str] = set()
    for n, source in enumerate(sources):
        if source.name in seen:
            raise settings.error(f"two sources are named {source.name!r}", "name", table="source", index=n)
        seen.add(source.name)
    register = _text(settings, content, "register")
    return Config(
        sources,
        here / register if register else None,
        here / (_text(settings, content, "cases") or "cases"),
        _model(settings, content, here),
        _clock(settings, content),
    )


def _clock(settings: Settings, content: Mapping[str, Any]) -> Mapping[str, object]:
    table = content.get("clock", {})
    if not isinstance(table, dict):
        raise settings.error("the clock is written as a [clock] table", "clock")
    settings.only(table, CLOCK, table="clock")
    for key, value in table.items():
        if type(value) is not CLOCK[key]:
            words = "text in quotes" if CLOCK[key] is str else "true or false"
            raise settings.error(f"{key} is written as {words}", key, table="clock")
    return dict(table)


def _model(settings: Settings, content: Mapping[str, Any], here: Path) -> str:
    """`[people] model`: a folder counts from the file's, what is none is a package's name."""
    people = content.get("people", {})
    if not isinstance(people, dict):
        raise settings.error("people is written as a [people] table", "people")
    settings.only(people, PEOPLE, table="people")
    model = _text(settings, people, "model")
    return str(here / model) if model and (here / model).is_dir() else model


def find_config(folder: Path) -> Path | None:
    """The `dsar.toml` of a folder or the nearest one above it."""
    here = folder.resolve()
    return next((place / NAME for place in (here, *here.parents) if (place / NAME).is_file()), None)


def _source(settings: Settings, table: dict[str, Any], n: int, here: Path) -> Source:
    settings.only(table, SOURCE, table="source", index=n)
    for needed in ("name", "path"):
        if not _text(settings, table, needed, n):
            raise settings.error(
                f"a source needs a {needed}", table="source", index=n, hint=f'{needed} = "…"'
            )
    role = _text(settings, table, "role", n) or "controller"
    if role not in ROLES:
        raise settings.error(
            f"{role!r} is not a role", "role", table="source", index=n, hint="one of: " + ", ".join(ROLES)
        )
    processing = table.get("processing", [])
    if not isinstance(processing, list) or not all(isinstance(one, str) for one in processing):
        raise settings.error(
            'processing is a list of purposes, as in ["services"]', "processing", table="source", index=n
        )
    extractor = _text(settings, table, "extractor", n)
    if extractor and extractor not in plugins.names(plugins.EXTRACTORS):
        hint = "installed: " + ", ".join(plugins.names(plugins.EXTRACTORS))
        raise settings.error(
            f"there is no extractor {extractor!r}", "extractor", table="source", index=n, hint=hint
        )
    return Source(
        name=_text(settings, table, "name", n),
        path=here / ("" if "://" in _text(settings, table, "path", n) else _text(settings, table, "path", n)),
        url=_text(settings, table, "path", n) if "://" in _text(settings, table, "path", n) else "",
        extractor=extractor,
        role=role,
        processing=tuple(processing),
        timezone=_zone(settings, table, n),
        label=_text(settings, table, "label", n),
        owner=_text(settings, table, "owner", n),
        options=_options(settings, table, n, here),
    )


def _options(settings: Settings, table: dict[str, Any], n: int, here: Path) -> dict[str, Any]:
    """What the extractor is told; a mapping's file counts from the folder of `dsar.toml`."""
    options = table.get("options", {})
    if not isinstance(options, dict):
        raise settings.error("options is a table", "options", table="source", index=n)
    stated = options.get("ocr", True)
    if not isinstance(stated, bool) and not (isinstance(stated, str) and LANGUAGES.fullmatch(stated)):
        hint = 'ocr = false, or the languages that tesseract reads: ocr = "eng+deu"'
        raise settings.error(f"ocr cannot be {stated!r}", "ocr", table="source", index=n, hint=hint)
    if isinstance(options.get("mapping"), str):
        options = {**options, "mapping": str(here / options["mapping"])}
    return options


def _zone(settings: Settings, table: dict[str, Any], n: int) -> str:
    zone = _text(settings, table, "timezone", n)
    try:
        if zone:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise settings.error(
            f"{zone!r} is not a time zone",
            "timezone",
            table="source",
            index=n,
            hint='"Europe/London", for example',
        ) from None
    return zone


def _text(settings: Settings, table: Any, key: str, n: int = -1) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        place: dict[str, Any] = {"table": "source", "index": n} if n >= 0 else {}
        raise settings.error(f"{key} is written as text in quotes", key, **place)
    return value


def source_at(path: Path | str, taken: set[str]) -> Source:
    """A source for a bare path or address: named after it, each file recognised by its content."""
    url = str(path) if "://" in str(path) else ""
    stem = (url.rstrip("/").rpartition("/")[2] if url else Path(path).resolve().name) or "source"
    name, n = stem, 2
    while name in taken:
        name, n = f"{stem}-{n}", n + 1
    return Source(name=name, path=Path() if url else Path(path), url=url)
