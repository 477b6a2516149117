"""letter: one letter of a case, and what each of its sentences rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dsar import plugins
from dsar.answer import gate
from dsar.answer.apply import apply
from dsar.answer.build import reasons_of, write_letter
from dsar.case.case import Case
from dsar.case.state import State
from dsar.errors import UsageError
from dsar.model.register import Register
from dsar.model.release import Notice, Release
from dsar.steps.export import prepare

ACCESS = "access"
COMPLETE = ("nothing-held", "partial-refusal", "portability")
"""Letters that say what was found: they pass the gate of an answer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a letter, under its heading, and what it rests on."""

    heading: str
    text: str
    rests_on: tuple[str, ...]


def kinds() -> tuple[str, ...]:
    """The letters that are installed."""
    return plugins.names(plugins.LETTERS)


def write(
    case: Case,
    out: Path,
    register: Register,
    kind: str,
    told: Mapping[str, str],
    *,
    prepared: date | None = None,
    waive: tuple[str, ...] = (),
    reason: str = "",
) -> None:
    """Write a letter to `out`. The answer itself is written by `export`, with its bundle.

    Raises `NeedsDecision` with everything that it still needs, `LeakFound`, or `UsageError`.
    """
    if kind == ACCESS:
        raise UsageError("the answer's letter is written with its bundle", hint="dsar export --out DIR")
    release, hidden, allowed = _release(case, register, kind, told, prepared, waive, reason)
    write_letter(release, out, kind, hidden=hidden, allowed=allowed)


def why(
    case: Case, register: Register, kind: str, told: Mapping[str, str], *, file: Path | None = None
) -> tuple[Sentence, ...]:
    """What every sentence of a letter rests on; lines of the register are numbered where `file` is it."""
    release, _, _ = _release(case, register, kind, told, None, None, "")
    lines = dict(_numbered(file)) if file else {}
    name = file.name if file else ""
    return tuple(
        Sentence(
            str(row["heading"]),
            str(row["sentence"]),
            tuple(_placed(one, lines, name) for one in row["rests_on"]),  # type: ignore[attr-defined]
        )
        for row in reasons_of(release, kind)
    )


def _release(
    case: Case,
    register: Register,
    kind: str,
    told: Mapping[str, str],
    prepared: date | None,
    waive: tuple[str, ...] | None,
    reason: str,
) -> tuple[Release, tuple[str, ...], tuple[str, ...]]:
    """What a letter is made from, and what must not stand in it. `waive` None: nothing is gated."""
    if kind not in kinds():
        raise UsageError(f"there is no letter {kind!r}", hint="one of: " + ", ".join(kinds()))
    state = case.state()
    on = prepared or date.today()
    if not state.snapshot:
        if kind in COMPLETE or kind == ACCESS:
            gate.check(gate.blockers(state, None, None, ()), (), "")
        return replace(_empty(state, register, on), particulars=told), (), ()
    found = case.found(state)
    applied = apply(found, state.decisions)
    release, secrets, missing = prepare(state, found, applied, register, on)
    if waive is not None and kind in COMPLETE:
        blanks = missing if kind == "nothing-held" else ()
        gate.check(gate.blockers(state, found, applied, blanks, register.lawyers), waive, reason)
    return replace(release, particulars=told), tuple(secrets.labels), tuple(secrets.allowed)


def _empty(state: State, register: Register, on: date) -> Release:
    """What is known before anything was searched."""
    notice = Notice(register, state.request, on, state.searched_on or on, ())
    return Release(state.request.ref, state.request.language, on, (), (), notice)


_TABLE = re.compile(r"^\[\[?([\w.-]+)\]\]?")
_KEY = re.compile(r"""^(id|name|right)\s*=\s*["'](.+?)["']""")


def _numbered(file: Path) -> Iterator[tuple[str, int]]:
    """Where things stand in a register: `purpose.services`, `controller`, `recipient.named NAME`."""
    table, began = "", 0
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        header, key = _TABLE.match(line), _KEY.match(line)
        if header:
            table, began = header[1], number
            yield table, number
        elif key and key[1] in ("id", "right") and began:
            yield f"{table}.{key[2]}", began
        elif key and table.endswith(".named"):
            yield f"{table} {key[2]}", began
        elif re.match(r"retention\s*=", line):
            yield "retention_preface", number


_PLACES = {"recipients": "recipient", "retention_preface": "retention_preface"}


def _placed(reason: str, lines: Mapping[str, int], name: str) -> str:
    """A reason with the line of the register that it names."""
    room, _, what = reason.partition(" ")
    number = lines.get(_PLACES.get(what, what)) if room == "register" else None
    return f"{reason} ({name}:{number})" if number else reason
