"""dsar unseal."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.steps.seal import unseal


@click.command()
@click.argument("sealed", type=click.Path(path_type=Path))
@click.option(
    "--identity", type=click.Path(path_type=Path, exists=True), help="An age key file; else a passphrase."
)
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase from stdin, not the terminal.")
@options.as_json
def command(sealed: Path, identity: Path | None, passphrase_stdin: bool, as_json: bool) -> None:
    """Open a sealed case (REF.age) into its folder again, and check its journal."""
    secret = ""
    if identity is None:
        secret = (
            options.single("-") if passphrase_stdin else click.prompt("Passphrase", hide_input=True, err=True)
        )
    case = unseal(sealed, secret=secret, identity=identity)
    if as_json:
        print_json({"case": case.ref, "folder": str(case.folder)})
    else:
        say(f"{case.ref} is open again; its journal holds.")
