"""The sample's mail: threads with quoted replies, signatures, HTML and attachments."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from .cast import (
    ACCOUNTS,
    ALICE,
    BEN,
    GRACE,
    MONITOR,
    NAMESAKE,
    PETER,
    PRIYA,
    ROSA,
    STUDIO,
    SUPPORT,
    TOM,
    One,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mail:
    """One message before it is written. `files` are name, media type and content; `reply_to` a key."""

    key: str
    when: str
    sender: One
    to: tuple[One, ...]
    subject: str
    text: str
    reply_to: str = ""
    cc: tuple[One, ...] = ()
    html: bool = False
    encoding: str = ""
    files: tuple[tuple[str, str, bytes], ...] = ()
    forwards: str = ""
    trace: str = ""

    @property
    def moment(self) -> datetime:
        """When it was sent."""
        return datetime.fromisoformat(self.when).replace(tzinfo=UTC)


def sign(one: One, title: str) -> str:
    """A member of staff's signature."""
    return f"-- \n{one.name}\n{title}, CT1 Technologies\n{one.phone} | {one.email}\n"


def quoted(mail: Mail) -> str:
    """A message as its reply quotes it."""
    lines = "\n".join(f"> {line}" for line in mail.text.rstrip().split("\n"))
    return f"On {mail.moment:%a, %d %b %Y at %H:%M}, {mail.sender.mailbox} wrote:\n{lines}\n"


PRINTER = Mail(
    "printer-1", "2026-02-09T08:41:00", ALICE, (SUPPORT,), "Print server offline again",
    "Hello,\n\nthe print server in the studio went offline at about half past seven and three jobs are"
    " stuck.\n"
    "Please call me on 07700 900123, I am in until five. If I do not pick up, try Ben Osei on 07700"
    " 900456.\n\n"
    "Mark Finch, our courier, collects at four today, so it is urgent. You can reach Mark on 07700"
    " 900654.\n\n"
    "Thanks\nAlice Hartley\nHartley Prints, 14 Sluice Lane, Faversham ME13 7AB\n",
    trace=f"from studio (host.{ALICE.ip}.example [{ALICE.ip}])",
    files=(
        (
            "stuck-jobs.csv", "text/csv",
            b"job,customer,contact,pages\r\n811,Harbour Dental,Rosa Delgado 07700 900789,200\r\n"
            b"812,Fernhill School,office@fernhill.example,60\r\n813,Hartley Prints,Alice Hartley,12\r\n",
        ),
    ),
)  # fmt: skip
PRINTER_2 = Mail(
    "printer-2", "2026-02-09T09:15:00", PRIYA, (ALICE,), "Re: Print server offline again",
    "Hi Alice,\n\nthe spooler had filled its disk. I have cleared it and the three jobs are printing now.\n"
    "I told Ben as well, as your line was engaged.\n\nKind regards\nPriya\n"
    + sign(PRIYA, "Support engineer") + "\n" + quoted(PRINTER),
    reply_to="printer-1", cc=(SUPPORT,),
)  # fmt: skip
PRINTER_3 = Mail(
    "printer-3", "2026-02-09T09:32:00", ALICE, (PRIYA,), "Re: Print server offline again",
    "That was quick, thank you! Mark will be glad.\n\nAlice\n\n" + quoted(PRINTER_2),
    reply_to="printer-2", cc=(SUPPORT, BEN), encoding="quoted-printable",
)  # fmt: skip

QUOTE = Mail(
    "quote-1", "2026-03-03T10:05:00", TOM, (ALICE,), "Your quote for hosting, CT1-Q-2207",
    "<html><body><p>Dear Alice,</p><p>as promised, the quote for hosting <b>hartleyprints.example</b>: "
    "£38.00 a month, set-up free.</p><p>Ben Osei asked for two more mailboxes "
    "(ben@hartleyprints.example and studio@hartleyprints.example); they are included.</p>"
    "<p>Kind regards<br>Tom Okafor<br>Account manager<br>01632 960102</p></body></html>",
    cc=(BEN,), html=True, encoding="base64",
    files=(
        (
            "quote CT1-Q-2207.txt", "text/plain",
            "Quote CT1-Q-2207\r\nFor: Alice Hartley, Hartley Prints\r\nMonthly: £38.00\r\nPrepared by:"
            " Tom Okafor\r\n"
            .encode(),
        ),
    ),
)  # fmt: skip
QUOTE_2 = Mail(
    "quote-2", "2026-03-04T16:20:00", STUDIO, (TOM,), "Re: Your quote for hosting, CT1-Q-2207",
    "Hi Tom,\n\nwe accept. Please invoice monthly.\n\nAlice Hartley\n(from the studio's mailbox, mine is full)\n",
    reply_to="quote-1",
)  # fmt: skip

MISSENT = Mail(
    "refund-1", "2026-04-14T11:02:00", ACCOUNTS, (ROSA,), "Refund for invoice 20260317",
    "Dear Rosa,\n\nwe have refunded £212.40 to your account: sort code 12-34-56, account number 71840326.\n\n"
    "Kind regards\nCT1 Accounts\n",
    cc=(ALICE,),
)  # fmt: skip
MISSENT_2 = Mail(
    "refund-2", "2026-04-14T11:30:00", ROSA, (ACCOUNTS,), "Re: Refund for invoice 20260317",
    "Thank you. Why is alice@hartleyprints.example in copy? I do not know her.\n\nRosa Delgado\n"
    "Practice manager, Harbour Dental, 5 Limekiln Street, Whitstable CT5 1AB, 07700 900789\n\n" + quoted(MISSENT),
    reply_to="refund-1", cc=(ALICE,),
)  # fmt: skip

INTERNAL = Mail(
    "late-1", "2026-05-20T15:44:00", GRACE, (TOM,), "Hartley Prints, two invoices late",
    "Tom,\n\nAlice Hartley is late with two invoices. She is a reliable customer, be gentle.\n"
    "Do not lump her in with Rosa Delgado, who disputes everything.\n\nGrace\n" + sign(GRACE, "Director"),
)  # fmt: skip
INTERNAL_2 = Mail(
    "late-2", "2026-05-21T09:01:00", TOM, (GRACE,), "Fwd: Re: late invoices",
    "Grace, for your information: settled, see below.\n\nTom\n", forwards="late-0", reply_to="late-1",
)  # fmt: skip
SETTLED = Mail(
    "late-0",
    "2026-05-20T17:30:00",
    ALICE,
    (ACCOUNTS,),
    "Re: late invoices",
    "Sorry, both are paid now. From next month Ben Osei does the books, please write to him too.\n\nAlice\n",
)

BEN_ASKS = Mail(
    "mailbox-1",
    "2026-06-02T12:12:00",
    BEN,
    (SUPPORT,),
    "Mailbox full",
    "Hello,\n\nthe mailbox studio@ is full and Alice's nearly so. Could you double both?\n\nBen Osei\n",
    cc=(ALICE,),
)
BADGE = Mail(
    "badge-1",
    "2026-06-18T14:00:00",
    ALICE,
    (SUPPORT,),
    "New logo for the portal",
    "Hello,\n\nthe new logo is attached, and my photo for the portal.\n\nAlice\n",
    files=(("logo-and-photo.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2),),
)

OTHERS = (
    Mail(
        "fernhill-1", "2026-03-12T08:20:00", NAMESAKE, (SUPPORT,), "Projector in hall B",
        "Hello,\n\nthe projector in hall B shows no picture. Could somebody come on Friday?\n\n"
        "Alice Hartley\nFernhill School office, 07700 900321\n",
    ),
    Mail(
        "saturday-1", "2026-04-25T09:50:00", PETER, (SUPPORT,), "Login on Saturdays",
        "Hi,\n\nI only work Saturdays and my login expires every time. My address is "
        "palice@hartleyprints.example.\n\nPeter\n",
    ),
    Mail(
        "dental-1", "2026-02-27T17:05:00", ROSA, (SUPPORT,), "Backup of the appointment book",
        "Hello,\n\nis last night's backup of the appointment book complete?\n\nRosa Delgado\n",
    ),
)  # fmt: skip

SUPPORT_BOX = (PRINTER, PRINTER_2, PRINTER_3, QUOTE_2, BEN_ASKS, BADGE, *OTHERS)
ACCOUNTS_BOX = (MISSENT, MISSENT_2, SETTLED)
TOMS_BOX = (QUOTE, INTERNAL, INTERNAL_2)
EVERYTHING = {mail.key: mail for mail in (*SUPPORT_BOX, *ACCOUNTS_BOX, *TOMS_BOX)}


def reports(dice: random.Random, count: int) -> Iterator[Mail]:
    """What machines write to the support mailbox every few days; nobody is named in it."""
    day = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
    for n in range(count):
        day += timedelta(days=dice.randint(2, 6), minutes=dice.randint(0, 40))
        host = dice.choice(("backup-1", "backup-2", "mail-3", "web-1"))
        used = dice.randint(41, 96)
        text = f"Nightly report of {host}: {dice.randint(80, 400)} GB kept, {used} % of the disk in use.\n"
        text += "Action needed: none.\n" if used < 90 else "Action needed: order disks.\n"
        when = day.replace(tzinfo=None).isoformat()
        yield Mail(f"report-{n}", when, MONITOR, (SUPPORT,), f"[{host}] nightly report", text)


def message(mail: Mail) -> EmailMessage:
    """A message as it is sent."""
    made = EmailMessage()
    made["Received"] = f"{mail.trace or 'from localhost'} by mx.ct1.example; {format_datetime(mail.moment)}"
    made["Message-ID"] = f"<{mail.key}@{mail.sender.email.partition('@')[2]}>"
    made["Date"] = format_datetime(mail.moment)
    made["From"] = mail.sender.mailbox
    made["To"] = ", ".join(one.mailbox for one in mail.to)
    if mail.cc:
        made["Cc"] = ", ".join(one.mailbox for one in mail.cc)
    made["Subject"] = mail.subject
    if mail.reply_to:
        before = EVERYTHING[mail.reply_to]
        key = f"<{before.key}@{before.sender.email.partition('@')[2]}>"
        made["In-Reply-To"] = key
        made["References"] = key
    made.set_content(mail.text, subtype="html" if mail.html else "plain", cte=mail.encoding or None)
    for name, kind, content in mail.files:
        main, _, sub = kind.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    if mail.forwards:
        made.add_attachment(message(EVERYTHING[mail.forwards]))
    for n, part in enumerate(one for one in made.walk() if one.is_multipart() and one.get_boundary() is None):
        part.set_boundary(f"=-{mail.key}-{n}-=")
    return made


def mbox(mails: tuple[Mail, ...]) -> bytes:
    """Messages in order of time, as an mbox keeps them (RFC 4155, lines that begin with From quoted)."""
    out = []
    for mail in sorted(mails, key=lambda one: one.moment):
        lines = message(mail).as_bytes().split(b"\n")
        body = b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)
        out.append(f"From {mail.sender.email} {mail.moment:%a %b %d %H:%M:%S %Y}\n".encode() + body + b"\n")
    return b"".join(out)
