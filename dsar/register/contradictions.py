"""What a register cannot say at once. A letter made from it would contradict itself as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dsar.model.register import Register, Retention


def contradictions(register: Register) -> tuple[str, ...]:
    """Every contradiction, each in a sentence that begins with the item of the letter it would spoil."""
    return (
        *_recipients(register),
        *_countries(register),
        *_retention(register),
        *_rights(register),
        *_bases(register),
    )


def _recipients(register: Register) -> Iterable[str]:
    for one in register.recipients:
        if one.named and one.why_unnamed:
            yield f"CL-03: recipient {one.id!r} names somebody and says why nobody is named"


def _countries(register: Register) -> Iterable[str]:
    abroad = {named.country for one in register.recipients for named in one.named if named.abroad}
    known = {country.casefold() for country in register.transfers.countries}
    if not register.transfers.answered:
        return
    for country in sorted(abroad):
        if country.casefold() not in known:
            said = "no data leaves the country" if not known else "other countries only"
            yield f"CL-10: a recipient is in {country}, and transfers.countries says {said}"


def _retention(register: Register) -> Iterable[str]:
    seen: dict[tuple[str, str], Retention] = {}
    for rule in register.retention:
        for category in rule.categories if rule.years is not None else ():
            other = seen.setdefault((category, rule.anchor.casefold()), rule)
            if other.years != rule.years and other.origin == rule.origin:
                yield (
                    f"CL-04: {category!r} is kept for {other.years} years by {other.id!r} "
                    f"and for {rule.years} by {rule.id!r}, from the same day"
                )


def _rights(register: Register) -> Iterable[str]:
    for right, count in Counter(one.right for one in register.rights).items():
        if count > 1:
            yield f"CL-05: the right to {right} is worded {count} times"


def _bases(register: Register) -> Iterable[str]:
    for purpose in register.purposes:
        for basis, count in Counter((one.basis, one.condition) for one in purpose.bases).items():
            if count > 1:
                yield f"CL-01: purpose {purpose.id!r} gives the basis {str(basis[0])!r} {count} times"
