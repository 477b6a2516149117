"""Identifiers of the United Kingdom, generated with their check digits, and near misses that are none."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass

from dsar.people import checks


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with one identifier in it (`value` says which), or with none."""

    kind: str
    text: str
    value: str = ""
    category: str = ""


def _digits(r: random.Random, count: int) -> str:
    return "".join(r.choices(string.digits, k=count))


def _letters(r: random.Random, count: int, among: str = string.ascii_uppercase) -> str:
    return "".join(r.choices(among, k=count))


def _postcode(r: random.Random) -> str:
    area = r.choice("CT ME TN BR SE M LS EH CF BS NG W EC SW".split())
    district = f"{r.choice(['W1A', 'EC1V', 'SW1A'])}" if r.random() < 0.1 else f"{area}{r.randint(1, 28)}"
    return f"{district} {r.randint(0, 9)}{_letters(r, 2, 'ABDEFGHJLNPQRSTUWXYZ')}"


def _nino(r: random.Random) -> str:
    first = _letters(r, 1, "ABCEGHJPRST") + _letters(r, 1, "ACEHJLMPRSWX")
    value = first + _digits(r, 6) + _letters(r, 1, "ABCD")
    return r.choice((value, f"{value[:2]} {value[2:4]} {value[4:6]} {value[6:8]} {value[8]}"))


def _nhs(r: random.Random) -> str:
    while True:
        value = _digits(r, 10)
        if checks.nhs(value):
            return f"{value[:3]} {value[3:6]} {value[6:]}"


def _phone(r: random.Random) -> str:
    six = _digits(r, 6)
    forms = (
        f"07700 900{six[:3]}", f"07700900{six[:3]}", f"+44 7700 900{six[:3]}", f"+44 (0)7700 900{six[:3]}",
        f"01632 960{six[:3]}", f"(01632) 960{six[:3]}", f"020 7946 0{six[:3]}", f"+44-20-7946-0{six[:3]}",
        f"0044 1632 960{six[:3]}", f"0161 496 0{six[:3]}", f"07700-900-{six[:3]}",
    )  # fmt: skip
    return r.choice(forms)


def _street(r: random.Random) -> str:
    name = r.choice(("Sluice", "Marlow", "Quarry", "Holly Bush", "St John's", "Upper Bridge"))
    kind = r.choice("Street Road Lane Avenue Close Drive Crescent Gardens Terrace Way Grove Hill".split())
    return r.choice(("", "", "Flat 2, ", "Unit 5, ")) + f"{r.randint(1, 240)} {name} {kind}"


def _licence(r: random.Random) -> str:
    surname = (_letters(r, r.randint(3, 5)) + "99")[:5]
    born = f"{r.randint(4, 9)}{r.randint(1, 12):02}{r.randint(1, 28):02}{r.randint(0, 9)}"
    return f"{surname}{born}{_letters(r, 1)}9{r.randint(0, 9)}{_letters(r, 2)}"


def _passport(r: random.Random) -> str:
    return _digits(r, 9)


def _bank(r: random.Random) -> str:
    return f"{_digits(r, 2)}-{_digits(r, 2)}-{_digits(r, 2)} {_digits(r, 8)}"


def _company(r: random.Random) -> str:
    return r.choice((f"0{_digits(r, 7)}", f"SC{_digits(r, 6)}", f"NI{_digits(r, 6)}", f"OC{_digits(r, 6)}"))


def _vat(r: random.Random) -> str:
    value = _digits(r, 9)
    return r.choice((f"GB{value}", f"GB {value[:3]} {value[3:7]} {value[7:]}"))


def _plate(r: random.Random) -> str:
    return f"{_letters(r, 2, 'ABCDEFGHJKLMNOPRSTUVWXY')}{r.choice((12, 19, 23, 61, 68, 72))} {_letters(r, 3, 'ABCDEFGHJKLMNOPRSTUVWXYZ')}"


KINDS: dict[str, tuple[str, Callable[[random.Random], str], tuple[str, ...]]] = {
    "postcode": ("postcode", _postcode, ("She moved to {} in May.", "Deliver to {}, ring twice.", "Area: {}")),
    "NINO": ("national-id", _nino, ("NI number {}", "his National Insurance no. is {}.", "NINO: {}", "on the P45: {}")),
    "NHS number": ("national-id", _nhs, ("NHS number {}", "patient {} was seen", "NHS no: {} (confirmed)")),
    "phone": ("phone", _phone, ("ring me on {}", "tel. {}", "{} is her mobile", "Call {} after six.", "T: {}")),
    "street address": ("address", _street, ("He lives at {}, Faversham.", "to {}\nFaversham", "our house, {}, is empty")),
    "driving licence": ("national-id", _licence, ("driving licence {}", "licence no {} expires", "DVLA: {}")),
    "passport": ("national-id", _passport, ("passport number {}", "Passport: {}", "his passport no {} was lost")),
    "bank account": ("payment", _bank, ("please pay {}", "sort code and account {}", "refund to {} today")),
    "company number": ("national-id", _company, ("company number {}", "Registered in England, company no. {}", "Companies House {}")),
    "VAT number": ("national-id", _vat, ("VAT {}", "VAT registration number {}", "our VAT no. is {}")),
    "number plate": ("national-id", _plate, ("registration {}", "a blue van, {}, was parked", "vehicle reg: {}")),
}  # fmt: skip
"""Kind -> category, generator, sentences."""

HARD = (
    "Order {d8} was sent.", "ticket 20{d2}-{d4}-{d4}", "version {d1}.{d2}.{d1}", "build {d10}", "error 0x{d8}",
    "ISBN 978-{d1}-{d4}-{d4}-{d1}", "{d2}/0{e1}/2024 10:{d2}", "2024-0{e1}-1{d1}T0{d1}:1{d1}:2{d1}", "{d6} bytes read in {d3} ms",
    "Windows 11 22H2 build {d5}", "part number AB{d3}-{d4}X", "RTX 4090 24GB", "B2B 4YOU offer", "tracking JD00{d14}",
    "room B12 3rd floor", "MX{d4} laser", "SKU {d4}-{d4}-{d3}", "uuid {d8}-{d4}-4{d3}-a{d3}-{d12}", "row {d9} of the file",
    "invoice INV-{d6}", "ports 8080 and {d5}", "scored 3-2-1 in {d3} games", "{d1},{d3},{d3} hits", "H264 at {d4}x{d4}",
    "ran {d2} km at 5:{d2} pace", "12 Angry Men", "24 Hour Service", "7 Day Weather Forecast", "cabinet 18 port 4",
    "order no. 0{d9}", "serial 0{e1}{d9}", "ISBN 0-{d2}-{d6}-{d1}", "part no: 0{e1}{d2} {d3} {d4}", "barcode 0{e1}{d9}",
)  # fmt: skip
"""Texts that look like identifiers and hold none."""


def positives(count: int, seed: int) -> list[Sample]:
    """`count` texts of each kind, each with one identifier."""
    r = random.Random(seed)
    made = []
    for kind, (category, make, sentences) in KINDS.items():
        for n in range(count):
            value = make(r)
            made.append(Sample(kind, sentences[n % len(sentences)].format(value), value, category))
    return made


def negatives(count: int, seed: int) -> list[Sample]:
    """`count` texts from each near miss."""
    r = random.Random(seed)
    made = []
    for sentence in HARD:
        for _ in range(count):
            slots = {f"d{n}": _digits(r, n) for n in (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14)}
            made.append(Sample("near miss", sentence.format(**slots, e1=r.randint(1, 9))))
    return made
