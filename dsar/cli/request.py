"""dsar request."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dsar.case.case import Case
from dsar.cli import deadline as clocks
from dsar.cli import options
from dsar.cli.assessing import assess, exemptions
from dsar.cli.output import print_json, say
from dsar.errors import UsageError
from dsar.law.deadlines import clock_of
from dsar.law.identity import ALARMS
from dsar.model.events import Event
from dsar.model.identifiers import Identifier
from dsar.model.request import READINGS, REGIMES, RIGHTS
from dsar.steps import cases
from dsar.steps.deadline import notes, record_events


@click.group()
def command() -> None:
    """Record who asks, when, and how identity was settled."""


def _case_options(function: options.F) -> options.F:
    """The options of every command here that changes a case."""
    for option in (options.as_json, options.by, options.config_file, options.case_ref):
        function = option(function)
    return function


@command.command("open")
@click.option("--name", default="", help="Their name, as the letter prints it; - reads stdin.")
@click.option("--email", default="", metavar="ADDRESS", help="Searched for, answered to; - reads stdin.")
@click.option("--received", type=options.Day(), help="The day the request was received.")
@click.option("--reply-to", default="", help="Where the answer goes, if not to the address.")
@click.option("--agent", default="", help="Who asks in their name, if somebody does.")
@click.option("--right", type=click.Choice(RIGHTS), default=None, help="The right that is exercised.")
@click.option("--regime", type=click.Choice(REGIMES), default=None)
@click.option(
    "--region", default=None, metavar="R", help="Whose holidays count: England-Wales, Scotland, NI, EU-IE, …"
)
@click.option("--reading", type=click.Choice(READINGS), default=None, help="How a pause is counted.")
@click.option("--eu-pauses/--no-eu-pauses", default=None, help="Do questions stop the clock in the Union?")
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
    reading: str | None,
    eu_pauses: bool | None,
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
        "regime": regime, "region": region, "contract_party": contract_party, "reading": reading,
        "eu_pauses": eu_pauses,
    }  # fmt: skip
    known = [Identifier.of("email", email)] if email else []
    known += [Identifier.of("name", name)] if name else []
    case = cases.open_request(config.cases, ref, changes, tuple(known), by=by, defaults=config.clock)
    _tell(case, as_json)


@command.command()
@click.option(
    "--passed", default="", metavar="HOW", help="The check that was passed; never a document's content."
)
@click.option("--no-doubt", default="", metavar="REASON", help="Why there was no reasonable doubt.")
@click.option(
    "--doubt", default="", metavar="REASON", help="Why there is doubt: nothing leaves until a check."
)
@click.option("--authority", default="", metavar="HOW", help="What showed that the agent may act.")
@click.option("--on", type=options.Day(), help="The day the proof came in, or was asked for (--doubt).")
@click.option(
    "--despite", multiple=True, type=click.Choice(tuple(ALARMS)), help="An alarm that --no-doubt looked at."
)
@options.case_ref
@options.config_file
@options.by
@options.as_json
def identity(
    passed: str,
    no_doubt: str,
    doubt: str,
    authority: str,
    on: date | None,
    despite: tuple[str, ...],
    ref: str,
    config_file: Path | None,
    by: str,
    as_json: bool,
) -> None:
    """Record how identity was settled (UK GDPR Article 12(6)); nothing leaves before."""
    told = {"passed": passed, "no-doubt": no_doubt, "doubt": doubt, "authority": authority}
    given = [outcome for outcome, text in told.items() if text]
    if len(given) != 1:
        raise UsageError("give one of --passed HOW, --no-doubt REASON, --doubt REASON, --authority HOW")
    case = cases.open_case(options.configured(config_file).cases, ref, by=by)
    cases.settle_identity(case, given[0], told[given[0]], on=on, despite=despite)
    _tell(case, as_json)


@command.command()
@click.argument("told", nargs=-1, required=True, metavar="KIND=DATE… | TEXT")
@_case_options
def note(told: tuple[str, ...], ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Record events (id_requested=2026-11-24), facts (service_ended=…) or a line of text.

    Facts are service_ended, accounting_period_ended, hold_began and hold_ended: keeping counts from them.
    """
    events = notes(told, date.today())
    _record(events, ref, config_file, by, as_json)


@command.command()
@click.option("--on", type=options.Day(), help="The day they were asked; today if left out.")
@click.option("--reason", required=True, metavar="TEXT", help="What was asked, to find what they mean.")
@_case_options
def pause(on: date | None, reason: str, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Stop the clock: they were asked which data or processing they mean (Article 12A(5))."""
    _record([Event("clarification_requested", on or date.today(), reason)], ref, config_file, by, as_json)


@command.command()
@click.option("--on", type=options.Day(), help="The day their answer came in; today if left out.")
@_case_options
def resume(on: date | None, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Start the clock again: what was asked was answered."""
    _record([Event("clarification_received", on or date.today())], ref, config_file, by, as_json)


@command.command()
@click.option("--on", type=options.Day(), help="The day they were told; today if left out.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is necessary: complexity or number.")
@_case_options
def extend(on: date | None, reason: str, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Extend by two months: the requester was told, in the first month, and why (Article 12A(3))."""
    _record([Event("extension_notified", on or date.today(), reason)], ref, config_file, by, as_json)


def _record(events: list[Event], ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    case = cases.open_case(options.configured(config_file).cases, ref, by=by)
    record_events(case, events)
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


@command.command()
@click.option("--reason", required=True, metavar="TEXT", help="Why: what is still wanted, or the mistake.")
@click.option("--on", type=options.Day(), help="The day it was opened again; today if left out.")
@_case_options
def reopen(reason: str, on: date | None, ref: str, config_file: Path | None, by: str, as_json: bool) -> None:
    """Open a closed request again; its time limit and its decisions stay as they were."""
    case = cases.open_case(options.configured(config_file).cases, ref, by=by)
    cases.reopen_request(case, reason, on)
    if not case.state().snapshot:
        say("What was found is not there any more (purged, or never searched): run dsar find.")
    _tell(case, as_json)


def _tell(case: Case, as_json: bool) -> None:
    request = case.state().request
    identity = request.identity
    clock = clock_of(request, date.today())
    if as_json:
        print_json(
            {
                "case": request.ref,
                "right": request.right,
                "received": request.received,
                "regime": request.regime,
                "region": request.region,
                "name_known": bool(request.name),
                "identity": identity.outcome if identity else "doubt" if request.doubt else None,
                "authority": bool(request.authority),
                "closed": request.closed or None,
                "due": clock.shown if clock else None,
                "clock": clocks.document(clock) if clock else None,
            }
        )
        return
    say(f"{request.ref}: {request.right}, received {request.received or 'on a day not recorded yet'}.")
    settled = f"{identity.outcome}, {identity.at[:10]}" if identity else ""
    say(f"Identity: {settled or ('in doubt' if request.doubt else 'not settled yet')}.")
    if clock:
        clocks.tell(clock)
    if request.closed:
        say(f"Closed: {request.closed}.")


command.add_command(assess)
command.add_command(exemptions)
