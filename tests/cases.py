"""Cases made by hand for the tests of answer, steps, review and the command line. Everybody is invented."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from dsar.case.case import Case
from dsar.case.found import Found, Kept
from dsar.model.findings import Finding, Person, Span, Standing
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine
from dsar.model.records import Gap, Locator, Match, Record, Value, When, typed
from dsar.model.register import Register
from dsar.register.reading import parse
from dsar.steps import cases

REF = "SAR-2026-0001"
PREPARED = date(2026, 11, 22)
ALICE = Identifier.of("email", "alice.marlowe@harbour.example")
ALICE_NAME = Identifier.of("name", "Alice Marlowe")
BEN = Person(
    "P-ben",
    ("Ben Carter",),
    (Identifier.of("email", "Ben.Carter@bakery.example", origin="record"),),
    Standing.THIRD_PARTY,
    ("stands in the header of 2 messages",),
)
DANA = Person("P-dana", ("Dana Quill",), (), Standing.STAFF, ("is on the staff list",))
MINTED: tuple[tuple[str, Sequence[str]], ...] = (("P-dana", ("d1",)), ("P-ben", ("b1",)))

REGISTER = """
[controller]
name = "Northgate Systems Limited"
company_number = "00000000"
registered_office = "1 Example Street, Canterbury"
attention = "Data Protection"
contact_email = "privacy@northgate.example"
website = "northgate.example"

[words]
retention = "We keep data only for as long as necessary:"

[[category]]
id = "contact"
name = "Contact data"
description = "such as e-mail address and telephone number."

[[category]]
id = "account"
name = "Account data"
description = "such as support tickets."

[[category]]
id = "technical"
name = "Technical data"
description = "such as IP addresses."

[[collection]]
id = "direct"
kind = "direct"
wording = "Directly from you"

[[collection]]
id = "others"
kind = "third-party"
wording = "From third parties"
examples = ["referrals"]

[[purpose]]
id = "services"
title = "To provide our services"
uses = ["answer your questions"]
categories = ["contact", "account"]

[[purpose.basis]]
basis = "contract"
wording = "performance of a contract"

[[purpose.basis]]
basis = "legitimate interests"
wording = "our legitimate interests in operating our business"

[[purpose]]
id = "security"
title = "To secure our systems"
uses = ["keep logs"]
categories = ["technical", "account"]
limited = ["account"]

[[purpose.basis]]
basis = "legal obligation"
wording = "our legal obligations"

[[recipient]]
id = "providers"
wording = "Service providers who help us."

[[recipient.named]]
name = "Cloudhost GmbH"
country = "Germany"
role = "hosts our servers"
receives = ["contact", "technical"]
safeguard = "UK adequacy regulations for the EEA"
origin = "controller"

[[recipient]]
id = "advisers"
wording = "Professional advisers."
why_unnamed = "None so far"

[transfers]
wording = "Some providers may be outside the UK."
countries = ["Germany"]

[[retention]]
id = "account"
categories = ["contact", "account"]
wording = "contract data is kept for typically up to 7 years afterwards"
years = 7
anchor = "end of the contract"

[[retention]]
id = "logs"
categories = ["technical"]
wording = "logs are kept for up to 90 days"
anchor = "the day of the entry"
origin = "controller"

[[right]]
right = "access"
title = "Right of access"
wording = "to obtain a copy of your data."

[[right]]
right = "rectify"
title = "Right to rectification"
wording = "to have wrong data corrected."

[[right]]
right = "erase"
title = "Right to erasure"
wording = "to have data deleted in certain circumstances."

[[right]]
right = "restrict"
title = "Right to restrict"
wording = "to ask us to limit our use."

[[right]]
right = "port"
title = "Right to portability"
wording = "to take your data along."

[[right]]
right = "object"
title = "Right to object"
wording = "to object to our use."

[[right]]
right = "withdraw"
title = "Right to withdraw consent"
wording = "to withdraw consent at any time."

[regulator]
name = "Information Commissioner's Office (ICO)"
website = "ico.org.uk"
phone = "0303 123 1113"
address = "Wycliffe House, Wilmslow SK9 5AF"
verified_on = 2026-11-01

[complaints]
wording = "Please tell us first"
email = "complaints@northgate.example"

[automated]
used = false

[further]
must_provide = "You need not give us data."
last_updated = 2026-01-31
marketing_consent = "Consumers."
special_categories = "None."
"""


def register(text: str = REGISTER) -> Register:
    """The register that has no gaps."""
    return parse(text, "register.toml")


def mail(number: int, text: str, *, file: str = "box.mbox", **fields: Value) -> Record:
    """A message to Northgate's mailbox; `number` is its place in the file."""
    given: dict[str, Value] = {
        "from": "Alice Marlowe <alice.marlowe@harbour.example>",
        "to": "support@northgate.example",
        "subject": f"Printer {number}",
        "text": text,
        **fields,
    }
    written = f"{number % 27 + 1:02} Mar 2026 09:00"
    when = When(datetime(2026, 3, number % 27 + 1, 9, tzinfo=UTC), written)
    place = Locator(file, number * 1000, 900)
    return Record.of("mailbox", "mail", place, given, when=when, categories=("contact", "account"))


def finding(
    record: Record,
    passage: str,
    person: str = "",
    *,
    field: str = "text",
    category: str = "name",
    nth: int = 0,
) -> Finding:
    """The `nth` place of a passage in a field, as a detector would report it."""
    _, text = typed(record.fields[field])
    at = -1
    for _ in range(nth + 1):
        at = text.index(passage, at + 1)
    span = Span(at, at + len(passage), category, 0.9, "test")
    return Finding.of(record.id, record.digest, field, span, person)


def found_of(
    records: Iterable[Record],
    findings: Iterable[Finding] = (),
    *,
    candidates: Iterable[Record] = (),
    persons: tuple[Person, ...] = (BEN, DANA),
    gaps: tuple[Gap, ...] = (),
    identifiers: tuple[Identifier, ...] = (ALICE,),
    names_detected: bool = True,
) -> Found:
    """What a search would have pulled."""
    kept = [Kept(record, Bucket.ABOUT) for record in records]
    kept += [Kept(record, Bucket.CANDIDATE) for record in candidates]
    sources = dict.fromkeys(one.record.source for one in kept)
    counts = {name: sum(one.record.source == name for one in kept) for name in sources}
    ledger = tuple(
        LedgerLine(name, 1, 5000, 5000, 40, about=count, not_about=40 - count, label=name.capitalize())
        for name, count in counts.items()
    ) or (LedgerLine("mailbox", 1, 5000, 5000, 40, not_about=40, label="Mailbox"),)
    return Found(
        identifiers=identifiers,
        kept=tuple(kept),
        matches=tuple(Match(one.record.id, "from", 0, 0, ALICE) for one in kept),
        gaps=gaps,
        ledger=ledger,
        persons=persons,
        findings=tuple(findings),
        detected=True,
        names_detected=names_detected,
    )


PRINTER = mail(
    1,
    "Ben Carter says the printer is out. Ask Dana Quill. Yours, Alice",
    cc="Ben.Carter@bakery.example",
)
AGAIN = mail(2, "It is out again, says Ben Carter (ben.carter@bakery.example).")
FINDINGS = (
    finding(PRINTER, "Ben Carter", "P-ben"),
    finding(PRINTER, "Dana Quill", "P-dana"),
    finding(PRINTER, "Ben.Carter@bakery.example", "P-ben", field="cc", category="email"),
    finding(AGAIN, "Ben Carter", "P-ben"),
)
MAYBE = mail(3, "Alice Marlowe called about the invoice, says Ben Carter.", **{"from": "desk@other.example"})
GAP = Gap("mailbox", Locator("box.mbox", 4000, 40), "malformed", "a part")


def ordinary(**changes: object) -> Found:
    """Two messages about Alice, in which Ben and Dana stand."""
    return replace(found_of((PRINTER, AGAIN), FINDINGS), **changes)  # type: ignore[arg-type]


def opened(root: Path, found: Found | None = None, *, identity: bool = True, ref: str = REF) -> Case:
    """A case of Alice's request, with what a search has pulled."""
    case = Case.create(root / "cases", ref, by="lena")
    cases.record_request(
        case,
        {
            "name": "Alice Marlowe",
            "reply_to": "alice.marlowe@harbour.example",
            "received": date(2026, 11, 2),
        },
    )
    cases.identify(case, (ALICE,))
    if identity:
        cases.settle_identity(case, "passed", "called back on the number we hold")
    if found is not None:
        case.pulled(found, MINTED)
    return case
