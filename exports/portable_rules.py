"""What Article 20 covers: which fields of which records a person may take along, and why not the rest.

Four tests (law.md 11.3 and 12.2): the data concerns the person and came from them, given or
observed; the basis is consent, or a contract that they themselves are party to; it is held by
automated means, as everything here is; nobody else is harmed, as other people are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dsar.law.rights import Available, cell
from dsar.model.register import PROVISIONS, Basis, Purpose, Register
from dsar.model.release import Released

OURS = frozenset({"comment", "score", "diagnosis", "priority", "severity", "assignee", "internal_note"})
"""First or last words of field names that hold what a company works out by itself."""

NOT_GIVEN = "you did not give it to us: somebody else wrote it"
THIRD_PARTY = "you did not give it to us: it came from somebody else"
INFERRED = "we worked it out ourselves"
NO_BASIS = "we use it on another basis than consent or contract (Article 20(1)(a))"
NOT_PARTY = "you yourself are not party to the contract on which we use it"
NO_FIELDS = "it holds no text or value of its own"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of one record is portable: names of fields, and the bases by purpose that make them so.

    `reasons` are why other fields are not, with their names; all of them where `fields` is empty.
    """

    fields: tuple[str, ...]
    purposes: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def portable(record: Released, register: Register, *, contract_party: bool) -> Verdict:
    """Decide for one record, field by field."""
    taken: list[str] = []
    purposes: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, list[str]] = {}
    marks = {mark.field: mark for mark in record.marks}
    for name in record.fields:
        mark = marks.get(name)
        provenance = (mark and mark.provenance) or record.provenance
        categories = (mark and mark.categories) or record.categories
        bases, why = _bases(record, categories, register, contract_party)
        reason = _origin(record, name, provenance) or why
        if reason:
            reasons.setdefault(reason, []).append(name)
        else:
            taken.append(name)
            purposes |= bases
    if not record.fields:
        reasons[NO_FIELDS] = []
    return Verdict(tuple(taken), purposes, {reason: tuple(names) for reason, names in reasons.items()})


def _origin(record: Released, name: str, provenance: str) -> str:
    """Why a field did not come from the person; empty where it did."""
    if provenance == "inferred" or OURS & {name.partition(".")[0], name.rpartition(".")[2]}:
        return INFERRED
    if provenance not in ("provided", "observed"):
        return THIRD_PARTY
    return NOT_GIVEN if name in record.by_others else ""


def _bases(
    record: Released, categories: tuple[str, ...], register: Register, contract_party: bool
) -> tuple[dict[str, tuple[str, ...]], str]:
    """The purposes that make these categories portable, each with its bases; or why none does."""
    found: dict[str, tuple[str, ...]] = {}
    contract = False
    for key in record.purposes:
        purpose = register.purpose(key)
        if purpose is None or not set(purpose.categories) & set(categories):
            continue
        contract = contract or any(one.basis is Basis.CONTRACT for one in purpose.bases)
        bases = _port(purpose, contract_party)
        if bases:
            found[key] = bases
    if found:
        return found, ""
    return {}, NOT_PARTY if contract and not contract_party else NO_BASIS


def _port(purpose: Purpose, contract_party: bool) -> tuple[str, ...]:
    return tuple(
        f"{one.basis.value} ({PROVISIONS[one.basis]})"
        for one in purpose.bases
        if cell(one.basis, "port", contract_party=contract_party).answer is Available.YES
    )
