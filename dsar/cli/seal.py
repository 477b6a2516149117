"""dsar seal."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.steps.cases import open_case
from dsar.steps.seal import seal


@click.command()
@click.option("--recipient", "recipients", multiple=True, metavar="AGE1…", help="An age public key.")
@options.case_ref
@options.config_file
@options.as_json
def command(recipients: tuple[str, ...], ref: str, config_file: Path | None, as_json: bool) -> None:
    """Encrypt a whole case into one file (age) and remove its folder, while nobody works on it.

    Without --recipient a passphrase is made, shown once and kept nowhere.
    """
    case = open_case(options.configured(config_file).cases, ref)
    file, secret = seal(case, recipients)
    if as_json:
        print_json({"sealed": str(file), **({"passphrase": secret} if secret else {})})
        return
    say(f"Sealed as {file}. The folder is deleted, not shredded.")
    if secret:
        say("The passphrase is shown now and never again; without it the case is lost:")
        say(f"    {secret}")
