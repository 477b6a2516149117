"""dsar demo."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import ProgressLine, print_json, say
from dsar.model.findings import Standing
from dsar.steps.demo import DemoReport, demo


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("dsar-demo"),
    show_default=True,
    help="A new folder.",
)
@options.as_json
def command(out: Path, as_json: bool) -> None:
    """The whole journey on an invented company: search its mail, tickets, billing and logs for one
    person, hide everybody else, write the answer. No question asked, no network.
    """
    progress = ProgressLine()
    report = demo(out, on_progress=progress)
    progress.done()
    built = report.answer.built
    if as_json:
        print_json(
            {
                "bundle": str(built.bundle),
                "letter": str(built.letter),
                "case": str(report.case.folder),
                "records": len(report.answer.release.records),
                "hidden_passages": report.answer.release.notice.hidden_passages,
                "waived": list(report.answer.waived),
            }
        )
        return
    _show(report)


def _show(report: DemoReport) -> None:
    found, answer = report.found.found, report.answer
    searched = sum(line.pieces for line in found.ledger)
    total = sum(line.bytes for line in found.ledger)
    others = sum(person.standing is not Standing.SUBJECT for person in found.persons)
    say(f"Searched {searched:,} pieces, {total:,} bytes of an invented company; every byte accounted for.")
    say(
        f"{len(answer.release.records):,} records about the requester; {len(found.findings):,} passages on "
        f"{others:,} other people, {answer.release.notice.hidden_passages:,} hidden."
    )
    leaks = answer.built.leak_test
    say(f"Leak search: {leaks.values:,} values x {leaks.forms} forms x {leaks.files} files: none found.")
    if "names" in answer.waived:
        say("warning: names in free text are NOT detected by a model; the demo waives this, on the record.")
    say("\nOpen these:")
    say(f"  {answer.built.bundle / 'START-HERE.html'}   what the requester reads")
    say(f"  {answer.built.letter}   the letter")
    say(f"  dsar log --case {report.case.folder}   what was done, sealed line by line")
