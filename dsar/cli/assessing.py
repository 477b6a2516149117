"""dsar request assess and dsar request exemptions."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say, table
from dsar.errors import UsageError
from dsar.law.exemptions import ANSWERS, EXEMPTIONS, offered
from dsar.register.reading import load
from dsar.steps.assess import assess as assess_step
from dsar.steps.cases import open_case


@click.command()
@click.option("--ground", required=True, metavar="CODE", help="The exemption; request exemptions lists them.")
@click.option("--record", default="", metavar="ID")
@click.option("--finding", default="", metavar="ID")
@click.option("--person", default="", metavar="ID")
@click.option("--answer", "answers", multiple=True, metavar="KEY=TEXT", help="What the exemption needs.")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def assess(
    ground: str,
    record: str,
    finding: str,
    person: str,
    answers: tuple[str, ...],
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Record the test of an exemption beside what it is used on."""
    config = options.configured(config_file)
    given = {}
    for one in answers:
        key, equals, text = one.partition("=")
        if not equals:
            raise UsageError("--answer is written as KEY=TEXT", hint="keys: " + ", ".join(ANSWERS))
        given[key] = text
    case = open_case(config.cases, ref, by=by)
    register = load(config.register) if config.register else None
    made = assess_step(case, ground, given, record=record, finding=finding, person=person, register=register)
    if as_json:
        print_json({"case": case.ref, "ground": made.ground, "answers": sorted(made.answers), "by": made.by})
        return
    say(f"{case.ref}: {EXEMPTIONS[made.ground].provision} assessed by {made.by}.")


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that a company seldom needs as well.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to use.")
@options.config_file
@options.as_json
def exemptions(everything: bool, register_file: Path | None, config_file: Path | None, as_json: bool) -> None:
    """List the exemptions that this controller may use, and what each needs on the record."""
    file = register_file or options.configured(config_file).register
    listed = [one for one in offered(load(file).controller.bodies if file else ()) if everything or one.usual]
    if as_json:
        rows = [
            {"code": one.code, "provision": one.provision, "of": one.of, "test": one.test, "words": one.words,
             "needs": list(one.needs)}
            for one in listed
        ]  # fmt: skip
        print_json({"exemptions": rows, "answers": dict(ANSWERS)})
        return
    table(
        ((one.code, one.provision, one.words, ", ".join(one.needs)) for one in listed),
        ("code", "provision", "about", "needs"),
    )
