"""dsar plan."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.law.plans import PLANNED, RESTRICT_WHEN, Step
from dsar.register.reading import load
from dsar.steps.cases import open_case
from dsar.steps.plan import plan
from dsar.steps.plan_files import document, write_plan


@click.command()
@click.argument("right", type=click.Choice(PLANNED))
@click.option("--out", type=click.Path(path_type=Path), help="A new folder for the plan and its task lists.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to use.")
@click.option(
    "--wrong", multiple=True, metavar="TEXT", help="rectify: what is wrong, as held; - reads stdin."
)
@click.option(
    "--because", type=click.Choice(tuple(RESTRICT_WHEN)), default=None, help="restrict: on which ground."
)
@options.case_ref
@options.config_file
@options.by
@options.as_json
def command(
    right: str,
    out: Path | None,
    register_file: Path | None,
    wrong: tuple[str, ...],
    because: str | None,
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """What carrying out a right would mean: do, refuse and why, or ask a person, record by record.

    With --out it also writes a task list for each source's owner, notices to recipients (Article 19)
    and what to do again when a backup is restored. It carries out nothing.
    """
    config = options.configured(config_file)
    file = register_file or config.register
    if file is None:
        raise UsageError("there is no register", hint="register = in dsar.toml, or --register FILE")
    case = open_case(config.cases, ref, by=by)
    texts = tuple(options.single(one) for one in wrong)
    made = plan(case, right, load(file), wrong=texts, because=because or "")
    files = write_plan(case, made, out, config.sources) if out else ()
    if as_json:
        print_json({**document(made), "out": str(out) if out else None, "files": [one.name for one in files]})
        return
    say(f"{made.case}: {right}, {len(made.records):,} records. Nothing was carried out.")
    for step in Step:
        say(f"  {made.count(step):,} {step}")
    for source, count in made.referred:
        say(f"  {count:,} in {source}, held for another controller: refer to them")
    for told in made.notices:
        say(f"  tell {told.recipient.name}: {', '.join(told.categories)} (Article 19)")
    for one in made.unnamed:
        say(f"  recipients of the class {one!r} are not named in the register: tell them as well")
    if made.undecided:
        say(f"  {made.undecided:,} candidate records are not decided and are left out")
