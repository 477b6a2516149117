"""What a letter says of this one answer: searched, hidden, kept back, and how to read the copy."""

from __future__ import annotations

from dsar.law.grounds import Ground, ground
from dsar.model.release import Release, Searched

from .attachments import counts, pictured
from .letter_blocks import Block, Bold, Bullets, Code, Grid, Paragraph, Text, Why, clean, count, day
from .portable import verdicts

KINDS = {
    "mail": ("e-mail message", "e-mail messages"),
    "attachment": ("attachment", "attachments"),
    "picture": ("picture", "pictures"),
    "chat": ("chat message", "chat messages"),
    "ticket": ("support ticket", "support tickets"),
    "billing": ("billing record", "billing records"),
    "log": ("log entry", "log entries"),
    "marketing": ("marketing record", "marketing records"),
    "form": ("form", "forms"),
    "text": ("document", "documents"),
    "record": ("record", "records"),
}
"""Kinds of record as a letter calls one and several of them."""

_FOR = Why("journal identifiers")
_DECIDED = Why("journal decisions")


def passages(release: Release) -> str:
    """How many passages are hidden, and in how many records."""
    hidden_passages, records = release.notice.hidden_passages, release.notice.hidden_records
    return f"{count(hidden_passages, 'hidden passage')} in {count(records, 'record')}"


def searched(release: Release) -> list[Block]:
    """What was searched, for what, and what was not and why (Article 15(1A) in the UK)."""
    notice = release.notice
    blocks: list[Block] = []
    if notice.request.regime == "UK":
        duty = "The law asks us to make a reasonable and proportionate search (UK GDPR, Article 15(1A)). "
        because = Why("law UK GDPR Article 15(1A)")
        blocks.append(Paragraph((duty, "This is the search that we made.", because)))
    blocks += [
        Paragraph(("We looked for these details of yours, wherever they stand in a record:", _FOR)),
        Bullets(tuple((f"{clean(kind)}: ", Bold(clean(value)), _FOR) for kind, value in notice.searched_for)),
        Paragraph(
            (f"We looked in every place in this table on {day(notice.searched_on)}.", Why("journal found"))
        ),
        Grid(
            ("Where we looked", "What we found", "Entries checked", "Records found", "Included"),
            tuple(_place(one) for one in notice.searched),
            (0.3, 0.25, 0.15, 0.15, 0.15),
            figures=(2, 3, 4),
        ),
    ]
    if any(one.found > one.included for one in notice.searched):
        why = "A person checked these records. They were not about you"
        back = ", or this letter says why we kept them back." if release.withheld else "."
        blocks.append(Paragraph((f"Some records were found but not included. {why}{back}", _DECIDED)))
    return [*blocks, *_referred(release), *_not_searched(release)]


def _place(one: Searched) -> tuple[Text, ...]:
    kind = KINDS.get(one.kind, KINDS["record"])[1].capitalize() if one.found else "Nothing about you"
    if one.referred and not one.found:
        kind = "See below"
    figures = ((f"{number:,}",) for number in (one.pieces, one.found, one.included))
    return (Bold(clean(one.label)), Why(f"ledger {one.source}")), (kind,), *figures


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
                *(Why(f"ledger {one.source}: referred {one.referred}") for one in places),
            )
        )
    ]


def _not_searched(release: Release) -> list[Block]:
    gaps = release.notice.not_searched
    elsewhere = "We did not search any other place. If you think that we hold more, tell us where to look."
    if not gaps:
        return [Paragraph((f"We could read everything in these places. {elsewhere}", Why("ledger gaps: 0")))]
    return [
        Paragraph(
            (
                "We could not read these entries. We do not know whether they are about you.",
                Why("ledger gaps"),
            )
        ),
        Grid(
            ("Where", "Why we could not read it", "Entries"),
            tuple(
                ((Bold(clean(one.label)), Why("ledger gaps")), (_why(one.reason),), (f"{one.count:,}",))
                for one in gaps
            ),
            (0.3, 0.58, 0.12),
            figures=(2,),
        ),
        Paragraph((elsewhere, Why("ledger sources"))),
    ]


def _why(reason: str) -> str:
    line = clean(reason)
    return line[:1].upper() + line[1:] + "."


def hidden(release: Release) -> list[Block]:
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
                f"it was reasonable to share it ({law}). There are {passages(release)}.",
                _DECIDED,
                Why(f"law {law}"),
            )
        ),
        Paragraph(
            (
                "You will see a label instead, such as ", Bold("[person 7 · name]"),
                ". The same person always has the same number. So you can still follow a conversation.",
                Why("bundle labels"),
            )
        ),
        *([Paragraph((f"What we hid: {kinds}.", _DECIDED))] if kinds else []),
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
    return (Bold(f"{how_many}: "), f"hidden because {reason.because}{law}.", _DECIDED)


def withheld(release: Release) -> list[Block]:
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
                (f"We kept this back because {reason.because}{law}.", Why(f"decision withhold {one.ground}")),
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
                Why("law Article 12(4)"),
            )
        ),
    ]


def attachments(release: Release) -> list[Block]:
    """That no file leaves as it was: what is given as text, and what is not given."""
    as_text, left = counts(release)
    shown, kept = pictured(release)
    if not as_text + left + shown + kept:
        return []
    given = f"{count(as_text, 'attachment')} {_is(as_text)} here as text. " if as_text else ""
    out = f"{count(left, 'attachment')} {_is(left)} listed, but not here as a file. " if left else ""
    anew = f"{count(shown, 'picture')} {_is(shown)} here, made anew. " if shown else ""
    back = f"{count(kept, 'picture')} {_is(kept)} withheld: other people may be seen. " if kept else ""
    return [
        Paragraph(
            (
                "We do not send files as they were, because they can show other people. ",
                given,
                out,
                anew,
                back,
                Bold("about/attachments.csv"),
                " says which. Ask us if you need one of them.",
                Why("bundle about/attachments.csv"),
            )
        )
    ]


def portable(release: Release) -> list[Block]:
    """Where the part is that can be taken to another provider (Article 20)."""
    number = sum(bool(verdict.fields) for _, verdict in verdicts(release))
    if not number:
        return []
    return [
        Paragraph(
            (
                "The folder ", Bold("portable"),
                f" holds what you may take to another provider, from {count(number, 'record')}. ",
                Bold("about/portable.csv"), " says why the rest is not there.",
                Why("bundle data/portable.jsonl"), Why("law Article 20"),
            )
        )
    ]  # fmt: skip


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def copy(release: Release) -> list[Block]:
    """The copy: free, in which forms, where codes are explained, how to check it (Article 15(3))."""
    if not release.records:
        return []
    blocks: list[Block] = [
        Paragraph(
            (
                Bold("START-HERE.html"), " shows all your records and explains codes and short forms. ",
                "The same records are there as CSV files for a spreadsheet and as JSON files for a program. ",
                "Tell us if you need another form.", Why("bundle files"), Why("law Article 12(1)"),
            )
        ),
        Paragraph(
            (
                "This copy is free. If you ask for more copies, ",
                "we may charge a reasonable fee for our administrative costs.",
                Why("law Article 15(3)"),
            )
        ),
    ]  # fmt: skip
    return [*blocks, *attachments(release), *portable(release), *fingerprint(release)]


def fingerprint(release: Release) -> list[Block]:
    """How to check that nothing was changed: a letter that comes with a bundle quotes its manifest."""
    if not release.manifest_sha256:
        return []
    digest = clean(release.manifest_sha256)
    groups = " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
    return [
        Paragraph(
            (
                Bold("MANIFEST.json"), " lists every file with its SHA-256 fingerprint. ",
                "This is the fingerprint of MANIFEST.json itself. ",
                "If yours is the same, nothing was changed.", Why("bundle MANIFEST.json"),
            )
        ),
        Code(groups, "bundle MANIFEST.json"),
    ]  # fmt: skip
