"""Who a person is to the request, proposed with its evidence; and what is nobody's at all.

Evidence is in words without personal data: it is printed in lists and kept in snapshots.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from dsar.model.findings import Person, Standing
from dsar.model.identifiers import Identifier, clean_email
from dsar.model.register import Register
from dsar.people.clusters import DIRECTORY, NAMED, PARTY, STAFF, SUBJECT, TEXT, Cluster
from dsar.people.words import is_role


class House:
    """What the register says of the controller's own people, addresses and printed details."""

    def __init__(self, register: Register | None) -> None:
        self.register = register
        self.staff = register.staff if register else ()

    @cached_property
    def shared(self) -> frozenset[str]:
        """Addresses that several people read."""
        if self.register is None:
            return frozenset()
        controller, complaints = self.register.controller, self.register.complaints
        given = (*self.register.shared_addresses, controller.contact_email, complaints.email)
        return frozenset(clean_email(one) for one in given if one)

    @cached_property
    def printed(self) -> tuple[str, ...]:
        """What the controller prints of itself and of authorities: nobody's personal data."""
        if self.register is None:
            return ()
        one, regulator, complaints = (
            self.register.controller,
            self.register.regulator,
            self.register.complaints,
        )
        texts = (
            one.name, one.company_number, one.registered_office, one.contact_email, one.website,
            one.attention,
            regulator.name, regulator.phone, regulator.address, regulator.website, complaints.email,
            complaints.form, complaints.wording,
            *(named.name for recipient in self.register.recipients for named in recipient.named),
            *self.register.own_shared_addresses,
        )  # fmt: skip
        return tuple(text for text in texts if text)

    def is_shared(self, one: Identifier) -> bool:
        """Whether an address is a role's, or one that the register lists as shared."""
        if one.kind != "email":
            return False
        return one.value in self.shared or is_role(one.value.rpartition("@")[0])

    def is_ours(self, one: Identifier) -> bool:
        """Whether an address lies in the controller's domains."""
        return one.kind == "email" and self.register is not None and self.register.is_ours(one.value)


def standing_of(person: Cluster, house: House) -> Standing:
    """The standing proposed: the surest evidence decides."""
    if SUBJECT in person.origins:
        return Standing.SUBJECT
    if STAFF in person.origins or any(map(house.is_ours, person.identifiers)):
        return Standing.STAFF
    return Standing.THIRD_PARTY if {PARTY, DIRECTORY} & person.origins else Standing.UNKNOWN


def evidence_of(person: Cluster, house: House, subject: Cluster) -> tuple[str, ...]:
    """Why, in words without personal data."""
    words = []
    if SUBJECT in person.origins:
        words.append("is who the request is about")
    if STAFF in person.origins:
        words.append("on the register's staff list")
    if any(map(house.is_ours, person.identifiers)):
        words.append("has an address in the controller's domains")
    if DIRECTORY in person.origins:
        words.append("in a directory of the sources")
    if person.roles:
        words.append(
            "stands as " + ", ".join(sorted(person.roles)) + f" ({sum(person.roles.values()):,} times)"
        )
    if person.borrowed:
        words.append("uses the requester's address under another name")
    own = {name.key for name in subject.parsed if name.family}
    if SUBJECT not in person.origins and own & {name.key for name in person.parsed}:
        words.append("has the requester's name and another address or number: a namesake, or the requester")
    if person.origins == {NAMED}:
        whole = any(name.family for name in person.parsed)
        words.append(
            "named in the text of records" if whole else "a single name in the text: may be several people"
        )
    if TEXT in person.origins and person.origins <= {TEXT, NAMED}:
        words.append("only an address or number in the text of records")
    return tuple(words)


def person_of(cluster: Cluster, house: House, subject: Cluster) -> Person:
    """A cluster as the case keeps it."""
    names = dict.fromkeys(" ".join(name.parts) for name in cluster.parsed)
    return Person(
        cluster.id,
        tuple(names),
        tuple(cluster.identifiers),
        standing_of(cluster, house),
        evidence_of(cluster, house, subject),
    )


def personal(
    identifiers: Iterable[Identifier], house: House, keep: frozenset[Identifier]
) -> tuple[Identifier, ...]:
    """The strong identifiers of one person among some: not roles', unless they are the subject's own."""
    return tuple(one for one in identifiers if one.strong and (one in keep or not house.is_shared(one)))
