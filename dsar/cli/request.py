"""dsar request."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dsar.case.case import Case
from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.request import REGIMES, REGIONS, RIGHTS
from dsar.steps import cases


@click.group()
def command() -> None:
    """Record who asks, when, and how identity was settled."""


@command.command("open")
@click.option("--name", default="", help="Their name, as the letter prints it; - reads stdin.")
@click.option("--email", default="", metavar="ADDRESS", help="Searched for, answered to; - reads stdin.")
@click.option("--received", type=options.Day(), help="The day the request was received.")
@click.option("--reply-to", default="", help="Where the answer goes, if not to the address.")
@click.option("--agent", default="", help="Who asks in their name, if somebody does.")
@click.option("--right", type=click.Choice(RIGHTS), default=None, help="The right that is exercised.")
@click.option("--regime", type=click.Choice(REGIMES), default=None)
@click.option("--region", type=click.Choice(REGIONS), default=None, help="Whose bank holidays count.")
@click.option(
    "--contract-party/--no-contract-party", default=None, help="Are they party to a contract themselves?"
)
@options.case_ref
@options.config_file
@options.by
@options.as_json
def open_(
    name: str,
    email: str,
    received: date | None,
    reply_to: str,
    agent: str,
    right: str | None,
    regime: str | None,
    region: str | None,
    contract_party: bool | None,
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Open a request, or add to what is known of one (with --case)."""
    config = options.configured(config_file)
    email, name = options.single(email), options.single(name)
    changes: dict[str, object] = {
        "name": name, "reply_to": reply_to or email, "agent": agent, "received": received, "right": right,
        "regime": regime, "region": region, "contract_party": contract_party,
    }  # fmt: skip
    known = [Identifier.of("email", email)] if email else []
    known += [Identifier.of("name", name)] if name else []
    case = cases.open_request(config.cases, ref, changes, tuple(known), by=by)
    _tell(case, as_json)


@command.command()
@click.option(
    "--passed", default="", metavar="HOW", help="The check that was passed; never a document's content."
)
@click.option("--no-doubt", default="", metavar="REASON", help="Why there was no reasonable doubt.")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def identity(passed: str, no_doubt: str, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Record how identity was settled (UK GDPR Article 12(6)); nothing leaves before."""
    if bool(passed) == bool(no_doubt):
        raise UsageError("give either --passed HOW or --no-doubt REASON")
    case = cases.open_case(options.configured(config_file).cases, ref, by=by)
    cases.settle_identity(case, "passed" if passed else "no-doubt", passed or no_doubt)
    _tell(case, as_json)


@command.command()
@click.option("--sent", type=options.Day(), help="The day the answer was sent.")
@click.option("--outcome", default="answered", help="answered, refused, withdrawn, …")
@options.case_ref
@options.config_file
@options.by
@options.as_json
def close(
    sent: date | None, outcome: str, ref: str, config_file: Path | None, by: str, as_json: bool
) -> None:
    """Record that the request is at an end."""
    case = cases.open_case(options.configured(config_file).cases, ref, by=by)
    cases.close_request(case, outcome, sent)
    _tell(case, as_json)


def _tell(case: Case, as_json: bool) -> None:
    request = case.state().request
    identity = request.identity
    if as_json:
        print_json(
            {
                "case": request.ref,
                "right": request.right,
                "received": request.received,
                "regime": request.regime,
                "region": request.region,
                "name_known": bool(request.name),
                "identity": identity.outcome if identity else None,
                "closed": request.closed or None,
                "due": None,
            }
        )
        return
    say(f"{request.ref}: {request.right}, received {request.received or 'on a day not recorded yet'}.")
    say(f"Identity: {identity.outcome + ', ' + identity.at[:10] if identity else 'not settled yet'}.")
    if request.closed:
        say(f"Closed: {request.closed}.")
