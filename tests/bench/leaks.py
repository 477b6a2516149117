"""How long the leak search takes: 5,000 values over a bundle of 100 MB.

    python tests/bench/leaks.py [MEGABYTES]

Nothing is asserted: figures depend on the machine. Processor time is what a loaded one cannot change.
"""

from __future__ import annotations

import json
import os
import random
import string
import sys
import tempfile
import time
from pathlib import Path

from dsar.answer.leaks import search
from dsar.answer.manifest import zip_folder

VALUES = 5_000
_DRAW = random.Random(7)
_WORDS = ["".join(_DRAW.choices(string.ascii_lowercase, k=_DRAW.randint(2, 10))) for _ in range(20_000)]


def text(words: int) -> str:
    """Some words in a row."""
    return " ".join(_DRAW.choices(_WORDS, k=words))


def bundle(folder: Path, size: int) -> None:
    """Invented mail as JSON and as pages, about `size` bytes of it."""
    folder.mkdir()
    written = number = 0
    while written < size:
        number += 1
        label = "[person 3 · name]"
        records = [
            {
                "id": f"R{number:04}{n:04}",
                "when": "2026-05-03T10:00:00+00:00",
                "fields": {
                    "subject": text(6),
                    "text": f"{text(120)}\nOn 3 May 2026, {label} wrote:\n> {text(40)}",
                    "message_id": f"<{_DRAW.randbytes(12).hex()}@mail.example>",
                },
            }
            for n in range(1_200)
        ]
        exact = json.dumps(records, indent=1, ensure_ascii=False)
        page = "".join(
            f"<details><summary>{one['id']}</summary><pre>{one['fields']}</pre></details>\n"
            for one in records
        )
        for name, content in ((f"{number}.json", exact), (f"{number}.html", page)):
            written += (folder / name).write_bytes(content.encode())


def values() -> list[str]:
    """Names, addresses, surnames and telephone numbers of people who are not in the bundle."""
    drawn: list[str] = []
    while len(drawn) < VALUES:
        last = "".join(_DRAW.choices(string.ascii_lowercase, k=8))
        first = _DRAW.choice(_WORDS)
        drawn += [
            f"{first.capitalize()} {last.capitalize()}",
            f"{first}.{last}@elsewhere.example",
            f"{last.capitalize()}q",
            f"07700 {_DRAW.randint(100_000, 999_999)}",
        ]
    return drawn[:VALUES]


def main() -> None:
    """Print what was searched and how long it took, with the archive of the same files beside it."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "answer"
        folder.mkdir()
        bundle(folder / "your-data", size * 1_000_000)
        zip_folder(folder / "your-data", folder / "your-data.zip")
        began, spent = time.perf_counter(), sum(os.times()[:4])
        report = search(folder, values())
        took, used = time.perf_counter() - began, sum(os.times()[:4]) - spent
    print(
        f"{report.values:,} values, {report.files} files, {size} MB: {took:.1f} s, "
        f"{used:.1f} s of processor time, {len(report.hits)} hits"
    )


if __name__ == "__main__":
    main()
