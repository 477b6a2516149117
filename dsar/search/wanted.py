"""Whom we look for: the subject's identifiers, compared exactly and never by substring.

`malice@x.com` is not `alice@x.com`; `07700 900123` is `+447700900123`. A strong identifier puts a
record in the case; a weak one, or a strong one in a place where its bounds are in doubt, makes the
record a candidate for a person to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from dsar.model.identifiers import Identifier
from dsar.model.records import Match, Record
from dsar.reading.folded import Folded, fold, folded_text
from dsar.reading.spellings import digits_of
from dsar.search import bounds

ISSUED = frozenset({"account", "customer", "user", "username", "device"})
PHONE = re.compile(r"\+?\(?\d(?:[\d ().\-\u2010-\u2015\u00a0/]{4,28})\d")
_BETWEEN = r"[ ().\-\u2010-\u2015\u00a0/]*+"
ESCAPES = re.compile(r"\\+[nrt\"/]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A match, and whether it is enough on its own."""

    match: Match
    strong: bool


class Wanted:
    """The subject's identifiers, ready to be found in records. Picklable."""

    def __init__(
        self, identifiers: Iterable[Identifier], threads: Mapping[tuple[str, ...], Identifier] | None = None
    ) -> None:
        """`threads` are conversations that the subject is part of, each with what shows it."""
        self.identifiers = tuple(dict.fromkeys(identifiers))
        self.threads = dict(threads or {})
        self._issued: dict[tuple[str, str], Identifier] = {}
        self._exact: dict[Identifier, Identifier] = {}
        for one in self.identifiers:
            self._exact[one] = one
            if one.kind in ISSUED and not one.realm:
                self._issued[one.kind, one.value] = one
        self._traces = [(one, bounds.trace(one)) for one in self.identifiers if one.kind != "phone"]
        # Whatever way a number is written, its last seven figures stand in it, seldom in anything else.
        tails = {digits[-7:] for one in self.identifiers if one.kind == "phone" for digits in digits_of(one)}
        self._tails = re.compile("|".join(_BETWEEN.join(tail) for tail in sorted(tails)) or "(?!)")
        self._phones = {
            digits: one for one in self.identifiers if one.kind == "phone" for digits in digits_of(one)
        }

    hears = False
    """Whether it takes in whatever is said, instead of looking for somebody (`hear`)."""

    def hear(self, texts: Sequence[bytes]) -> None:
        """Take in what something says that is not read (`model.sources.Said`)."""

    def hits(self, record: Record) -> list[Hit]:
        """Every place in a record where the subject stands, in the order of its fields."""
        found = [*self._in_parties(record), *self._in_thread(record)]
        for name, value in record.fields.items():
            if isinstance(value, str):
                if not self._may_stand_in(value):
                    continue
                found += [self._hit(record, name, *place) for place in self.in_text(value)]
            elif isinstance(value, int) and not isinstance(value, bool):
                found += [self._hit(record, name, *place) for place in self._numbers(str(value))]
        return list(dict.fromkeys(found))

    def _may_stand_in(self, text: str) -> bool:
        """Whether it is worth telling where somebody stands in a text: most fields show nobody."""
        if "%" in text or "\\" in text:
            return True
        folded = folded_text(text)
        if self._phones and self._tails.search(folded):
            return True
        return any(trace in folded for _, trace in self._traces)

    def in_text(self, text: str) -> Iterator[tuple[int, int, Identifier, bool]]:
        """Spans of one text: start, end, identifier, strong. Also looks through escapes."""
        yield from self._in_view(fold(text))
        for view in _unescaped(text):
            # Offsets of an unescaped view do not exist in the text: the whole of it is the place.
            for _, _, identifier, strong in self._in_view(fold(view)):
                yield 0, len(text), identifier, strong

    def _in_view(self, view: Folded) -> Iterator[tuple[int, int, Identifier, bool]]:
        for one, trace in self._traces:
            if trace in view.text:  # much faster than looking for bounds, and nearly never so
                for start, end, sure in bounds.places(view.text, one):
                    yield *view.span(start, end), one, sure and one.strong
        if self._phones:
            yield from self._numbers(view.text, view)

    def _numbers(self, text: str, view: Folded | None = None) -> Iterator[tuple[int, int, Identifier, bool]]:
        if not self._tails.search(text):  # most texts: their last figures stand nowhere
            return
        for run in PHONE.finditer(text):
            for start, end, digits in bounds.numbers(run.group()):
                one = self._phones.get(digits)
                if one is not None:
                    begin, stop = run.start() + start, run.start() + end
                    span = view.span(begin, stop) if view else (begin, stop)
                    yield *span, one, not bounds.is_bare(digits, one)

    def _in_parties(self, record: Record) -> Iterator[Hit]:
        for party in record.parties:
            for identifier in party.identifiers:
                known = self._exact.get(identifier) or self._issued.get((identifier.kind, identifier.value))
                if known is not None:
                    yield Hit(Match(record.id, party.field, 0, 0, known), known.strong)

    def _in_thread(self, record: Record) -> Iterator[Hit]:
        """Whatever belongs to a conversation of theirs, whoever wrote it."""
        one = self.threads.get(record.thread)
        if one is not None:
            held = (name for name, value in record.fields.items() if str(value) == record.thread[-1])
            yield Hit(Match(record.id, next(held, ""), 0, 0, one), one.strong)

    def _hit(
        self, record: Record, name: str, start: int, end: int, identifier: Identifier, strong: bool
    ) -> Hit:
        return Hit(Match(record.id, name, start, end, identifier), strong)


def _unescaped(text: str) -> Iterator[str]:
    """The text without percent or backslash escapes, where it holds any."""
    if "%" in text and (plain := unquote(text, errors="replace")) != text:
        yield plain
    if "\\" in text:
        yield ESCAPES.sub(" ", text)
