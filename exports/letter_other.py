"""What the letters around an answer say, as blocks: one function a letter."""

from __future__ import annotations

from datetime import date

from dsar.law.deadlines import Deadline, clock_of
from dsar.law.grounds import ground
from dsar.model.release import Release

from . import letter_account as account
from .letter_blocks import (
    Block,
    Bold,
    Bullets,
    Paragraph,
    Text,
    Why,
    clean,
    count,
    day,
    sentence,
)
from .portable import verdicts


def given(release: Release, what: str) -> str:
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


def identity(release: Release) -> list[Block]:
    """Asks for what confirms who they are, on reasonable doubts (Article 12(6))."""
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
        Bullets(((Bold(sentence(given(release, "ask"))), Why("told --ask")),)),
        Paragraph(
            (
                f"Please send it to {email}. We use it to check who you are, and for nothing else. ",
                "Our time to answer starts on the day we have it. You do not have to pay.",
                Why("register controller"), Why("law Article 12A(2)(b)"),
            )
        ),
    ]  # fmt: skip


def clarification(release: Release) -> list[Block]:
    """Asks what they mean, which stops the clock (Article 12A(5))."""
    email = clean(release.notice.register.controller.contact_email)
    return [
        Paragraph(
            (
                f"You asked us{_asked(release)} for your personal data. ",
                "Before we can answer, we reasonably need to know what you mean.",
                Why("law Article 12A(5)"), Why("journal events"),
            )
        ),
        Bullets(((Bold(sentence(given(release, "ask"))), Why("told --ask")),)),
        Paragraph(
            (
                f"Please answer to {email}. Our time to answer stands still until we hear from you. ",
                "You may also tell us that you want everything. ",
                "Then we make a reasonable and proportionate search for all of it.",
                Why("register controller"), Why("law Article 12A(5)"), Why("law Article 15(1A)"),
            )
        ),
    ]  # fmt: skip


def extension(release: Release) -> list[Block]:
    """Tells of two more months and why, in the first month (Article 12A(3))."""
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
        Paragraph((Bold("Why: "), sentence(given(release, "reason")), Why("told --because"))),
        Paragraph(
            (until, "We answer sooner if we can.", Why(f"clock {due or 'no date'}")),
        ),
    ]  # fmt: skip


def refusal(release: Release) -> list[Block]:
    """Says no, on which provision and why in this case (Article 12(4))."""
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
            (Bold("In your case: "), sentence(given(release, "reason")), Why("told --because")),
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


def partial(release: Release) -> list[Block]:
    """Says what is kept back or hidden, and why (Article 12(4))."""
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


def referral(release: Release) -> list[Block]:
    """Names the places that are somebody else's, who decides about them (Article 28)."""
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


def portability(release: Release) -> list[Block]:
    """Comes with what may be taken along, and says why the rest is not there (Article 20)."""
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


def complaint(release: Release) -> list[Block]:
    """Confirms a complaint, within 30 days (Data Protection Act 2018, section 164A)."""
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
