"""Another person's information: the three steps and the factors of Schedule 2 paragraph 16.

`reference/law.md` section 4. The paragraph limits access requests alone; a portable copy has Article
20(4), and the European Union Article 15(4).
"""

from __future__ import annotations

from collections.abc import Mapping

STEPS = (
    "Does the answer need this person's information at all? Hide it if that settles the matter.",
    "Did the person consent? Then withholding would be unreasonable. Nobody has to ask, but why not is kept.",
    "Is it reasonable to disclose without consent? Weigh the factors.",
)
"""The steps in their order (ICO)."""

FACTORS: Mapping[str, str] = {
    "type": "what kind of information it is (16(3)(a))",
    "confidence": "whether a duty of confidentiality is owed to the person (16(3)(b))",
    "sought": "what was done to seek consent (16(3)(c))",
    "capable": "whether the person can consent (16(3)(d))",
    "refused": "whether the person refused expressly (16(3)(e))",
    "known": "whether the requester knows it already",
    "public": "whether it is generally available",
    "importance": "how much it matters to the requester",
    "role": "whether the person acted in a working role",
    "jigsaw": "whether the requester can tell who it is from what else they have (16(4)(b))",
}
"""The circumstances to regard, those of the Act first."""

CONSENT = ("given", "refused", "no answer", "not asked")


def leaning(facts: Mapping[str, bool], consent: str = "not asked") -> str:
    """What is usual on these facts, for a person to accept or not: `disclose`, `redact` or `weigh`.

    Never a decision: the Act asks for all relevant circumstances.
    """
    if consent == "given":
        return "disclose"
    if consent == "refused" or facts.get("confidence") or facts.get("refused"):
        return "redact"
    if facts.get("known") or facts.get("public"):
        return "disclose"
    return "weigh" if facts.get("role") or facts.get("importance") else "redact"
