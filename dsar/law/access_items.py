"""What a letter that answers an access request has to say, and what is still missing to say it.

The list is `reference/law.md` section 2: UK GDPR Article 15 as amended by the Data (Use and Access)
Act 2025, and the GDPR of the European Union where that applies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dsar.law.rights import rights_for
from dsar.model.register import Register
from dsar.model.release import Notice

BOTH = ("UK", "EU")


@dataclass(frozen=True, slots=True)
class AccessItem:
    """One thing the letter states. `blocking`: no letter leaves without it; `always`: a nil one too."""

    id: str
    provision: str
    words: str
    blocking: bool = True
    always: bool = False
    regimes: tuple[str, ...] = BOTH


ITEMS = (
    AccessItem("CL-00", "Article 15(1)", "whether personal data about the person is processed", always=True),
    AccessItem("CL-01", "Article 15(1)(a)", "the purposes, tied to the categories found"),
    AccessItem("CL-02", "Article 15(1)(b)", "the categories of personal data found"),
    AccessItem("CL-03", "Article 15(1)(c)", "the recipients, by name where known, else by class"),
    AccessItem("CL-04", "Article 15(1)(d)", "how long each category is kept"),
    AccessItem("CL-05", "Article 15(1)(e)", "the rights that apply, by lawful basis"),
    AccessItem(
        "CL-06", "Article 15(1)(ea)", "how to complain to the controller", always=True, regimes=("UK",)
    ),
    AccessItem("CL-07", "Article 15(1)(f)", "how to complain to the regulator", always=True),
    AccessItem("CL-08", "Article 15(1)(g)", "where data came from that others gave", blocking=False),
    AccessItem("CL-09", "Article 15(1)(h)", "whether decisions are made by automated means alone"),
    AccessItem("CL-10", "Article 15(2)", "transfers abroad and what protects them"),
    AccessItem("CL-11", "Article 15(3)", "that the copy is free and in a common electronic form"),
    AccessItem("CL-12", "Article 15(4)", "that other people's details were hidden, and why", blocking=False),
    AccessItem(
        "CL-13", "Article 15(1A)", "what was searched, what was not, and why", always=True, regimes=("UK",)
    ),
    AccessItem("CL-14", "Article 12(1)", "where codes and terms are explained"),
    AccessItem("CL-15", "Article 12(4)", "what was withheld, why, and what can be done", blocking=False),
    AccessItem("CL-16", "good practice", "controller, reference, dates, how to ask", always=True),
)
"""The checklist of section 2. What the EU text lacks is marked; a search is described there too."""


def holds_something(notice: Notice) -> bool:
    """Whether anything about the person goes into the answer."""
    return bool(notice.categories or notice.purposes) or any(one.included for one in notice.searched)


def missing_items(notice: Notice, *, held: bool | None = None) -> tuple[str, ...]:
    """Everything the letter needs and does not have, each in words that say where it belongs.

    Each completes "the letter needs …". `held` overrides whether anything is held (all of it may be
    withheld). Empty means that the letter can be written.
    """
    blanks = [*_request(notice), *_always(notice)]
    if holds_something(notice) if held is None else held:
        blanks += [*_found(notice), *_kept(notice), *_recipients(notice.register), *_answers(notice)]
    return tuple(dict.fromkeys(blanks))


def _request(notice: Notice) -> Iterable[str]:
    request = notice.request
    asked = (
        (request.ref, "a case reference"),
        (request.name, "the requester's name (dsar request open --name)"),
        (request.reply_to, "an address to send the answer to (dsar request open --email)"),
        (request.received, "the day the request arrived (dsar request open --received)"),
        (notice.searched_for, "something that was searched for (dsar find)"),
        (notice.searched, "a place that was searched (dsar find)"),
    )
    return (words for value, words in asked if not value)


def _always(notice: Notice) -> Iterable[str]:
    register = notice.register
    controller, regulator = register.controller, register.regulator
    complaints = register.complaints.email or register.complaints.form
    asked = (
        (controller.registered_office, "the controller's address (controller.registered_office)"),
        (controller.contact_email, "an e-mail address for questions (controller.contact_email)"),
        (
            complaints or notice.request.regime != "UK",
            "an electronic way to complain to the controller (complaints.email or complaints.form)",
        ),
        (
            regulator.website or regulator.phone or regulator.address,
            "how to reach the regulator (regulator.website)",
        ),
        (
            regulator.verified_on,
            "the day the regulator's details were last checked (regulator.verified_on)",
        ),
    )
    return (words for value, words in asked if not value)


def _found(notice: Notice) -> Iterable[str]:
    """What was found: categories that the register knows, each with a purpose."""
    register = notice.register
    if not notice.categories:
        yield "the categories of the records found (categories of their sources)"
    if not notice.purposes:
        yield "a purpose for the records found (processing in dsar.toml, purpose in the register)"
    explained = {category for purpose in notice.purposes for category in purpose.categories}
    for key, _ in notice.categories:
        category = register.category(key)
        if category is None:
            yield f"the category {key!r} in the register ([[category]])"
        elif notice.purposes and key not in explained:
            yield (
                f"a purpose for {category.name.lower()} "
                "(processing of its source in dsar.toml, or categories of a [[purpose]])"
            )
    known = [register.purpose(one.id) for one in notice.purposes]
    for one, purpose in zip(notice.purposes, known, strict=True):
        if purpose is None:
            yield f"the purpose {one.id!r} in the register ([[purpose]])"
    worded = {right.right for right in register.rights}
    for right in rights_for((one for one in known if one), contract_party=notice.request.contract_party):
        if right.applies and right.right not in worded:
            yield f"the words for the right to {right.right} ([[right]] in the register)"


def _kept(notice: Notice) -> Iterable[str]:
    register = notice.register
    for key, _ in notice.categories:
        category = register.category(key)
        if category and not any(rule.settled for rule in register.rules_of(key)):
            yield f"how long {category.name.lower()} is kept (a [[retention]] with years or anchor)"


def _recipients(register: Register) -> Iterable[str]:
    if not register.recipients:
        yield "who receives data ([[recipient]] in the register)"
    for one in register.recipients:
        if not one.named and not one.why_unnamed:
            yield f"who the recipients are ([[recipient.named]] or why_unnamed of {one.id!r})"
        for named in one.named:
            if not named.country:
                yield f"the country of a recipient ({named.name!r} in {one.id!r})"
            elif named.abroad and not named.safeguard:
                yield f"what protects data sent abroad (safeguard of {named.name!r} in {one.id!r})"


def _answers(notice: Notice) -> Iterable[str]:
    register = notice.register
    if not register.transfers.answered:
        yield "to which countries data goes (transfers.countries; none is an answer too)"
    if register.automated.used is None:
        yield "whether decisions are made by automated means alone (automated.used)"
    elif register.automated.used and not register.automated.wording:
        yield "the logic of automated decisions and what follows from them (automated.wording)"
    others = any(origin == "third-party" for origin, _ in notice.origins)
    if others and not any(one.kind == "third-party" for one in register.collection):
        yield "where data from others comes from ([[collection]] of kind third-party)"
