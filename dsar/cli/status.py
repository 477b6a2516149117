"""dsar status."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import deadline as clocks
from dsar.cli import options
from dsar.cli.output import print_json, say, table
from dsar.register.reading import load
from dsar.steps.cases import open_case
from dsar.steps.export import ANSWERED
from dsar.steps.status import Status, status_of


@click.command()
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to use.")
@click.option("--suggested", is_flag=True, help="Show identifiers seen beside the person's (personal data).")
@options.case_ref
@options.config_file
@options.as_json
def command(
    register_file: Path | None, suggested: bool, ref: str, config_file: Path | None, as_json: bool
) -> None:
    """Where the case stands, and everything that blocks an answer."""
    config = options.configured(config_file)
    register = register_file or config.register
    case = open_case(config.cases, ref)
    status = status_of(case, load(register) if register else None)
    if as_json:
        print_json(_document(status))
        return
    request = status.state.request
    say(f"{request.ref}: {request.right}, received {request.received or 'on a day not recorded yet'}")
    if status.clock:
        clocks.tell(status.clock)
    for alarm in status.alarms:
        say(f"  look: {alarm.words} ({alarm.code})")
    if status.found and status.applied:
        undecided = len(status.applied.undecided())
        inside = {record.id for record in status.applied.included}
        total = sum(finding.record in inside for finding in status.found.findings)
        say(
            f"  {len(status.applied.included):,} records in the answer, {total - undecided:,} of {total:,} "
            f"passages decided, {len(status.found.gaps):,} gaps"
        )
        if not status.found.names_detected:
            say("  names in free text are NOT detected by a model")
        if suggested:
            table(
                (
                    (
                        one.identifier.kind,
                        one.identifier.raw or one.identifier.value,
                        one.records,
                        "; ".join(one.evidence),
                    )
                    for one in status.found.suggestions
                ),
                ("kind", "value", "records", "seen"),
            )
    for source, count in status.past:
        say(f"  {count:,} records in {source!r} are past the notice's period: disclosed, and for its owner")
    if status.bare:
        say(f"  {status.bare:,} other people are shown and nothing says why (dsar request assess, or --note)")
    for blocker in status.blockers:
        say(f"  - {blocker.words}" + (f" (or --waive {blocker.waiver})" if blocker.waiver else ""))
    if not status.blockers:
        step = "export" if request.right in ANSWERED else f"plan {request.right}"
        say(f"  nothing blocks an answer: dsar {step} --out DIR")


def _document(status: Status) -> dict[str, object]:
    state, found, applied = status.state, status.found, status.applied
    return {
        "case": state.request.ref,
        "received": state.request.received,
        "due": status.clock.shown if status.clock else None,
        "clock": clocks.document(status.clock) if status.clock else None,
        "alarms": [{"code": one.code, "words": one.words} for one in status.alarms],
        "identity": state.request.identity.outcome if state.request.identity else None,
        "searches": state.searches,
        "records": len(applied.included) if applied else 0,
        "candidates": len(applied.undecided_records) if applied else 0,
        "findings": len(found.findings) if found else 0,
        "undecided": len(applied.undecided()) if applied else 0,
        "persons": len(found.persons) if found else 0,
        "gaps": len(found.gaps) if found else 0,
        "names_detected": found.names_detected if found else False,
        "decisions": len(state.decisions),
        "exports": len(state.exports),
        "retention": dict(status.kept),
        "past_their_period": dict(status.past),
        "shown_without_reason": status.bare,
        "head": state.head,
        "blockers": [
            {"code": one.code, "words": one.words, "count": one.count, "waiver": one.waiver or None}
            for one in status.blockers
        ],
    }
