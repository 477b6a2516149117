"""dsar purge."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.steps.cases import open_case
from dsar.steps.purge import purge


@click.command()
@click.option("--yes", "typed", default="", metavar="REF", help="The case's reference, typed again.")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def command(typed: str, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Delete the copies that a closed case holds, and write a receipt. Sources are never touched.

    Kept are the journal, the letters sent and their manifests.
    """
    case = open_case(options.configured(config_file).cases, ref, by=by)
    if typed != case.ref:
        raise UsageError("type the reference of the case to purge", hint=f"--yes {case.ref}")
    receipt = purge(case)
    if as_json:
        print_json(
            {
                "case": receipt.case,
                "deleted": receipt.deleted,
                "bytes": receipt.bytes,
                "kept": list(receipt.kept),
                "receipt": str(receipt.file),
            }
        )
    else:
        say(f"{receipt.deleted:,} files, {receipt.bytes:,} bytes deleted (not shredded).")
        say(f"Kept: {', '.join(receipt.kept)}. The receipt is {receipt.file}.")
