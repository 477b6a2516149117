"""The lawful bases on which personal data may be used."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """The lawful bases of UK GDPR Article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal obligation"
    VITAL_INTERESTS = "vital interests"
    PUBLIC_TASK = "public task"
    RECOGNISED_LEGITIMATE_INTERESTS = "recognised legitimate interests"
    LEGITIMATE_INTERESTS = "legitimate interests"


PROVISIONS: dict[Basis, str] = {
    Basis.CONSENT: "Article 6(1)(a)",
    Basis.CONTRACT: "Article 6(1)(b)",
    Basis.LEGAL_OBLIGATION: "Article 6(1)(c)",
    Basis.VITAL_INTERESTS: "Article 6(1)(d)",
    Basis.PUBLIC_TASK: "Article 6(1)(e)",
    Basis.RECOGNISED_LEGITIMATE_INTERESTS: "Article 6(1)(ea)",
    Basis.LEGITIMATE_INTERESTS: "Article 6(1)(f)",
}
