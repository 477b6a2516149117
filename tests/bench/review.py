"""Measure the review page on 2,000 records and 50,000 findings: `python -m tests.bench.review`.

Prints one JSON document. Times are wall clock on this machine, in milliseconds; nothing is asserted.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dsar.case.case import Case
from dsar.case.found import Found
from dsar.model.findings import Finding, Person, Span, Standing
from dsar.model.records import Record

from ..cases import found_of, mail
from ..review.asking import case_of
from ..review.served import Served

RECORDS, FINDINGS, PEOPLE, BIG = 2_000, 50_000, 620, 2_000
FIRST = ["Jane", "Yusuf", "Priya", "Marta", "Kofi", "Wei", "Rosa", "Björn", "Chloé", "Imran", "Uma", "Lena"]
LAST = ["Doe", "Nguyen", "Jones", "Wang", "Carter", "Novak", "Evans", "Rossi", "Ito", "Murphy", "Okafor"]


def pulled() -> Found:
    """An invented search: every record holds 25 mentions; one person has 2,000 of them."""
    chance = random.Random(6)
    persons = [
        Person(f"P-{n}", (f"{FIRST[n % 12]} {LAST[n % 11]} {n}",), (), Standing.UNKNOWN, ("is named",))
        for n in range(PEOPLE)
    ]
    weights = [1 / (n + 3) for n in range(PEOPLE)]
    records, findings = [], []
    for n in range(RECORDS):
        people = [persons[0], *chance.choices(persons[1:], weights[1:], k=FINDINGS // RECORDS - 1)]
        text, spans = "", []
        for one in people:
            text += chance.choice(
                ["Thanks Alice. I checked with ", "Meeting notes. Present: ", "Please ask "]
            )
            spans.append((len(text), len(text) + len(one.names[0]), one.id))
            text += one.names[0] + chance.choice(
                [" about the migration.\n", ", who confirms.\n\n", "; it works.\n"]
            )
        record = mail(
            n, text, subject=chance.choice(["Invoice query", "Migration weekend", "Password reset"])
        )
        records.append(record)
        findings += [found_at(record, start, end, person) for start, end, person in spans]
    return found_of(records, findings, persons=tuple(persons))


def found_at(record: Record, start: int, end: int, person: str) -> Finding:
    """A name in a record's text."""
    return Finding.of(record.id, record.digest, "text", Span(start, end, "name", 0.85, "model"), person)


def timed(act: Callable[[], object], times: int = 5) -> float:
    """The median of some goes, in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken), 1)


def memory(pid: int) -> float | None:
    """The most memory a process ever held, in megabytes (Linux)."""
    path = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+)", path.read_text()) if path.exists() else None
    return round(int(found.group(1)) / 1024, 1) if found else None


def cpu(served: Served, act: Callable[[], object], times: int = 10) -> float | None:
    """The server's own time for one go, in milliseconds, whatever else the machine does (Linux)."""
    path = Path(f"/proc/{served.process.pid}/stat")
    if not path.exists():
        return None

    def used() -> int:
        user, system = path.read_text().rpartition(")")[2].split()[11:13]
        return int(user) + int(system)

    before = used()
    for _ in range(times):
        act()
    return round((used() - before) * 1000 / os.sysconf("SC_CLK_TCK") / times, 1)


def own_time(served: Served) -> dict[str, float | None]:
    """What single requests cost the server itself."""
    figures = {"open_and_first_page": cpu(served, served.open, 1)}
    for action in ("redact", "show"):
        figures[f"{action}_person_everywhere_2000_mentions"] = cpu(
            served,
            lambda action=action: served.press("decide", on="person", target="P-0", action=action),  # type: ignore[misc]
        )
    figures["undo"] = cpu(served, lambda: served.press("undo"))
    return figures


def server(served: Served) -> dict[str, float]:
    """Times of single requests, measured beside the server."""
    figures = {"open_and_first_page": timed(served.open, 1)}
    people = [f"P-{n}" for n in range(1, 6)]
    figures["person_everywhere_2000_mentions"] = timed(
        lambda: served.press("decide", on="person", target="P-0", action="redact")
    )
    figures["show_person_everywhere_2000_mentions"] = timed(
        lambda: served.press("decide", on="person", target="P-0", action="show")
    )
    figures["undo"] = timed(lambda: served.press("undo"))
    each = iter(people * 4)
    figures["another_person"] = timed(
        lambda: served.press("decide", on="person", target=next(each), action="redact")
    )
    for path in (
        "/",
        "/people",
        "/people/P-0",
        "/records",
        "/repeated",
        "/missed",
        "/checks",
        "/preview",
        "/log",
    ):
        figures[f"GET {path}"] = timed(lambda path=path: served.get(path), 3)  # type: ignore[misc]
    return figures


def browser(served: Served) -> dict[str, Any]:
    """Times that a person feels: the first page, and from a key to two painted frames."""
    chromium = shutil.which("chromium")
    if not chromium:
        return {"skipped": "chromium is not installed"}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = launched.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True).new_page()
        begun = time.perf_counter()
        tab.goto(served.url)
        tab.wait_for_url(f"{served.origin}/")
        tab.locator("h1").first.wait_for(state="attached")
        first = (time.perf_counter() - begun) * 1000
        tab.goto(f"{served.origin}/records?show=all")
        tab.evaluate(
            """() => { window.painted = []; document.addEventListener("keydown", () => { const at = performance.now();
               requestAnimationFrame(() => requestAnimationFrame(() => painted.push(performance.now() - at))); }, true); }"""
        )
        for n in range(20):
            tab.keyboard.press("rsdj"[n % 4])
            tab.wait_for_timeout(60)
        painted = sorted(tab.evaluate("painted"))
        tab.locator("body[data-busy='0']").wait_for()
        begun = time.perf_counter()
        tab.keyboard.press("n")
        tab.wait_for_load_state("load")
        further = (time.perf_counter() - begun) * 1000
        launched.close()
    return {
        "first_page": round(first, 1),
        "key_to_paint_median": round(statistics.median(painted), 1),
        "key_to_paint_p95": round(painted[int(len(painted) * 0.95) - 1], 1),
        "keys": len(painted),
        "next_record": round(further, 1),
    }


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        found = pulled()
        case: Case = case_of(Path(folder), found)
        figures: dict[str, Any] = {"records": len(found.kept), "findings": len(found.findings)}
        begun = time.perf_counter()
        with Served(case.folder) as served:
            figures["start_to_address"] = round((time.perf_counter() - begun) * 1000, 1)
            figures["browser"] = browser(served)
        with Served(case.folder) as served:
            figures["server_cpu"] = own_time(served)
        with Served(case.folder) as served:
            figures["server"] = server(served)
            figures["memory_mb_at_most"] = memory(served.process.pid)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
