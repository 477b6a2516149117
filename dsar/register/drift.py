"""Where a register and what was found no longer agree: one sentence each, and nobody named in any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dsar.model.register import Register

STALE = timedelta(days=183)
"""How old a check of the regulator's name and address may be (LAW-13)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What sources say and what was found in them.

    `categories` are those of the records found; `purposes` the ids that sources name, `bare` the
    sources that name none. `sent` are records sent to an outside address that no recipient covers,
    with the first one's id by source; `overdue` counts records past their period, by source.
    """

    categories: Iterable[str] = ()
    purposes: Iterable[str] = ()
    bare: Iterable[str] = ()
    sent: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    overdue: Iterable[tuple[str, int]] = ()


def drift(register: Register, seen: Seen, today: date) -> tuple[str, ...]:
    """Everything that has moved apart, in the order in which it is mended."""
    return (
        *_categories(register, sorted(set(seen.categories))),
        *_purposes(register, seen),
        *_recipients(seen),
        *_regulator(register, today),
        *_overdue(seen),
    )


def _categories(register: Register, found: Iterable[str]) -> Iterable[str]:
    used = {category for purpose in register.purposes for category in purpose.categories}
    for category in found:
        if register.category(category) is None:
            yield f"records of the category {category!r} were found; the register has no such category"
            continue
        if category not in used:
            yield f"records of the category {category!r} were found; no purpose uses them"
        if not any(rule.settled for rule in register.rules_of(category)):
            yield f"records of the category {category!r} were found; nothing says how long they are kept"


def _purposes(register: Register, seen: Seen) -> Iterable[str]:
    for purpose in sorted(set(seen.purposes)):
        if register.purpose(purpose) is None:
            yield f"a source names the purpose {purpose!r}; the register has no such purpose"
    for source in seen.bare:
        yield f"the source {source!r} names no purpose (processing = [...] in dsar.toml)"


def _recipients(seen: Seen) -> Iterable[str]:
    for source, (count, first) in sorted(seen.sent.items()):
        plural = "s were" if count != 1 else " was"
        yield (
            f"{count:,} record{plural} sent from {source!r} to somebody outside whom no recipient of "
            f"the register covers, {first} for example (name them, or their domains = [...])"
        )


def _regulator(register: Register, today: date) -> Iterable[str]:
    checked = register.regulator.verified_on
    if checked and checked > today:
        yield f"the regulator's details were checked on {checked}, which is still to come"
    elif checked and today - checked > STALE:
        yield f"the regulator's details were last checked on {checked}: check again (regulator.verified_on)"


def _overdue(seen: Seen) -> Iterable[str]:
    for source, count in seen.overdue:
        plural = "s are" if count != 1 else " is"
        yield (
            f"{count:,} record{plural} in {source!r} past the notice's period: disclosed all the same, "
            "and for the source's owner to look at"
        )
