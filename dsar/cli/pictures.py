"""dsar pictures."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import ProgressLine, print_json, say
from dsar.errors import UsageError
from dsar.steps.cases import open_case
from dsar.steps.pictures import fetch


@click.command()
@click.option("--source", "paths", multiple=True, metavar="PATH", help="As for dsar find.")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def command(paths: tuple[str, ...], ref: str, config_file: Path | None, by: str, as_json: bool) -> int:
    """Bring a case's pictures to be looked at, made anew without place, camera and names in them.

    A picture leaves only when somebody has looked at it in dsar review and lets it go there, or by
    dsar decide --record ID show; all others are listed as withheld. No original is copied.
    """
    config = options.configured(config_file)
    sources = options.sources_of(config, paths)
    if not sources:
        raise UsageError("there is nowhere to look", hint="give --source PATH, or write a dsar.toml")
    case = open_case(config.cases, ref, by=by)
    progress = ProgressLine()
    made = fetch(case, sources, progress)
    progress.done()
    if as_json:
        rows = [{"record": record, "reason": reason} for record, reason in made.missing]
        print_json(
            {
                "case": case.ref,
                "pictures": made.pictures,
                "kept": made.kept,
                "shown": made.shown,
                "missing": rows,
            }
        )
    else:
        say(
            f"{made.kept} of {made.pictures} pictures can be looked at (dsar review); {made.shown} may leave."
        )
        for record, reason in made.missing:
            say(f"not brought: record {record}: {reason}")
    return 6 if made.missing else 0
