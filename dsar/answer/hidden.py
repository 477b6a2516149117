"""What must not leave, given what decisions hide and show, and the labels that stand in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dsar.answer.apply import Applied
from dsar.case.found import Found
from dsar.model.findings import CATEGORIES, Finding, Person, Standing
from dsar.model.records import Record, typed
from dsar.model.register import Register
from dsar.model.request import Request
from dsar.reading.forms import LONG
from dsar.reading.hunt import huntable

_EDGES = " \t\r\n,;:.!?<>()[]{}\"'"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not leave: hidden values and the label each is replaced with.

    `allowed` are texts that may stand although they look like a hidden value: the subject's own,
    the register's, and what a decision shows.
    """

    labels: Mapping[str, str] = field(repr=False)
    allowed: frozenset[str] = field(repr=False)


@dataclass(slots=True)
class Hidden:
    """Figures of what was hidden: passages, records, by ground and by category. Never the text."""

    passages: int = 0
    records: int = 0
    grounds: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def numbers(minted: Iterable[str]) -> dict[str, int]:
    """A number for each person of a case, in the order of minting, which says nothing about them.

    (Each search mints its new persons in the order of a keyed hash, so earlier numbers never change.)
    """
    return {person: n for n, person in enumerate(minted, start=1)}


def label(category: str, person: str, numbered: Mapping[str, int]) -> str:
    """What stands in the place of a hidden passage; its length says nothing about the text's."""
    what = CATEGORIES.get(category, category)
    return f"[person {numbered[person]} · {what}]" if person in numbered else f"[hidden · {what}]"


def kind_of(mark: str) -> str:
    """The kind of thing that a label stands for: the words after its dot."""
    return mark.rpartition("· ")[2].removesuffix("]")


def secrets_of(
    found: Found,
    applied: Applied,
    register: Register | None,
    numbered: Mapping[str, int],
    request: Request | None = None,
) -> Secrets:
    """Every value that must not leave: the text of each hidden passage, wherever it was found, and
    the identifiers and full names of each hidden person; without what may stand all the same.
    """
    records = {kept.record.id: kept.record for kept in found.kept}
    labels: dict[str, str] = {}
    shown: set[str] = set()
    hidden_people: set[str] = set()
    shown_people: set[str] = set()
    for finding in applied.findings:
        record = records.get(finding.record)
        text = passage(record, finding) if record else ""
        if not text:
            continue
        if applied.verdict(finding).hidden:
            _hide(labels, text, label(finding.category, finding.person, numbered))
            hidden_people.add(finding.person)
        else:
            shown.add(text)
            shown_people.add(finding.person)
    for person in found.persons:
        key = applied.merged.get(person.id, person.id)
        if person.standing is not Standing.SUBJECT and key in hidden_people - shown_people:
            for value, category in _values(person):
                _hide(labels, value, label(category, key, numbered))
    allowed = {
        one.strip().casefold()
        for text in (*shown, *_own(found, request), *_printed(register))
        for one in (text, *_in_one_run(text))
        if one.strip()
    }
    return Secrets(
        {
            text: mark
            for text, mark in labels.items()
            if huntable(text) and text.strip().casefold() not in allowed
        },
        frozenset(allowed),
    )


def _hide(labels: dict[str, str], text: str, mark: str) -> None:
    """Add a value, also without the signs around it; one that two people share names neither."""
    for value in dict.fromkeys((text, text.strip(_EDGES), *_in_one_run(text))):
        if labels.setdefault(value, mark) != mark:
            labels[value] = label(kind_of(labels[value]), "", {})


def _in_one_run(text: str) -> Iterable[str]:
    """A number that is written in groups, also in one run: it may stand so elsewhere."""
    digits = re.sub(r"[\s().+/-]", "", text)
    if digits.isdecimal() and len(digits) >= LONG and digits != text:
        yield digits


def _values(person: Person) -> Iterable[tuple[str, str]]:
    """What gives a person away by itself: strong identifiers in both spellings, and full names."""
    for one in person.identifiers:
        if one.strong:
            category = one.kind if one.kind in CATEGORIES else "id"
            yield from ((value, category) for value in (one.raw, one.value) if value)
    for name in person.names:
        if len(name.split()) > 1:
            yield name, "name"


def _own(found: Found, request: Request | None) -> Iterable[str]:
    """The subject's own values: what was searched for, and what the letter addresses them by."""
    for one in found.identifiers:
        yield from (one.value, one.raw)
    if request is not None:
        yield from (request.name, request.reply_to, request.agent)


def _printed(register: Register | None) -> Iterable[str]:
    """Names and addresses that the letter prints, so that they are no leak anywhere else either."""
    if register is None:
        return
    controller, regulator, complaints = register.controller, register.regulator, register.complaints
    yield from (controller.name, controller.contact_email, controller.registered_office, controller.website)
    yield from (regulator.name, regulator.phone, regulator.address, regulator.website)
    yield from (complaints.email, complaints.form)
    yield from (named.name for recipient in register.recipients for named in recipient.named)
    yield from register.own_shared_addresses


def passage(record: Record, finding: Finding) -> str:
    """The text that a finding covers; empty where its field is gone."""
    value = record.fields.get(finding.field)
    if value is None:
        return ""
    _, text = typed(value)
    return text[finding.start : finding.end]
