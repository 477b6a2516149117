"""dsar review."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.register.reading import load
from dsar.review import returned
from dsar.review import sheet as sheets
from dsar.steps.cases import open_case
from dsar.steps.decide import decide


@click.group(invoke_without_command=True)
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@click.option(
    "--port", default=0, metavar="N", type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to use.")
@options.case_ref
@options.config_file
@options.by
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    no_browser: bool,
    port: int,
    register_file: Path | None,
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Decide in the browser; with sheet and read, in a spreadsheet.

    The page answers this machine only. What is decided is on the disk at once: stop it whenever
    you like (Ctrl+C).
    """
    if ctx.invoked_subcommand:
        return
    from dsar.review.server import serve

    config = options.configured(config_file)
    case = open_case(config.cases, ref, by=by)
    chosen = register_file or config.register

    def ready(url: str) -> None:
        if as_json:
            print_json({"case": case.ref, "url": url})
            sys.stdout.flush()
        else:
            say(f"Review page: {url}")
            say("The link opens the page once. Ctrl+C stops; nothing is lost.")

    serve(case, load(chosen) if chosen else None, port=port, browser=not no_browser, on_ready=ready)


@command.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The workbook to write (.xlsx).")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def sheet(out: Path, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Write the case's people, passages, records and gaps as a workbook to decide in."""
    config = options.configured(config_file)
    case = open_case(config.cases, ref, by=by)
    counts = sheets.write(case, out, load(config.register) if config.register else None)
    if as_json:
        print_json({"case": case.ref, "file": str(out), "rows": counts})
        return
    say(", ".join(f"{count:,} {name.lower()}" for name, count in counts.items()) + f" in {out}")
    say("Decide people first. Then: dsar review read " + out.name)


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "really", is_flag=True, help="Make the decisions; without it they are only listed.")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def read(file: Path, really: bool, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Read a workbook back: what it decides, what is blank, which rows cannot be used."""
    case = open_case(options.configured(config_file).cases, ref, by=by)
    report = returned.read(case, file)
    changed = decide(case, report.wishes) if really and report.wishes else ()
    if as_json:
        refused = [{"sheet": one.sheet, "row": one.row, "reason": one.reason} for one in report.refused]
        document = {
            "case": case.ref, "decisions": len(report.wishes), "blank": report.blank, "refused": refused,
            "applied": len(changed),
        }  # fmt: skip
        print_json(document)
        return
    say(f"Read {file.name}: {len(report.wishes):,} decisions, {report.blank:,} still blank.")
    if report.refused:
        say(f"{len(report.refused):,} rows not used:")
        for one in report.refused:
            say(f"  {one.sheet}, row {one.row}: {one.reason}")
    say("Nothing else in the file was read.")
    say(f"{len(changed):,} decisions made." if really else "Nothing decided yet: add --apply.")
