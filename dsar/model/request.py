"""Who asks for what, and how it is known that it is them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dsar.model.events import Event

RIGHTS = ("access", "rectify", "erase", "restrict", "port", "object", "withdraw")
REGIMES = ("UK", "EU")
READINGS = ("statutory", "cautious", "strict-day-one")
"""Whether both ends of a pause are left out, whether the day of the answer counts, and the old count."""
REGIONS = ("england-wales", "scotland", "northern-ireland")
"""The nations of the United Kingdom, whose holidays differ; `EU-IE` and the like name member states."""


@dataclass(frozen=True, slots=True)
class Identity:
    """How identity was settled (UK GDPR Article 12(6)): `passed` a check, or `no-doubt`.

    `how` is the check made or the reason there was no reasonable doubt; never a copy of a document.
    `despite` are the alarms that were looked at. The same shape keeps a doubt and an agent's authority.
    """

    outcome: str
    how: str
    by: str
    at: str
    despite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One person's request. What the letter needs and is still unknown is empty here.

    `ref` names the case; `reply_to` is where the answer goes; `agent` who asks in their name;
    `contract_party` whether the person themselves is party to a contract (Article 6(1)(b)). `reading`
    and `eu_pauses` are how the time limit is counted where that can be argued about (`law.deadlines`).
    `identity` is None while it is not settled, and as long as a `doubt` is recorded and no check was
    passed; `address_changed` says that `reply_to` moved since. `authority` is what showed that an
    agent may act. `events` are what the time limit counts from, in the order in which they happened.
    """

    ref: str
    right: str = "access"
    name: str = field(default="", repr=False)
    reply_to: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    received: date | None = None
    regime: str = "UK"
    region: str = "england-wales"
    contract_party: bool = False
    reading: str = "statutory"
    eu_pauses: bool = False
    language: str = "en-GB"
    identity: Identity | None = None
    doubt: Identity | None = None
    authority: Identity | None = None
    address_changed: bool = False
    closed: str = ""
    events: tuple[Event, ...] = ()
