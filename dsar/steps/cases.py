"""Opening cases by reference or path, and recording what is known of a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from dsar.case.case import JOURNAL, Case
from dsar.errors import CaseError, UsageError
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
        raise CaseError("there is no case yet", hint="dsar find --email … --source … opens one")
    raise UsageError(
        "there are several cases", hint="--case " + " or --case ".join(p.name for p in there[:5])
    )


def open_case(root: Path, ref: str = "", *, by: str = "") -> Case:
    """Open an existing case (`folder_of`). Raises `CaseError` or `UsageError`."""
    return Case.open(folder_of(root, ref), by=by)


def open_or_create(root: Path, ref: str = "", *, by: str = "") -> Case:
    """Open the case `ref` names, or a new one: without `ref` always a new one."""
    if ref:
        folder = folder_of(root, ref)
        if (folder / JOURNAL).exists():
            return Case.open(folder, by=by)
        return Case.create(folder.parent, folder.name, by=by)
    return Case.create(root, by=by)


def record_request(case: Case, changes: Mapping[str, object]) -> None:
    """Record what is known of the request; an e-mail address given is also searched for.

    Raises `UsageError` for a right, regime or region there is not, or a date in the future.
    """
    for name, known in (("right", RIGHTS), ("regime", REGIMES), ("region", REGIONS)):
        if changes.get(name) and changes[name] not in known:
            raise UsageError(f"{changes[name]!r} is not a {name}", hint="one of: " + ", ".join(known))
    received = changes.get("received")
    if isinstance(received, date) and received > date.today():
        raise UsageError("the request cannot have been received in the future", hint="--received YYYY-MM-DD")
    given = {name: value for name, value in changes.items() if value not in (None, "")}
    if given:
        case.request(given)


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
