"""Signatures: who answers for the decisions as they stand, and whether they still stand so.

A signature holds the fingerprint of what was signed: snapshot, request and every decision in force.
Any later change gives another fingerprint, and the signature is void, for everybody to see.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from dsar.case.state import State
from dsar.errors import UsageError
from dsar.model.decisions import Action, Decision, On, Wish

FIRST, SECOND = "first", "second"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature: as which reviewer, by whom, when; `stands` until something changes."""

    role: str
    name: str
    by: str
    at: str
    stands: bool
    seq: int


def fingerprint(state: State) -> str:
    """SHA-256 over what a signature answers for: snapshot, request, assessments, decisions in force."""
    known = {name: value for name, value in asdict(state.request).items() if name != "closed"}
    rows: list[object] = [state.snapshot_sha256, known, [asdict(one) for one in state.assessments]]
    rows += [
        [one.on.value, one.target, one.action.value, one.ground, list(one.scope), one.note]
        for one in state.decisions
        if one.on is not On.CASE
    ]
    return hashlib.sha256(json.dumps(rows, default=str, sort_keys=True).encode()).hexdigest()


def signatures(state: State) -> list[Signature]:
    """Every signature, in order, with whether it still stands."""
    now = fingerprint(state)
    return [
        Signature(one.ground, one.note, one.by, one.at, one.scope == (now,), one.seq)
        for one in _signed(state.decisions)
    ]


def _signed(decisions: Iterable[Decision]) -> Iterable[Decision]:
    return (one for one in decisions if one.on is On.CASE and one.action is Action.SIGN)


def standing(state: State, role: str) -> Signature | None:
    """The signature that stands for a role."""
    return next((one for one in reversed(signatures(state)) if one.role == role and one.stands), None)


def sign(state: State, role: str, name: str) -> Wish:
    """A wish that signs the decisions as they stand.

    Raises `UsageError` without a name, or where the second reviewer is the first.
    """
    typed = " ".join(name.split())
    if len(typed) < 3:
        raise UsageError("type your name to sign")
    if role not in (FIRST, SECOND):
        raise UsageError("one signs as the first or as the second reviewer")
    other = standing(state, FIRST)
    if role == SECOND:
        if other is None:
            raise UsageError("the first reviewer signs first")
        if other.name.casefold() == typed.casefold():
            raise UsageError("the second reviewer has to be somebody else")
    return Wish(On.CASE, state.request.ref, Action.SIGN, role, typed, (fingerprint(state),))
