"""Printing: one document on stdout, talk and progress on stderr, no personal data in either talk."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

import click

from dsar.errors import DsarError, LeakFound, NeedsDecision
from dsar.model.progress import Progress


class _Stdout:
    """Whether this run has printed its one document."""

    used = False


def reset() -> None:
    """Begin a run: no document was printed yet."""
    _Stdout.used = False


def fail(error: DsarError, as_json: bool = False) -> NoReturn:
    """Say what went wrong and what to do, on stderr, and leave with the error's exit status.

    With `as_json` the same is the document on stdout, unless the command printed one already.
    """
    click.echo(f"error: {error.message}", err=True)
    if isinstance(error, NeedsDecision):
        for blocker in error.blockers:
            click.echo(f"  - {blocker}", err=True)
    if isinstance(error, LeakFound):
        for file, where, form in error.hits:
            click.echo(f"  {file}  {where}  ({form})", err=True)
    if error.hint:
        click.echo(f"hint: {error.hint}", err=True)
    if as_json:
        print_error(error)
    raise SystemExit(error.exit_status)


def print_error(error: DsarError) -> None:
    """An error as the document on stdout, unless there is one already."""
    if _Stdout.used:
        return
    told: dict[str, object] = {"status": error.exit_status, "message": error.message, "hint": error.hint}
    if isinstance(error, NeedsDecision):
        told["blockers"] = list(error.blockers)
    if isinstance(error, LeakFound):
        told["hits"] = [{"file": file, "where": where, "form": form} for file, where, form in error.hits]
    print_json({"error": told})


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on stdout."""
    _Stdout.used = True
    click.echo(_laid_out(document))


def _laid_out(document: Mapping[str, Any]) -> str:
    """A document with a line for each member, and for each entry of a member that is a list of objects.

    (An indented one takes ten times as long to write, which of a large search is felt.)
    """
    members = (f"  {_compact(name)}: {_member(value)}" for name, value in document.items())
    return "{\n" + ",\n".join(members) + "\n}"


def _member(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n    " + ",\n    ".join(map(_compact, value)) + "\n  ]"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, default=plain)


def plain(value: object) -> object:
    """Values that JSON does not know, as text."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"cannot print {type(value).__name__}")


def say(text: str) -> None:
    """A line of talk, on stderr."""
    click.echo(text, err=True)


def table(rows: Iterable[Iterable[object]], head: Iterable[str]) -> None:
    """Rows under a header on stdout, numbers to the right."""
    lines = [[str(cell) for cell in head]]
    right: list[bool] = []
    for row in rows:
        cells = list(row)
        right = [isinstance(cell, int) for cell in cells]
        lines.append([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells])
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    for line in lines:
        shown = [
            text.rjust(width) if right and right[n] else text.ljust(width)
            for n, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        click.echo("  ".join(shown).rstrip())


class ProgressLine:
    """Progress on stderr: one line rewritten on a terminal, else a plain line every ten seconds.

    Says stage, count, rate and time left, at most once a second.
    """

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self.started: dict[str, float] = {}
        self.shown = 0.0
        self.width = 0

    def __call__(self, progress: Progress) -> None:
        """Show one report if it is time to."""
        now = time.monotonic()
        begun = self.started.setdefault(progress.stage, now)
        if now - self.shown < (1 if self.live else 10) or now - begun < 1:
            return
        self.shown = now
        rate = progress.done / (now - begun) if progress.done else 0
        left = f", {(progress.total - progress.done) / rate:,.0f} s left" if rate else ""
        text = f"{progress.stage}: {progress.done:,} of {progress.total:,}, {rate:,.0f}/s{left}"
        if self.live:
            click.echo("\r" + text.ljust(self.width), nl=False, err=True)
            self.width = len(text)
        else:
            say(text)

    def done(self) -> None:
        """Clear the live line."""
        if self.live and self.width:
            click.echo("\r" + " " * self.width + "\r", nl=False, err=True)
