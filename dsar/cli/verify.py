"""dsar verify."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.answer.verify import verify_bundle
from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import LeakFound
from dsar.steps.cases import open_case
from dsar.steps.verify import stale


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--case", "ref", default="", metavar="REF", help="Also say whether the answer is older than the case."
)
@options.config_file
@options.as_json
def command(path: Path, ref: str, config_file: Path | None, as_json: bool) -> None:
    """Check an answer that was written: every file against its manifest, nothing added or missing,
    nothing that loads from a network. Works on any answer, without its case.
    """
    report = verify_bundle(path)
    problems = list(report.problems)
    if ref:
        case = open_case(options.configured(config_file).cases, ref)
        problems += stale(case, path)
    ok = report.ok and not problems
    if as_json:
        hits = [{"file": file, "where": where, "form": form} for file, where, form in report.hits]
        print_json({"ok": ok, "problems": problems, "hits": hits})
    elif ok:
        say("ok: every file is as it was written, and nothing loads from a network")
    if not ok:
        rows = [*report.hits, *((path.name, problem, "verify") for problem in problems)]
        raise LeakFound(
            f"{path.name} is not an answer to send: {len(rows)} problem{'s' * (len(rows) != 1)}", rows
        )
