"""The words of a letter that answers an access request, as blocks without a look.

Article 15 point by point, for the records that this one person has. Sentences are short and plain;
what comes from the notice keeps the notice's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsar.law.grounds import Ground, ground
from dsar.model.release import Release, Searched

from . import letter_register as said
from .letter_blocks import (
    Block,
    Bold,
    Bullets,
    Code,
    Grid,
    Heading,
    Letter,
    Paragraph,
    Signature,
    Text,
    clean,
    count,
    day,
)

TITLE = "Your request for a copy of your personal data"

KINDS = {
    "mail": ("e-mail message", "e-mail messages"),
    "attachment": ("attachment", "attachments"),
    "ticket": ("support ticket", "support tickets"),
    "billing": ("billing record", "billing records"),
    "log": ("log entry", "log entries"),
    "marketing": ("marketing record", "marketing records"),
    "form": ("form", "forms"),
    "text": ("document", "documents"),
    "record": ("record", "records"),
}
"""Kinds of record as a letter calls one and several of them."""


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
    notice = release.notice
    controller, request = notice.register.controller, notice.request
    name = clean(request.name)
    sections = [one for one in _sections(release) if one.blocks]
    numbers = {one.key: n for n, one in enumerate(sections, start=1)}
    blocks: list[Block] = [Paragraph((f"Dear {name},",)), *_opening(release, numbers)]
    for n, one in enumerate(sections, start=1):
        blocks += [Heading(f"{n}. {one.title}"), *one.blocks]
    office = ", ".join(clean(one) for one in (controller.attention, controller.registered_office) if one)
    asked = f" · You asked on: {day(request.received)}" if request.received else ""
    agent = (f"Asked for in your name by {clean(request.agent)}",) if request.agent else ()
    sender = clean(controller.name)
    number = f" · Company number {clean(controller.company_number)}" if controller.company_number else ""
    return Letter(
        sender=sender,
        sender_lines=(office, clean(controller.contact_email)),
        recipient=name,
        recipient_lines=(
            f"Sent to {clean(request.reply_to)}",
            *agent,
            f"Date: {day(release.prepared)} · Our reference: {clean(request.ref)}{asked}",
        ),
        title=TITLE,
        subject=f"Answer to request {clean(request.ref)}, {day(release.prepared)}",
        language=release.language or "en-GB",
        prepared=release.prepared,
        blocks=(*blocks, _signature(sender, clean(controller.attention), clean(controller.contact_email))),
        foot_left=f"{sender}{number}",
        foot_right=clean(request.ref),
    )


def _signature(sender: str, attention: str, email: str) -> Signature:
    name = f"{attention}, {sender}" if attention else sender
    return Signature(("Yours sincerely,", name, f"Questions about this letter? Write to {email}."))


def _sections(release: Release) -> list[Section]:
    """Every section in order; one without blocks does not apply and is left out."""
    notice, full = release.notice, held(release)

    def only_if(wanted: bool, blocks: list[Block]) -> list[Block]:
        return blocks if wanted else []

    uk = notice.request.regime == "UK"
    abroad = "Transfers outside the UK" if uk else "Transfers to other countries"
    return [
        Section("searched", "What we searched", _searched(release)),
        Section("holdings", "What we hold, and how long we keep it", only_if(full, said.holdings(notice))),
        Section(
            "purposes", "Why we use your data, and our legal basis", only_if(full, said.purposes(notice))
        ),
        Section("recipients", "Who receives your data", only_if(full, said.recipients(notice))),
        Section("origins", "Where your data came from", only_if(full, said.origins(notice))),
        Section("transfers", abroad, only_if(full, said.transfers(notice))),
        Section("automated", "Automated decisions and profiling", only_if(full, said.automated(notice))),
        Section("hidden", "What we have hidden to protect other people", _hidden(release)),
        Section("withheld", "What we have not included, and why", _withheld(release)),
        Section("rights", "Your rights", only_if(full, said.rights(notice))),
        Section("complaints", "How to complain", said.complaints(notice)),
        Section("copy", "How to read and check your copy", _copy(release)),
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
                )
            )
        ]
    if not release.records:
        back = f"We cannot give you a copy of it. Section {numbers['withheld']} says why."
        return [Paragraph((Bold("Yes. We hold personal data about you. "), back))]
    hidden = " It also explains where we have hidden other people’s details." if "hidden" in numbers else ""
    return [
        Paragraph(
            (
                Bold("Yes. We hold personal data about you."),
                " This letter comes with a copy of what we found. It says why we use your data,",
                f" how long we keep it and who receives it.{hidden}",
            )
        ),
        Heading("At a glance"),
        Grid(("", "What you have"), tuple(_glance(release, numbers)), (0.28, 0.72)),
    ]


def _glance(release: Release, numbers: dict[str, int]) -> list[tuple[Text, ...]]:
    notice = release.notice
    places = count(len({one.source for one in release.records}), "place")
    days = sorted(one.when.date() for one in release.records if one.when)
    span = f", dated {day(days[0])} to {day(days[-1])}" if days and days[0] != days[-1] else ""
    span = f", dated {day(days[0])}" if days and not span else span
    rows: list[tuple[Text, ...]] = [
        ((Bold("Your records"),), (f"{count(len(release.records), 'record')} from {places}{span}.",)),
        (
            (Bold("Start here"),),
            (
                "Unzip ", Bold("your-data.zip"), " and open ", Bold("START-HERE.html"),
                ". It works without the internet, on a phone or a computer.",
            ),
        ),
    ]  # fmt: skip
    if "hidden" in numbers:
        where = f"{_passages(release)}. See section {numbers['hidden']}."
        rows.append(((Bold("Other people’s details"),), (where,)))
    if "withheld" in numbers:
        total = sum(one.count for one in release.withheld)
        rows.append(
            ((Bold("Kept back"),), (f"{count(total, 'record')}. See section {numbers['withheld']}.",))
        )
    unread = sum(one.count for one in notice.not_searched)
    if unread:
        words = f"{count(unread, 'entry', 'entries')}. See section {numbers['searched']}."
        rows.append(((Bold("Could not be read"),), (words,)))
    return rows


def _passages(release: Release) -> str:
    passages, records = release.notice.hidden_passages, release.notice.hidden_records
    return f"{count(passages, 'hidden passage')} in {count(records, 'record')}"


def _searched(release: Release) -> list[Block]:
    """What was searched, for what, and what was not and why (Article 15(1A) in the UK)."""
    notice = release.notice
    blocks: list[Block] = []
    if notice.request.regime == "UK":
        duty = "The law asks us to make a reasonable and proportionate search (UK GDPR, Article 15(1A)). "
        blocks.append(Paragraph((duty, "This is the search that we made.")))
    blocks += [
        Paragraph(("We looked for these details of yours, wherever they stand in a record:",)),
        Bullets(tuple((f"{clean(kind)}: ", Bold(clean(value))) for kind, value in notice.searched_for)),
        Paragraph((f"We looked in every place in this table on {day(notice.searched_on)}.",)),
        Grid(
            ("Where we looked", "What we found", "Entries checked", "Records found", "Included"),
            tuple(_place(one) for one in notice.searched),
            (0.3, 0.25, 0.15, 0.15, 0.15),
            figures=(2, 3, 4),
        ),
    ]
    if any(one.found > one.included for one in notice.searched):
        why = "A person checked these records. They were about somebody else"
        back = ", or this letter says why we kept them back." if release.withheld else "."
        blocks.append(Paragraph((f"Some records were found but not included. {why}{back}",)))
    return [*blocks, *_referred(release), *_not_searched(release)]


def _place(one: Searched) -> tuple[Text, ...]:
    kind = KINDS.get(one.kind, KINDS["record"])[1].capitalize() if one.found else "Nothing about you"
    if one.referred and not one.found:
        kind = "See below"
    figures = ((f"{number:,}",) for number in (one.pieces, one.found, one.included))
    return (Bold(clean(one.label)),), (kind,), *figures


def _referred(release: Release) -> list[Block]:
    places = [one for one in release.notice.searched if one.referred]
    if not places:
        return []
    total = sum(one.referred for one in places)
    names = "; ".join(clean(one.label) for one in places)
    return [
        Paragraph(
            (
                "We also look after some systems for clients. There we found ",
                f"{count(total, 'entry', 'entries')} with your details ({names}). ",
                "Our client decides about that data, so we do not copy it. ",
                "Please ask our client for it. If you do not know who that is, ask us.",
            )
        )
    ]


def _not_searched(release: Release) -> list[Block]:
    gaps = release.notice.not_searched
    elsewhere = "We did not search any other place. If you think that we hold more, tell us where to look."
    if not gaps:
        return [Paragraph((f"We could read everything in these places. {elsewhere}",))]
    return [
        Paragraph(("We could not read these entries. We do not know whether they are about you.",)),
        Grid(
            ("Where", "Why we could not read it", "Entries"),
            tuple(((Bold(clean(one.label)),), (_why(one.reason),), (f"{one.count:,}",)) for one in gaps),
            (0.3, 0.58, 0.12),
            figures=(2,),
        ),
        Paragraph((elsewhere,)),
    ]


def _why(reason: str) -> str:
    line = clean(reason)
    return line[:1].upper() + line[1:] + "."


def _hidden(release: Release) -> list[Block]:
    """That other people's details were hidden, what kinds, and why (Article 15(4))."""
    notice = release.notice
    if not notice.hidden_passages:
        return []
    act = "Data Protection Act 2018, Schedule 2, paragraph 16"
    law = act if notice.request.regime == "UK" else "GDPR, Article 15(4)"
    kinds = ", ".join(f"{clean(kind)} ({number:,})" for kind, number in notice.hidden_kinds)
    return [
        Paragraph(
            (
                "Some records also identify other people. We hid the part about them, unless they agreed or ",
                f"it was reasonable to share it ({law}). There are {_passages(release)}.",
            )
        ),
        Paragraph(
            (
                "You will see a label instead, such as ", Bold("[person 7 · name]"),
                ". The same person always has the same number. So you can still follow a conversation.",
            )
        ),
        *([Paragraph((f"What we hid: {kinds}.",))] if kinds else []),
        *_reasons(release),
    ]  # fmt: skip


def _reasons(release: Release) -> list[Block]:
    """Why passages are hidden, where there is more to say than that they are about other people."""
    regime = release.notice.request.regime
    counted: dict[Ground, int] = {}
    for code, number in release.notice.hidden_grounds:
        reason = ground(clean(code), regime)
        counted[reason] = counted.get(reason, 0) + number
    if set(counted) <= {ground("other people", regime)}:
        return []
    return [Bullets(tuple(_reason(reason, count(n, "passage")) for reason, n in counted.items()))]


def _reason(reason: Ground, how_many: str) -> Text:
    law = f" ({reason.provision})" if reason.provision else ""
    return (Bold(f"{how_many}: "), f"hidden because {reason.because}{law}.")


def _withheld(release: Release) -> list[Block]:
    """What was kept back whole, why, and what can be done about it (Article 12(4))."""
    if not release.withheld:
        return []
    regime = release.notice.request.regime
    rows: list[tuple[Text, ...]] = []
    for one in release.withheld:
        reason = ground(clean(one.ground), regime)
        law = f" ({reason.provision})" if reason.provision else ""
        kind = KINDS.get(one.kind, KINDS["record"])[one.count != 1]
        rows.append(
            (
                (Bold(kind.capitalize()),),
                (f"We kept this back because {reason.because}{law}.",),
                (f"{one.count:,}",),
            )
        )
    us = "to us, " if regime == "UK" else ""
    return [
        Grid(("What", "Why", "Records"), tuple(rows), (0.25, 0.63, 0.12), figures=(2,)),
        Paragraph(
            (
                f"You can complain about this {us}to the regulator or go to court. ",
                "“How to complain” below says how.",
            )
        ),
    ]


def _copy(release: Release) -> list[Block]:
    """The copy: free, in which forms, where codes are explained, how to check it (Article 15(3))."""
    if not release.records:
        return []
    blocks: list[Block] = [
        Paragraph(
            (
                Bold("START-HERE.html"), " shows all your records and explains codes and short forms. ",
                "The same records are there as CSV files for a spreadsheet and as JSON files for a program. ",
                "Tell us if you need another form.",
            )
        ),
        Paragraph(
            ("This copy is free. If you ask for more copies, we may charge a fee that covers our costs.",)
        ),
    ]  # fmt: skip
    if release.manifest_sha256:
        digest = clean(release.manifest_sha256)
        groups = " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
        blocks += [
            Paragraph(
                (
                    Bold("MANIFEST.json"), " lists every file with its SHA-256 fingerprint. ",
                    "This is the fingerprint of MANIFEST.json itself. ",
                    "If yours is the same, nothing was changed.",
                )
            ),
            Code(groups),
        ]  # fmt: skip
    return blocks
