"""Genuine log lines for the benchmark of detection: what servers, appliances and services really wrote.

Read from the folder of fixtures beside the project; nothing of them is kept or printed. Somebody may be named
in a line, so what is found in them is counted as a false name at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
LINES = 2000
"""So many lines of one file at most: the longest file would outweigh all others."""

LONGEST = 4000
_PACKED = frozenset((".gz", ".bz2", ".evtx"))


def texts(folder: Path = FIXTURES) -> Iterator[str]:
    """Four lines a text, of every file of text in the folders of logs; none where the fixtures are absent."""
    for path in sorted(folder.glob("logs-*/**/*")):
        if path.is_file() and path.suffix not in _PACKED:
            content = path.read_bytes()
            if b"\0" not in content[:LONGEST]:
                lines = [one for one in content.decode("utf-8", "replace").splitlines() if one.strip()]
                lines = lines[:LINES]
                yield from ("\n".join(lines[at : at + 4])[:LONGEST] for at in range(0, len(lines), 4))
