"""dsar leaks."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.answer.leaks import search
from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import LeakFound, UsageError


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--values",
    "values_file",
    required=True,
    type=click.Path(path_type=Path),
    help="A text file, one value a line.",
)
@options.as_json
def command(path: Path, values_file: Path, as_json: bool) -> None:
    """Search every file below PATH, opened and decoded, for values that must not be in it."""
    for needed in (path, values_file):
        if not needed.exists():
            raise UsageError(f"{needed.name} is not there")
    try:
        lines = values_file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError(f"{values_file.name} is not UTF-8 text") from None
    values = [line.strip() for line in lines if line.strip()]
    if not values:
        raise UsageError(f"{values_file.name} holds no values", hint="one value a line")
    report = search(path, values)
    if as_json:
        hits = [{"file": hit.file, "where": hit.where, "form": hit.form} for hit in report.hits]
        print_json({"ok": not hits, "values": report.values, "files": report.files, "hits": hits})
    elif not report.hits:
        say(f"ok: {report.values:,} values x {report.forms} forms x {report.files} files: none found")
    if report.hits:
        raise LeakFound(
            f"values were found in {len(report.hits)} place{'s' * (len(report.hits) != 1)}",
            [(hit.file, hit.where, hit.form) for hit in report.hits],
        )
