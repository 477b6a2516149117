"""Opening cases by reference or path, and recording what is known of a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from dsar.case.case import JOURNAL, Case
from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.request import REGIMES, REGIONS, RIGHTS

OUTCOMES = ("passed", "no-doubt")
"""How identity may be settled: a check was passed, or there was no reasonable doubt and why."""


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
) -> Case:
    """Open a request, or add to what is known of one; nothing is written where something is wrong.

    Raises `UsageError` as `record_request` does.
    """
    check_request(changes)
    case = open_or_create(root, ref, by=by)
    record_request(case, changes)
    identify(case, identifiers)
    return case


def record_request(case: Case, changes: Mapping[str, object]) -> None:
    """Record what is known of the request. Raises `UsageError` as `check_request` does."""
    check_request(changes)
    given = {name: value for name, value in changes.items() if value not in (None, "")}
    if given:
        case.request(given)


def check_request(changes: Mapping[str, object]) -> None:
    """Raise `UsageError` for a right, regime or region there is not, or a day in the future."""
    for name, known in (("right", RIGHTS), ("regime", REGIMES), ("region", REGIONS)):
        if changes.get(name) and changes[name] not in known:
            raise UsageError(f"{changes[name]!r} is not a {name}", hint="one of: " + ", ".join(known))
    received = changes.get("received")
    if isinstance(received, date) and received > date.today():
        raise UsageError("the request cannot have been received in the future", hint="--received YYYY-MM-DD")


def identify(case: Case, identifiers: tuple[Identifier, ...]) -> None:
    """Add identifiers to those that the case searches for; known ones are not added twice."""
    known = case.state().identifiers
    added = [one for one in identifiers if one not in known]
    if added:
        case.identify(added)


def settle_identity(case: Case, outcome: str, how: str) -> None:
    """Record that identity is settled (UK GDPR Article 12(6)) and how. Raises `UsageError`."""
    if outcome not in OUTCOMES:
        raise UsageError("identity is recorded as passed, or as not reasonably in doubt")
    if len(how.strip()) < 3:
        raise UsageError("say how identity was checked, or why there was no reasonable doubt")
    case.identity(outcome, how.strip())


def close_request(case: Case, outcome: str, sent: date | None = None) -> None:
    """Record that a request is at an end, and the day the answer was sent. Raises `UsageError`."""
    received = case.state().request.received
    if sent is not None and (sent > date.today() or (received is not None and sent < received)):
        raise UsageError(
            "the answer was sent between the day the request arrived and today", hint="--sent YYYY-MM-DD"
        )
    if not outcome.strip():
        raise UsageError("say how the request ended", hint="--outcome answered")
    case.close(f"{outcome.strip()} on {sent.isoformat()}" if sent else outcome.strip())
