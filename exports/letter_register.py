"""What a letter says from the register: categories, purposes, recipients, transfers, rights, complaints.

The notice's own words stay as they are: a period that is "typically up to 7 years" is printed so.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsar.model.register import Basis, LawfulBasis, NamedRecipient, Purpose, Recipient
from dsar.model.release import Notice, PurposeFound

from .letter_blocks import (
    Block,
    Bold,
    Bullets,
    Grid,
    Paragraph,
    Text,
    Why,
    clean,
    count,
    day,
    listed,
    sentence,
)

_NAMED = Why("register recipients")


def holdings(notice: Notice) -> list[Block]:
    """The categories found and how long each is kept (Article 15(1)(b) and (d)).

    The notice's words come first; a date follows where its rule and what is known give one.
    """
    register = notice.register
    rows: list[tuple[Text, ...]] = []
    for key, records in notice.categories:
        category = register.category(key)
        if category is None:
            continue
        kept = " ".join(sentence(rule.wording) for rule in register.rules_of(key))
        counted, clock = _until(notice, key)
        what = sentence(f"{category.description}")
        because = [Why(f"register category.{key}"), Why(f"ledger category {key}: {records}")]
        because += [Why(f"register retention.{rule.id}") for rule in register.rules_of(key)]
        rows.append(
            ((Bold(clean(category.name)), *because), (what,), (kept, counted, *clock), (f"{records:,}",))
        )
    longer = [line for line in register.retention_preface.splitlines() if line.strip() and line[-1] != ":"]
    return [
        Paragraph(
            (
                "We found these kinds of data about you. One record can hold several kinds.",
                Why("ledger categories"),
            )
        ),
        Grid(
            ("Kind of data", "What it is", "How long we keep it", "Records"),
            tuple(rows),
            (0.19, 0.32, 0.37, 0.12),
            figures=(3,),
        ),
        *(Paragraph((sentence(line), Why("register retention_preface")), small=True) for line in longer),
    ]


def _until(notice: Notice, category: str) -> tuple[str, tuple[Why, ...]]:
    """What a rule comes to for this person, where it gives a day: at the latest, never a promise."""
    until = dict(notice.kept_until).get(category)
    if until is None:
        return "", ()
    if until < notice.prepared:
        words = f" For you that ended on {day(until)}. We still have it, and will look at why."
    else:
        words = f" For you that is until {day(until)} at the latest."
    return words, (Why(f"clock kept_until {category}: {until}"),)


def purposes(notice: Notice) -> list[Block]:
    """Why the data found is used, and on which bases (Article 15(1)(a)); only what was found."""
    rows = []
    for found in notice.purposes:
        purpose = notice.register.purpose(found.id)
        if purpose is not None:
            rows.append(_purpose(notice, found, purpose))
    return [
        Paragraph(("We use the data that we found for these purposes.", Why("ledger purposes"))),
        Grid(
            ("What we use it for", "Kinds of data", "Legal basis", "Records"),
            tuple(rows),
            (0.37, 0.21, 0.3, 0.12),
            figures=(3,),
        ),
    ]


def _purpose(notice: Notice, found: PurposeFound, purpose: Purpose) -> tuple[Text, ...]:
    kinds = listed(
        _kind(notice, key) + (" (limited)" if key in purpose.limited else "") for key in found.categories
    )
    uses = "; ".join(clean(use).rstrip(";.") for use in purpose.uses)
    bases = " ".join(_basis(one, notice.request.contract_party) for one in purpose.bases)
    because = Why(f"register purpose.{purpose.id}"), Why(f"ledger purpose {purpose.id}: {found.records}")
    what = (Bold(sentence(purpose.title)), f" {sentence(uses)}" if uses else "", *because)
    return what, (sentence(kinds),), (bases,), (f"{found.records:,}",)


def _kind(notice: Notice, key: str) -> str:
    category = notice.register.category(key)
    return clean(category.name).lower() if category else key


def _basis(basis: LawfulBasis, contract_party: bool) -> str:
    wording = clean(basis.wording).rstrip(".;")
    if basis.basis is Basis.CONTRACT and not contract_party:
        wording += " (where you yourself are party to it)"
    return sentence(wording)


def recipients(notice: Notice) -> list[Block]:
    """Who receives it: by name where somebody is named, else the class and why (Article 15(1)(c))."""
    found = {key for key, _ in notice.categories}
    named = [one for each in notice.register.recipients for one in _relevant(each, found)]
    blocks: list[Block] = []
    if named:
        blocks += [
            Paragraph(("These organisations receive data of the kinds that we found about you.", _NAMED)),
            Grid(
                ("Who", "Where", "What they do for us", "Kinds of data"),
                tuple(_named(notice, one) for one in named),
                (0.28, 0.16, 0.26, 0.3),
            ),
            Paragraph(
                ("These are the groups that they belong to, and the groups in which we name nobody.", _NAMED)
            ),
        ]
    else:
        blocks.append(
            Paragraph(
                (
                    "These groups can receive data. We name nobody in them, and say why.",
                    _NAMED,
                )
            )
        )
    return [*blocks, Bullets(tuple(_class(each, found) for each in notice.register.recipients))]


def _relevant(recipient: Recipient, found: set[str]) -> list[NamedRecipient]:
    return [one for one in recipient.named if not one.receives or found & set(one.receives)]


def _named(notice: Notice, one: NamedRecipient) -> tuple[Text, ...]:
    found = [key for key, _ in notice.categories if not one.receives or key in one.receives]
    kinds = listed(_kind(notice, key) for key in found)
    return (
        (Bold(clean(one.name)), Why(f"register recipient.named {one.name}")),
        (clean(one.country),),
        (sentence(one.role),),
        (sentence(kinds),),
    )


def _class(recipient: Recipient, found: set[str]) -> Text:
    wording = sentence(recipient.wording)
    because = Why(f"register recipient.{recipient.id}")
    if recipient.named and _relevant(recipient, found):
        return (f"{wording} ", Bold("Named above."), because)
    if recipient.named:
        return (
            f"{wording} ",
            Bold("Nobody in this group receives data of the kinds that we found."),
            because,
        )
    return (f"{wording} ", Bold(sentence(recipient.why_unnamed)), because)


ORIGINS = {
    "provided": "You gave it to us, or somebody wrote it to you or with you",
    "observed": "Our systems recorded it when you used them",
    "third-party": "Somebody else gave it to us",
    "inferred": "We worked it out from other data",
}
"""How data came in, in the words of a letter (Article 15(1)(g))."""

_KIND_OF = {"provided": "direct", "observed": "automatic", "third-party": "third-party"}


def origins(notice: Notice) -> list[Block]:
    """Where the data found came from; what the notice says of sources that are not the person."""
    rows: list[Text] = []
    for origin, records in notice.origins:
        words = (Bold(f"{ORIGINS.get(origin, clean(origin))}: "), f"{count(records, 'record')}.")
        because = Why(f"ledger provenance {origin}: {records}"), Why("register collection")
        rows.append((*words, *(f" {one}" for one in _ways(notice, _KIND_OF.get(origin, ""))), *because))
    return [Bullets(tuple(rows))] if rows else []


def _ways(notice: Notice, kind: str) -> Iterable[str]:
    for way in notice.register.collection:
        if way.kind == kind and way.examples:
            examples = "; ".join(clean(one).rstrip(";.") for one in way.examples)
            yield sentence(f"{clean(way.wording).rstrip('.')}, for example: {examples}")
        elif way.kind == kind:
            yield sentence(way.wording)


def transfers(notice: Notice) -> list[Block]:
    """Which countries data goes to and what protects it there (Article 15(2))."""
    found = {key for key, _ in notice.categories}
    named = [one for each in notice.register.recipients for one in _relevant(each, found) if one.abroad]
    countries = [one for one in notice.register.transfers.countries if one not in {n.country for n in named}]
    home = "the United Kingdom" if notice.request.regime == "UK" else "our country"
    if named:
        rows = tuple(
            (
                Bold(f"{clean(one.country)}: "),
                f"{clean(one.name).removesuffix('.')}. Your data is protected by {clean(one.safeguard)}.",
                Why(f"register recipient.named {one.name}"),
            )
            for one in named
        )
        more = [
            Paragraph(
                (
                    f"Write to us if you want to know more about what protects your data outside {home}.",
                    Why("law Article 15(2)"),
                )
            )
        ]
        return [Bullets(rows), *more]
    if countries:
        wording = " ".join(
            sentence(line) for line in notice.register.transfers.wording.splitlines() if line.strip()
        )
        return [
            Paragraph(
                (
                    f"Data can go to {listed(clean(one) for one in countries)}. ",
                    wording,
                    Why("register transfers"),
                )
            ),
            Paragraph(
                ("None of the recipients there that we name receives data of the kinds we found.", _NAMED)
            ),
        ]
    return [Paragraph((f"We do not send your data outside {home}.", Why("register transfers")))]


def automated(notice: Notice) -> list[Block]:
    """Whether decisions are made by automated means alone (Article 15(1)(h))."""
    answer = notice.register.automated
    plain = "We make decisions about you by automated means alone."
    if not answer.used:
        plain = "We do not make decisions about you by automated means alone."
    words = " ".join(sentence(line) for line in answer.wording.splitlines() if line.strip())
    return [Paragraph((Bold("Yes. " if answer.used else "No. "), words or plain, Why("register automated")))]
