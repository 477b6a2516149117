"""Releases for the tests of the exporters. Everybody in them is invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from dsar.model.records import Value
from dsar.model.register import (
    Automated,
    Basis,
    Category,
    Complaints,
    Controller,
    LawfulBasis,
    NamedRecipient,
    Purpose,
    Recipient,
    Register,
    Regulator,
    Retention,
    Transfers,
)
from dsar.model.release import Notice, NotSearched, PurposeFound, Release, Released, Searched, Withheld
from dsar.model.request import Request

START = datetime(2025, 3, 4, 9, 12, tzinfo=UTC)
CATEGORIES = ("contact", "account", "billing", "technical", "marketing")


def register() -> Register:
    """A small invented notice."""
    return Register(
        controller=Controller(
            "Northgate Systems Limited",
            company_number="00000000",
            registered_office="1 Example Street, Canterbury",
            contact_email="privacy@northgate.example",
        ),
        categories=(
            Category("contact", "Contact data", "such as e-mail address and telephone number", "2"),
            Category("account", "Account and support data", "support tickets and communication history", "2"),
            Category("billing", "Billing and payment data", "limited payment information", "2"),
            Category("technical", "Technical data", "such as IP address and browser type", "2"),
            Category("marketing", "Marketing data", "your preferences in receiving marketing", "2"),
        ),
        collection=(),
        purposes=(
            Purpose(
                "services",
                "To provide our services and manage our relationship with you",
                ("respond to enquiries", "provision and support IT services"),
                ("contact", "account", "billing"),
                (
                    LawfulBasis(Basis.CONTRACT, "performance of a contract"),
                    LawfulBasis(Basis.LEGITIMATE_INTERESTS, "our legitimate interests in our business"),
                ),
                section="4.1",
            ),
            Purpose(
                "security",
                "To secure our systems",
                ("maintain logs and audit trails",),
                ("technical", "account"),
                (
                    LawfulBasis(
                        Basis.LEGITIMATE_INTERESTS, "our legitimate interests in the security of our services"
                    ),
                ),
                limited=("account",),
                section="4.2",
            ),
            Purpose(
                "marketing",
                "Marketing and communications",
                ("send you news",),
                ("contact", "marketing"),
                (LawfulBasis(Basis.CONSENT, "consent", "where required"),),
                section="4.4",
            ),
        ),
        recipients=(
            Recipient(
                "providers",
                "Service providers and subcontractors who help us deliver our services",
                named=(
                    NamedRecipient("Cloudhost GmbH", "Germany", "hosting", ("contact", "technical")),
                    NamedRecipient("Ledgerworks Ltd", "United Kingdom", "bookkeeping", ("billing",)),
                ),
            ),
            Recipient("advisers", "Professional advisers such as solicitors and accountants"),
        ),
        transfers=Transfers("Some of our service providers may be located outside the UK"),
        retention=(
            Retention("account", ("contact", "account", "billing"), "typically up to 7 years afterwards", 7),
            Retention("technical", ("technical",), "shorter periods where possible"),
        ),
        rights=(),
        regulator=Regulator("Information Commissioner’s Office (ICO)", "www.ico.org.uk"),
        complaints=Complaints(),
        automated=Automated(False),
    )


def released(number: int, kind: str = "mail", **changes: object) -> Released:
    """One record of a kind, with what such a record has."""
    fields: dict[str, dict[str, Value]] = {
        "mail": {
            "from": "Rosa Field <rosa.field@bakery.example>",
            "to": "support@northgate.example",
            "subject": "Printer on the first floor",
            "text": "Hello,\n\n[person 7 · name] says the printer is out again. Could you ring me?\n\nRosa\n",
            "header.received": "from mail.bakery.example by mx.northgate.example",
            "message_id": f"<m{number}@bakery.example>",
        },
        "ticket": {
            "id": 40 + number,
            "subject": "Password reset",
            "status": "pending",
            "description": "Locked out since this morning.",
            "comments.0.body": "[person 3 · name] has looked into it.",
        },
        "billing": {"id": f"INV-{number}", "amount": Decimal("-42.10"), "phone": "+447700900123"},
        "log": {
            "ip": "192.0.2.17",
            "method": "GET",
            "path": "/account?id=5",
            "status": 200,
            "bytes": 5120,
            "user_agent": "ExampleBrowser/1.0",
        },
        "marketing": {"newsletter": True, "changed": START},
        "attachment": {
            "name": "photo list.txt",
            "media_type": "text/plain",
            "size": 64,
            "text": "one\ntwo\n",
        },
    }
    titles = {
        "mail": "Printer on the first floor",
        "ticket": "Password reset",
        "attachment": "photo list.txt",
    }
    categories = {"mail": "contact", "ticket": "account", "attachment": "contact", "log": "technical"}
    category = categories.get(kind, kind)
    when = START + timedelta(days=19 * number)
    record = Released(
        id=f"R{number:04}",
        source={"mail": "support-mailbox", "attachment": "support-mailbox"}.get(kind, kind),
        label={"mail": "Support mailbox", "attachment": "Support mailbox"}.get(kind, kind.capitalize()),
        kind=kind,
        title=titles.get(kind, kind.capitalize()),
        when=when,
        when_original=when.strftime("%d/%m/%Y %H:%M"),
        fields=fields.get(kind, {"text": "A note."}),
        categories=(category,),
        provenance="observed" if kind == "log" else "provided",
        purposes=tuple(one.id for one in register().purposes if category in one.categories),
        hidden={"other people": 1} if kind in ("mail", "ticket") else {},
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def release(records: Iterable[Released] = (), **changes: object) -> Release:
    """A release of these records, whose notice counts them truly."""
    kept = tuple(records)
    notice = Notice(
        register=register(),
        request=Request("SAR-2026-0001", name="Rosa Field", received=date(2026, 10, 28)),
        prepared=date(2026, 11, 22),
        searched_on=date(2026, 11, 20),
        searched_for=(("e-mail address", "rosa.field@bakery.example"),),
        searched=_searched(kept),
        not_searched=(NotSearched("Support mailbox", "the content is encrypted or password-protected", 2),),
        categories=_categories(kept),
        purposes=_purposes(kept),
        hidden_passages=sum(sum(one.hidden.values()) for one in kept),
        hidden_records=sum(bool(one.hidden) for one in kept),
        hidden_grounds=tuple(sorted(_grounds(kept).items())),
    )
    made = Release(
        case="SAR-2026-0001",
        language="en-GB",
        prepared=date(2026, 11, 22),
        records=kept,
        withheld=(Withheld("S2P19", "mail", 2),),
        notice=notice,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _searched(records: Iterable[Released]) -> tuple[Searched, ...]:
    labels = {record.source: record.label for record in records}
    kinds = {record.source: record.kind for record in records}
    counts = Counter(record.source for record in records)
    return tuple(
        Searched(source, labels[source], kinds[source], 50 * count, count + 1, count, 0, 0)
        for source, count in counts.items()
    )


def _categories(records: Iterable[Released]) -> tuple[tuple[str, int], ...]:
    counts = Counter(category for record in records for category in record.categories)
    return tuple((key, counts[key]) for key in CATEGORIES if counts[key])


def _purposes(records: Iterable[Released]) -> tuple[PurposeFound, ...]:
    counts = Counter(purpose for record in records for purpose in record.purposes)
    held = {category for record in records for category in record.categories}
    return tuple(
        PurposeFound(one.id, tuple(key for key in one.categories if key in held), counts[one.id])
        for one in register().purposes
        if counts[one.id]
    )


def _grounds(records: Iterable[Released]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for record in records:
        total.update(record.hidden)
    return total


def everyday(size: int = 40) -> Release:
    """An answer of some size with all sorts of records, attachments among them."""
    kinds = ("mail", "ticket", "log", "mail", "billing", "log", "mail", "marketing")
    records = [released(number, kinds[number % len(kinds)]) for number in range(1, size + 1)]
    mails = [record for record in records if record.kind == "mail"]
    for number, mail in enumerate(mails[::3], start=size + 1):
        records.append(released(number, "attachment", parent=mail.id, when=mail.when))
    return release(records)
