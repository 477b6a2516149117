"""dsar map."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say, table
from dsar.reading.mapping_schema import schema as the_schema
from dsar.steps import map as mapping

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """Say in a few lines of TOML what the columns of a product nobody has seen are."""


@command.command()
@FILE
@options.as_json
def init(file: Path, as_json: bool) -> None:
    """Propose a mapping for FILE from its columns and cells."""
    proposal = mapping.propose(file)
    if as_json:
        print_json({"mapping": proposal})
        return
    click.echo(proposal, nl=False)


@command.command()
@FILE
@click.option("--mapping", "own", type=click.Path(path_type=Path), help="The mapping to use.")
@click.option("--preset", default="", help="One that ships with dsar, instead of the one that fits.")
@options.as_json
def check(file: Path, own: Path | None, preset: str, as_json: bool) -> None:
    """Show what a mapping makes of FILE: the account, and five records (which hold personal data)."""
    given: dict[str, object] = {}
    if own is not None:
        given["mapping"] = str(own)
    if preset:
        given["preset"] = preset
    done = mapping.check(file, given)
    if as_json:
        print_json(_document(done))
        return
    for n, one in enumerate(done.records, start=1):
        click.echo(f"record {n}")
        for name, value in mapping.shown(one).items():
            click.echo(f"  {name}: {str(value)[:200]}")
    table(
        [
            ("read by", done.extractor + (f", preset {done.preset}" if done.preset else "")),
            ("rows", done.rows),
            ("bytes accounted for", f"{done.accounted:,} of {done.bytes:,}"),
            ("gaps", len(done.gaps)),
            ("moments whose zone is guessed", done.guessed),
            ("without a moment", done.undated),
            ("columns no mapping names (kept)", ", ".join(done.unmapped) or "-"),
        ],
        ("what", ""),
    )
    for place, reason, detail in done.gaps[:20]:
        say(f"gap: {place}: {reason} {detail}")
    if done.unconfirmed:
        say(
            f"warning: the preset {done.preset} was never read with a genuine file: look at the records above"
        )


def _document(done: mapping.Checked) -> dict[str, object]:
    return {
        "extractor": done.extractor,
        "preset": done.preset,
        "unconfirmed": done.unconfirmed,
        "bytes": done.bytes,
        "accounted_bytes": done.accounted,
        "rows": done.rows,
        "gaps": [{"place": place, "reason": why, "detail": detail} for place, why, detail in done.gaps],
        "guessed_moments": done.guessed,
        "undated": done.undated,
        "unmapped": list(done.unmapped),
        "records": [mapping.shown(one) for one in done.records],
    }


@command.command()
@options.as_json
def schema(as_json: bool) -> None:
    """The JSON Schema of a mapping, for editors."""
    print_json(the_schema())
