"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from dsar.config import Config, find_config, load_config, source_at
from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.sources import Source

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
case_ref = click.option("--case", "ref", default="", metavar="REF", help="The case: its reference or folder.")
by = click.option("--by", default="", metavar="NAME", help="Who decides (the journal keeps it).")
config_file = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    help="The dsar.toml to use instead of the nearest.",
)


class Day(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date; click reports what is not one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not a date", param, ctx)


def configured(path: Path | None) -> Config:
    """The configuration of `--config`, else of the nearest `dsar.toml`, else an empty one."""
    found = path or find_config(Path.cwd())
    return load_config(found) if found else Config(cases=Path("cases"))


def who(command: F) -> F:
    """The options that say who is looked for."""
    for option in reversed(
        (
            click.option(
                "--email", "emails", multiple=True, metavar="ADDRESS", help="E-mail address; - reads stdin."
            ),
            click.option(
                "--name", "names", multiple=True, metavar="NAME", help="A name; proposes, never decides."
            ),
            click.option("--phone", "phones", multiple=True, metavar="NUMBER", help="Telephone number."),
            click.option(
                "--id",
                "ids",
                multiple=True,
                metavar="KIND:VALUE",
                help="customer:…, account:…, user:…, username:…, ip:…",
            ),
        )
    ):
        command = option(command)
    return command


def identifiers(
    emails: tuple[str, ...], names: tuple[str, ...], phones: tuple[str, ...], ids: tuple[str, ...]
) -> tuple[Identifier, ...]:
    """What `who` collected, cleaned. Raises `IdentifierError` or `UsageError`."""
    made = [Identifier.of("email", one) for one in _given(emails)]
    made += [Identifier.of("name", one) for one in _given(names)]
    made += [Identifier.of("phone", one) for one in _given(phones)]
    for one in _given(ids):
        kind, colon, value = one.partition(":")
        if not colon:
            raise UsageError("--id is written as KIND:VALUE", hint="--id customer:CUS-1042")
        kind, _, realm = kind.partition("@")
        made.append(Identifier.of(kind, value, realm=realm))
    return tuple(dict.fromkeys(made))


def single(value: str) -> str:
    """One value, read from stdin where it is `-`. Raises `UsageError` where stdin holds several."""
    lines = _given((value,))
    if len(lines) != 1:
        raise UsageError("stdin holds one value, on one line")
    return lines[0]


def _given(values: tuple[str, ...]) -> list[str]:
    """The values, with `-` replaced by the lines of stdin that are not empty."""
    out: list[str] = []
    for value in values:
        out += [line.strip() for line in sys.stdin if line.strip()] if value == "-" else [value]
    return out


def sources_of(config: Config, paths: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources that paths name, or those of `dsar.toml`."""
    if not paths:
        return config.sources
    taken: set[str] = set()
    sources = []
    for path in paths:
        source = source_at(path, taken)
        taken.add(source.name)
        sources.append(source)
    return tuple(sources)
