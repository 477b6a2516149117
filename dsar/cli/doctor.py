"""dsar doctor."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, table
from dsar.steps.doctor import checks


@click.command()
@options.config_file
@options.as_json
def command(config_file: Path | None, as_json: bool) -> None:
    """What works on this machine: plugins, detection of names, disk."""
    config = options.configured(config_file)
    found = checks(config.cases, config.model, config.sources)
    if as_json:
        rows = [{"name": one.name, "state": one.state, "words": one.words} for one in found]
        print_json({"checks": rows})
        return
    table(((one.state, one.name, one.words) for one in found), ("state", "what", "how"))
