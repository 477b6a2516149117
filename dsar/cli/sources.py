"""dsar sources."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say, table
from dsar.config import NAME, find_config, source_at
from dsar.errors import READ_IN_PART, UsageError
from dsar.model.sources import Source
from dsar.steps.sources import Surveyed, propose, survey


@click.group()
def command() -> None:
    """What folders and files hold, before anybody is looked for."""


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Add it to the nearest dsar.toml, or make one here.")
@options.config_file
@options.as_json
def add(path: Path, write: bool, config_file: Path | None, as_json: bool) -> int:
    """Propose the table for dsar.toml that names PATH as a source."""
    known = options.configured(config_file)
    text, found = propose(path, {one.name for one in known.sources})
    target = config_file or find_config(Path.cwd()) or Path(NAME)
    if write:
        before = target.read_text(encoding="utf-8") if target.exists() else ""
        written = text.replace(f'path = "{path.as_posix()}"', f'path = "{path.resolve().as_posix()}"')
        target.write_text(
            before + ("\n" if before and not before.endswith("\n\n") else "") + written, encoding="utf-8"
        )
        say(f"added to {target.name}: {found.name}")
    if as_json:
        print_json({"source": text, "written": write, **_document(found)})
    else:
        click.echo(text, nl=False)
        _told(found)
    return READ_IN_PART if found.gaps else 0


@command.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@options.config_file
@options.as_json
def check(paths: tuple[Path, ...], config_file: Path | None, as_json: bool) -> int:
    """Formats, files, pieces, dates, and what cannot be read: of PATHS, or of the sources in dsar.toml."""
    sources: list[Source] = []
    for path in paths:
        sources.append(source_at(path, {one.name for one in sources}))
    if not paths:
        sources = list(options.configured(config_file).sources)
    if not sources:
        raise UsageError("there is nothing to check", hint="name paths, or write a dsar.toml")
    found = survey(sources)
    if as_json:
        print_json({"sources": [_document(one) for one in found]})
    else:
        table(
            (
                (
                    one.name,
                    _formats(one),
                    one.files,
                    one.pieces,
                    one.records,
                    _dates(one),
                    sum(one.gaps.values()),
                )
                for one in found
            ),
            ("source", "formats", "files", "pieces", "records", "from – to", "gaps"),
        )
        for one in found:
            _told(one)
    return READ_IN_PART if any(one.gaps for one in found) else 0


def _formats(one: Surveyed) -> str:
    return (
        ", ".join(f"{name or 'nothing reads'} {count}" for name, count in sorted(one.formats.items())) or "-"
    )


def _dates(one: Surveyed) -> str:
    return f"{one.first:%Y-%m-%d} – {one.last:%Y-%m-%d}" if one.first and one.last else "-"


def _told(one: Surveyed) -> None:
    """What needs to be said of a source, on stderr."""
    for (file, reason, detail), count in sorted(one.gaps.items())[:20]:
        say(f"{one.name}: {file}: {count} × {reason}" + (f" ({detail})" if detail else ""))
    if len(one.gaps) > 20:
        say(f"{one.name}: {len(one.gaps) - 20} more, with --json")
    for name in one.unconfirmed:
        words = "was never read with a genuine file: dsar map check shows what it makes of yours"
        say(f"warning: {one.name}: the preset {name} {words}")
    if one.sampled:
        say(f"{one.name}: of {one.sampled} large files the beginning was read, and the rest counted")


def _document(one: Surveyed) -> dict[str, object]:
    return {
        "name": one.name,
        "files": one.files,
        "bytes": one.bytes,
        "pieces": one.pieces,
        "records": one.records,
        "formats": dict(one.formats),
        "kinds": dict(one.kinds),
        "presets": dict(one.presets),
        "unconfirmed": list(one.unconfirmed),
        "first": one.first,
        "last": one.last,
        "gaps": [
            {"file": file, "reason": reason, "detail": detail, "count": count}
            for (file, reason, detail), count in sorted(one.gaps.items())
        ],
    }
