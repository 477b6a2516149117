"""Sentences of the project's own: mail, tickets, chat, logs and letters with known names, from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.bench.train.corpora import Text, joined
from tests.bench.train.fill import Filler
from tests.bench.train.strange import estranged

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates(name: str) -> tuple[str, ...]:
    """The templates of one file: parted by lines of three dashes, else one a line."""
    text = (_TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")
    parts = text.split("\n---\n") if "\n---\n" in text else text.splitlines()
    return tuple(part.strip("\n") for part in parts if part.strip())


class Generator:
    """Documents one after another; equal seeds give equal documents."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def documents(self, count: int) -> Iterator[Text]:
        """`count` documents of mixed kinds."""
        kinds = (
            self._mail, self._ticket, self._chat, self._log, self._letter, self._loose, self._things, self._notes,
        )  # fmt: skip
        for _ in range(count):
            yield self._random.choices(kinds, weights=(36, 21, 18, 13, 9, 16, 18, 24))[0]()

    def _pick(self, name: str) -> str:
        return self._random.choice(templates(name))

    def _sentences(self, fill: Filler, genre: str, low: int, high: int) -> Text:
        picked = [self._sentence(fill, genre) for _ in range(self._random.randint(low, high))]
        return joined(picked, self._random.choice((" ", " ", "\n", "\n\n")))

    def _sentence(self, fill: Filler, genre: str) -> Text:
        """One about people, about things with people's names, mostly other ones, or about nobody."""
        chance = self._random.random()
        if chance < 0.56:
            return self._estranged(fill(self._pick("bodies"), genre), 0.25)
        if chance < 0.65:
            other = fill if self._random.random() < 0.3 else Filler(self._random)
            return other(self._pick("things" if self._random.random() < 0.6 else "contrast"), genre)
        return self._estranged(fill(self._pick("negatives"), genre), 0.3)

    def _mail(self) -> Text:
        fill, chance, parts = Filler(self._random), self._random.random, []
        if chance() < 0.5:
            parts.append(fill(self._pick("headers"), "mail"))
        if chance() < 0.7:
            parts.append(fill(self._pick("greetings"), "mail"))
        parts.append(self._sentences(fill, "mail", 1, 5))
        if chance() < 0.75:
            parts.append(fill(self._pick("closings"), "mail"))
        if chance() < 0.35:
            parts.append(fill(self._pick("signatures"), "mail"))
        if chance() < 0.35:
            parts.append(fill(self._pick("quotes"), "mail"))
            quoted = self._sentences(Filler(self._random), "mail", 1, 3)
            parts.append(_quoted(quoted) if chance() < 0.6 else quoted)
        return joined(parts, self._random.choice(("\n", "\n\n")))

    def _ticket(self) -> Text:
        fill = Filler(self._random)
        parts = [fill(self._pick("tickets"), "ticket")]
        if self._random.random() < 0.6:
            parts.append(self._sentences(fill, "ticket", 1, 3))
        return joined(parts, "\n")

    def _chat(self) -> Text:
        fill = Filler(self._random)
        parts = [fill(self._pick("chats"), "chat") for _ in range(self._random.randint(1, 2))]
        if self._random.random() < 0.4:
            parts.append(_small(self._sentences(fill, "chat", 1, 2)))
        return joined(parts, "\n")

    def _log(self) -> Text:
        fill = Filler(self._random)
        lines = [fill(self._pick("logs"), "log") for _ in range(self._random.randint(1, 5))]
        return self._estranged(joined(lines, "\n"), 0.4, anywhere=True)

    def _letter(self) -> Text:
        fill = Filler(self._random)
        parts = [fill(self._pick("letters"), "letter")]
        if self._random.random() < 0.5:
            parts.append(self._sentences(fill, "letter", 1, 3))
        return joined(parts, "\n\n")

    def _things(self) -> Text:
        """Lines of things that have people's names, people among them now and then with the same ones."""
        fill, people = Filler(self._random), self._random.choice((0.2, 0.45, 0.7))
        parts = []
        for _ in range(self._random.randint(1, 6)):
            if self._random.random() < 0.6:
                fill = Filler(self._random)
            about_people = self._random.random() < people
            line = fill(self._pick("contrast" if about_people else "things"), "log")
            parts.append(self._estranged(line, 0.5, anywhere=not about_people))
        return joined(parts, "\n")

    def _notes(self) -> Text:
        """Short messages and jottings, each about other people."""
        jotted = self._random.random() < 0.65
        name, most = ("jottings", 5) if jotted else ("notes", 3)
        parts = [Filler(self._random)(self._pick(name), "chat") for _ in range(self._random.randint(1, most))]
        return joined(parts, "\n")

    def _estranged(self, text: Text, chance: float, *, anywhere: bool = False) -> Text:
        """A text as it is, or with strange words in it."""
        if self._random.random() >= chance:
            return text
        return estranged(text, self._random, self._random.choice((0.1, 0.25, 0.5)), anywhere=anywhere)

    def _loose(self) -> Text:
        return self._sentences(Filler(self._random), "loose", 1, 4)


def _small(text: Text) -> Text:
    lowered = text.text.lower()
    return Text(lowered, text.spans, text.genre) if len(lowered) == len(text.text) else text


def _quoted(text: Text) -> Text:
    """A text with `> ` before each line, spans moved along; a name never runs over a line here."""
    out, spans, at = "", [], 0
    for line in text.text.split("\n"):
        shift = len(out) + 2 - at
        spans += [
            (start + shift, end + shift, label)
            for start, end, label in text.spans
            if at <= start < at + len(line) + 1
        ]
        out += f"> {line}\n"
        at += len(line) + 1
    return Text(out.rstrip("\n"), tuple(spans), text.genre)
