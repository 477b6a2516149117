"""dsar report."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import ProgressLine, print_json
from dsar.model.progress import Progress
from dsar.steps.cases import open_case
from dsar.steps.report import certificate, document
from dsar.steps.report_text import lines, write_pages


@click.group()
def command() -> None:
    """Account for what was done in a case."""


@command.command()
@options.case_ref
@options.config_file
@click.option("--pdf", "file", type=click.Path(path_type=Path), help="Also write it as a PDF for the file.")
@options.as_json
def search(ref: str, config_file: Path | None, file: Path | None, as_json: bool) -> None:
    """The search certificate: what was searched, for whom, how, and what came of it.

    Names every file with its size, time and SHA-256, every bucket and gap, and what was searched
    without result. It holds the requester's identifiers: keep it in the file of the case.
    """
    case = open_case(options.configured(config_file).cases, ref)
    progress = ProgressLine()
    made = certificate(case, lambda done, total: progress(Progress("hash", done, total)))
    progress.done()
    if file:
        write_pages(made, file)
    if as_json:
        print_json(document(made))
    else:
        click.echo("\n".join(lines(made)))
