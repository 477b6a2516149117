"""The letters around an answer, from the same blocks: identity, clarification, extension, refusal, …

Each refuses to be written while something that it has to say is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from dsar.errors import NeedsDecision
from dsar.law.deadlines import Deadline, clock_of
from dsar.law.grounds import ground
from dsar.model.release import Release

from . import letter_account as account
from .letter_blocks import (
    Block,
    Bold,
    Bullets,
    Heading,
    Letter,
    Paragraph,
    Text,
    Why,
    clean,
    count,
    day,
    sentence,
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
    "reason": "the reason, particular to this request (--reason TEXT)",
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
    return len(_given(release, what).strip()) >= WORTH_SAYING


def _given(release: Release, what: str) -> str:
    """What was told for this letter, else what the journal says was asked or told to the requester."""
    said = release.particulars.get(what, "")
    kinds = {"ask": "clarification_requested", "reason": "extension_notified"}
    noted = [one.note for one in release.notice.request.events if one.kind == kinds.get(what)]
    return said or (noted[-1] if noted else "")


def _clock(release: Release) -> Deadline | None:
    return clock_of(release.notice.request, release.prepared)


def _asked(release: Release) -> str:
    received = release.notice.request.received
    return f" on {day(received)}" if received else ""


def _identity(release: Release) -> list[Block]:
    email = clean(release.notice.register.controller.contact_email)
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for your personal data. ",
                "Before we send anything we must be sure that we send it to the right person. ",
                "We have reasonable doubts and need one thing from you.",
                Why("law Article 12(6)"), Why("journal identity"),
            )
        ),
        Bullets(((Bold(sentence(_given(release, "ask"))), Why("told --ask")),)),
        Paragraph(
            (
                f"Please send it to {email}. We use it to check who you are, and for nothing else. ",
                "Our time to answer starts on the day we have it. You do not have to pay.",
                Why("register controller"), Why("law Article 12A(2)(b)"),
            )
        ),
    ]  # fmt: skip


def _clarification(release: Release) -> list[Block]:
    email = clean(release.notice.register.controller.contact_email)
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for your personal data. ",
                "Before we can answer, we reasonably need to know what you mean.",
                Why("law Article 12A(5)"), Why("journal events"),
            )
        ),
        Bullets(((Bold(sentence(_given(release, "ask"))), Why("told --ask")),)),
        Paragraph(
            (
                f"Please answer to {email}. Our time to answer stands still until we hear from you. ",
                "You may also tell us that you want everything. ",
                "Then we make a reasonable and proportionate search for all of it.",
                Why("register controller"), Why("law Article 12A(5)"), Why("law Article 15(1A)"),
            )
        ),
    ]  # fmt: skip


def _extension(release: Release) -> list[Block]:
    clock = _clock(release)
    due = clock.due if clock else None
    until = f"You will have our answer by {day(due)} at the latest. " if due else ""
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for your personal data. We need more time to answer. ",
                "The law gives us up to two more months when this is necessary.",
                Why("law Article 12A(3)"), Why("journal extension_notified"),
            )
        ),
        Paragraph((Bold("Why: "), sentence(_given(release, "reason")), Why("told --reason"))),
        Paragraph(
            (until, "We answer sooner if we can.", Why(f"clock {due or 'no date'}")),
        ),
    ]  # fmt: skip


def _refusal(release: Release) -> list[Block]:
    reason = ground(clean(release.particulars["ground"]), release.notice.request.regime)
    law = f" ({reason.provision})" if reason.provision else ""
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for your personal data. ",
                Bold("We do not do what you asked. "),
                f"The reason is that {reason.because}{law}.",
                Why(f"told --ground {release.particulars['ground']}"), Why("law Article 12(4)"),
            )
        ),
        Paragraph(
            (Bold("In your case: "), sentence(_given(release, "reason")), Why("told --reason")),
        ),
        Paragraph(
            (
                "You can complain to us or to the regulator, or ask a court to decide. "
                if release.notice.request.regime == "UK"
                else "You can complain to the regulator, or ask a court to decide. ",
                "You may also send us a new request at any time.",
                Why("law Article 12(4)"),
            )
        ),
    ]  # fmt: skip


def _partial(release: Release) -> list[Block]:
    total = sum(one.count for one in release.withheld)
    given = f"We give you {count(len(release.records), 'record')}. " if release.records else ""
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for your personal data. {given}",
                Bold(f"We keep back {count(total, 'record')}. "),
                "This letter says why.",
                Why("journal decisions"), Why("bundle records"),
            )
        ),
        *account.withheld(release),
        *account.hidden(release),
    ]  # fmt: skip


def _referral(release: Release) -> list[Block]:
    client = clean(release.particulars.get("client", ""))
    whom = (f"Please ask {client}. ", Why("told --client")) if client else (
        "Please ask the organisation that you deal with. If you do not know which, ask us. ",
        Why("ledger referred"),
    )  # fmt: skip
    places = [one for one in release.notice.searched if one.referred]
    rows: list[Text] = [
        (
            Bold(f"{clean(one.label)}: "),
            f"{count(one.referred, 'entry', 'entries')}.",
            Why(f"ledger {one.source}: referred {one.referred}"),
        )
        for one in places
    ]
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for your personal data. ",
                "We look after some systems for our clients. Your details stand in these:",
                Why("ledger referred"),
            )
        ),
        Bullets(tuple(rows)),
        Paragraph(
            (
                "Our client decides about that data, and we act on their instructions only. ",
                "So we cannot give it to you ourselves. ",
                *whom,
                Why("law Article 28(3)(e)"),
            )
        ),
    ]


def _portability(release: Release) -> list[Block]:
    judged = [verdict for _, verdict in verdicts(release) if verdict.fields]
    found = {key: bases for verdict in judged for key, bases in verdict.purposes.items()}
    register = release.notice.register
    titles = {one.id: clean(one.title) for one in register.purposes}
    rows: list[Text] = [
        (Bold(f"{titles.get(key, key)}: "), f"{', '.join(bases)}.", Why(f"register purpose.{key}"))
        for key, bases in found.items()
    ]
    left = len(release.records) - len(judged)
    why = Bold("about/portable.csv")
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for the data that you gave us, to take it along. ",
                f"Here are {count(len(judged), 'record')} in a form that programs read (JSON and CSV).",
                Why("law Article 20(1)"), Why("bundle data/portable.jsonl"),
            )
        ),
        Paragraph(("You gave us this data, or we recorded it while you used our services. It is used for:",
                   Why("law Article 20(1)"))),
        Bullets(tuple(rows)),
        Paragraph(
            (
                f"{count(left, 'record')} {'is' if left == 1 else 'are'} not among them. ", why,
                " says why, record by record. ",
                "We can send the data straight to another provider where that is technically feasible.",
                Why("bundle about/portable.csv"), Why("law Article 20(2)"),
            )
        ),
        *account.fingerprint(release),
    ]  # fmt: skip


def _complaint(release: Release) -> list[Block]:
    on = date.fromisoformat(release.particulars["on"])
    return [
        Paragraph(
            (
                f"We received your complaint on {day(on)}. This letter confirms it. ",
                "We look into it now, and tell you the outcome without undue delay.",
                Why("law Data Protection Act 2018 section 164A"),
                Why("told --on"),
            )
        ),
        Paragraph(
            (
                "If you want to know how far we are, write to ",
                f"{clean(release.notice.register.controller.contact_email)}.",
                Why("register controller"),
            )
        ),
    ]


KINDS: Mapping[str, Kind] = {
    "nothing-held": Kind("Your request for a copy of your personal data", lambda _: [], ()),
    "identity": Kind("We need to confirm who you are", _identity, ("received", "ask")),
    "clarification": Kind("We need to know what you are looking for", _clarification, ("received", "ask")),
    "extension": Kind("We need more time to answer", _extension, ("received", "extended", "reason")),
    "refusal": Kind(
        "Our answer to your request", _refusal, ("received", "ground", "reason", "complaints"), True
    ),
    "partial-refusal": Kind("What we keep back, and why", _partial, ("received", "withheld"), True),
    "referral": Kind("Data that we hold for somebody else", _referral, ("received", "referred"), True),
    "portability": Kind("Your data to take along", _portability, ("received", "portable"), True),
    "complaint": Kind("We have your complaint", _complaint, ("on",), True),
}
"""Letters other than the answer, by the name that `dsar letter --kind` takes."""
