"""Write the sample company's files again: `python -m dsar.samples.ct1.make`.

The same seed gives the same bytes, so a difference in version control is a change that somebody made.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import canonicalize

from . import messages, rows

SEED = 16827653
HERE = Path(__file__).parent
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_BEGINNING = (2026, 9, 1, 9, 0, 0)


def written() -> Iterator[tuple[str, bytes]]:
    """Every file of the sample: its name below this folder, and its bytes."""
    dice = random.Random(SEED)
    yield "mail/support.mbox", messages.mbox((*messages.SUPPORT_BOX, *messages.reports(dice, 40)))
    yield "mail/accounts.mbox", messages.mbox(messages.ACCOUNTS_BOX)
    for mail in messages.TOMS_BOX:
        yield f"mail/tom.okafor/{mail.when[:10]}-{mail.key}.eml", messages.message(mail).as_bytes()
    yield "tickets/users.json", rows.users()
    yield "tickets/tickets.json", rows.tickets()
    yield "billing/invoices.xlsx", workbook()
    yield "billing/payments.csv", rows.payments()
    yield "marketing/preferences.csv", rows.preferences()
    yield "forms/enquiries.json", rows.enquiries()
    yield "logs/portal-access.log", rows.access_log(dice, 240)
    yield "logs/portal-logins.jsonl", rows.auth_log(dice, 60)
    yield "clients/harbour-dental/appointments.csv", rows.appointments()


def workbook() -> bytes:
    """The invoice sheet as a workbook, its times fixed and nothing compressed: the same bytes anywhere."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "CT1 Accounts"
    sheet = book.worksheets[0]
    sheet.title = "Invoices 2026"
    sheet.append(rows.INVOICE)
    for row in rows.invoices():
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue())


def _settled(content: bytes) -> bytes:
    stamp = datetime(*_BEGINNING, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, _BEGINNING)
            dated = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, old.read(name))
            new.writestr(member, _canonical(dated))
    return out.getvalue()


def _canonical(xml: bytes) -> bytes:
    """XML in the one form that its content has (C14N 2.0): openpyxl writes others where lxml is installed."""
    kept = canonicalize(xml.decode(), qname_aware_attrs=[_TYPE])
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + kept.encode()


def main() -> None:
    """Write what differs."""
    for name, content in written():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


if __name__ == "__main__":
    main()
