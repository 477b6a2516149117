"""dsar letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dsar.answer.gate import WAIVERS
from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.register.reading import load
from dsar.steps import letter
from dsar.steps.cases import open_case


@click.command()
@click.option("--kind", default=letter.ACCESS, metavar="KIND", help="Which letter; --kinds lists them.")
@click.option("--kinds", is_flag=True, help="List the letters that there are.")
@click.option("--out", type=click.Path(path_type=Path), help="A new file for the letter.")
@click.option("--why", is_flag=True, help="Print what every sentence rests on instead of writing it.")
@click.option("--ask", default="", metavar="TEXT", help="What is asked for (identity, clarification).")
@click.option("--ground", default="", metavar="CODE", help="The provision (refusal): A12-5, S2P19, …")
@click.option("--because", default="", metavar="TEXT", help="Why, in this case (refusal, extension).")
@click.option("--on", type=options.Day(), help="The day a complaint came in.")
@click.option("--client", default="", metavar="NAME", help="Who decides about the data (referral).")
@click.option("--waive", multiple=True, type=click.Choice(WAIVERS), help="As for export; needs --reason.")
@click.option("--reason", default="", help="Why something is waived.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to use.")
@click.option("--prepared", type=options.Day(), help="The day printed on it (default: today).")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def command(
    kind: str,
    kinds: bool,
    out: Path | None,
    why: bool,
    ask: str,
    ground: str,
    because: str,
    on: date | None,
    client: str,
    waive: tuple[str, ...],
    reason: str,
    register_file: Path | None,
    prepared: date | None,
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Write a letter of a case, or print what each of its sentences rests on (--why).

    The letter that answers a request comes with its bundle: dsar export.
    """
    if kinds:
        _list(as_json)
        return
    config = options.configured(config_file)
    file = register_file or config.register
    if file is None:
        raise UsageError("there is no register", hint="register = in dsar.toml, or --register FILE")
    case = open_case(config.cases, ref, by=by)
    told = {"ask": ask, "ground": ground, "reason": because, "on": on.isoformat() if on else ""}
    told = {name: text for name, text in (*told.items(), ("client", client)) if text}
    register = load(file)
    if why:
        _explain(letter.why(case, register, kind, told, file=file), as_json)
        return
    if out is None:
        raise UsageError("say where the letter goes", hint="--out FILE, or --why")
    letter.write(case, out, register, kind, told, prepared=prepared, waive=waive, reason=reason)
    if as_json:
        print_json({"letter": str(out), "kind": kind})
    else:
        say(f"Wrote {out}. Read it before you send it.")


def _list(as_json: bool) -> None:
    if as_json:
        print_json({"kinds": list(letter.kinds())})
    else:
        click.echo("\n".join(letter.kinds()))


def _explain(sentences: tuple[letter.Sentence, ...], as_json: bool) -> None:
    if as_json:
        rows = [
            {"heading": one.heading, "sentence": one.text, "rests_on": list(one.rests_on)}
            for one in sentences
        ]
        print_json({"sentences": rows})
        return
    heading = ""
    for one in sentences:
        if one.heading != heading:
            heading = one.heading
            click.echo(f"\n{heading}")
        click.echo(f"  {one.text}")
        click.echo(f"      <- {'; '.join(one.rests_on)}")
