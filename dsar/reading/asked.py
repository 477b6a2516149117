"""The values that statements are asked with: whoever is looked for, and what was found so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from dsar.model.identifiers import Identifier
from dsar.reading.spellings import digits_of
from dsar.reading.statements import WITHIN, Bound, Statement, following

MOST = 500
"""How many values are bound in one go: databases have a limit."""


class Asked:
    """Values for the places of statements, as far as they are known.

    `identifiers` is None where nobody is looked for. Ids count that have no realm, or one of `realms`.
    """

    def __init__(
        self,
        identifiers: Sequence[Identifier] | None,
        statements: Sequence[Statement],
        realms: Sequence[str] = (),
    ) -> None:
        self.identifiers = identifiers
        self._statements = tuple(statements)
        self._realms = ("", *realms, *(f"{realm}:users" for realm in realms))
        self._found: dict[tuple[str, str], dict[object, None]] = {
            (one.statement, one.column): {}
            for statement in statements
            for one in statement.bound
            if one.statement not in ("", WITHIN)
        }

    def saw(self, statement: str, row: Mapping[str, object]) -> None:
        """Keep what later statements ask with."""
        for (name, column), values in self._found.items():
            if name == statement and (value := row.get(column)) is not None:
                values[value] = None

    def batches(self, statement: Statement) -> Iterator[dict[str, object]]:
        """What to bind, as often as the statement has to be asked; nothing where all places are empty.

        Raises `KeyError` never: a column that an earlier statement did not give has no values.
        """
        given = [self.values(one) for one in statement.bound]
        if statement.bound and not any(given):
            return
        ways = [list(_in_turn(one, values)) for one, values in zip(statement.bound, given, strict=True)]
        for chosen in product(*ways):
            yield {one.name: value for one, value in zip(statement.bound, chosen, strict=True)}

    def values(self, one: Bound) -> list[object]:
        """Everything that a place stands for, in a fixed order."""
        if one.statement not in ("", WITHIN):
            return list(self._found[one.statement, one.column])
        out: dict[object, None] = {}
        for who in self._who(one.column):
            spelled = (who.value, *digits_of(who)) if who.kind == "phone" else (who.value, who.raw)
            out |= dict.fromkeys(text for text in spelled if text)
        return list(out)

    def _who(self, kind: str) -> Iterator[Identifier]:
        for who in self.identifiers or ():
            if who.kind == kind and who.realm in self._realms:
                yield who

    def told(self, statement: Statement, read: int, total: int | None) -> str:
        """What was asked and what was not read, in words that hold no value; empty where all was.

        What follows from a statement's rows alone is told with it.
        """
        direct = [one for one in statement.bound if one.statement in ("", WITHIN)]
        if not direct or total == read:
            return ""
        if self.identifiers is None:
            return f"{statement.name} is asked only when somebody is looked for"
        counts = {one.column: sum(1 for _ in self._who(one.column)) for one in direct}
        words = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        rows = f"{read:,} rows were read" if total is None else f"{read:,} of {total:,} rows were read"
        names = ", ".join(following(statement, self._statements))
        return f"{statement.name} was asked for {words}: {rows}" + (
            f", and theirs of {names}" if names else ""
        )


def _in_turn(one: Bound, values: Sequence[object]) -> Iterator[object]:
    """Lists of so many values, or each alone as a pattern for `LIKE`; nothing known matches nothing."""
    if one.statement == WITHIN:
        yield from (f"%{value}%" for value in values) if values else [None]
        return
    for start in range(0, len(values) or 1, MOST):
        yield list(values[start : start + MOST]) or [None]
