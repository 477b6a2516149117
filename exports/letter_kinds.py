"""The letters around an answer, from the same blocks: identity, clarification, extension, refusal, …

Each refuses to be written while something that it has to say is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dsar.errors import NeedsDecision
from dsar.model.release import Release

from . import letter_other as said
from .letter_blocks import (
    Block,
    Heading,
    Letter,
    Paragraph,
    Why,
    clean,
)
from .letter_rights import complaints
from .letter_words import framed, held, letter
from .portable import verdicts

WORTH_SAYING = 3
"""Characters that a reason needs at least."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: its title, how its blocks are made, and what it has to be told."""

    title: str
    blocks: Callable[[Release], list[Block]]
    needs: tuple[str, ...] = ()
    answers: bool = False
    """Whether it is an answer that says no in part or whole, and so how to complain (Article 12(4))."""


def other(release: Release, kind: str) -> Letter:
    """A letter of one of `KINDS`. Raises `NeedsDecision` for everything that it needs and lacks."""
    made = KINDS[kind]
    blanks = [*_frame(release), *(WANTED[one] for one in made.needs if not _told(release, one))]
    if blanks:
        raise NeedsDecision(
            f"the letter cannot be written: {len(blanks)} blank{'s' * (len(blanks) != 1)}",
            [f"the letter needs {one}" for one in blanks],
        )
    if kind == "nothing-held":
        if held(release):
            raise NeedsDecision("something is held about them", ["send the answer: dsar export"])
        return letter(release)
    request = release.notice.request
    blocks: list[Block] = [Paragraph((f"Dear {clean(request.name)},", Why("case request")))]
    blocks += made.blocks(release)
    if made.answers:
        blocks += [Heading("How to complain"), *complaints(release.notice)]
    return framed(release, made.title, f"{made.title}: {clean(request.ref)}", blocks)


WANTED: Mapping[str, str] = {
    "ask": "what is asked for (--ask TEXT)",
    "reason": "the reason, particular to this request (--because TEXT)",
    "ground": "the provision that it rests on (--ground CODE)",
    "on": "the day on which it came in (--on DATE)",
    "received": "the day the request arrived (dsar request open --received)",
    "extended": "the extension, recorded in time (dsar request extend)",
    "referred": "entries held for somebody else (role = processor in dsar.toml, dsar find)",
    "withheld": "records that are kept back (dsar decide --record R withhold --ground G)",
    "portable": "records that may be taken along (dsar find; contract_party; purposes)",
    "complaints": "an electronic way to complain to the controller (complaints.email or complaints.form)",
}


def _frame(release: Release) -> list[str]:
    """What every letter needs."""
    notice = release.notice
    asked = (
        (notice.request.name, "the requester's name (dsar request open --name)"),
        (notice.request.reply_to, "an address to send it to (dsar request open --email)"),
        (
            notice.register.controller.contact_email,
            "an e-mail address for questions (controller.contact_email)",
        ),
    )
    return [words for value, words in asked if not value]


def _told(release: Release, what: str) -> bool:
    notice = release.notice
    match what:
        case "received":
            return notice.request.received is not None
        case "extended":
            return any(one.kind == "extension_notified" for one in notice.request.events)
        case "referred":
            return any(one.referred for one in notice.searched)
        case "withheld":
            return bool(release.withheld)
        case "portable":
            return any(verdict.fields for _, verdict in verdicts(release))
        case "complaints":
            return bool(notice.register.complaints.email or notice.register.complaints.form)
    return len(said.given(release, what).strip()) >= WORTH_SAYING


KINDS: Mapping[str, Kind] = {
    "nothing-held": Kind("Your request for a copy of your personal data", lambda _: [], ()),
    "identity": Kind("We need to confirm who you are", said.identity, ("received", "ask")),
    "clarification": Kind(
        "We need to know what you are looking for", said.clarification, ("received", "ask")
    ),
    "extension": Kind("We need more time to answer", said.extension, ("received", "extended", "reason")),
    "refusal": Kind(
        "Our answer to your request", said.refusal, ("received", "ground", "reason", "complaints"), True
    ),
    "partial-refusal": Kind("What we keep back, and why", said.partial, ("received", "withheld"), True),
    "referral": Kind("Data that we hold for somebody else", said.referral, ("received", "referred"), True),
    "portability": Kind("Your data to take along", said.portability, ("received", "portable"), True),
    "complaint": Kind("We have your complaint", said.complaint, ("on",), True),
}
"""Letters other than the answer, by the name that `dsar letter --kind` takes."""
