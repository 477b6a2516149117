"""What one would write without us: every message parsed with the standard library, its text searched."""

from __future__ import annotations

import mailbox
import re
import sys
from email.message import Message


def texts(message: Message) -> str:
    """The headers and text parts of a message."""
    found = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                found.append(content.decode("utf-8", "replace"))
    return "\n".join(found)


def main() -> None:
    """Count the messages of the mbox `argv[1]` in which one of the other words stands."""
    rule = re.compile("|".join(map(re.escape, sys.argv[2:])), re.IGNORECASE)
    print(sum(bool(rule.search(texts(one))) for one in mailbox.mbox(sys.argv[1], create=False)))


if __name__ == "__main__":
    main()
