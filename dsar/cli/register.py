"""dsar register."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.register.check import gaps
from dsar.register.check import template as blank
from dsar.register.reading import load
from dsar.steps.cases import open_case
from dsar.steps.register import drift_of


@click.group()
def command() -> None:
    """Check the privacy notice kept as data."""


@command.command()
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to check.")
@options.case_ref
@options.config_file
@options.as_json
def check(register_file: Path | None, ref: str, config_file: Path | None, as_json: bool) -> None:
    """Read the register and list what it leaves open, and where sources have moved away from it.

    Sources are those of dsar.toml, and with --case what was found in them.
    """
    config = options.configured(config_file)
    file = register_file or config.register
    if file is None:
        raise UsageError("there is no register", hint="register = in dsar.toml, or --register FILE")
    register = load(file)
    case = open_case(config.cases, ref) if ref else None
    found, moved = gaps(register), drift_of(register, config.sources, case)
    if as_json:
        rows = [
            {"id": gap.id, "field": gap.field, "needed_by": gap.needed_by or None, "words": gap.words}
            for gap in found
        ]
        print_json({"controller": register.controller.name, "gaps": rows, "drift": list(moved)})
        return
    counts = f"{len(register.purposes)} purposes, {len(register.categories)} categories"
    say(f"{register.controller.name}: {counts}, {len(register.retention)} retention rules.")
    for gap in found:
        needed = f"needed by {gap.needed_by}" if gap.needed_by else "a letter can do without"
        say(f"  - {gap.words} ({gap.field}, {needed})")
    if not found:
        say("  nothing is left open")
    for line in moved:
        say(f"  - {line}")


@command.command()
def template() -> None:
    """Print a register to fill in, every key explained (> register.toml)."""
    click.echo(blank(), nl=False)
