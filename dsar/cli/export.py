"""dsar export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dsar.answer.gate import WAIVERS
from dsar.cli import options
from dsar.cli.output import ProgressLine, print_json, say
from dsar.errors import UsageError
from dsar.register.reading import load
from dsar.steps.cases import open_case
from dsar.steps.export import ExportReport, export


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder for the answer.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to use.")
@click.option("--waive", multiple=True, type=click.Choice(WAIVERS), help="Go on without; needs --reason.")
@click.option("--reason", default="", help="Why something is waived: kept in the journal and the file note.")
@click.option("--prepared", type=options.Day(), help="The day printed on the answer (default: today).")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def command(
    out: Path,
    register_file: Path | None,
    waive: tuple[str, ...],
    reason: str,
    prepared: date | None,
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Write the answer: a letter, a bundle that opens in a browser, the same as a ZIP.

    Lists everything that blocks it, if anything does. Every file is opened again and searched for
    every hidden value; a single hit and nothing is written (exit status 4).
    """
    config = options.configured(config_file)
    file = register_file or config.register
    if file is None:
        raise UsageError("there is no register", hint="register = in dsar.toml, or --register FILE")
    case = open_case(config.cases, ref, by=by)
    progress = ProgressLine()
    report = export(
        case, out, load(file), waive=waive, reason=reason, prepared=prepared, on_progress=progress
    )
    progress.done()
    if as_json:
        print_json(document(report))
    else:
        show(report)


def document(report: ExportReport) -> dict[str, object]:
    """The export as one document."""
    built, leaks = report.built, report.built.leak_test
    return {
        "bundle": str(built.bundle),
        "letter": str(built.letter),
        "zip": str(built.archive),
        "manifest_sha256": built.manifest_sha256,
        "leak_test": {
            "values": leaks.values, "files": leaks.files, "forms": leaks.forms, "hits": len(leaks.hits)
        },
        "waived": list(report.waived),
        "records": len(report.release.records),
        "hidden_passages": report.release.notice.hidden_passages,
    }  # fmt: skip


def show(report: ExportReport) -> None:
    """The export in words."""
    built, leaks = report.built, report.built.leak_test
    say(
        f"{len(report.release.records):,} records, {report.release.notice.hidden_passages:,} passages hidden."
    )
    say(f"Leak search: {leaks.values:,} values x {leaks.forms} forms x {leaks.files} files: none found.")
    for waived in report.waived:
        say(f"waived: {waived} (in the journal and the file note)")
    say(f"Open {built.bundle / 'START-HERE.html'} and {built.letter}.")
    say("Send the letter and your-data.zip; dsar verify checks both.")
