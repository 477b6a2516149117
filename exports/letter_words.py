"""The words of a letter that answers an access request, as blocks without a look.

Article 15 point by point, for the records that this one person has. Sentences are short and plain;
what comes from the notice keeps the notice's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsar.model.release import Release

from . import letter_account as account
from . import letter_register as said
from . import letter_rights as entitled
from .letter_blocks import (
    Block,
    Bold,
    Grid,
    Heading,
    Letter,
    Paragraph,
    Signature,
    Text,
    Why,
    clean,
    count,
    day,
)

TITLE = "Your request for a copy of your personal data"


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of the letter; other parts refer to it by `key`."""

    key: str
    title: str
    blocks: list[Block]


def held(release: Release) -> bool:
    """Whether anything about the person is held, be it given or withheld."""
    return bool(release.records or release.withheld)


def letter(release: Release) -> Letter:
    """The letter that goes with a release. Blanks must have been looked for before."""
    name = clean(release.notice.request.name)
    sections = [one for one in _sections(release) if one.blocks]
    numbers = {one.key: n for n, one in enumerate(sections, start=1)}
    blocks: list[Block] = [Paragraph((f"Dear {name},", Why("case request"))), *_opening(release, numbers)]
    for n, one in enumerate(sections, start=1):
        blocks += [Heading(f"{n}. {one.title}"), *one.blocks]
    return framed(release, TITLE, f"Answer to request {clean(release.notice.request.ref)}", blocks)


def framed(release: Release, title: str, subject: str, blocks: Sequence[Block]) -> Letter:
    """A letter of these blocks: who sends it to whom, when, about which request, and the signature."""
    controller, request = release.notice.register.controller, release.notice.request
    office = ", ".join(clean(one) for one in (controller.attention, controller.registered_office) if one)
    asked = f" · You asked on: {day(request.received)}" if request.received else ""
    agent = (f"Asked for in your name by {clean(request.agent)}",) if request.agent else ()
    sender = clean(controller.name)
    number = f" · Company number {clean(controller.company_number)}" if controller.company_number else ""
    return Letter(
        sender=sender,
        sender_lines=(office, clean(controller.contact_email)),
        recipient=clean(request.name),
        recipient_lines=(
            f"Sent to {clean(request.reply_to)}",
            *agent,
            f"Date: {day(release.prepared)} · Our reference: {clean(request.ref)}{asked}",
        ),
        title=title,
        subject=f"{subject}, {day(release.prepared)}",
        language=release.language or "en-GB",
        prepared=release.prepared,
        blocks=(*blocks, _signature(sender, clean(controller.attention), clean(controller.contact_email))),
        foot_left=f"{sender}{number}",
        foot_right=clean(request.ref),
    )


def _signature(sender: str, attention: str, email: str) -> Signature:
    name = f"{attention}, {sender}" if attention else sender
    return Signature(
        ("Yours sincerely,", name, f"Questions about this letter? Write to {email}."), "register controller"
    )


def _sections(release: Release) -> list[Section]:
    """Every section in order; one without blocks does not apply and is left out."""
    # What is withheld whole is not described either: the grounds reach Article 15(1) as well.
    notice, full = release.notice, bool(release.records)

    def only_if(wanted: bool, blocks: list[Block]) -> list[Block]:
        return blocks if wanted else []

    uk = notice.request.regime == "UK"
    abroad = "Transfers outside the UK" if uk else "Transfers to other countries"
    return [
        Section("searched", "What we searched", account.searched(release)),
        Section("holdings", "What we hold, and how long we keep it", only_if(full, said.holdings(notice))),
        Section(
            "purposes", "Why we use your data, and our legal basis", only_if(full, said.purposes(notice))
        ),
        Section("recipients", "Who receives your data", only_if(full, said.recipients(notice))),
        Section("origins", "Where your data came from", only_if(full, said.origins(notice))),
        Section("transfers", abroad, only_if(full, said.transfers(notice))),
        Section("automated", "Automated decisions and profiling", only_if(full, said.automated(notice))),
        Section("hidden", "What we have hidden to protect other people", account.hidden(release)),
        Section("withheld", "What we have not included, and why", account.withheld(release)),
        Section("rights", "Your rights", only_if(full, entitled.rights(notice))),
        Section("complaints", "How to complain", entitled.complaints(notice)),
        Section("copy", "How to read and check your copy", account.copy(release)),
    ]


def _opening(release: Release, numbers: dict[str, int]) -> list[Block]:
    """Whether data is held at all, and the answer at a glance (Article 15(1))."""
    notice = release.notice
    if not held(release):
        unread = sum(one.count for one in notice.not_searched)
        more = f" We could not read {count(unread, 'entry', 'entries')}." if unread else ""
        return [
            Paragraph(
                (
                    Bold("No. We searched for you and found no personal data about you."),
                    f"{more} Section {numbers['searched']} says where we looked and what we looked for.",
                    Why("ledger found: 0"),
                )
            )
        ]
    if not release.records:
        back = f"We cannot give you a copy of it. Section {numbers['withheld']} says why."
        return [Paragraph((Bold("Yes. We hold personal data about you. "), back, Why("journal decisions")))]
    hidden = " It also explains where we have hidden other people’s details." if "hidden" in numbers else ""
    return [
        Paragraph(
            (
                Bold("Yes. We hold personal data about you."),
                " This letter comes with a copy of what we found. It says why we use your data,",
                f" how long we keep it and who receives it.{hidden}",
                Why("ledger found"),
            )
        ),
        Heading("At a glance"),
        Grid(("Item", "What you have"), tuple(_glance(release, numbers)), (0.28, 0.72)),
    ]


def _glance(release: Release, numbers: dict[str, int]) -> list[tuple[Text, ...]]:
    notice = release.notice
    places = count(len({one.source for one in release.records}), "place")
    days = sorted(one.when.date() for one in release.records if one.when)
    span = f", dated {day(days[0])} to {day(days[-1])}" if days and days[0] != days[-1] else ""
    span = f", dated {day(days[0])}" if days and not span else span
    size = count(len(release.records), "record")
    rows: list[tuple[Text, ...]] = [
        ((Bold("Your records"), Why("bundle records")), (f"{size} from {places}{span}.",)),
        (
            (Bold("Start here"), Why("bundle files")),
            (
                "Unzip ", Bold("your-data.zip"), " and open ", Bold("START-HERE.html"),
                ". It works without the internet, on a phone or a computer.",
            ),
        ),
    ]  # fmt: skip
    if "hidden" in numbers:
        where = f"{account.passages(release)}. See section {numbers['hidden']}."
        rows.append(((Bold("Other people’s details"), Why("journal decisions")), (where,)))
    if "withheld" in numbers:
        total = sum(one.count for one in release.withheld)
        rows.append(
            (
                (Bold("Kept back"), Why("journal decisions")),
                (f"{count(total, 'record')}. See section {numbers['withheld']}.",),
            )
        )
    unread = sum(one.count for one in notice.not_searched)
    if unread:
        words = f"{count(unread, 'entry', 'entries')}. See section {numbers['searched']}."
        rows.append(((Bold("Could not be read"), Why("ledger gaps")), (words,)))
    return rows
