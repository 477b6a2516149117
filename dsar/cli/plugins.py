"""dsar plugins."""

from __future__ import annotations

import click

from dsar import plugins
from dsar.cli import options
from dsar.cli.output import print_json, table
from dsar.reading.presets import presets, sql_presets


@click.command()
@options.as_json
def command(as_json: bool) -> None:
    """The extractors, exporters and letters that are installed, without loading any; and the presets.

    A preset that is unconfirmed was made from documentation: nobody has read a genuine file with it.
    """
    groups = {
        "extractors": plugins.names(plugins.EXTRACTORS),
        "exporters": plugins.names(plugins.EXPORTERS),
        "letters": plugins.names(plugins.LETTERS),
    }
    known, asked = presets(), sql_presets()
    if as_json:
        told = [
            {"name": name, "kind": one.kind, "source_url": one.source_url, "last_checked": one.last_checked,
             "unconfirmed": one.unconfirmed} for name, one in known.items()
        ]  # fmt: skip
        told += [
            {"name": name, "kind": "statements", "source_url": one["source_url"],
             "last_checked": one["last_checked"], "unconfirmed": bool(one.get("unconfirmed"))}
            for name, one in asked.items()
        ]  # fmt: skip
        print_json({**{name: list(found) for name, found in groups.items()}, "presets": told})
        return
    rows = [(group, name, "") for group, found in groups.items() for name in found]
    rows += [("presets", name, "unconfirmed" if one.unconfirmed else "") for name, one in known.items()]
    rows += [
        ("statements", name, "unconfirmed" if one.get("unconfirmed") else "") for name, one in asked.items()
    ]
    table(rows, ("what", "name", ""))
