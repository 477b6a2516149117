"""The organisation's privacy notice as data: what it does with whose data, why, and for how long.

Every entry carries `section`, the part of the notice it was transcribed from, and `origin`:
`notice`, or `controller` where the notice is silent and the controller answered, or `sample` where
a sample did. An empty value is a gap that `dsar register check` lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Controller:
    """Who decides why and how the data is used (Article 4(7)), and how to reach them."""

    name: str
    company_number: str = ""
    registered_office: str = ""
    attention: str = ""
    contact_email: str = ""
    website: str = ""
    section: str = ""
    origin: str = "notice"


@dataclass(frozen=True, slots=True)
class Category:
    """One category of personal data, in the notice's words."""

    id: str
    name: str
    description: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """One way data comes in: `kind` is direct, automatic or third-party (Article 15(1)(g))."""

    id: str
    kind: str
    wording: str
    examples: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class LawfulBasis:
    """One basis of a purpose with the notice's words and its condition ("where required")."""

    basis: Basis
    wording: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data is used: its categories, and the set of bases, of which more than one may hold.

    `limited` are categories used only to a limited extent.
    """

    id: str
    title: str
    uses: tuple[str, ...]
    categories: tuple[str, ...]
    bases: tuple[LawfulBasis, ...]
    limited: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class NamedRecipient:
    """Somebody who actually receives data: who, where, as what."""

    name: str
    country: str = ""
    role: str = ""
    receives: tuple[str, ...] = ()
    safeguard: str = ""
    origin: str = "controller"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One class of recipients as the notice states it, and who they are where that is known."""

    id: str
    wording: str
    examples: tuple[str, ...] = ()
    named: tuple[NamedRecipient, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Transfers:
    """Transfers out of the country and what safeguards them (Article 15(2))."""

    wording: str
    safeguards: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    section: str = ""
    origin: str = "notice"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long some categories are kept, in the notice's own hedged words.

    `years` counts from `anchor`; None where the notice gives no figure.
    """

    id: str
    categories: tuple[str, ...]
    wording: str
    years: int | None = None
    anchor: str = ""
    section: str = ""
    origin: str = "notice"


@dataclass(frozen=True, slots=True)
class RightWording:
    """One right as the notice words it; `right` is one of `dsar.model.request.RIGHTS`."""

    right: str
    title: str
    wording: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Regulator:
    """Who supervises; `verified_on` is when somebody last checked that this is still so."""

    name: str
    website: str = ""
    phone: str = ""
    address: str = ""
    verified_on: date | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Complaints:
    """How to complain to the controller itself (DPA 2018 section 164A)."""

    wording: str = ""
    email: str = ""
    form: str = ""
    section: str = ""
    origin: str = "notice"


@dataclass(frozen=True, slots=True)
class Automated:
    """Whether decisions are made by automated means alone (Article 15(1)(h)); None is unanswered."""

    used: bool | None = None
    wording: str = ""
    section: str = ""
    origin: str = "notice"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who acts for the controller; `public` where their name in role is no secret."""

    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    job_title: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """The whole notice as data. `file` is where it was read from, for messages."""

    controller: Controller
    categories: tuple[Category, ...]
    collection: tuple[Collection, ...]
    purposes: tuple[Purpose, ...]
    recipients: tuple[Recipient, ...]
    transfers: Transfers
    retention: tuple[Retention, ...]
    rights: tuple[RightWording, ...]
    regulator: Regulator
    complaints: Complaints
    automated: Automated
    security: str = ""
    retention_preface: str = ""
    recipients_preface: str = ""
    staff: tuple[StaffMember, ...] = ()
    domains: tuple[str, ...] = ()
    shared_addresses: tuple[str, ...] = ()
    file: str = ""

    def category(self, key: str) -> Category | None:
        """The category of that id, if the notice has it."""
        return next((category for category in self.categories if category.id == key), None)

    def retention_of(self, category: str) -> Retention | None:
        """The rule that says how long a category is kept; None is a gap (Article 15(1)(d))."""
        return next((rule for rule in self.retention if category in rule.categories), None)
