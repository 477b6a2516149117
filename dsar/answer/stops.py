"""What no waiver lifts (`reference/law.md` section 13): doubt, agents, alarms, health, privilege."""

from __future__ import annotations

from collections.abc import Iterable

from dsar.case.found import Found
from dsar.case.state import State
from dsar.law.identity import ALARMS, Alarm, alarms
from dsar.model.ledger import Bucket

Stop = tuple[str, str, int]
"""Code, words and count of something that blocks."""


def identity_stops(state: State, found: Found | None) -> Iterable[Stop]:
    """What about identity, an agent or the reply address has to be settled first (HS-03)."""
    request = state.request
    if request.doubt:
        yield (
            "doubt",
            "HS-03: identity is in doubt: only a check that is passed lifts that (identity --passed)",
            1,
        )
    elif request.identity is None:
        yield "identity", "how identity was settled is not recorded (dsar request identity)", 1
    if request.agent and request.authority is None:
        yield (
            "authority",
            "AG-01: an agent asks and nothing shows that they may (dsar request identity --authority)",
            1,
        )
    if request.address_changed:
        yield "alarm", f"{ALARMS['changed']} (check again: dsar request identity --passed)", 1
    elif request.identity and request.identity.outcome == "no-doubt" and found:
        for one in alarms_of(state, found):
            if one.code not in request.identity.despite:
                yield (
                    "alarm",
                    f"{one.words}: check (--passed), or say why there is no doubt --despite {one.code}",
                    1,
                )


def alarms_of(state: State, found: Found | None) -> tuple[Alarm, ...]:
    """The signs that somebody else may be asking. Nothing found gives nothing away: no alarm then."""
    held = list(found.records(Bucket.ABOUT, Bucket.CANDIDATE)) if found else []
    searched = [one.value for one in state.identifiers if one.kind == "email" and one.origin == "request"]
    seen = (
        {one.identifier.value for one in found.matches if one.identifier.kind == "email"} if found else set()
    )
    seen |= {
        identifier.value
        for record in held
        for party in record.parties
        for identifier in party.identifiers
        if identifier.kind == "email"
    }
    if not held:
        return ()
    return alarms(state.request.reply_to, searched, seen or {""}, changed=state.request.address_changed)
