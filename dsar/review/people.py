"""People, those whose decision settles most first; and one person with every mention in context."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dsar.answer.hidden import label, numbers
from dsar.model.findings import Finding, Person, Standing
from dsar.review.board import Board
from dsar.review.desk import Desk
from dsar.review.show import in_context, name_of, paged, visible
from dsar.review.tally import Tally

PAGE = 60
MENTIONS = 60


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the list shows them. `shared` is how many others go by the same name."""

    person: Person
    name: str
    also: tuple[str, ...]
    tally: Tally
    records: int
    shared: int
    suggestion: str

    @property
    def subject(self) -> bool:
        """Whether this is the requester, who is never proposed for hiding."""
        return self.person.standing is Standing.SUBJECT


def rows(board: Board) -> list[PersonRow]:
    """Everybody with mentions in the answer; most undecided first, then most mentions."""
    names = Counter(
        name.casefold()
        for person in board.persons.values()
        if person.id not in board.applied.merged
        for name in dict.fromkeys(person.names)
    )
    merged: defaultdict[str, list[Person]] = defaultdict(list)
    for key, into in board.applied.merged.items():
        if key in board.persons:
            merged[into].append(board.persons[key])
    out = [
        row_of(board, person, names, merged[person.id])
        for person in board.persons.values()
        if person.id not in board.applied.merged and board.of_person[person.id].total
    ]
    return sorted(out, key=lambda row: (-row.tally.open, -row.tally.total, row.person.id))


def row_of(
    board: Board, person: Person, names: Mapping[str, int], merged: Sequence[Person] = ()
) -> PersonRow:
    """One person's row; `merged` are those who became one with them."""
    everyone = (person, *merged)
    spelt = [text for one in everyone for text in (*one.names, *(x.raw or x.value for x in one.identifiers))]
    inside = {one.record for one in board.by_person[person.id] if one.record in board.inside}
    return PersonRow(
        person,
        name_of(person),
        tuple(visible(one) for one in dict.fromkeys(spelt))[1:],
        board.of_person[person.id],
        len(inside),
        max((names[name.casefold()] - 1 for name in person.names), default=0),
        _suggested(person),
    )


def _suggested(person: Person) -> str:
    match person.standing:
        case Standing.SUBJECT:
            return "show: this is the requester"
        case Standing.STAFF:
            return "show, if reasonable: acts for the company"
        case Standing.THIRD_PARTY:
            return "redact, unless they agreed or it is reasonable to show"
    return "redact: nothing is known of them"


def people(desk: Desk, ask: Mapping[str, str]) -> dict[str, object]:
    """The screen of people."""
    board = desk.board
    everybody = rows(board)
    show = ask.get("show", "undecided")
    wanted = ask.get("q", "").casefold()
    listed = [row for row in everybody if show != "undecided" or row.tally.open]
    if wanted:
        listed = [row for row in listed if wanted in "\n".join((row.name, *row.also)).casefold()]
    page, pages = paged(listed, _number(ask.get("page", "1")), PAGE)
    loose = board.of_person[""]
    return {
        "rows": listed[(page - 1) * PAGE : page * PAGE],
        "found": len(listed),
        "everybody": len(everybody),
        "left": sum(1 for row in everybody if row.tally.open),
        "page": page,
        "pages": pages,
        "show": show,
        "q": ask.get("q", ""),
        "loose": loose,
    }


def person(desk: Desk, ask: Mapping[str, str]) -> dict[str, object] | None:
    """The screen of one person, or nothing where there is no such person."""
    board = desk.board
    key = board.applied.merged.get(ask["id"], ask["id"])
    found = board.persons.get(key)
    if found is None:
        return None
    names = Counter(name.casefold() for one in board.persons.values() for name in dict.fromkeys(one.names))
    mentions = [one for one in board.by_person[key] if one.record in board.inside]
    page, pages = paged(mentions, _number(ask.get("page", "1")), MENTIONS)
    shown = (in_context(board, one) for one in mentions[(page - 1) * MENTIONS : page * MENTIONS])
    numbered = numbers(board.state.minted)
    return {
        "row": row_of(
            board,
            found,
            names,
            [one for k, one in board.persons.items() if board.applied.merged.get(k) == key],
        ),
        "mentions": [one for one in shown if one],
        "page": page,
        "pages": pages,
        "label": label("name", key, numbered),
        "others": [row for row in rows(board) if row.person.id != key][:200],
        "next": next_person(board, key),
    }


def next_person(board: Board, key: str) -> str:
    """The person to decide next: the one with most undecided mentions."""
    waiting = [row for row in rows(board) if row.tally.open and row.person.id != key]
    return waiting[0].person.id if waiting else ""


def covers(board: Board) -> tuple[int, float]:
    """How many people have undecided mentions, and the share of all undecided that is theirs."""
    waiting = [tally.open for key, tally in board.of_person.items() if key and tally.open]
    return len(waiting), sum(waiting) / board.whole.open if board.whole.open else 0.0


def loose(board: Board) -> list[Finding]:
    """Undecided findings that belong to nobody in particular."""
    return [one for one in board.by_person[""] if one.record in board.inside]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 1
