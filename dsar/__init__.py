"""Answer data subject access requests: find one person's records, hide everybody else, answer.

The public names are loaded when they are first used, so that `import dsar` is quick. Nothing here
prints; the command line only calls it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsar.answer.build import Built
    from dsar.answer.gate import Blocker
    from dsar.answer.verify import verify_bundle as verify
    from dsar.case.case import Case
    from dsar.case.found import Found
    from dsar.config import Config, find_config, load_config
    from dsar.errors import DsarError, LeakFound, NeedsDecision
    from dsar.executors import open_executor
    from dsar.law.deadlines import Deadline, deadline
    from dsar.model.decisions import Action, Decision, On, Wish
    from dsar.model.events import Event
    from dsar.model.findings import Finding, Person, Span, Standing
    from dsar.model.identifiers import Identifier
    from dsar.model.ledger import Bucket, LedgerLine
    from dsar.model.records import Gap, Locator, Match, Party, Record, When
    from dsar.model.release import Release
    from dsar.model.request import Request
    from dsar.model.sources import Directory, Part, Piece, Source
    from dsar.people.loose import detect
    from dsar.plugins import Exporter, Extractor
    from dsar.register.reading import load as load_register
    from dsar.steps.cases import open_case, open_or_create, record_request, settle_identity
    from dsar.steps.decide import decide
    from dsar.steps.demo import demo
    from dsar.steps.export import export
    from dsar.steps.find import find
    from dsar.steps.find import search as search_sources
    from dsar.steps.plan import Plan, plan
    from dsar.steps.status import status_of

_PLACES = {
    "dsar.answer.build": ("Built",),
    "dsar.answer.gate": ("Blocker",),
    "dsar.case.case": ("Case",),
    "dsar.case.found": ("Found",),
    "dsar.config": ("Config", "find_config", "load_config"),
    "dsar.errors": ("DsarError", "LeakFound", "NeedsDecision"),
    "dsar.executors": ("open_executor",),
    "dsar.law.deadlines": ("Deadline", "deadline"),
    "dsar.model.decisions": ("Action", "Decision", "On", "Wish"),
    "dsar.model.events": ("Event",),
    "dsar.model.findings": ("Finding", "Person", "Span", "Standing"),
    "dsar.model.identifiers": ("Identifier",),
    "dsar.model.ledger": ("Bucket", "LedgerLine"),
    "dsar.model.records": ("Gap", "Locator", "Match", "Party", "Record", "When"),
    "dsar.model.release": ("Release",),
    "dsar.model.request": ("Request",),
    "dsar.model.sources": ("Directory", "Part", "Piece", "Source"),
    "dsar.people.loose": ("detect",),
    "dsar.plugins": ("Exporter", "Extractor"),
    "dsar.steps.cases": ("open_case", "open_or_create", "record_request", "settle_identity"),
    "dsar.steps.decide": ("decide",),
    "dsar.steps.demo": ("demo",),
    "dsar.steps.export": ("export",),
    "dsar.steps.find": ("find",),
    "dsar.steps.plan": ("Plan", "plan"),
    "dsar.steps.status": ("status_of",),
}
_RENAMED = {
    "load_register": ("dsar.register.reading", "load"),
    "search_sources": ("dsar.steps.find", "search"),
    "verify": ("dsar.answer.verify", "verify_bundle"),
}
_NAMES = {name: (place, name) for place, names in _PLACES.items() for name in names} | _RENAMED

__all__ = [
    "Action",
    "Blocker",
    "Bucket",
    "Built",
    "Case",
    "Config",
    "Deadline",
    "Decision",
    "Directory",
    "DsarError",
    "Event",
    "Exporter",
    "Extractor",
    "Finding",
    "Found",
    "Gap",
    "Identifier",
    "LeakFound",
    "LedgerLine",
    "Locator",
    "Match",
    "NeedsDecision",
    "On",
    "Part",
    "Party",
    "Person",
    "Piece",
    "Plan",
    "Record",
    "Release",
    "Request",
    "Source",
    "Span",
    "Standing",
    "When",
    "Wish",
    "deadline",
    "decide",
    "demo",
    "detect",
    "export",
    "find",
    "find_config",
    "load_config",
    "load_register",
    "open_case",
    "open_executor",
    "open_or_create",
    "plan",
    "record_request",
    "search_sources",
    "settle_identity",
    "status_of",
    "verify",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name not in _NAMES:
        raise AttributeError(f"module 'dsar' has no attribute {name!r}")
    place, attribute = _NAMES[name]
    value: object = getattr(import_module(place), attribute)
    globals()[name] = value
    return value
