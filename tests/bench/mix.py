"""`python -m tests.bench.mix MBOX`: of what kinds of messages a corpus of mail is made."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.stdlib_mail import messages


def mix(path: Path) -> str:
    """What the mail of a corpus is made of, as counted in it."""
    size = number = attached = held = 0
    for one in messages(path.read_bytes()):
        with_file = b"\nContent-Type: multipart/mixed" in one[:4000]
        size, number = size + len(one), number + 1
        attached, held = attached + with_file, held + with_file * len(one)
    return f"mail: {number:,} messages in {size / 1e6:.0f} MB, {attached / number:.0%} with a file, which hold {held / size:.0%} of the bytes"


if __name__ == "__main__":
    sys.stdout.write(mix(Path(sys.argv[1])))
