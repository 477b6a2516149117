"""Whether data is still within the time that the notice gives, as pure functions (`reference/law.md` 12).

"Up to" and "typically" are the notice's words: a period is a maximum, not a promise. What is past its
date is disclosed all the same if it was held when the request arrived, and its owner is told; nothing
is ever deleted here (section 173 of the Act).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dsar.law.counting import add_months
from dsar.model.events import Event
from dsar.model.register import Register, Retention

FLOORS: Mapping[str, tuple[int, str]] = {
    "billing": (6, "six years from the end of the accounting period (corporation tax and VAT)"),
}
"""Years for which the law itself wants a category kept, counted from the end of the accounting period."""

UNTIL_CLAIM = "until the dispute or claim ends"
GAP = "RETENTION_GAP"


class Keep(StrEnum):
    """What the period of some data says on a day."""

    HOLD = "hold"
    WITHIN = "within"
    CRITERIA = "criteria only"
    GAP = "gap"
    OVER = "over"


_ORDER = tuple(Keep)
"""Of several verdicts on one record the first of these counts: it is kept as long as any reason lasts."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What periods count from; None is not known. `contract` says that a contract followed.

    `entered` is the day of the record itself.
    """

    last_interaction: date | None = None
    service_ended: date | None = None
    accounting_period_ended: date | None = None
    entered: date | None = None
    contract: bool = False
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is kept too long: `until` is None where only a criterion is known.

    `words` are the criterion or the reason, `rule` the id of the register's entry.
    """

    keep: Keep
    until: date | None
    words: str
    rule: str = ""


def verdict(category: str, register: Register, facts: Facts, on: date) -> Verdict:
    """The verdict on one category of somebody's data on a day."""
    if facts.hold:
        return Verdict(Keep.HOLD, None, UNTIL_CLAIM)
    rules = [rule for rule in register.rules_of(category) if rule.settled]
    if facts.contract and any(_counts_from(rule) == "interaction" for rule in rules):
        rules = _contract_rules(register) or rules
    if not rules:
        return Verdict(Keep.GAP, None, f"{GAP}: the notice gives no period for {category}")
    return longest(_by_rule(rule, category, register, facts, on) for rule in rules)


def longest(verdicts: Iterable[Verdict]) -> Verdict:
    """The one that keeps the longest."""
    return min(verdicts, key=lambda one: (_ORDER.index(one.keep), -(one.until or date.min).toordinal()))


def _counts_from(rule: Retention) -> str:
    """What a rule's anchor means, from the register's own words for it."""
    anchor = rule.anchor.casefold()
    for word, meaning in (
        ("belongs", "parent"), ("interaction", "interaction"), ("last contact", "interaction"),
        ("service", "service"), ("contract", "service"), ("account", "service"), ("entry", "entry"),
        ("made", "entry"), ("created", "entry"), ("collected", "entry"),
    ):  # fmt: skip
        if word in anchor:
            return meaning
    return ""


def _contract_rules(register: Register) -> list[Retention]:
    return [rule for rule in register.retention if rule.settled and _counts_from(rule) == "service"][:1]


def _by_rule(rule: Retention, category: str, register: Register, facts: Facts, on: date) -> Verdict:
    counts_from = _counts_from(rule)
    if counts_from == "parent":
        return _by_parent(rule, category, register, facts, on)
    anchor = {
        "interaction": facts.last_interaction,
        "service": facts.service_ended,
        "entry": facts.entered,
    }.get(counts_from)
    if rule.years is None or anchor is None:
        years = f" + up to {rule.years} year{'s' * (rule.years != 1)}" if rule.years is not None else ""
        return Verdict(Keep.CRITERIA, None, f"{rule.anchor}{years}", rule.id)
    until = add_months(anchor, 12 * rule.years)
    words = f"{rule.anchor} ({anchor}) + up to {rule.years} year{'s' * (rule.years != 1)}"
    floor = FLOORS.get(category)
    if floor and facts.accounting_period_ended:
        least = add_months(facts.accounting_period_ended, 12 * floor[0])
        if least > until:
            until, words = least, floor[1]
    return Verdict(Keep.WITHIN if on <= until else Keep.OVER, until, words, rule.id)


def _by_parent(rule: Retention, category: str, register: Register, facts: Facts, on: date) -> Verdict:
    """Data that follows the record it belongs to: a contract or account, else an enquiry."""
    wanted = "service" if facts.contract else "interaction"
    rules = [one for one in register.retention if one.settled and _counts_from(one) == wanted]
    if not rules:
        return Verdict(Keep.CRITERIA, None, rule.anchor, rule.id)
    return longest(_by_rule(one, category, register, facts, on) for one in rules)


def facts_of(events: Sequence[Event], *, contract: bool, last_interaction: date | None) -> Facts:
    """What a case knows: its events, whether the person has a contract, and when they were last in touch."""
    ended = [one.on for one in events if one.kind == "service_ended"]
    periods = [one.on for one in events if one.kind == "accounting_period_ended"]
    began = sum(one.kind == "hold_began" for one in events)
    lifted = sum(one.kind == "hold_ended" for one in events)
    return Facts(
        last_interaction=last_interaction,
        service_ended=max(ended, default=None),
        accounting_period_ended=max(periods, default=None),
        contract=contract or bool(ended),
        hold=began > lifted,
    )
