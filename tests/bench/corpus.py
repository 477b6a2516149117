"""A seeded corpus: mail, access logs, tickets and billing, with one person planted in every encoding.

The same seed and sizes give the same bytes, at one to two seconds per 100 MB. Everybody is invented.
`python -m tests.bench.corpus FOLDER [--mb 1200] [--seed N] [--file NAME]...` writes one to work with.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.invented import ACCOUNT, EMAIL, IDENTIFIERS, IP, LIKE, LITERALS, PHONE, WORDS, Writer
from tests.bench.letters import mail, plants

__all__ = [
    "ACCOUNT", "EMAIL", "FILES", "IDENTIFIERS", "IP", "LITERALS", "PHONE", "Corpus", "Writer", "kept", "plants", "write",
]  # fmt: skip

MADE = "2"
"""Another number wherever the same seed gives other bytes."""
OFTEN = 1009
"""One line, row or ticket in so many is about the person, as in perf.md."""
LARGE = 8
"""From so many megabytes on the pools of text and files are large ones."""


@dataclass(frozen=True)
class Corpus:
    """Where a corpus lies, and where the pieces begin that are about the person or may be, file by file."""

    folder: Path
    places: dict[str, list[int]]

    @property
    def planted(self) -> dict[str, int]:
        """How many pieces of each file are about the person or may be."""
        return {name: len(places) for name, places in self.places.items()}

    def path(self, name: str) -> Path:
        """Where a file of it lies."""
        return self.folder / name


def lines(
    form: Callable[[Writer, int, bool], str], head: str = ""
) -> Callable[[Writer, Path, int], list[int]]:
    """What writes a file of one line a piece, a thousandth of them about the person."""

    def write(writer: Writer, path: Path, size: int) -> list[int]:
        places, n = [], 0
        with path.open("wb") as out:
            at = out.write(head.encode())
            while at < size:
                theirs = n % OFTEN == OFTEN // 20
                if theirs:
                    places.append(at)
                at += out.write(form(writer, n, theirs).encode())
                n += 1
        return places

    return write


BROWSERS = [
    *(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/12{n}.0.0.0 Safari/537.36" for n in range(6)),
    *(f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_{n} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/604.1" for n in range(5)),
    "curl/8.5.0", "okhttp/4.12.0",
]  # fmt: skip
ABOUT = (
    (IP, "-", "/cart"),
    (IP, "-", "/shop/item"),
    ("198.51.100.9", "-", f"/unsubscribe?email={EMAIL.replace('@', '%40')}&c=7"),
    ("198.51.100.9", "-", f"/reset?email={EMAIL}"),
    ("198.51.100.9", "-", f"/reset?email={EMAIL.upper().replace('@', '%40').replace('.', '%2E')}"),
    ("198.51.100.9", ACCOUNT, "/account/profile"),
)


def _request(writer: Writer, n: int, theirs: bool) -> str:
    """A line of an access log: most of a stranger, some that only look like the person's."""
    drawn = int(writer.dice.random() * 1_000_000_000)
    if theirs:
        address, user, path = ABOUT[n // OFTEN % len(ABOUT)]
    else:
        address, user = f"198.{drawn % 200 + 1}.{drawn % 251}.{drawn // 256 % 256}", "-"
        path = f"/shop/{WORDS[drawn % len(WORDS)]}/{drawn % 90000}"
        if drawn % 100 < 5:
            user = writer.people[drawn % len(writer.people)][3]
        elif drawn % 100 < 7:
            path = f"/unsubscribe?email={writer.people[drawn % len(writer.people)][1].replace('@', '%40')}&c={n % 99}"
        elif n % 997 == 5:
            address, user, path = (
                LIKE["ip"][n % 2 * 2],
                LIKE["account"][n % 3],
                f"/reset?email={LIKE['email'][n % 3]}",
            )
    clock = f"{n // 86400 % 28 + 1:02d}/Jun/2024:{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}"
    return f'{address} - {user} [{clock} +0100] "GET {path} HTTP/1.1" 200 {drawn % 60000} "https://shop.example/product/{drawn % 7919}" "{BROWSERS[drawn % len(BROWSERS)]}"\n'


def _ticket(writer: Writer, n: int, theirs: bool) -> str:
    """A ticket of some comments; the person stands in one of them, or is who asked."""
    dice = writer.dice
    asked, agent = dice.choices(writer.people, k=2)
    bodies = [writer.text(1, 4) for _ in range(dice.randint(2, 12))]
    form = n // OFTEN % 6
    said = (EMAIL.title(), "07700 900 123", ACCOUNT, EMAIL, f"&#97;{EMAIL[1:]}", "+44 (0) 7700 900123")[form]
    if theirs:
        bodies[-1] += f" write: {said} "
    elif n % 97 == 5:
        bodies[-1] += f" write: {LIKE['email'][n % 3]} or {LIKE['phone'][n % 3]}, {LIKE['account'][n % 3]}. "
    comments = [_comment(k, asked if k % 2 == 0 else agent, body) for k, body in enumerate(bodies)]
    ticket = {
        "ticket": n,
        "opened": "2024-06-03T10:00:00Z",
        "from": {"name": asked[0], "email": asked[1], "phone": asked[2]},
        "account": asked[3],
        "status": ("open", "solved", "closed")[n % 3],
        "text": bodies[0],
        "comments": comments,
    }
    text = json.dumps(ticket, ensure_ascii=n % 2 == 0)
    # Some exporters escape what they need not.
    return (text.replace("@", "\\u0040") if form == 3 and theirs else text) + "\n"


def _comment(n: int, author: tuple[str, str, str, str], body: str) -> dict[str, object]:
    return {
        "id": n,
        "created": f"2024-06-03T10:{n:02d}:00Z",
        "author": author[1],
        "public": True,
        "body": body,
    }


def _row(writer: Writer, n: int, theirs: bool) -> str:
    """An invoice line; some notes run over two lines inside their quotes."""
    drawn = int(writer.dice.random() * 1_000_000_000)
    name, email, phone, account = writer.people[drawn % len(writer.people)]
    note = f"{WORDS[drawn % len(WORDS)]}, paid"
    if theirs:
        email, account = (EMAIL, ACCOUNT) if n % 2 else (email, account)
        note = note if n % 2 else f'said ""{EMAIL}""\nand paid'
    elif n % 997 == 5:
        email, account, phone = LIKE["email"][n % 3], LIKE["account"][n % 3], LIKE["phone"][n % 3]
    elif drawn % 40 == 0:
        note = f"{note}\n{WORDS[drawn % 71]}"
    return f'INV-{n:07d},2024-{drawn % 12 + 1:02d}-{drawn % 28 + 1:02d},{account},{name},{email},{phone},"{drawn % 200} Quay Street, Dover",{drawn % 99999}.50,GBP,GB{drawn:020d},paid,"{note}"\n'


HEAD = "invoice,date,account,name,email,phone,address,net,currency,iban,status,note\n"
FILES: dict[str, tuple[Callable[[Writer, Path, int], list[int]], int]] = {
    "mail.mbox": (mail, 400), "access.log": (lines(_request), 500),
    "tickets.jsonl": (lines(_ticket), 200), "billing.csv": (lines(_row, HEAD), 110),
}  # fmt: skip
"""What is written, and how many megabytes of it stand in a corpus of 1.2 GB."""


def write(folder: Path, megabytes: float, seed: int, names: tuple[str, ...] = tuple(FILES)) -> Corpus:
    """Write a corpus of about that size; small ones are drawn from smaller pools."""
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(FILES[name][1] for name in names)
    places, writer = {}, Writer(seed, large=megabytes >= LARGE)
    for name in names:
        make, share = FILES[name]
        places[name] = make(writer, folder / name, int(megabytes * 1_000_000 * share / total))
    return Corpus(folder, places)


def kept(folder: Path, megabytes: float, seed: int, names: tuple[str, ...] = tuple(FILES)) -> Corpus:
    """The corpus that lies there already, where it is just this one; else it is written."""
    asked = {"made": MADE, "megabytes": megabytes, "seed": seed, "names": list(names)}
    stamp = folder.with_name(f"{folder.name}.corpus.json")
    if stamp.exists():
        found = json.loads(stamp.read_text(encoding="utf-8"))
        places = found.pop("places")
        if found == asked:
            return Corpus(folder, places)
    made = write(folder, megabytes, seed, names)
    stamp.write_text(json.dumps({**asked, "places": made.places}), encoding="utf-8")
    return made


def main() -> None:
    """Write a corpus and print what stands in it."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.corpus")
    options.add_argument("folder", type=Path)
    options.add_argument("--mb", type=float, default=1200, help="megabytes, of all files together")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--file", action="append", choices=tuple(FILES), help="only this (may be repeated)")
    given = options.parse_args()
    made = kept(given.folder, given.mb, given.seed, tuple(given.file or FILES))
    print(json.dumps({"folder": str(made.folder), "planted": made.planted}))


if __name__ == "__main__":
    main()
