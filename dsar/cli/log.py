"""dsar log."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say, table
from dsar.errors import CaseError
from dsar.steps.cases import open_case


@click.command()
@click.option("--verify", "only_verify", is_flag=True, help="Only check that nothing was changed.")
@options.case_ref
@options.config_file
@options.as_json
def command(only_verify: bool, ref: str, config_file: Path | None, as_json: bool) -> None:
    """The journal of a case: what was done, by whom and when; and whether it is unchanged."""
    case = open_case(options.configured(config_file).cases, ref)
    report = case.verify()
    if as_json:
        entries = []
        if report.ok and not only_verify:
            entries = [
                {"seq": one.seq, "at": one.at, "by": one.by, "kind": one.kind}
                for one in case.journal.entries()
            ]
        document = {
            "case": case.ref, "chain_ok": report.ok, "head": report.head, "count": report.entries,
            "problem": report.problem or None, "entries": entries,
        }  # fmt: skip
        print_json(document)
    elif report.ok:
        if not only_verify:
            rows = ((one.seq, one.at, one.by, one.kind) for one in case.journal.entries())
            table(rows, ("number", "at", "by", "what"))
        say(f"ok: {report.entries:,} entries, head {report.head[:16]}")
    if report.unfinished:
        say("the last line is unfinished: it was never acknowledged and does not count")
    if not report.ok:
        raise CaseError(report.problem, hint="compare the head with the one printed in the letter or bundle")
