"""`python -m tests.bench [--mb 1200] [--mail 400] [--only GROUP]...`: speed side by side, into tests/bench/RESULTS.md.

Groups of rows: `mixed`, `mail`, `parsing`, `memory`, `index`, `start`. With `--only` or `--out -` the kept results
stay as they are; `--corpora FOLDER` keeps what was generated, for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import corpus, indexed, measure
from tests.bench.corpus import IDENTIFIERS, LITERALS, Corpus
from tests.bench.measure import Run, find, run, text_search, together

RESULTS = Path(__file__).with_name("RESULTS.md")
SEED = 20_240_603
"""Used here alone: the tests have seeds of their own."""

Row = tuple[str, str, str, str]


GROUPS = ("mixed", "mail", "parsing", "memory", "index", "start")


@dataclass(frozen=True)
class Sizes:
    """Megabytes of the corpora, and how often each command is run."""

    mixed: float
    mail: float
    few: float
    single: float
    times: int


def main() -> None:
    """Measure, print and write the table."""
    options = argparse.ArgumentParser(prog="python -m tests.bench")
    options.add_argument("--mb", type=float, default=1200, help="megabytes of the mixed corpus")
    options.add_argument("--mail", type=float, help="megabytes of the mail corpus (a third of it)")
    options.add_argument(
        "--few", type=float, help="megabytes of the small mail corpus (60, never more than --mail)"
    )
    options.add_argument(
        "--single", type=float, help="megabytes of the one large file (1,000, never more than --mb)"
    )
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--times", type=int, default=3, help="runs of each command; the median counts")
    options.add_argument("--only", action="append", choices=GROUPS, help="only these rows (may be repeated)")
    options.add_argument(
        "--corpora", type=Path, help="generate into this folder and keep it for the next run"
    )
    options.add_argument("--out", help="write the table here; - prints it only")
    given = options.parse_args()
    mail = given.mail or given.mb / 3
    sizes = Sizes(
        given.mb, mail, given.few or min(60, mail), given.single or min(1000, given.mb), given.times
    )
    out = given.out or ("-" if given.only else str(RESULTS))
    with TemporaryDirectory() as folder:
        rows = list(_rows(given.corpora or Path(folder), sizes, given.seed, given.only or GROUPS))
    text = _table(rows, sizes)
    print(text)
    if out != "-":
        Path(out).write_text(text, encoding="utf-8")


def _rows(folder: Path, sizes: Sizes, seed: int, groups: Sequence[str]) -> Iterator[Row]:
    started = time.perf_counter()
    if "mixed" in groups:
        mixed = corpus.kept(folder / "mixed", sizes.mixed, seed)
        took = time.perf_counter() - started
        yield "the corpus", f"{sizes.mixed:.0f} MB written in {took:.0f} s", _mix(mixed.path("mail.mbox")), ""
        yield from _mixed(mixed, sizes.mixed, sizes.times)
    if {"mail", "parsing"} & set(groups):
        letters = corpus.kept(folder / "mail", sizes.mail, seed + 1, ("mail.mbox",))
        few = corpus.kept(folder / "few", sizes.few, seed + 2, ("mail.mbox",))
        if "mail" in groups:
            yield from _mail(letters, sizes.mail, sizes.times)
        if "parsing" in groups:
            yield from _against_parsing(few, sizes.times)
            if sizes.mail > sizes.few:
                yield from _against_parsing(letters, 1)
    if "memory" in groups:
        yield from _memory(folder, sizes.single, seed + 5)
    if "index" in groups:
        yield from indexed.rows(folder, seed, sizes.times)
    if "start" in groups:
        yield from _start(sizes.times)


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
    script = str(Path(__file__).with_name("stdlib_mail.py"))
    commands = {
        policy: (sys.executable, script, policy, str(path), *LITERALS) for policy in ("compat32", "default")
    }
    done = together(
        {"find": find(IDENTIFIERS, [path], "--records-only", "--no-deep"), **commands}, min(times, 2)
    )
    size = path.stat().st_size / 1e6
    for policy in commands:
        faster = done[policy].cpu / done["find"].cpu
        yield (
            f"mail, {size:.0f} MB, deep tier off, against parsing everything with stdlib email, policy {policy}",
            _figures(done["find"], size),
            f"{done[policy].cpu:.2f} s cpu, {size / done[policy].cpu:.0f} MB/s: {faster:.1f}x faster",
            "10x at 60 MB, 30x at 400 MB",
        )


def _memory(folder: Path, megabytes: float, seed: int) -> Iterator[Row]:
    """The most memory that a search of one large file takes."""
    for name in ("mail.mbox", "access.log"):
        large = corpus.kept(folder / f"single-{name}", megabytes, seed, (name,))
        one = run(find(IDENTIFIERS, [large.path(name)], "--records-only", "--no-deep"))
        yield (
            f"one file, {name} of {megabytes:.0f} MB, deep tier off",
            _figures(one, megabytes),
            "",
            "peak under 500 MB",
        )


def _mix(path: Path) -> str:
    """What the mail of a corpus is made of, counted apart: what is measured later would inherit the peak."""
    command = [sys.executable, "-m", "tests.bench.mix", str(path)]
    return subprocess.check_output(command, cwd=Path(__file__).parents[2], text=True)


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
    """What was found of what was planted, place by place, and what was found beside it."""
    answer = json.loads(run.out)
    found: dict[str, set[int]] = {name: set() for name in planted.places}
    for record in answer["records"]:
        if "parent" not in record:
            found[Path(record["locator"]["file"]).name].add(record["locator"]["offset"])
    said = ", ".join(
        f"{name} {len(found[name] & set(places))} of {len(places)}" for name, places in planted.places.items()
    )
    others = sum(len(found[name] - set(places)) for name, places in planted.places.items())
    balanced = all(line["bytes"] == line["accounted_bytes"] for line in answer["ledger"])
    account = "every byte accounted for" if balanced else "NOT BALANCED"
    return label, f"{said}; {others} false", account, "100 %, 0 false"


def _table(rows: Sequence[Row], sizes: Sizes) -> str:
    head = (
        "# Speed, as measured\n\n"
        f"`python -m tests.bench --mb {sizes.mixed:.0f} --mail {sizes.mail:.0f} --times {sizes.times}`, {os.cpu_count()} cores (load "
        f"{os.getloadavg()[0]:.1f} at the end): compare figures within a row, and processor time rather than wall time. "
        "Whole processes, start-up included; page cache warm; the run with the median processor time.\n"
        "Mail is mixed as in perf.md: attachments are PDFs with text and a picture, Word and Excel files, photos, CSV, nested messages; "
        "text comes from 6,000 paragraphs in five transfer encodings, files from 252, each sent with bytes of its own. One message, line, row or "
        "ticket in about a thousand is about the person, in every form of `tests/bench/letters.py`; near misses stand beside them.\n"
        "The yardstick is `rg -caiF` (or grep) of four identifiers over the same bytes; it misses what encodings hide.\n\n"
        "| work | measured | against | goal |\n|---|---|---|---|\n"
    )
    return head + "".join("| " + " | ".join(row) + " |\n" for row in rows)


if __name__ == "__main__":
    main()
