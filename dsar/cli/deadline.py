"""dsar deadline."""

from __future__ import annotations

from datetime import date

import click

from dsar.cli import options
from dsar.cli.output import print_json, say
from dsar.law.counting import said
from dsar.law.deadlines import Deadline, Reading, deadline
from dsar.law.events import day_of
from dsar.law.other_limits import acknowledge_by
from dsar.model.request import READINGS, REGIMES, RIGHTS


@click.command()
@click.option("--received", required=True, metavar="YYYY-MM-DD", help="The day the request came in.")
@click.option("--regime", type=click.Choice(REGIMES), default="UK", show_default=True)
@click.option(
    "--region",
    default="england-wales",
    show_default=True,
    metavar="R",
    help="Whose public holidays count: England-Wales, Scotland, NI, EU-IE, EU-DE, …",
)
@click.option("--right", type=click.Choice(RIGHTS), default="access", show_default=True)
@click.option("--events", default="none", metavar='"K=DATE;…"', help="What happened, in order.")
@click.option("--reading", type=click.Choice(READINGS), default="statutory", show_default=True)
@click.option("--eu-pauses", is_flag=True, help="Let questions stop the clock in the Union as well.")
@click.option("--complaint", is_flag=True, help="When a complaint has to be acknowledged (section 164A).")
@options.as_json
def command(
    received: str,
    regime: str,
    region: str,
    right: str,
    events: str,
    reading: str,
    eu_pauses: bool,
    complaint: bool,
    as_json: bool,
) -> None:
    """When an answer is due, and why, rule by rule.

    Kinds of event: id_requested, id_received, authority_requested, authority_received, fee_requested,
    fee_paid, clarification_requested, clarification_received, extension_notified, format_query,
    format_reply, answered, reopened. Beside the month count marks_asked, results_announced (exam marks,
    Schedule 2 paragraph 25) and reporter_question, reporter_informed (Scotland's Principal Reporter).
    """
    if complaint:
        by = acknowledge_by(day_of(received), region)
        if as_json:
            print_json({"due": by, "because": [f"TL-13: thirty days from the day after receipt: {said(by)}"]})
        else:
            say(f"Acknowledge the complaint by {by} (TL-13: thirty days, from the day after receipt).")
        return
    found = deadline(
        received,
        events,
        regime=regime,
        region=region,
        right=right,
        today=date.today(),
        reading=Reading(pauses=reading, eu_pauses=eu_pauses),
    )
    if as_json:
        print_json(document(found))
        return
    tell(found)
    for line in found.because:
        say(f"  {line}")


def document(found: Deadline) -> dict[str, object]:
    """The dates as JSON holds them."""
    return {
        "due": found.shown,
        "status": str(found.status),
        "cautious": found.cautious,
        "target": found.target,
        "notice_limit": found.notice_limit,
        "start": found.start,
        "chase": found.chase,
        "extended": found.extended,
        "because": list(found.because),
        "warnings": list(found.warnings),
        "also": [
            {
                "rule": one.rule, "what": one.what, "due": one.due, "cautious": one.cautious,
                "done": one.done, "because": one.because,
            }
            for one in found.also
        ],
    }  # fmt: skip


def tell(found: Deadline) -> None:
    """The dates in a few lines, warnings last."""
    if found.due:
        say(
            f"Due {found.due} ({found.status}); aim for {found.target}, at the latest {found.cautious} "
            "on the stricter reading."
        )
        if not found.extended:
            say(f"An extension would have to be notified by {found.notice_limit}.")
    else:
        say(f"{found.status}: no due date yet" + (f"; chase by {found.chase}" if found.chase else "") + ".")
    for one in found.also:
        done = f" (done on {one.done})" if one.done else f" ({one.cautious} on the stricter reading)"
        say(f"Also: {one.what} by {one.due}{done}.")
        say(f"  {one.because}")
    for line in found.warnings:
        say(f"  warning: {line}")
