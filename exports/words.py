"""The words a requester reads for kinds, fields, codes and reasons; and what those words mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from dsar.law.grounds import GROUNDS, ground
from dsar.model.records import Value

OTHER_PEOPLE = "other people"
"""The ground of a passage whose decision names none."""

KINDS: dict[str, tuple[str, str]] = {
    "mail": ("E-mail", "E-mails"),
    "attachment": ("Attachment", "Attachments"),
    "picture": ("Picture", "Pictures"),
    "chat": ("Chat message", "Chat messages"),
    "ticket": ("Support ticket", "Support tickets"),
    "billing": ("Bill or payment", "Bills and payments"),
    "log": ("Log entry", "Log entries"),
    "marketing": ("Marketing preference", "Marketing preferences"),
    "form": ("Form", "Forms"),
    "text": ("Document", "Documents"),
    "record": ("Other record", "Other records"),
}
"""What a kind of record is called: one of it, and several."""

PROVENANCE = {
    "provided": "You gave it to us, or it was sent to us.",
    "observed": "Our systems noted it while you used them.",
    "third-party": "Somebody else gave it to us.",
    "inferred": "We worked it out from other information.",
}

FIELDS: dict[str, tuple[str, str]] = {
    "from": ("From", "who sent the message"),
    "to": ("To", "who the message was sent to"),
    "cc": ("Copy to", "who was sent a copy (CC)"),
    "bcc": ("Blind copy to", "who was sent a copy that others could not see (BCC)"),
    "reply_to": ("Reply to", "the address that answers go to"),
    "sender": ("Sender", "who sent the message in the name of the person under From"),
    "subject": ("Subject", "the heading of the message or ticket"),
    "date": ("Date", "the date as it was written in the message"),
    "message_id": ("Message number", "the number that a mail program gave the message (Message-ID)"),
    "in_reply_to": ("In reply to", "the number of the message that this one answers"),
    "references": ("Earlier messages", "the numbers of the messages before this one"),
    "text": ("Text", "what it says"),
    "html_text": ("Text of the formatted version", "the same message as a formatted mail showed it"),
    "attachments": ("Attached", "the names of the files that came with it"),
    "ocr.text": ("Words in the picture", "made out by a program, which may have misread them"),
    "ocr.confidence": ("How sure that is", "of 100, as the program that read the words says"),
    "metadata": ("Beside the picture", "what a camera or program wrote into the file"),
    "name": ("Name", "the name of the file or person"),
    "media_type": ("Type of file", "the technical name of the format"),
    "size": ("Size", "the length in bytes"),
    "ip": ("IP address", "the internet address that the request came from"),
    "user": ("User", "the user name that was signed in"),
    "time": ("Time", "when it happened, as it was logged"),
    "method": ("Method", "what was asked of the server: GET reads, POST sends"),
    "path": ("Page", "which page or address was asked for"),
    "status": ("Status", "how far it got; for web requests, the server's answer as a number"),
    "bytes": ("Bytes sent", "how much was sent back, in bytes"),
    "referer": ("Came from", "the page that led there (referer)"),
    "user_agent": ("Browser", "how the browser described itself (user agent)"),
    "vhost": ("Website", "which of our websites was asked"),
    "id": ("Number", "the number that the system gave it"),
    "description": ("Description", "what it was about"),
    "priority": ("Priority", "how urgent it was taken to be"),
    "tags": ("Tags", "key words that it was filed under"),
    "created_at": ("Created", "when it was made"),
    "updated_at": ("Last changed", "when it was last changed"),
    "amount": ("Amount", "the sum of money"),
    "currency": ("Currency", "the currency of the amounts, as a three-letter code (ISO 4217)"),
}
"""A field's label and what it holds, for the names that extractors give."""

STATES = {
    "new": "nobody has worked on it yet",
    "open": "somebody is working on it, or it is not paid yet",
    "pending": "waiting for an answer",
    "hold": "waiting for somebody else",
    "solved": "dealt with; it could still be opened again",
    "closed": "dealt with, and can no longer be changed",
    "paid": "paid in full",
    "unpaid": "not paid yet",
    "overdue": "not paid, and the date for payment is past",
    "void": "cancelled, and nothing is owed",
    "draft": "not sent out yet",
    "uncollectible": "not paid, and no longer expected to be",
    "refunded": "the money was paid back",
    "subscribed": "mailings are sent",
    "unsubscribed": "no mailings are sent any more",
    "cleaned": "the address no longer takes mail",
}

ANSWERS = {
    "1": "the server began to answer",
    "2": "the page was delivered",
    "3": "the reader was sent to another page, or had it already",
    "4": "the request was refused, or there was no such page",
    "5": "the server failed",
}
"""What the first figure of a web server's answer says (RFC 9110 section 15)."""


def kind_in_words(kind: str, number: int = 1) -> str:
    """What a kind of record is called; a kind that is not ours keeps its own name."""
    one, many = KINDS.get(kind, (kind.capitalize(), kind.capitalize()))
    return one if number == 1 else many


def field_in_words(name: str) -> str:
    """A field's label. Names that are not ours are shown as the source writes them."""
    if name.startswith("header."):
        return name.removeprefix("header.")
    known = FIELDS.get(name)
    return known[0] if known else name


def field_meaning(name: str) -> str:
    """What a field holds, as the data dictionary says it."""
    if name.startswith("header."):
        return "a technical line that mail programs put at the head of a message"
    known = FIELDS.get(name)
    return known[1] if known else "a field of the system it comes from, under that system's own name"


def code_in_words(kind: str, name: str, value: Value) -> str:
    """What a code stands for (law.md FM-02), or empty where the value speaks for itself."""
    if name.rpartition(".")[2] not in ("status", "state"):
        return ""
    text = str(value).strip().lower()
    if kind == "log":
        return ANSWERS.get(text[:1], "") if re.fullmatch(r"[1-5]\d\d", text) else ""
    return STATES.get(text, "")


def ground_in_words(code: str, regime: str) -> str:
    """Why something is hidden or withheld, as the letter says it, and where the law says so.

    What is no known code is the reason itself, in the words of whoever decided.
    """
    code = code or OTHER_PEOPLE
    if code not in GROUNDS and code.upper() not in GROUNDS:
        return code
    known = ground(code, regime)
    return f"{known.because} ({known.provision})" if known.provision else known.because


def grounds_in_words(grounds: Iterable[tuple[str, int]], regime: str) -> dict[str, int]:
    """Counts by ground as counts by reason in words, sorted."""
    words: Counter[str] = Counter()
    for code, count in grounds:
        words[ground_in_words(code, regime)] += count
    return dict(sorted(words.items()))
