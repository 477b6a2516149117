"""A register that contradicts itself, and one that what was found has moved away from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dsar.errors import ConfigError
from dsar.model.events import Event
from dsar.model.identifiers import Identifier
from dsar.model.records import Party
from dsar.model.sources import Source
from dsar.register.reading import load, parse
from dsar.steps.deadline import record_events
from dsar.steps.register import drift_of

from ..cases import ALICE, REGISTER, found_of, mail, opened, register

TODAY = date(2026, 11, 22)
OURS = Party("from", "from", identifiers=(Identifier.of("email", "lena@northgate.example"),))


def to(address: str) -> Party:
    return Party("to", "to", identifiers=(Identifier.of("email", address),))


def test_what_fits_has_not_drifted(tmp_path: Path) -> None:
    case = opened(tmp_path, found_of((mail(1, "Hello"),), (), persons=()))
    sources = [Source("mailbox", Path("x"), processing=("services",))]
    assert drift_of(replace(register(), domains=("northgate.example",)), sources, case, TODAY) == ()


def test_the_sample_has_not_drifted_without_a_case() -> None:
    folder = Path(__file__).resolve().parents[2] / "samples" / "ct1"
    assert drift_of(load(folder / "register.toml"), [], None, TODAY) == ()


def one(told: tuple[str, ...], part: str) -> None:
    assert [line for line in told if part in line], told


def test_every_kind_of_drift_is_told(tmp_path: Path) -> None:
    odd = replace(mail(2, "x"), categories=("contact", "health"), parties=(OURS, to("ben@bakery.example")))
    case = opened(tmp_path, found_of((mail(1, "Hello"), odd), (), persons=()))
    record_events(case, [Event("service_ended", date(2015, 1, 1))])
    kept = register()
    mine = replace(
        kept,
        domains=("northgate.example",),
        regulator=replace(kept.regulator, verified_on=date(2026, 1, 1)),
        retention=tuple(rule for rule in kept.retention if rule.id == "account"),
    )
    sources = [
        Source("a", Path("x")),
        Source("b", Path("y"), processing=("fun",)),
        Source("c", Path("z"), role="processor"),
    ]
    told = drift_of(mine, sources, case, TODAY)
    one(told, "category 'health' were found; the register has no such category")
    one(told, "purpose 'fun'; the register has no such purpose")
    one(told, "source 'a' names no purpose")
    one(told, f"sent from 'mailbox' to somebody outside whom no recipient of the register covers, {odd.id}")
    one(told, "last checked on 2026-01-01")
    one(told, "past the notice's period")
    assert not any("bakery" in line or "@" in line or "'c'" in line for line in told)
    logs = replace(mail(3, "x"), categories=("technical",))
    case.pulled(found_of((logs,), (), persons=()), ())
    one(drift_of(mine, sources, case, TODAY), "category 'technical' were found; nothing says how long")


def test_mail_to_a_recipient_or_to_the_person_is_covered(tmp_path: Path) -> None:
    kept = register()
    first, *rest = kept.recipients
    named = replace(first, named=tuple(replace(each, domains=("bakery.example",)) for each in first.named))
    mine = replace(kept, domains=("northgate.example",), recipients=(named, *rest))
    records = [
        replace(mail(n, "x"), parties=(OURS, to(address)))
        for n, address in enumerate(("ben@bakery.example", ALICE.value, "x@northgate.example"), start=1)
    ]
    case = opened(tmp_path, found_of(records, (), persons=()))
    assert not any("outside" in line for line in drift_of(mine, [], case, TODAY))


def test_a_check_that_is_still_to_come_is_told() -> None:
    one(drift_of(register(), [], None, date(2026, 10, 1)), "still to come")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('origin = "controller"\n\n[[recipient]]\nid = "advisers"',
         'origin = "controller"\n\n[[recipient]]\nid = "providers2"\nwording = "x"\nwhy_unnamed = "none"\n\n'
         '[[recipient.named]]\nname = "A"\ncountry = "Germany"\nsafeguard = "s"\n\n[[recipient]]\nid = "advisers"',
         "CL-03"),
        ('countries = ["Germany"]', 'countries = ["France"]', "CL-10"),
        ('countries = ["Germany"]', 'countries = []\norigin = "controller"', "CL-10"),
        ('[[retention]]\nid = "logs"',
         '[[retention]]\nid = "again"\ncategories = ["account"]\nwording = "six"\nyears = 6\n'
         'anchor = "end of the contract"\n\n[[retention]]\nid = "logs"', "CL-04"),
        ('right = "erase"\ntitle = "Right to erasure"', 'right = "rectify"\ntitle = "Right to erasure"', "CL-05"),
        ('basis = "legitimate interests"\nwording = "our legitimate interests in operating our business"',
         'basis = "contract"\nwording = "again"', "CL-01"),
    ],
)  # fmt: skip
def test_a_register_that_contradicts_itself_is_refused_by_rule(old: str, new: str, rule: str) -> None:
    assert old in REGISTER
    with pytest.raises(ConfigError, match=rule):
        parse(REGISTER.replace(old, new), "register.toml")


def test_lawyers_and_their_reader_are_read() -> None:
    text = REGISTER + '\n[addresses]\nlawyers = ["marsh.example"]\nreads_privileged = "Grace"\n'
    found = parse(text, "register.toml")
    assert (found.lawyers, found.reads_privileged) == (("marsh.example",), "Grace")
