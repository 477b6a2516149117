"""What one would write without us: every message parsed with the standard library, its text searched.

`python stdlib_mail.py compat32|default FILE WORD...`: all headers, all text parts to `str`, all other parts
decoded to bytes. The file is split at its envelope lines, which is faster than `mailbox.mbox`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

POLICIES: dict[str, policy.Policy] = {"compat32": policy.compat32, "default": policy.default}
_NEXT = re.compile(rb"\n\nFrom [^\n]+\d{4}\n")


def messages(raw: bytes) -> Iterator[bytes]:
    """The messages of an mbox, without their envelope lines."""
    at = raw.find(b"\n") + 1
    for found in _NEXT.finditer(raw):
        yield raw[at : found.start()]
        at = found.end()
    yield raw[at:]


def texts(message: Message) -> str:
    """The headers and text parts of a message, of nested ones too; other parts are decoded and left out."""
    found: list[str] = []
    for part in message.walk():
        found += (f"{name}: {value}" for name, value in part.items())
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "text" and isinstance(content, bytes):
            found.append(content.decode(str(part.get_content_charset("utf-8")), "replace"))
    return "\n".join(found)


def main() -> None:
    """Count the messages in which one of the words stands."""
    chosen, name, *words = sys.argv[1:]
    rule = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    raw = Path(name).read_bytes()
    print(
        sum(
            bool(rule.search(texts(message_from_bytes(one, policy=POLICIES[chosen]))))
            for one in messages(raw)
        )
    )


if __name__ == "__main__":
    main()
