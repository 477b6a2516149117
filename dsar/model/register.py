"""The organisation's privacy notice as data: what it does with whose data, why, and for how long.

Every entry carries `section`, the part of the notice it was transcribed from, and `origin`:
`notice`, or `controller` where the notice is silent and the controller answered, or `sample` where
a sample did. An empty value is a gap that `dsar register check` lists. Where one entry holds both,
`origin` speaks of the fields in which the notice is silent (`SILENT` in `dsar.register.check`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dsar.model.bases import PROVISIONS as PROVISIONS
from dsar.model.bases import Basis as Basis

HOME = ("UK", "United Kingdom", "England", "Scotland", "Wales", "Northern Ireland")
"""Countries to which data goes without being transferred abroad."""


@dataclass(frozen=True, slots=True)
class Controller:
    """Who decides why and how the data is used (Article 4(7)), and how to reach them.

    `bodies` are the kinds of public body it is, which may use exemptions that others may not.
    """

    name: str
    company_number: str = ""
    registered_office: str = ""
    attention: str = ""
    contact_email: str = ""
    website: str = ""
    bodies: tuple[str, ...] = ()
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

    `limited` are categories used only to a limited extent. `wording` is the notice's sentence about
    which data it uses.
    """

    id: str
    title: str
    uses: tuple[str, ...]
    categories: tuple[str, ...]
    bases: tuple[LawfulBasis, ...]
    limited: tuple[str, ...] = ()
    section: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class NamedRecipient:
    """Somebody who actually receives data: who, where, as what.

    `receives` are ids of categories; none means any of them. `domains` are those of their addresses.
    """

    name: str
    country: str = ""
    role: str = ""
    receives: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    safeguard: str = ""
    origin: str = "controller"

    @property
    def abroad(self) -> bool:
        """Whether they are known to be outside the United Kingdom."""
        return bool(self.country) and self.country not in HOME


@dataclass(frozen=True, slots=True)
class Recipient:
    """One class of recipients as the notice states it, and who they are where that is known.

    `why_unnamed` is the reason to state only the class: nobody so far, or that they cannot be named
    (Article 15(1)(c), C-154/21).
    """

    id: str
    wording: str
    examples: tuple[str, ...] = ()
    named: tuple[NamedRecipient, ...] = ()
    section: str = ""
    why_unnamed: str = ""
    origin: str = "notice"


@dataclass(frozen=True, slots=True)
class Transfers:
    """Transfers out of the country and what safeguards them (Article 15(2))."""

    wording: str
    safeguards: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    section: str = ""
    origin: str = "notice"

    @property
    def answered(self) -> bool:
        """Whether the countries are known; none of them is an answer once a controller gives it."""
        return bool(self.countries) or self.origin != "notice"


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

    @property
    def settled(self) -> bool:
        """Whether it gives a period or what it counts from: "as long as necessary" gives neither."""
        return self.years is not None or bool(self.anchor)


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
    origin: str = "notice"


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
class Further:
    """What Articles 13 and 14 or the matter ask of a notice and a letter can do without.

    `must_provide`: whether data must be given (13(2)(e)). `last_updated`: the notice's own date.
    `marketing_consent`: whose marketing rests on consent and whose on legitimate interests.
    `special_categories`: data of Articles 9 and 10.
    """

    must_provide: str = ""
    last_updated: date | None = None
    marketing_consent: str = ""
    special_categories: str = ""
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
    """The whole notice as data. `file` is where it was read from, for messages.

    `lawyers` are domains of its lawyers; `reads_privileged` is who reads first what may be their
    advice. A `..._preface` is what the notice says around a list of entries.
    """

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
    categories_preface: str = ""
    purposes_preface: str = ""
    rights_preface: str = ""
    further: Further = Further()
    staff: tuple[StaffMember, ...] = ()
    domains: tuple[str, ...] = ()
    shared_addresses: tuple[str, ...] = ()
    lawyers: tuple[str, ...] = ()
    reads_privileged: str = ""
    file: str = ""

    def is_ours(self, address: str) -> bool:
        """Whether an e-mail address lies in one of the controller's domains."""
        domain = "." + address.casefold().rpartition("@")[2]
        return any(domain.endswith("." + one.casefold().lstrip("@")) for one in self.domains)

    @property
    def own_shared_addresses(self) -> tuple[str, ...]:
        """The controller's own role addresses: nobody's personal data."""
        return tuple(one for one in self.shared_addresses if self.is_ours(one))

    def category(self, key: str) -> Category | None:
        """The category of that id, if the notice has it."""
        return next((category for category in self.categories if category.id == key), None)

    def rules_of(self, category: str) -> tuple[Retention, ...]:
        """Every rule for a category, the notice's own first; none is a gap (Article 15(1)(d))."""
        return tuple(rule for rule in self.retention if category in rule.categories)

    def purpose(self, key: str) -> Purpose | None:
        """The purpose of that id, if the notice has it."""
        return next((purpose for purpose in self.purposes if purpose.id == key), None)
