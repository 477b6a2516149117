"""dsar plugins."""

from __future__ import annotations

import click

from dsar import plugins
from dsar.cli import options
from dsar.cli.output import print_json, table


@click.command()
@options.as_json
def command(as_json: bool) -> None:
    """The extractors, exporters and letters that are installed, without loading any."""
    groups = {
        "extractors": plugins.names(plugins.EXTRACTORS),
        "exporters": plugins.names(plugins.EXPORTERS),
        "letters": plugins.names(plugins.LETTERS),
    }
    if as_json:
        print_json({name: list(found) for name, found in groups.items()})
        return
    table(((group, name) for group, found in groups.items() for name in found), ("what", "name"))
