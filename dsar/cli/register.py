"""dsar register."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.register.check import gaps
from dsar.register.reading import load


@click.group()
def command() -> None:
    """Check the privacy notice kept as data."""


@command.command()
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to check.")
@options.config_file
@options.as_json
def check(register_file: Path | None, config_file: Path | None, as_json: bool) -> None:
    """Read the register and list what a letter needs and it does not say."""
    file = register_file or options.configured(config_file).register
    if file is None:
        raise UsageError("there is no register", hint="register = in dsar.toml, or --register FILE")
    register = load(file)
    found = gaps(register)
    if as_json:
        rows = [
            {"id": gap.id, "field": gap.field, "needed_by": gap.needed_by, "words": gap.words}
            for gap in found
        ]
        print_json({"controller": register.controller.name, "gaps": rows, "drift": []})
        return
    counts = f"{len(register.purposes)} purposes, {len(register.categories)} categories"
    say(f"{register.controller.name}: {counts}, {len(register.retention)} retention rules.")
    for gap in found:
        say(f"  - {gap.words} ({gap.field}, needed by {gap.needed_by})")
    if not found:
        say("  nothing that a letter needs is missing")
