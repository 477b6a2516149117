"""dsar decide."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.model.decisions import Action, On, Wish
from dsar.steps.cases import open_case
from dsar.steps.decide import acknowledgements, decide


@click.command()
@click.option(
    "--person", default="", metavar="ID", help="A person: id, address or name. Covers every mention."
)
@click.option("--finding", default="", metavar="ID", help="One passage.")
@click.option("--record", default="", metavar="ID", help="One record and its exact copies.")
@click.option(
    "--span",
    default="",
    metavar="RECORD:FIELD:START:END",
    help="A passage to mark: it is hidden from then on.",
)
@click.option("--gap", default="", metavar="ID|all", help="Something that could not be read.")
@click.option("--undo", default="", metavar="NUMBER", help="Take back the decision with that journal number.")
@click.argument("action", required=False, type=click.Choice([one.value for one in Action]))
@click.option(
    "--with", "scope", multiple=True, metavar="ID", help="For merge: another person; for split: a passage."
)
@click.option("--ground", default="", help="Why: a provision (S2P16) or words.")
@click.option("--note", default="", help="Kept in the journal; name nobody in it.")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def command(
    person: str,
    finding: str,
    record: str,
    span: str,
    gap: str,
    undo: str,
    scope: tuple[str, ...],
    action: str | None,
    ground: str,
    note: str,
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Decide about one thing: redact or show a person or passage; confirm, reject, withhold a
    record; mark a passage; acknowledge gaps. The journal keeps it; the last decision about a thing
    counts.
    """
    case = open_case(options.configured(config_file).cases, ref, by=by)
    on, target = _target(
        {
            On.PERSON: person, On.FINDING: finding, On.RECORD: record,
            On.SPAN: span, On.GAP: gap, On.DECISION: undo,
        }
    )  # fmt: skip
    chosen = _action(on, action)
    if (on, target) == (On.GAP, "all"):
        wishes = acknowledgements(case.found(), note)
    else:
        wishes = [Wish(on, target, chosen, ground, note, scope)]
    changed = decide(case, wishes)
    if as_json:
        rows = [
            {
                "seq": one.seq, "on": one.on, "target": one.target, "action": one.action,
                "findings": one.findings, "records": one.records,
            }
            for one in changed
        ]  # fmt: skip
        print_json({"case": case.ref, "changed": rows})
        return
    for one in changed:
        reach = f", {one.findings:,} passages in {one.records:,} records" if one.findings else ""
        say(f"{one.seq}: {one.on} {one.target}: {one.action}{reach}")


_ONLY = {On.DECISION: Action.UNDO, On.SPAN: Action.MARK, On.GAP: Action.ACKNOWLEDGE}


def _target(options: dict[On, str]) -> tuple[On, str]:
    given = [(on, target) for on, target in options.items() if target]
    if len(given) != 1:
        raise UsageError(
            "name one thing to decide about", hint="--person, --finding, --record, --span, --gap or --undo"
        )
    return given[0]


def _action(on: On, action: str | None) -> Action:
    only = _ONLY.get(on)
    if only and action and action != only:
        raise UsageError(f"the only thing to decide about a {on} is {only}")
    chosen = only or (Action(action) if action else None)
    if chosen is None:
        raise UsageError("say what is decided", hint="redact, show, confirm, reject, withhold, acknowledge …")
    return chosen
