"""The sample's tables: tickets, invoices, payments, logs, preferences, forms, a client's own data."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .cast import ALICE, BEN, CUSTOMERS, NAMESAKE, PETER, PRIYA, ROSA, STAFF, TOM, One

INVOICE = ("Invoice number", "Invoice date", "Customer number", "Contact", "Email", "Description", "Amount")
NUMBERS = {ALICE.email: "C-1007", BEN.email: "C-1007", NAMESAKE.email: "C-1012", ROSA.email: "C-1003"}
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV with lines ended as spreadsheets end them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()


def pretty(value: object) -> bytes:
    """JSON for people."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def users() -> bytes:
    """Everybody known at the ticket desk."""
    return pretty({"users": [_user(one) for one in (*CUSTOMERS, *STAFF)]})


def _user(one: One) -> dict[str, Any]:
    role = "agent" if one in STAFF else "end-user"
    return {
        "id": one.id, "name": one.name, "email": one.email, "phone": one.phone or None, "role": role,
        "created_at": "2025-03-01T09:00:00Z", "last_login_at": None, "restricted_agent": False,
    }  # fmt: skip


def tickets() -> bytes:
    """Tickets: a requester is an id only."""
    return pretty(
        {
            "tickets": [
                _ticket(301, ALICE, PRIYA, "2026-01-22T10:11:00Z", "Scanner does not send mail",
                        "The scanner answers 535 since yesterday. Ben says it worked on Tuesday."),
                _ticket(302, NAMESAKE, PRIYA, "2026-02-11T13:00:00Z", "Hall B projector",
                        "No picture in hall B. Alice Hartley, Fernhill School."),
                _ticket(303, ROSA, TOM, "2026-03-05T08:30:00Z", "Invoice wrong",
                        "The March invoice has two lines too many."),
                _ticket(304, BEN, PRIYA, "2026-05-07T15:45:00Z", "New laptop for Alice Hartley",
                        "Please set up the new laptop for Alice Hartley before Monday; her old one goes to "
                        "Peter Alice. She can be reached on 07700 900123."),
                _ticket(305, ALICE, TOM, "2026-07-01T09:05:00Z", "Who can see my mailbox?",
                        "Please tell me who at CT1 can read my mailbox."),
                _ticket(306, PETER, PRIYA, "2026-07-04T10:00:00Z", "Login expired", "Again, as every Saturday."),
            ]
        }
    )  # fmt: skip


def _ticket(number: int, who: One, agent: One, when: str, subject: str, text: str) -> dict[str, Any]:
    return {
        "id": number, "created_at": when, "subject": subject, "description": text, "status": "closed",
        "requester_id": who.id, "submitter_id": who.id, "assignee_id": agent.id, "comments": list(_comments(number)),
    }  # fmt: skip


def _comments(ticket: int) -> Iterator[dict[str, Any]]:
    """What was said on a ticket."""
    rows = [
        (301, PRIYA, "2026-01-22T11:00:00Z", "Hi Alice, the password had expired; it works again. Priya"),
        (301, ALICE, "2026-01-22T11:20:00Z", "It does, thank you Priya."),
        (304, PRIYA, "2026-05-08T09:00:00Z", "Done. Ben, the laptop is on your desk."),
        (305, TOM, "2026-07-01T12:30:00Z", "Only Priya Nair and I, and only when a ticket asks for it."),
    ]
    for n, (on, who, when, body) in enumerate(rows):
        if on == ticket:
            yield {
                "id": 7000 + n, "author_id": who.id, "created_at": when, "public": True, "body": body,
            }  # fmt: skip


def invoices() -> list[tuple[object, ...]]:
    """The invoice sheet, without its head."""
    rows: list[tuple[object, ...]] = []
    months = [datetime(2026, month, 17) for month in range(1, 9)]  # sheets hold no zone
    for n, day in enumerate(months, start=1):
        for who, what, amount in (
            (ALICE, "Support, hosting", 79.5), (ROSA, "Support, backup", 212.4), (NAMESAKE, "Support", 148.0),
        ):  # fmt: skip
            number = f"2026{n:02d}{NUMBERS[who.email][-2:]}"
            rows.append((number, day, NUMBERS[who.email], who.name, who.email, what, amount))
    return rows


def payments() -> bytes:
    """Card payments, as the payment company's page exports them."""
    head = ("id", "Created (UTC)", "Amount", "Currency", "Status", "Customer ID", "Customer Email",
            "Card Name", "Card Last4")  # fmt: skip
    rows = [
        (f"ch_{n:03d}{who.id}", f"2026-{n:02d}-19 10:0{n}:00", amount, "gbp", "Paid", f"cus_{who.id}", who.email,
         who.name.upper(), last)
        for n in range(1, 9)
        for who, amount, last in ((ALICE, "79.50", "4242"), (ROSA, "212.40", "1881"))
    ]  # fmt: skip
    return table(head, rows)


def preferences() -> bytes:
    """Who may be written to."""
    head = ("Email", "Name", "Channel", "Consent", "Changed at", "How")
    rows = [
        (ALICE.email, ALICE.name, "newsletter", "yes", "2025-03-02 09:14", "form on the website"),
        (ALICE.email, ALICE.name, "telephone", "no", "2026-01-22 11:30", "said on the telephone"),
        (NAMESAKE.email, NAMESAKE.name, "newsletter", "no", "2025-09-01 08:00", "unsubscribe link"),
        (ROSA.email, ROSA.name, "newsletter", "yes", "2025-05-11 17:40", "form on the website"),
    ]
    return table(head, rows)


def enquiries() -> bytes:
    """What was typed into the form on the website."""
    rows = [
        {
            "submitted_at": "2025-03-01T18:22:05Z", "name": ALICE.name, "email": ALICE.email.upper(),
            "phone": "+44 7700 900123", "message": "We are three people and a print server. What would support cost? "
            "My colleague Ben Osei decides with me.", "ip": ALICE.ip,
        },
        {
            "submitted_at": "2025-05-10T17:01:44Z", "name": ROSA.name, "email": ROSA.email, "phone": ROSA.phone,
            "message": "A dental practice, six computers, one server.", "ip": ROSA.ip,
        },
    ]  # fmt: skip
    return pretty({"enquiries": rows})


def access_log(dice: random.Random, lines: int) -> bytes:
    """Two weeks of the customer portal: strangers, and customers who are logged in."""
    out, now = [], datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
    pages = ("/", "/tickets", "/tickets/new", "/invoices", "/status", "/static/portal.css")
    known = (ALICE, ALICE, BEN, NAMESAKE, ROSA, PETER)
    for _ in range(lines):
        now += timedelta(seconds=dice.randint(40, 5000))
        who = dice.choice(known) if dice.random() < 0.4 else None
        ip = who.ip if who else f"192.0.2.{dice.randint(1, 250)}"
        path = dice.choice(pages)
        if who and dice.random() < 0.2:
            path = f"/invoices?email={who.email.replace('@', '%40')}"
        size = dice.randint(300, 9000)
        stamp = now.strftime("%d/%b/%Y:%H:%M:%S +0000")
        user = who.email if who else "-"
        out.append(f'{ip} - {user} [{stamp}] "GET {path} HTTP/1.1" 200 {size} "-" "{_AGENT}"')
    return ("\n".join(out) + "\n").encode()


def auth_log(dice: random.Random, lines: int) -> bytes:
    """Who logged in, one JSON object a line."""
    return "".join(json.dumps(row) + "\n" for row in _logins(dice, lines)).encode()


def _logins(dice: random.Random, lines: int) -> Iterator[dict[str, object]]:
    now = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
    for _ in range(lines):
        now += timedelta(seconds=dice.randint(600, 30_000))
        who = dice.choice((ALICE, BEN, NAMESAKE, PETER, ROSA))
        result = "ok" if dice.random() < 0.9 else "wrong password"
        yield {"time": now.isoformat(), "event": "login", "user": who.email, "ip": who.ip, "result": result}


def appointments() -> bytes:
    """A client's own data, held for them: the client answers for it, CT1 only points there."""
    head = ("Day", "Patient", "Patient email", "Treatment")
    rows = [
        ("2026-03-02", "Alice Hartley", ALICE.email, "check-up"),
        ("2026-03-02", "Mark Finch", "", "filling"),
        ("2026-03-03", "Ben Osei", BEN.email, "check-up"),
    ]
    return table(head, rows)
