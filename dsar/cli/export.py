"""dsar export."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from dsar.answer.gate import WAIVERS
from dsar.answer.locked import LOCKED
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
@click.option("--locked", type=click.Choice(tuple(LOCKED)), help="Also locked: a page, or an AES-256 ZIP.")
@click.option("--to-ref", default="", metavar="REF", help="With --locked: the reference, typed again.")
@click.option("--to-name", default="", metavar="NAME", help="With --locked: the recipient, typed again.")
@click.option("--xlsx", is_flag=True, help="Also the records as one workbook of plain text.")
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
    locked: str | None,
    to_ref: str,
    to_name: str,
    xlsx: bool,
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
        case,
        out,
        load(file),
        waive=waive,
        reason=reason,
        prepared=prepared,
        lock=locked or "",
        recipient=_recipient(to_ref, to_name) if locked else None,
        more=("xlsx",) if xlsx else (),
        on_progress=progress,
    )
    progress.done()
    if as_json:
        print_json(document(report))
    else:
        show(report)


def _recipient(ref: str, name: str) -> tuple[str, str]:
    """Reference and name as options gave them, or as somebody types them now."""
    if sys.stdin.isatty():
        ref = ref or click.prompt("Reference of the request it goes out for", err=True)
        name = name or click.prompt("Name of whoever it goes to", err=True)
    return ref, name


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
        **({"locked": str(built.locked), "passphrase": built.passphrase} if built.locked else {}),
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
    if built.locked:
        say(f"Send the letter and {built.locked.name}. The passphrase is shown now and never again:")
        say(f"    {built.passphrase}")
        say("Give it another way: by telephone or post, never in the same message.")
        return
    say("Send the letter and your-data.zip; dsar verify checks both.")
