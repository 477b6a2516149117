"""What a letter says of rights and complaints: those that apply by basis, and where to turn."""

from __future__ import annotations

from collections.abc import Iterable

from dsar.law.rights import RightFound, rights_for
from dsar.model.release import Notice

from .letter_blocks import Block, Bold, Bullets, Paragraph, Text, Why, clean, sentence


def rights(notice: Notice) -> list[Block]:
    """The rights that apply to the data found, by basis (Article 15(1)(e))."""
    used = [purpose for one in notice.purposes if (purpose := notice.register.purpose(one.id))]
    titles = {purpose.id: clean(purpose.title) for purpose in used}
    entries = []
    for right in rights_for(used, contract_party=notice.request.contract_party):
        wording = next((one for one in notice.register.rights if one.right == right.right), None)
        if wording is not None and right.applies and right.right != "access":
            entries.append(
                (
                    Bold(f"{clean(wording.title)}: "),
                    sentence(wording.wording),
                    f" {_where(right, titles)}",
                    *_because(right),
                )
            )
    controller = notice.register.controller
    return [
        Paragraph(
            (
                "You have these rights over the data in this letter. Each has its conditions.",
                Why("law Article 15(1)(e)"),
            )
        ),
        Bullets(tuple(entries)),
        Paragraph(
            (f"To use a right, write to {clean(controller.contact_email)}.", Why("register controller"))
        ),
    ]


def _because(right: RightFound) -> Iterable[Why]:
    """The right's words in the register, and the purposes whose bases give it."""
    yield Why(f"register right.{right.right}")
    yield from (Why(f"register purpose.{one}") for one in dict.fromkeys((*right.sure, *right.conditional)))


def _where(right: RightFound, titles: dict[str, str]) -> str:
    """For which purposes one right can be used."""
    sure = [one for one in right.sure if one not in right.absolute]
    said = []
    if len(sure) == len(titles):
        said.append("This covers all your data in this letter.")
    elif sure:
        said.append(f"This covers our use for: {'; '.join(titles[one] for one in sure)}.")
    if right.conditional and right.right == "erase":
        said.append("Often we may keep data for as long as we need it, or the law asks us to keep it.")
    elif right.conditional:
        said.append(f"This can cover our use for: {'; '.join(titles[one] for one in right.conditional)}.")
    if right.absolute:
        said.append("If you object to marketing, we always stop.")
    if right.right == "withdraw":
        said.append("It does not change what we did before.")
    return " ".join(said)


def complaints(notice: Notice) -> list[Block]:
    """Complaint to the controller, to the regulator, and the court (Articles 12(4), 15(1)(ea), (f))."""
    if notice.request.regime == "UK":
        return [
            Bullets(
                (
                    _complain_to_us(notice),
                    _regulator_uk(notice),
                    _court("167 of the Data Protection Act 2018"),
                )
            )
        ]
    return [Bullets((_authority(notice), _court("Article 79 of the GDPR")))]


def _complain_to_us(notice: Notice) -> Text:
    register = notice.register
    email, form = clean(register.complaints.email), clean(register.complaints.form)
    ways = " or ".join(
        way for way in (f"write to {email}" if email else "", f"use {form}" if form else "") if way
    )
    wording = f"{sentence(register.complaints.wording)} " if register.complaints.wording else ""
    return (
        Bold("Complain to us. "),
        f"{wording}To complain, {ways}. We will confirm within 30 days that we have your complaint. ",
        "We will look into it and tell you the outcome without undue delay. ",
        "(Data Protection Act 2018, section 164A)",
        Why("register complaints"),
        Why("law Article 15(1)(ea)"),
    )


def _regulator_uk(notice: Notice) -> Text:
    return (
        Bold("Complain to the regulator. "),
        f"This is {_regulator(notice)} (Data Protection Act 2018, section 165)",
        Why("register regulator"),
        Why("law Article 15(1)(f)"),
    )


def _authority(notice: Notice) -> Text:
    return (
        Bold("Complain to a supervisory authority. "),
        "You can choose the authority where you live or work, or where you think the law was broken. ",
        f"Ours is {_regulator(notice)} (GDPR, Article 77)",
        Why("register regulator"),
        Why("law Article 15(1)(f)"),
    )


def _regulator(notice: Notice) -> str:
    regulator = notice.register.regulator
    name, address = clean(regulator.name), clean(regulator.address)
    first, _, rest = address.partition(", ")
    address = rest if rest and first in name else address
    said = [f"the {name}." if not name.casefold().startswith("the ") else f"{name}."]
    said += [f"Website: {clean(regulator.website)}."] if regulator.website else []
    said += [f"Telephone: {clean(regulator.phone)}."] if regulator.phone else []
    said += [f"Address: {address}."] if address else []
    return " ".join(said)


def _court(place: str) -> Text:
    section = place if place.startswith("Article") else f"section {place}"
    words = f"You can also ask a court to enforce your rights ({section})."
    return (Bold("Go to court. "), words, Why(f"law {section}"))
