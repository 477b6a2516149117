"""`python -m tests.bench [--mb 1200] [--seed N]`: speed side by side, into tests/bench/RESULTS.md."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import corpus, indexed, measure
from tests.bench.corpus import IDENTIFIERS, LITERALS, Corpus
from tests.bench.measure import Run, find, text_search, together

RESULTS = Path(__file__).with_name("RESULTS.md")
SEED = 20_240_603
"""Used here alone: the tests have seeds of their own."""

Row = tuple[str, str, str, str]


def main() -> None:
    """Measure, print and write the table."""
    options = argparse.ArgumentParser(prog="python -m tests.bench")
    options.add_argument("--mb", type=float, default=1200, help="megabytes of the mixed corpus")
    options.add_argument("--mail", type=float, default=0, help="megabytes of the mail corpus (a third of it)")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--times", type=int, default=3)
    given = options.parse_args()
    with TemporaryDirectory() as folder:
        rows = list(_rows(Path(folder), given.mb, given.mail or given.mb / 3, given.seed, given.times))
    text = _table(rows, given.mb)
    print(text)
    RESULTS.write_text(text, encoding="utf-8")


def _rows(folder: Path, megabytes: float, mail: float, seed: int, times: int) -> Iterator[Row]:
    mixed = corpus.write(folder / "mixed", megabytes, seed)
    yield from _mixed(mixed, megabytes, times)
    letters = corpus.write(folder / "mail", mail, seed + 1, ("mail.mbox",))
    yield from _mail(letters, mail, times)
    few = corpus.write(folder / "few", min(60, mail), seed + 2, ("mail.mbox",))
    yield from _against_parsing(few, times)
    yield from indexed.rows(folder, seed, times)
    yield from _start(times)


def _mixed(mixed: Corpus, megabytes: float, times: int) -> Iterator[Row]:
    paths = [mixed.path(name) for name in corpus.FILES]
    done = together(
        {
            "rg": text_search(LITERALS, paths),
            "find": find(IDENTIFIERS, paths, "--records-only", "--no-deep"),
            "two": find(IDENTIFIERS, paths, "--records-only", "--no-deep", "--workers", "threads:2"),
        },
        times,
    )
    label = f"find --records-only --no-deep, {megabytes:.0f} MB mixed"
    yield _against(label, done["find"], done["rg"], megabytes, "0.5 s + 3x")
    yield _against(f"{label}, --workers threads:2", done["two"], done["rg"], megabytes, "0.5 s + 3x")
    yield _found("found in it (mail by design less without the deep tier)", done["find"], mixed)
    deep = together({"deep": find(IDENTIFIERS, paths, "--records-only")}, 1)["deep"]
    yield _against("the same with the deep tier", deep, done["rg"], megabytes, "as measured")
    yield _found("recall with the deep tier", deep, mixed)


def _mail(letters: Corpus, megabytes: float, times: int) -> Iterator[Row]:
    paths = [letters.path("mail.mbox")]
    done = together(
        {"rg": text_search(LITERALS, paths), "find": find(IDENTIFIERS, paths, "--records-only", "--no-deep")},
        times,
    )
    yield _against(
        f"mail, {megabytes:.0f} MB, deep tier off", done["find"], done["rg"], megabytes, "0.5 s + 4x"
    )
    deep = together({"deep": find(IDENTIFIERS, paths, "--records-only"), "all": find(IDENTIFIERS, paths)}, 1)
    yield _against(
        "mail, deep tier on (text of attachments too)", deep["deep"], done["rg"], megabytes, "as measured"
    )
    yield _against("mail, deep tier on, people detected", deep["all"], done["rg"], megabytes, "as measured")
    yield _found("recall on mail with the deep tier", deep["deep"], letters)


def _against_parsing(few: Corpus, times: int) -> Iterator[Row]:
    path = few.path("mail.mbox")
    parsing = (sys.executable, str(Path(__file__).with_name("stdlib_mail.py")), str(path), *LITERALS)
    done = together(
        {"find": find(IDENTIFIERS, [path], "--records-only", "--no-deep"), "stdlib": parsing}, min(times, 2)
    )
    size = path.stat().st_size / 1e6
    faster = done["stdlib"].cpu / done["find"].cpu
    yield (f"mail, {size:.0f} MB, against parsing all with stdlib email", _figures(done["find"], size),
           f"{done['stdlib'].cpu:.2f} s cpu: {faster:.1f}x faster", "10x at 60 MB, 30x at 400 MB")  # fmt: skip


def _start(times: int) -> Iterator[Row]:
    done = together(
        {"pass": (sys.executable, "-c", "pass"), "help": (*measure.DSAR, "--help")}, max(times, 5)
    )
    yield ("dsar --help", f"{done['help'].cpu * 1000:.0f} ms cpu",
           f"{done['help'].cpu / done['pass'].cpu:.1f}x python -c pass", "6x")  # fmt: skip


def _figures(run: Run, megabytes: float) -> str:
    return f"{run.cpu:.2f} s cpu, {run.wall:.2f} s wall, {megabytes / run.cpu:.0f} MB/s of cpu, peak {run.megabytes:.0f} MB"


def _against(label: str, run: Run, yardstick: Run, megabytes: float, goal: str) -> Row:
    start = 0.5
    cpu = max(run.cpu - start, 0) / yardstick.cpu
    wall = max(run.wall - start, 0) / yardstick.wall
    said = f"{yardstick.cpu:.2f} s cpu, {yardstick.wall:.2f} s wall: 0.5 s + {cpu:.1f}x cpu, 0.5 s + {wall:.1f}x wall"
    return label, _figures(run, megabytes), said, goal


def _found(label: str, run: Run, planted: Corpus) -> Row:
    answer = json.loads(run.out)
    counts = dict.fromkeys(planted.planted, 0)
    for record in answer["records"]:
        if "parent" not in record:
            counts[Path(record["locator"]["file"]).name] += 1
    said = ", ".join(f"{name} {counts[name]} of {number}" for name, number in planted.planted.items())
    balanced = all(line["bytes"] == line["accounted_bytes"] for line in answer["ledger"])
    return label, said, "every byte accounted for" if balanced else "NOT BALANCED", "100 %, 0 false"


def _table(rows: Sequence[Row], megabytes: float) -> str:
    head = (
        "# Speed, as measured\n\n"
        f"`python -m tests.bench --mb {megabytes:.0f}`, {os.cpu_count()} cores shared with other work (load "
        f"{os.getloadavg()[0]:.1f} at the end): compare figures within a row, and processor time rather than wall time. "
        "Whole processes, start-up included; page cache warm; the run with the median processor time.\n"
        "The yardstick is `rg -caiF` (or grep) of four identifiers over the same bytes; it misses what encodings hide.\n\n"
        "| work | measured | against | goal |\n|---|---|---|---|\n"
    )
    return head + "".join("| " + " | ".join(row) + " |\n" for row in rows)


if __name__ == "__main__":
    main()
