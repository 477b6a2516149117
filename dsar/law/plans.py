"""What each right comes to for one record, purpose and basis: do it, refuse it and why, or ask a person.

`reference/law.md` section 11. A right may hold for one purpose and not for another, so every line is
about one of each; only what happens to the record as a whole is added up at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dsar.law.retention import Keep, Verdict
from dsar.law.rights import NO, YES, cell, is_marketing
from dsar.model.register import Basis, LawfulBasis, Purpose

PLANNED = ("rectify", "erase", "restrict", "port", "object", "withdraw")
"""The rights that a plan is made for; access has its own answer."""

RESTRICT_WHEN = {
    "accuracy": "Article 18(1)(a): they contest that it is accurate",
    "unlawful": "Article 18(1)(b): the use is unlawful and they want it kept",
    "claims": "Article 18(1)(c): they need it for a legal claim",
    "objection": "Article 18(1)(d): their objection is being weighed",
}
"""The grounds of a restriction."""

OWN = ("provided", "observed")
"""Provenance that counts as provided by the person (WP242); what was inferred or given by others does not."""


class Step(StrEnum):
    """What a plan says of one line."""

    DO = "do"
    REFUSE = "refuse"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: the step, the provision it rests on, and why in words."""

    purpose: str
    basis: str
    step: Step
    provision: str
    why: str


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the record and the request. `fits` says that it holds what they call wrong."""

    provenance: str
    kept: Verdict
    contract_party: bool = False
    fits: bool = False
    because: str = ""
    live: bool = False


def line(right: str, purpose: Purpose, lawful: LawfulBasis, about: About) -> Line:
    """The answer for one record, purpose and basis. Raises `KeyError` for a right without a plan."""
    step, provision, why = _ANSWERS[right](purpose, lawful.basis, about)
    if lawful.condition and step is Step.REFUSE and provision == "Article 17(3)(b)":
        step, why = Step.ASK, f"does that basis apply here? the notice says: {lawful.condition}; if so, {why}"
    elif lawful.condition and step is not Step.REFUSE:
        why = f"{why} (the notice says of this basis: {lawful.condition})"
    return Line(purpose.id, str(lawful.basis), step, provision, why)


def without_purpose(right: str) -> Line:
    """The answer for a record that no purpose of the register explains."""
    return Line("", "", Step.ASK, "Article 5(1)(b)", f"no purpose explains it: decide before you {right}")


def whole(right: str, lines: Iterable[Line]) -> Step:
    """What happens to the record as a whole.

    It can be erased only if no purpose still needs it; every other right is carried out for the
    purposes for which it holds.
    """
    steps = {one.step for one in lines}
    order = (Step.REFUSE, Step.ASK, Step.DO) if right == "erase" else (Step.DO, Step.ASK, Step.REFUSE)
    return next((one for one in order if one in steps), Step.ASK)


Answer = tuple[Step, str, str]


def _rectify(purpose: Purpose, basis: Basis, about: About) -> Answer:
    if about.provenance == "inferred":
        return Step.ASK, "Article 16", "an opinion or a score: not wrong as to fact; add their view beside it"
    if about.fits:
        return Step.DO, "Article 16", "it holds what they say is wrong"
    return Step.ASK, "Article 16", "is it incorrect or misleading as to fact, or incomplete (section 205)?"


def _erase(purpose: Purpose, basis: Basis, about: About) -> Answer:
    if about.kept.keep is Keep.HOLD:
        return Step.REFUSE, "Article 17(3)(e)", "it is needed for a legal claim"
    if is_marketing(purpose):
        words = "erase; keep the least that makes sure that nobody writes again (suppression entry)"
        return Step.DO, "Article 17(1)(b) and (c)", words
    if about.kept.keep is Keep.OVER:
        return Step.DO, "Article 17(1)(a)", f"its period ended on {about.kept.until}"
    found = cell(basis, "erase", contract_party=about.contract_party)
    if found.answer is NO:
        return Step.REFUSE, "Article 17(3)(b)", f"{found.note or 'a law needs it'}{_until(about.kept)}"
    if found.answer is YES:
        return Step.DO, "Article 17(1)(b)", "consent is withdrawn and nothing else carries this purpose"
    if basis is Basis.CONTRACT and about.live:
        return Step.REFUSE, "Article 17(1)(a)", f"a contract needs it{_until(about.kept)}"
    provision = "Article 17(1)(a) and (c)" if basis is Basis.LEGITIMATE_INTERESTS else "Article 17(1)(a)"
    return Step.ASK, provision, f"is it still necessary?{_until(about.kept)}"


def _until(kept: Verdict) -> str:
    return f" (kept until {kept.until})" if kept.until else f" ({kept.words})" if kept.words else ""


def _restrict(purpose: Purpose, basis: Basis, about: About) -> Answer:
    if about.because:
        return Step.DO, "Article 18(1)", RESTRICT_WHEN[about.because]
    return Step.ASK, "Article 18(1)", "on which ground: " + ", ".join(RESTRICT_WHEN)


def _port(purpose: Purpose, basis: Basis, about: About) -> Answer:
    found = cell(basis, "port", contract_party=about.contract_party)
    if found.answer is NO:
        return Step.REFUSE, "Article 20(1)(a)", found.note
    if about.provenance not in OWN:
        return Step.REFUSE, "Article 20(1)", f"they did not provide it: it was {_came(about.provenance)}"
    return Step.DO, "Article 20(1)", "provided by them and used by automated means on this basis"


def _came(provenance: str) -> str:
    return {"third-party": "given by others"}.get(provenance, provenance or "of unknown origin")


def _object(purpose: Purpose, basis: Basis, about: About) -> Answer:
    if is_marketing(purpose):
        return Step.DO, "Article 21(2) and (3)", "direct marketing stops at once; nothing is weighed"
    found = cell(basis, "object", contract_party=about.contract_party)
    if found.answer is NO:
        return Step.REFUSE, "Article 21(1)", f"not against {basis}"
    return Step.ASK, "Article 21(1)", "compelling grounds, or legal claims? Restrict it while that is weighed"


def _withdraw(purpose: Purpose, basis: Basis, about: About) -> Answer:
    if cell(basis, "withdraw", contract_party=about.contract_party).answer is YES:
        return Step.DO, "Article 7(3)", "consent ends for the future; erase it if nothing else carries it"
    return Step.REFUSE, "Article 7(3)", "there is no consent to withdraw"


_ANSWERS = {
    "rectify": _rectify,
    "erase": _erase,
    "restrict": _restrict,
    "port": _port,
    "object": _object,
    "withdraw": _withdraw,
}
