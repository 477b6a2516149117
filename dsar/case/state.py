"""What the journal adds up to: the request, the decisions in force, the snapshot to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from dsar.case.journal import START, Entry
from dsar.errors import CaseError
from dsar.model.assessments import Assessment
from dsar.model.decisions import Action, Decision, On
from dsar.model.events import Event
from dsar.model.identifiers import Identifier
from dsar.model.request import Identity, Request

_RECORDED = ("ref", "identity", "doubt", "authority", "address_changed", "closed", "events")
REQUEST_FIELDS = tuple(column.name for column in fields(Request) if column.name not in _RECORDED)


AFTERWARDS = frozenset({"exported", "planned", "closed", "reopened", "purged"})
"""Kinds of journal line that say what was done with an answer, not what it holds."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One export: the day printed on it, its manifest's SHA-256, what was waived and why."""

    prepared: date
    manifest_sha256: str
    waived: tuple[str, ...]
    head: str


@dataclass(frozen=True, slots=True)
class State:
    """A case as its journal tells it.

    `decisions` are those in force, in order: undone ones are left out. `minted` maps person ids to
    the keyed digests of their identifiers. `snapshot` and `snapshot_sha256` are empty before the
    first search. `content_head` is the seal of the last line that changes what an answer says:
    exporting again without a new decision gives the same answer.
    """

    request: Request
    salt: bytes = field(repr=False)
    identifiers: tuple[Identifier, ...] = ()
    snapshot: str = ""
    snapshot_sha256: str = ""
    searches: int = 0
    searched_on: date | None = None
    minted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    exports: tuple[Exported, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    head: str = START
    content_head: str = START
    entries: int = 0


def fold(entries: Iterable[Entry], before: State | None = None) -> State:
    """Add up a journal, or the lines that came after a state.

    Raises `CaseError` where the journal does not begin by opening a case.
    """
    state = before
    for entry in entries:
        body: Mapping[str, Any] = entry.body
        if state is None:
            if entry.kind != "opened":
                raise CaseError("this journal does not begin by opening a case")
            state = State(Request(ref=body["ref"]), bytes.fromhex(body["salt"]))
        content = state.content_head if entry.kind in AFTERWARDS else entry.seal
        state = replace(_step(state, entry, body), head=entry.seal, content_head=content, entries=entry.seq)
    if state is None:
        raise CaseError("the journal is empty", hint="open the case with dsar request open")
    return state


def _step(state: State, entry: Entry, body: Mapping[str, Any]) -> State:
    match entry.kind:
        case "request":
            return replace(state, request=_request(state.request, body))
        case "identity":
            return replace(state, request=_identity(state.request, entry, body))
        case "identifiers":
            given = tuple(
                Identifier(kind, value, realm, raw) for kind, value, realm, raw in body["identifiers"]
            )
            return replace(state, identifiers=tuple(dict.fromkeys((*state.identifiers, *given))))
        case "found":
            return replace(
                state,
                snapshot=body["snapshot"],
                snapshot_sha256=body["sha256"],
                searches=state.searches + 1,
                searched_on=date.fromisoformat(entry.at[:10]),
            )
        case "minted":
            minted = {person: tuple(digests) for person, digests in body["persons"]}
            return replace(state, minted={**state.minted, **minted})
        case "decision":
            return replace(state, decisions=_decided(state.decisions, entry, body))
        case "exported":
            done = Exported(
                date.fromisoformat(body["prepared"]),
                body["manifest_sha256"],
                tuple(body["waived"]),
                entry.seal,
            )
            return replace(state, exports=(*state.exports, done))
        case "event":
            event = Event(body["event"], date.fromisoformat(body["on"]), body.get("note", ""), entry.by)
            events = (*state.request.events, event)
            return replace(state, request=replace(state.request, events=events))
        case "assessed":
            answers = {str(key): str(text) for key, text in body["answers"].items()}
            made = Assessment(body["ground"], body["target"], answers, entry.by, entry.at)
            return replace(state, assessments=(*state.assessments, made))
        case "closed":
            return replace(state, request=replace(state.request, closed=body["outcome"]))
        case "reopened":
            return replace(state, request=replace(state.request, closed=""))
        case "purged":  # what was found is gone: a request that is opened again is searched for anew
            return replace(state, snapshot="", snapshot_sha256="")
    return state


def _request(request: Request, body: Mapping[str, Any]) -> Request:
    changes = {name: body[name] for name in REQUEST_FIELDS if name in body}
    if changes.get("received"):
        changes["received"] = date.fromisoformat(changes["received"])
    moved = bool(request.identity and changes.get("reply_to", request.reply_to) != request.reply_to)
    return replace(request, address_changed=request.address_changed or moved, **changes)


def _identity(request: Request, entry: Entry, body: Mapping[str, Any]) -> Request:
    """A recorded doubt is lifted by a check that was passed, and by nothing else (Article 12(6))."""
    told = Identity(body["outcome"], body["how"], entry.by, entry.at, tuple(body.get("despite", ())))
    match told.outcome:
        case "authority":
            return replace(request, authority=told)
        case "doubt":
            return replace(request, doubt=told, identity=None)
        case "no-doubt" if request.doubt:
            return request
    return replace(request, identity=told, doubt=None, address_changed=False)


def _decided(decisions: tuple[Decision, ...], entry: Entry, body: Mapping[str, Any]) -> tuple[Decision, ...]:
    decision = Decision(
        seq=entry.seq,
        on=On(body["on"]),
        target=body["target"],
        action=Action(body["action"]),
        ground=body.get("ground", ""),
        scope=tuple(body.get("scope", ())),
        by=entry.by,
        at=entry.at,
        note=body.get("note", ""),
    )
    if decision.action is Action.UNDO:
        return tuple(one for one in decisions if str(one.seq) != decision.target)
    return (*decisions, decision)
