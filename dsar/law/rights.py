"""Which rights a person has, by the lawful bases on which their data is used.

The table is `reference/law.md` 11.2. A right may exist for one purpose and not for another; answers
are therefore given per right and purpose and never merged into one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dsar.model.register import Basis, Purpose
from dsar.model.request import RIGHTS


class Available(StrEnum):
    """Whether a right is available on one basis."""

    YES = "Y"
    NO = "N"
    CONDITIONAL = "C"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: the answer, and the condition or the reason, in plain words."""

    answer: Available
    note: str = ""


YES, NO, CONDITIONAL = Available.YES, Available.NO, Available.CONDITIONAL
_OWN = Cell(YES, "data you gave us, or that we observed, and that is used by automated means")
_OWN_CONTRACT = Cell(YES, "as with consent, where you yourself are party to the contract")
_NEVER = Cell(NO)
_NO_PORT = Cell(NO, "only where the basis is consent or contract (Article 20(1)(a))")
_NO_WITHDRAW = Cell(NO, "there is no consent to withdraw")
_NO_ERASE = Cell(NO, "the law or a public task needs it (Article 17(3)(b))")
_OBJECT = Cell(YES, "absolute against direct marketing (Article 21(2) and (3))")


def _row(
    erase: Cell, port: Cell = _NO_PORT, object_: Cell = _NEVER, withdraw: Cell = _NO_WITHDRAW
) -> dict[str, Cell]:
    always = Cell(YES)
    cells = (always, always, erase, always, port, object_, withdraw)
    return dict(zip(RIGHTS, cells, strict=True))


MATRIX: Mapping[Basis, Mapping[str, Cell]] = {
    Basis.CONSENT: _row(
        Cell(YES, "once consent is withdrawn (Article 17(1)(b))"),
        _OWN,
        Cell(NO, "withdraw instead; against direct marketing always"),
        Cell(YES, "at any time (Article 7(3))"),
    ),
    Basis.CONTRACT: _row(
        Cell(CONDITIONAL, "when it is no longer needed (Article 17(1)(a) and (d))"), _OWN_CONTRACT
    ),
    Basis.LEGAL_OBLIGATION: _row(_NO_ERASE),
    Basis.VITAL_INTERESTS: _row(Cell(CONDITIONAL, "when it is no longer needed (Article 17(1)(a))")),
    Basis.PUBLIC_TASK: _row(_NO_ERASE, object_=Cell(YES)),
    Basis.RECOGNISED_LEGITIMATE_INTERESTS: _row(
        Cell(CONDITIONAL, "when it is no longer needed (Article 17(1)(a))"), object_=Cell(YES)
    ),
    Basis.LEGITIMATE_INTERESTS: _row(
        Cell(CONDITIONAL, "when it is no longer needed, or your objection holds (Article 17(1)(a) and (c))"),
        object_=_OBJECT,
    ),
}
"""Right by basis. Change a cell only with the provision in hand."""


@dataclass(frozen=True, slots=True)
class RightFound:
    """One right and the purposes for which it can be used: surely, or on a condition.

    `absolute` are purposes for which it holds without any balancing (objecting to direct marketing).
    """

    right: str
    sure: tuple[str, ...]
    conditional: tuple[str, ...]
    absolute: tuple[str, ...] = ()

    @property
    def applies(self) -> bool:
        """Whether there is any purpose for which it can be used."""
        return bool(self.sure or self.conditional)


def cell(basis: Basis, right: str, *, contract_party: bool) -> Cell:
    """One cell for one person: a contract between others gives them nothing to take along.

    (Article 6(1)(b) needs the person to be party; so does portability on that basis.)
    """
    if basis is Basis.CONTRACT and right == "port" and not contract_party:
        return Cell(NO, "you yourself are not party to the contract")
    return MATRIX[basis][right]


def rights_for(purposes: Iterable[Purpose], *, contract_party: bool) -> tuple[RightFound, ...]:
    """Every right, with the purposes for which it can be used, in the order of `RIGHTS`."""
    listed = tuple(purposes)
    return tuple(_found(right, listed, contract_party) for right in RIGHTS)


def _found(right: str, purposes: tuple[Purpose, ...], contract_party: bool) -> RightFound:
    sure, conditional, absolute = [], [], []
    for purpose in purposes:
        answers = {cell(one.basis, right, contract_party=contract_party).answer for one in purpose.bases}
        if right == "object" and is_marketing(purpose):
            absolute.append(purpose.id)
            sure.append(purpose.id)
        elif answers == {YES} or (YES in answers and right in ("port", "object", "withdraw")):
            sure.append(purpose.id)
        elif answers & {YES, CONDITIONAL}:
            conditional.append(purpose.id)
    return RightFound(right, tuple(sure), tuple(conditional), tuple(absolute))


def is_marketing(purpose: Purpose) -> bool:
    """Whether a purpose is direct marketing: it is the one for which marketing preferences exist."""
    return "marketing" in purpose.id or "marketing" in purpose.title.casefold()
