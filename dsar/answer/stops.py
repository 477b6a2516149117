"""What no waiver lifts (`reference/law.md` section 13): doubt, agents, alarms, health, privilege."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dsar.answer.apply import Applied
from dsar.case.found import Found
from dsar.case.state import State
from dsar.law.exemptions import EXEMPTIONS, Proof, restricted
from dsar.law.identity import ALARMS, Alarm, alarms
from dsar.law.special import advice_in, health_in, seen_by
from dsar.model.decisions import Action
from dsar.model.findings import Standing
from dsar.model.ledger import Bucket
from dsar.model.records import Record

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


def content_stops(
    state: State, found: Found, applied: Applied, lawyers: Iterable[str] = ()
) -> Iterable[Stop]:
    """What in the records has to be settled by somebody who may: health, legal advice, unproven harm."""
    leaving = [record for record in applied.included if record.digest not in _settled(state, "S3P6")]
    sick = health_unseen(leaving, found) if state.request.regime == "UK" else ()
    if sick:
        yield (
            "health",
            f"HS-02: {len(sick):,} records may tell of the requester's health and they may not know it: "
            f"dsar request assess --ground S3P6 --record {sick[0]} (or withhold it)",
            len(sick),
        )
    privileged = privileged_unread(state, found, lawyers)
    unread = [one.id for one in applied.included if one.id in privileged]
    if unread:
        yield (
            "privilege",
            f"HS-06: {len(unread):,} records may be legal advice: who is named reads them first, then "
            f"dsar request assess --ground S2P19 --record {unread[0]} (or withholds it)",
            len(unread),
        )
    foreign = not_ours(state)
    if foreign:
        yield (
            "exemption",
            f"{len(foreign):,} decisions use {', '.join(sorted(set(foreign)))}, which this controller "
            "may not use (dsar request exemptions lists those that it may)",
            len(foreign),
        )
    bare = unproven(state)
    if bare:
        yield (
            "assessment",
            f"EX-2: {len(bare):,} decisions use {', '.join(sorted(set(bare)))} and say nowhere what harm is "
            "likely and why it is real (--note, or dsar request assess)",
            len(bare),
        )


def health_unseen(records: Iterable[Record], found: Found) -> tuple[str, ...]:
    """Ids of records that seem to tell of the requester's health and that they have not seen."""
    by_id = {kept.record.id: kept.record for kept in found.kept}
    seen = {key for key, record in by_id.items() if seen_by(record, found.identifiers)}
    return tuple(one.id for one in records if not {one.id, one.parent} & seen and health_in(one))


def privileged_unread(state: State, found: Found, lawyers: Iterable[str] = ()) -> frozenset[str]:
    """Ids of records that may be legal advice and that nobody who may has looked at (HS-06).

    Their text is for the person who is named alone: a page or a sheet leaves it out for others.
    """
    settled, domains = _settled(state, "S2P19"), tuple(lawyers)
    return frozenset(
        record.id
        for record in found.records(Bucket.ABOUT, Bucket.CANDIDATE)
        if record.digest not in settled and advice_in(record, domains)
    )


def kept_from(
    by: str, state: State, found: Found, lawyers: Iterable[str] = (), reader: str = ""
) -> frozenset[str]:
    """Ids of records whose text is not shown to `by`: legal advice, or perhaps, and nobody who may read it.

    Copies of such a record and what hangs on it go with it. `reader` is who is named to read them first.
    """
    if reader and reader.casefold() == by.casefold():
        return frozenset()
    advice = {
        one.target for one in state.decisions if one.action is Action.WITHHOLD and one.ground == "S2P19"
    }
    kept = privileged_unread(state, found, lawyers)
    return with_theirs(kept | {one.record.id for one in found.kept if one.record.digest in advice}, found)


def with_theirs(records: Collection[str], found: Found) -> frozenset[str]:
    """Records with what is attached to them, and with their copies: what one of them says, those say."""
    all_of = set(records)
    for one in found.kept:  # a record stands after what it hangs on or repeats
        if one.record.parent in all_of or one.copy_of in all_of:
            all_of.add(one.record.id)
    return frozenset(all_of)


_HIDING = (Action.WITHHOLD, Action.REDACT, Action.MARK)


def not_ours(state: State) -> tuple[str, ...]:
    """The exemptions of decisions that only some bodies may use, and nobody recorded as which one."""
    assessed = {one.ground for one in state.assessments}
    used = (one.ground for one in state.decisions if one.action in _HIDING)
    return tuple(one for one in used if restricted(one) and one not in assessed)


def unproven(state: State) -> tuple[str, ...]:
    """The exemptions of decisions that need likely harm in words and have neither note nor assessment."""
    made = {(one.ground, one.target) for one in state.assessments}
    whole = {one.ground for one in state.assessments if not one.target}
    return tuple(
        one.ground
        for one in state.decisions
        if one.action in _HIDING
        and one.ground in EXEMPTIONS
        and EXEMPTIONS[one.ground].test is Proof.PREJUDICE
        and not one.note.strip()
        and (one.ground, one.target) not in made
        and one.ground not in whole
    )


def _settled(state: State, code: str) -> frozenset[str]:
    """Digests of records on which an exemption was assessed, or that were withheld on it."""
    assessed = {one.target for one in state.assessments if one.ground == code}
    withheld = {one.target for one in state.decisions if one.action is Action.WITHHOLD and one.ground == code}
    return frozenset(assessed | withheld)


def shown_without_reason(state: State, found: Found, applied: Applied) -> int:
    """How many other people are shown while nothing says why that is reasonable (TP-02, TP-03)."""
    said = {one.target for one in state.assessments if one.ground == "S2P16"}
    others = {one.id for one in found.persons if one.standing in (Standing.THIRD_PARTY, Standing.UNKNOWN)}
    last = {one.target: one for one in state.decisions if one.target in others}
    return sum(
        one.action is Action.SHOW and not one.note.strip() and one.target not in said for one in last.values()
    )


def quiet(state: State) -> frozenset[tuple[str, str]]:
    """Ground and target where naming the exemption to the requester would defeat it (EX-4).

    The assessment says why, and the case keeps the exemption.
    """
    return frozenset((one.ground, one.target) for one in state.assessments if "neutral" in one.answers)
