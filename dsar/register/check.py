"""What a register does not say: gaps, what it says beside its notice, and drift from what is found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from dsar.model.register import Recipient, Register

SILENT: dict[str, tuple[str, ...]] = {
    "controller": ("contact_email", "website"),
    "regulator": ("verified_on",),
    "complaints": ("email", "form"),
    "transfers": ("countries",),
    "automated": ("used", "wording"),
    "further": ("must_provide", "last_updated", "marketing_consent", "special_categories"),
}
"""Fields of which `origin` speaks in entries that the notice gives otherwise (law: gaps G1 to G11)."""


@dataclass(frozen=True, slots=True)
class RegisterGap:
    """Something a register leaves open.

    `id` is the kind of gap (G1 to G11), `field` where the answer belongs, `needed_by` the part of
    the letter that cannot be written without it, or empty where the letter can.
    """

    id: str
    field: str
    needed_by: str
    words: str


def gaps(register: Register) -> tuple[RegisterGap, ...]:
    """Everything the register leaves open, in the order of the kinds of gap."""
    found = [
        *_recipients(register),
        *_transfers(register),
        *_retention(register),
        *_answers(register),
    ]
    return tuple(sorted(found, key=lambda gap: int(gap.id[1:])))


def _recipients(register: Register) -> Iterable[RegisterGap]:
    for one in register.recipients:
        if not one.named and not one.why_unnamed:
            yield RegisterGap(
                "G1",
                f"recipient.{one.id}.named",
                "CL-03",
                f"who the recipients are: {_start(one.wording)} (name them, or say why_unnamed)",
            )
        for n, named in enumerate(one.named, start=1):
            place = f"recipient.{one.id}.named.{n}"
            if not named.country:
                yield RegisterGap("G2", f"{place}.country", "CL-10", f"in which country {named.name} is")
            elif named.abroad and not named.safeguard:
                words = f"what protects the data that {named.name} receives in {named.country}"
                yield RegisterGap("G2", f"{place}.safeguard", "CL-10", words)


def _start(wording: str) -> str:
    words = wording.split()
    return " ".join(words[:4]) + (" …" if len(words) > 4 else "")


def _transfers(register: Register) -> Iterable[RegisterGap]:
    if not register.transfers.answered:
        yield RegisterGap(
            "G2",
            "transfers.countries",
            "CL-10",
            "to which countries data goes and what protects it there (none is an answer too)",
        )


def _retention(register: Register) -> Iterable[RegisterGap]:
    for category in register.categories:
        if not any(rule.settled for rule in register.rules_of(category.id)):
            yield RegisterGap(
                "G3",
                f"retention.{category.id}",
                "CL-04",
                f"how long {category.name.lower()} is kept, or from what that follows",
            )


def _answers(register: Register) -> Iterable[RegisterGap]:
    further, complaints = register.further, register.complaints
    asked = (
        (register.automated.used is None, "G4", "automated.used", "CL-09",
         "whether decisions are made by automated means alone (yes or no)"),
        (not complaints.email and not complaints.form, "G5", "complaints.email", "CL-06",
         "an electronic way to complain to the controller"),
        (not register.controller.contact_email, "G6", "controller.contact_email", "CL-16",
         "an e-mail address for questions and requests"),
        (not further.must_provide, "G7", "further.must_provide", "",
         "whether people must give their data, and what follows where they do not"),
        (further.last_updated is None, "G8", "further.last_updated", "",
         "when the notice was last updated"),
        (register.regulator.verified_on is None, "G9", "regulator.verified_on", "CL-07",
         "the day on which the regulator's name and address were last checked"),
        (not further.marketing_consent, "G10", "further.marketing_consent", "",
         "whose marketing rests on consent and whose on legitimate interests"),
        (not further.special_categories, "G11", "further.special_categories", "",
         "whether special category or criminal offence data is held"),
    )  # fmt: skip
    return (RegisterGap(*rest) for open_, *rest in asked if open_)


def as_notice_alone(register: Register) -> Register:
    """The register as if nobody had been asked: every value that the notice does not give is empty."""
    plain = {key: _silenced(getattr(register, key), names) for key, names in SILENT.items()}
    return replace(
        register,
        **plain,
        recipients=tuple(_unnamed(one) for one in register.recipients),
        retention=tuple(rule for rule in register.retention if rule.origin == "notice"),
        staff=(),
        domains=(),
        shared_addresses=(),
    )


def _silenced(entry: Any, names: Collection[str]) -> Any:
    """An entry whose `names` are as if never written, unless the notice gives them."""
    if entry.origin == "notice":
        return entry
    blank = {name: type(entry).__dataclass_fields__[name].default for name in names}
    return replace(entry, **blank, origin="notice")


def _unnamed(recipient: Recipient) -> Recipient:
    named = tuple(one for one in recipient.named if one.origin == "notice")
    reason = recipient.why_unnamed if recipient.origin == "notice" else ""
    return replace(recipient, named=named, why_unnamed=reason, origin="notice")


def template() -> str:
    """A register to fill in, every key explained; it lists as gaps what is still empty."""
    return files("dsar.register").joinpath("template.toml").read_text(encoding="utf-8")
