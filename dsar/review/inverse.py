"""Hide all but: of the texts of a record only what is named stays, everything else is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsar.model.records import Record
from dsar.review.show import is_text


def all_but(record: Record, kept: Sequence[str]) -> tuple[list[str], set[str]]:
    """What to mark, as `record:field:start:end`, and which of `kept` stand in no text of the record.

    Every place of a kept passage stays, however its words are spaced; a text that holds none of them
    is marked whole. Short facts, headers and what is attached are not texts: they stay as they are.
    """
    rules = {one: re.compile(r"\s+".join(map(re.escape, one.split()))) for one in kept if one.split()}
    missing, out = set(rules), []
    for name, value in record.fields.items():
        if not (isinstance(value, str) and is_text(name, value)):
            continue
        spans: list[tuple[int, int]] = []
        for one, rule in rules.items():
            found = [seen.span() for seen in rule.finditer(value)]
            if found:
                missing.discard(one)
            spans += found
        out += [f"{record.id}:{name}:{start}:{end}" for start, end in _between(value, sorted(spans))]
    return out, missing


def _between(text: str, kept: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches of a text outside some spans, without the white space at their ends."""
    at = 0
    for start, end in (*kept, (len(text), len(text))):
        stretch = text[at:start]
        if stretch.strip():
            lead = len(stretch) - len(stretch.lstrip())
            yield at + lead, at + len(stretch.rstrip())
        at = max(at, end)
