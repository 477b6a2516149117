"""Opening cases by reference or path, and recording what is known of a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from dsar.case.case import JOURNAL, Case
from dsar.errors import NeedsDecision, UsageError
from dsar.law.deadlines import clock_of
from dsar.law.events import answer_of, check_events, pairs_of
from dsar.law.identity import ALARMS, OUTCOMES, check_account
from dsar.law.working_days import region_named
from dsar.model.events import PAIRS, Event
from dsar.model.identifiers import Identifier
from dsar.model.request import READINGS, REGIMES, RIGHTS, Request


def folder_of(root: Path, ref: str = "") -> Path:
    """The folder of a case: a path as it is, a reference under `root`, or the only case there is.

    Raises `UsageError` where it is not clear which case is meant.
    """
    if ref:
        return Path(ref) if "/" in ref or "\\" in ref or (Path(ref) / JOURNAL).exists() else root / ref
    if (Path.cwd() / JOURNAL).exists():
        return Path.cwd()
    there = sorted(path.parent for path in root.glob(f"*/{JOURNAL}"))
    if len(there) == 1:
        return there[0]
    if not there:
        raise UsageError("there is no case yet", hint="dsar find --email … --source … opens one")
    raise UsageError(
        "there are several cases", hint="--case " + " or --case ".join(p.name for p in there[:5])
    )


def open_case(root: Path, ref: str = "", *, by: str = "") -> Case:
    """Open an existing case (`folder_of`). Raises `UsageError` or `CaseError`."""
    return Case.open(folder_of(root, ref), by=by)


def open_or_create(root: Path, ref: str = "", *, by: str = "") -> Case:
    """Open the case `ref` names, or a new one: without `ref` always a new one."""
    if ref:
        folder = folder_of(root, ref)
        if (folder / JOURNAL).exists():
            return Case.open(folder, by=by)
        return Case.create(folder.parent, folder.name, by=by)
    return Case.create(root, by=by)


def open_request(
    root: Path,
    ref: str,
    changes: Mapping[str, object],
    identifiers: tuple[Identifier, ...] = (),
    *,
    by: str = "",
    defaults: Mapping[str, object] | None = None,
) -> Case:
    """Open a request, or add to what is known of one; nothing is written where something is wrong.

    `defaults` are the controller's own settings, for a request of which nothing is known yet. Raises
    `UsageError` as `record_request` does.
    """
    check_request({**(defaults or {}), **changes})
    case = open_or_create(root, ref, by=by)
    if case.state().request.received is None:
        given = {name: value for name, value in changes.items() if value is not None}
        changes = {**(defaults or {}), **given}
    record_request(case, changes)
    identify(case, identifiers)
    return case


def record_request(case: Case, changes: Mapping[str, object]) -> None:
    """Record what is known of the request. Raises `UsageError` as `check_request` does."""
    check_request(changes)
    given = {name: value for name, value in changes.items() if value not in (None, "")}
    if "region" in given:
        given["region"] = region_named(str(given["region"])).key
    if given:
        _check_known(case, given)
        case.request(given)


def check_request(changes: Mapping[str, object]) -> None:
    """Raise `UsageError` for a right, regime or region there is not, or a day in the future."""
    for name, known in (("right", RIGHTS), ("regime", REGIMES), ("reading", READINGS)):
        if changes.get(name) and changes[name] not in known:
            raise UsageError(f"{changes[name]!r} is not a {name}", hint="one of: " + ", ".join(known))
    if changes.get("region"):
        region_named(str(changes["region"]))
    received = changes.get("received")
    if isinstance(received, date):
        if received > date.today():
            raise UsageError(
                "TL-02: the request cannot have been received in the future", hint="--received YYYY-MM-DD"
            )
        clock_of(Request("", received=received, region=str(changes.get("region") or "england-wales")))


def _check_known(case: Case, changes: Mapping[str, object]) -> None:
    """Raise `UsageError` where what is new does not fit what happened, or cannot be counted."""
    request = replace(case.state().request, **changes)  # type: ignore[arg-type]
    if request.events:
        check_events(request.received, request.events, date.today())
    clock_of(request)


def identify(case: Case, identifiers: tuple[Identifier, ...]) -> None:
    """Add identifiers to those that the case searches for; known ones are not added twice."""
    known = case.state().identifiers
    added = [one for one in identifiers if one not in known]
    if added:
        case.identify(added)


def settle_identity(
    case: Case, outcome: str, how: str, *, on: date | None = None, despite: Sequence[str] = ()
) -> None:
    """Record that identity is settled or in doubt (UK GDPR Article 12(6)), or an agent's authority.

    `on` is the day what was asked for came in, or for a doubt the day it was asked for: the clock
    starts anew. Raises `UsageError`; `NeedsDecision` for "no doubt" where doubt is recorded (HS-03).
    """
    if outcome not in OUTCOMES:
        raise UsageError("identity is recorded as passed, in doubt, or not reasonably in doubt")
    unknown = sorted(set(despite) - set(ALARMS))
    if unknown:
        raise UsageError(f"{unknown[0]!r} is not an alarm", hint="one of: " + ", ".join(ALARMS))
    account = check_account(how)
    request = case.state().request
    if outcome == "no-doubt" and request.doubt:
        raise NeedsDecision(
            "HS-03: identity is recorded as in doubt; saying that it is not does not lift that",
            ["make a check and record it: dsar request identity --passed HOW"],
        )
    events = _identity_events(request, outcome, on or date.today())
    check_events(request.received, (*request.events, *events), date.today())
    case.identity(outcome, account, despite)
    case.event(events)


def _identity_events(request: Request, outcome: str, on: date) -> list[Event]:
    """What settling or doubting identity does to the clock."""
    if outcome == "doubt":
        return [Event("id_requested", on)] if request.received else []
    asked = "authority_requested" if outcome == "authority" else "id_requested"
    waiting = [one for one, answer in pairs_of(request.events, asked, PAIRS[asked]) if answer is None]
    return [Event(PAIRS[asked], on) for _ in waiting]


def close_request(case: Case, outcome: str, sent: date | None = None) -> None:
    """Record that a request is at an end, and the day the answer was sent. Raises `UsageError`."""
    request = case.state().request
    if request.closed:
        raise UsageError("the request is closed already")
    if sent is not None and (
        sent > date.today() or (request.received is not None and sent < request.received)
    ):
        raise UsageError(
            "the answer was sent between the day the request arrived and today", hint="--sent YYYY-MM-DD"
        )
    if not outcome.strip():
        raise UsageError("say how the request ended", hint="--outcome answered")
    if request.received and answer_of(request.events)[0] is None:
        answered = Event("answered", sent or date.today(), outcome.strip())
        check_events(request.received, (*request.events, answered), date.today())
        case.event([answered])
    case.close(f"{outcome.strip()} on {sent.isoformat()}" if sent else outcome.strip())


def reopen_request(case: Case, reason: str, on: date | None = None) -> None:
    """Open a closed request again: the requester wants more, or it was closed by mistake.

    The time limit is that of the request as it came in; decisions, exports and the journal stay as
    they are. What a purge deleted is searched for again (`dsar find`). Raises `UsageError` where it is
    not closed, where no reason is given, and for a day before the answer or in the future.
    """
    request, day = case.state().request, on or date.today()
    if not request.closed:
        raise UsageError("the request is not closed", hint="dsar request close records that it is at an end")
    if len(reason.strip()) < 3:
        raise UsageError("say why it is opened again", hint="--reason TEXT; name nobody")
    if day > date.today():
        raise UsageError("PR-02: opened again on a day in the future", hint="--on YYYY-MM-DD")
    again = [Event("reopened", day, reason.strip())] if answer_of(request.events)[0] else []
    check_events(request.received, (*request.events, *again), date.today())
    case.reopen(reason.strip())
    if again:
        case.event(again)
