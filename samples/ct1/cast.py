"""Who is in the sample: everybody is invented, every address and number is of a range kept for examples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class One:
    """One invented person; `ip` is where they browse from, `id` their number at the ticket desk."""

    name: str
    email: str
    phone: str = ""
    ip: str = ""
    id: int = 0

    @property
    def mailbox(self) -> str:
        """Name and address, as a header shows them."""
        return f"{self.name} <{self.email}>"


ALICE = One("Alice Hartley", "alice@hartleyprints.example", "07700 900123", "203.0.113.24", 4001)
BEN = One("Ben Osei", "ben@hartleyprints.example", "07700 900456", "203.0.113.77", 4002)
NAMESAKE = One("Alice Hartley", "alice.hartley@fernhill.example", "07700 900321", "198.51.100.9", 4003)
PETER = One("Peter Alice", "palice@hartleyprints.example", "", "203.0.113.91", 4004)
ROSA = One("Rosa Delgado", "rosa@harbourdental.example", "07700 900789", "198.51.100.60", 4005)
MARK = One("Mark Finch", "", "07700 900654")

PRIYA = One("Priya Nair", "priya.nair@ct1.example", "01632 960101", "", 9001)
TOM = One("Tom Okafor", "tom.okafor@ct1.example", "01632 960102", "", 9002)
GRACE = One("Grace Whitfield", "grace.whitfield@ct1.example", "01632 960103", "", 9003)

SUPPORT = One("CT1 Support", "support@ct1.example")
ACCOUNTS = One("CT1 Accounts", "accounts@ct1.example")
MONITOR = One("CT1 Monitoring", "support@ct1.example")
STUDIO = One("Hartley Prints", "studio@hartleyprints.example")

CUSTOMERS = (ALICE, BEN, NAMESAKE, PETER, ROSA)
STAFF = (PRIYA, TOM, GRACE)
