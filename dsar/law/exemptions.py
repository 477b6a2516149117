"""The exemptions of the Data Protection Act 2018 as data (`reference/law.md` section 5).

Each says where it stands, what kind of test it is, who may use it and what has to be recorded beside
every use. All hold "to the extent" only: a passage rather than a record wherever that is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dsar.errors import UsageError
from dsar.law.balancing import CONSENT
from dsar.law.counting import add_months

ANY = "any"


class Proof(StrEnum):
    """How an exemption is decided."""

    PREJUDICE = "disclosure would be likely to prejudice something"
    PREVENT = "disclosure would prevent something, or the rule is needed for it"
    CLASS = "data of this kind"
    BALANCE = "one person's interest is weighed against another's"
    HARM = "serious harm is likely"
    PROHIBITED = "disclosure is forbidden until somebody has said otherwise"
    ENACTMENT = "another enactment restricts it"
    UNABLE = "the controller shows that it cannot"


NEEDS: Mapping[Proof, tuple[str, ...]] = {
    Proof.PREJUDICE: ("harm", "why_real"),
    Proof.PREVENT: ("harm", "why_real"),
    Proof.CLASS: ("reason",),
    Proof.BALANCE: ("step", "consent", "factors"),
    Proof.HARM: ("opinion", "professional"),
    Proof.PROHIBITED: ("opinion", "professional"),
    Proof.ENACTMENT: ("enactment",),
    Proof.UNABLE: ("reason",),
}
"""What is recorded by kind of test (EX-1, EX-2): the likely harm and why it is real, for example."""

ANSWERS: Mapping[str, str] = {
    "harm": "what harm is likely",
    "why_real": "why that harm is real and not only possible",
    "reason": "why the provision fits exactly this",
    "step": "how far the three steps went: 1 hidden, 2 consent, 3 reasonable without consent",
    "consent": "given, refused, asked without answer, or not asked and why",
    "factors": "which of the factors of paragraph 16(3) counted, and how",
    "opinion": "the day of a health professional's opinion, at most six months old",
    "professional": "who gave it, by role",
    "known": "how it is known that the requester has seen it or knows it",
    "not_health": "why it is not about anybody's health",
    "not_privileged": "why it is not privileged, said by who was to read it first",
    "enactment": "the provision that restricts it",
    "body": "as which body the controller may use the provision",
    "neutral": "why naming the exemption to the requester would defeat it (EX-4)",
}
"""Every answer that an assessment may hold, and what it says."""

INSTEAD: Mapping[str, tuple[str, ...]] = {"S3P6": ("known", "not_health"), "S2P19": ("not_privileged",)}
"""Answers any one of which settles a matter without those that its test needs."""


USUAL = ("S2P16", "S2P19", "S2P22", "S2P23", "S2P24", "S2P2", "S2P20", "S3P6", "A12-5")
"""Those that an ordinary company is likely to need, most frequent first."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exemption. `of` are the rights it lifts, `who` may use it (`ANY` or a kind of body)."""

    code: str
    provision: str
    of: str
    test: Proof
    words: str
    who: str = ANY

    @property
    def usual(self) -> bool:
        """Whether an ordinary company is likely to need it; the others are shown on request."""
        return self.code in USUAL

    @property
    def needs(self) -> tuple[str, ...]:
        """The answers that every use has to have beside it."""
        return NEEDS[self.test] + (("body",) if self.who != ANY else ())


_ALL = "access, rectification, erasure, restriction, portability, objection"
_ACCESS = "access"
_NOTICE = "notices and access"
_2, _3, _4 = ("Data Protection Act 2018, Schedule 2, paragraph", "Data Protection Act 2018, Schedule 3, "
              "paragraph", "Data Protection Act 2018, Schedule 4, paragraph")  # fmt: skip
PREJ, PREV, CLASS, HARM = Proof.PREJUDICE, Proof.PREVENT, Proof.CLASS, Proof.HARM
BAL, STOP, LAW, UNABLE = Proof.BALANCE, Proof.PROHIBITED, Proof.ENACTMENT, Proof.UNABLE

_ROWS = (
    Exemption("S2P2", f"{_2} 2", _ALL, PREJ, "work against crime, or the assessment or collection of tax"),
    Exemption("S2P2-3", f"{_2} 2(2)", _NOTICE, PREJ,
              "data obtained for a statutory function", "statutory body"),
    Exemption("S2P3", f"{_2} 3", _NOTICE, PREV, "a class in a system that assesses risk", "government"),
    Exemption("S2P4", f"{_2} 4", _ALL, PREJ, "immigration control", "Secretary of State"),
    Exemption("S2P5-1", f"{_2} 5(1)", _ALL, PREV, "information that has to be published by law"),
    Exemption("S2P5-2", f"{_2} 5(2)", _ALL, PREV, "a disclosure that a law or a court requires or forbids"),
    Exemption("S2P5-3", f"{_2} 5(3)", _ALL, PREV, "a disclosure needed for legal proceedings or advice"),
    Exemption("S2P7", f"{_2} 7", _ALL, PREJ, "functions that protect the public", "protecting the public"),
    Exemption("S2P8", f"{_2} 8", _ALL, PREJ, "statutory audit", "auditor general"),
    Exemption("S2P9", f"{_2} 9", _ALL, PREJ, "functions of the Bank of England", "Bank of England"),
    Exemption("S2P10", f"{_2} 10", _ALL, PREJ,
              "complaints about legal, health or children's services", "named body"),
    Exemption("S2P11", f"{_2} 11", _ALL, PREJ, "other regulators' functions", "regulator"),
    Exemption("S2P13", f"{_2} 13", _ALL, PREV, "parliamentary privilege", "Parliament"),
    Exemption("S2P14", f"{_2} 14", _ALL, CLASS,
              "judicial appointments, independence and proceedings", "court"),
    Exemption("S2P15", f"{_2} 15", _ALL, CLASS, "honours and appointments by the Crown", "Crown"),
    Exemption("S2P16", f"{_2} 16", _ACCESS, BAL, "information about another person who can be identified"),
    Exemption("S2P19", f"{_2} 19", _NOTICE, CLASS, "confidential legal advice, or preparing for a court"),
    Exemption("S2P20", f"{_2} 20", _NOTICE, PREV, "evidence against the controller of an offence"),
    Exemption("S2P21", f"{_2} 21", _NOTICE, PREJ, "price-sensitive corporate finance", "corporate finance"),
    Exemption("S2P22", f"{_2} 22", _NOTICE, PREJ, "forecasts and planning of the business"),
    Exemption("S2P23", f"{_2} 23", _NOTICE, PREJ, "the controller's intentions in talks with the requester"),
    Exemption("S2P24", f"{_2} 24", _NOTICE, CLASS, "a reference given in confidence"),
    Exemption("S2P25-1", f"{_2} 25(1)", _NOTICE, CLASS, "what a candidate wrote in an examination"),
    Exemption("S2P26", f"{_2} 26", _ALL, PREV,
              "journalism, academic, artistic, literary work", "special purposes"),
    Exemption("S2P27", f"{_2} 27", "access, rectification, restriction, objection", PREV,
              "research or statistics that identify nobody"),
    Exemption("S2P28", f"{_2} 28", _ALL, PREV, "archiving in the public interest"),
    Exemption("S3P3", f"{_3} 3", _ALL, CLASS, "health reports to a court", "court"),
    Exemption("S3P4", f"{_3} 4", _ALL, CLASS,
              "health data that its subject expected to be kept from a parent"),
    Exemption("S3P5", f"{_3} 5", _ACCESS, HARM, "health data that is likely to cause serious harm"),
    Exemption("S3P6", f"{_3} 6", _ACCESS, STOP, "health data on which no health professional has advised"),
    Exemption("S3P9", f"{_3} 9", _ALL, CLASS, "social work reports to a court", "court"),
    Exemption("S3P10", f"{_3} 10", _ALL, CLASS, "social work data expected to be kept from a parent"),
    Exemption("S3P11", f"{_3} 11", _ACCESS, HARM,
              "social work that serious harm would prejudice", "social work"),
    Exemption("S3P12", f"{_3} 12", _ACCESS, STOP, "data from the Principal Reporter", "Scottish authority"),
    Exemption("S3P18", f"{_3} 18", _ALL, CLASS, "education reports to a court", "court"),
    Exemption("S3P19", f"{_3} 19", _ACCESS, HARM,
              "education data that is likely to cause serious harm", "education"),
    Exemption("S3P20", f"{_3} 20", _ACCESS, STOP, "data from the Principal Reporter", "Scottish authority"),
    Exemption("S3P21", f"{_3} 21", _ACCESS, CLASS, "child abuse data, against the child's best interests"),
    Exemption("S4P2", f"{_4} 2", _ACCESS, LAW, "human fertilisation and embryology"),
    Exemption("S4P3", f"{_4} 3", _ACCESS, LAW, "adoption records"),
    Exemption("S4P4", f"{_4} 4", _ACCESS, LAW, "statements of special educational needs"),
    Exemption("S4P5", f"{_4} 5", _ACCESS, LAW, "parental orders"),
    Exemption("S4P6", f"{_4} 6", _ACCESS, LAW, "information for children's hearings"),
    Exemption("S13", "Data Protection Act 2018, section 13", _ACCESS, CLASS,
              "only the financial standing of the requester", "credit reference agency"),
    Exemption("S24", "Data Protection Act 2018, section 24", _ALL, CLASS,
              "unstructured paper", "public authority"),
    Exemption("S26", "Data Protection Act 2018, section 26", _ALL, PREV, "national security and defence"),
    Exemption("A12-5", "UK GDPR, Article 12(5)", _ALL, PREV,
              "a request that is clearly unfounded or excessive"),
    Exemption("A11-2", "UK GDPR, Article 11(2)", _ALL, UNABLE,
              "data in which the person cannot be identified"),
)  # fmt: skip

EXEMPTIONS: Mapping[str, Exemption] = {one.code: one for one in _ROWS}


def offered(bodies: Collection[str] = ()) -> tuple[Exemption, ...]:
    """The exemptions that a controller may use, the usual ones first; others are hidden from it."""
    mine = [one for one in EXEMPTIONS.values() if one.who == ANY or one.who in bodies]
    return tuple(sorted(mine, key=lambda one: USUAL.index(one.code) if one.usual else len(USUAL)))


def restricted(code: str) -> str:
    """The kind of body that alone may use an exemption; empty where anybody may, or it is none."""
    found = EXEMPTIONS.get(code)
    return "" if found is None or found.who == ANY else found.who


def check_answers(code: str, answers: Mapping[str, str], today: date) -> None:
    """Raise `UsageError` where an assessment lacks what its exemption needs, or is not about one.

    A health professional's opinion holds for six months (Schedule 3 paragraphs 5 and 6).
    """
    exemption = EXEMPTIONS.get(code)
    if exemption is None:
        raise UsageError(f"{code!r} is not an exemption", hint="dsar request exemptions lists them")
    unknown = sorted(set(answers) - set(ANSWERS))
    if unknown:
        raise UsageError(f"{unknown[0]!r} is not an answer", hint="one of: " + ", ".join(ANSWERS))
    given = {key for key, text in answers.items() if len(text.strip()) >= (1 if key == "step" else 3)}
    if given & set(INSTEAD.get(code, ())):
        return
    _balance(answers)
    lacking = [key for key in exemption.needs if key not in given]
    if lacking:
        words = "; ".join(f"{key} ({ANSWERS[key]})" for key in lacking)
        raise UsageError(f"EX-1, EX-2: {exemption.provision} needs {words}")
    if exemption.who != ANY and answers["body"].casefold() != exemption.who.casefold():
        raise UsageError(f"{exemption.provision} is for the {exemption.who} only")
    if "opinion" in exemption.needs:
        _opinion(answers["opinion"], today)


def _balance(answers: Mapping[str, str]) -> None:
    """The step that was reached is one of the three, and consent is said in one of its words."""
    if "step" in answers and answers["step"].strip() not in ("1", "2", "3"):
        raise UsageError("TP-03: step is 1 (hidden), 2 (consent) or 3 (reasonable without consent)")
    consent = answers.get("consent", "").strip().casefold()
    if consent and not consent.startswith(CONSENT):
        raise UsageError("TP-03: consent is " + ", ".join(CONSENT) + ", and why where nobody was asked")


def _opinion(text: str, today: date) -> None:
    try:
        given = date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError("opinion is the day on which it was given", hint="opinion=2026-10-01") from None
    if given > today or add_months(given, 6) < today:
        raise UsageError("HS-02: an opinion is at most six months old, and given already")
