"""A mapping: which column of a table or object is what. A few lines of TOML, no code.

    kind = "billing"
    label = "Card payments"
    when = ["Created (UTC)"]
    timezone = "UTC"
    detect = { all = ["Customer Email", "Amount"] }

    [[party]]
    role = "customer"
    email = "Customer Email"
    name = "Card Name"
    customer = "Customer ID"

Columns are addressed as `columns` says. Those that a mapping does not name are kept, searched and may
be redacted like all others. `mapping_file` reads one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from zoneinfo import ZoneInfo

from dsar.model.records import Value, When
from dsar.reading.columns import OR, each, filled, normal, resolve
from dsar.reading.dates import GUESS, is_zone, when
from dsar.reading.months import in_english
from dsar.reading.told import PLAIN, Told
from dsar.reading.transforms import Transform, added, transformed

_TIME = re.compile(
    r"^(?:created(?:[ _]at| \(utc\))?|date|time|timestamp|@timestamp|ts|datetime|when"
    r"|submitted(?:[ _]at)?|updated(?:[ _]at)?|last[ _]changed|.*[ _](?:time|date|at)"
    r"|[a-z]*(?:time|date|timestamp)(?:ms|utc)?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PartyColumns:
    """One person in a row: their role, and the columns by kind of identifier (`name` among them)."""

    role: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Child:
    """Records inside a row: the elements of a list in it, or of a column that repeats.

    `mapping` says what of them is what; their names in it are those inside the element.
    """

    each: str
    kind: str = ""
    split: str = ""
    into: tuple[str, ...] = ()
    mapping: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a table's columns are. `detect` are columns that tell the format; `rows` a JSON path.

    `told` is what it says of the file as such. `columns` names those of a table that has no header;
    `group` one that the rows of a thing share, which then are one record; `thread` what all rows of a
    conversation share, which are pulled together unless `pull` is `row`; `from_name` a pattern whose
    named groups are fields out of the file's name; `internal` the column that marks a note as not meant
    for the person (`!public`: one that marks the opposite); `pattern` is what each line of a log is
    like; `required` what must be there. `source_url`, `last_checked` and `unconfirmed` say where a
    preset comes from, and whether a genuine file was ever read with it.
    """

    kind: str = "record"
    label: str = ""
    when: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    month_first: bool = False
    timezone: str = ""
    locale: str = ""
    rows: str = ""
    realm: str = ""
    categories: tuple[str, ...] = ()
    provenance: str = ""
    detect: tuple[str, ...] = ()
    detect_name: str = ""
    parties: tuple[PartyColumns, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    text: str = ""
    columns: tuple[str, ...] = ()
    group: str = ""
    thread: str = ""
    from_name: str = ""
    internal: str = ""
    pull: str = "thread"
    pattern: str = ""
    required: tuple[str, ...] = ()
    transforms: tuple[Transform, ...] = ()
    children: tuple[Child, ...] = ()
    told: Told = PLAIN
    version: int = 1
    source_url: str = ""
    last_checked: str = ""
    unconfirmed: bool = False

    def fits(self, columns: Iterable[str], name: str = "") -> int:
        """How well a table with these columns fits: how many of its signs are there; 0 if one is not."""
        held = {normal(column) for column in columns}
        told = bool(self.detect) and all(normal(column) in held for column in self.detect)
        if self.detect_name and not fnmatch(name.rpartition("/")[2].casefold(), self.detect_name.casefold()):
            return 0
        return (len(self.detect) + bool(self.detect_name)) if told else 0

    def bound(self, columns: Iterable[str]) -> Mapping:
        """The same with every address replaced by the columns that it names among these."""
        held = tuple(columns)
        return replace(
            self,
            when=tuple(_moments(self.when, held)),
            parties=tuple(one for party in self.parties for one in _parties(party, held)),
            links=tuple((kind, column) for kind, spec in self.links for column in _bound(spec, held)),
            subject=OR.join(each(self.subject, held)) if self.subject else "",
            text=OR.join(each(self.text, held)) if self.text else "",
            thread=next(iter(resolve(self.thread, held)), ""),
        )

    def missing(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Required columns that are not among these."""
        held = tuple(columns)
        return tuple(spec for spec in self.required if not resolve(spec, held))

    def apply(self, fields: Table[str, Value]) -> dict[str, Value]:
        """A row with the mapping's steps taken and its subject and text under those names."""
        out = dict(fields)
        for rule in self.transforms:
            if rule.template or rule.value:
                out = added(out, rule)
            named = resolve(rule.column, tuple(out))
            if named:
                out = transformed(out, named, rule)
        if self.internal:
            column = next(iter(resolve(self.internal.lstrip("!"), tuple(out))), "")
            if column and _is_yes(out[column]) != self.internal.startswith("!"):
                out.setdefault("internal", True)
        for place, spec in (("subject", self.subject), ("text", self.text)):
            bound = spec if OR in spec else OR.join(each(spec, tuple(out))) if spec else ""
            column = filled(bound, out)
            if column and place not in out:
                out = {place if name == column else name: value for name, value in out.items()}
        return out


def _is_yes(value: Value) -> bool:
    return str(value).strip().casefold() not in ("", "0", "false", "no", "n", "none", "null", "f")


def _moments(specs: tuple[str, ...], held: tuple[str, ...]) -> Iterator[str]:
    """Columns of moments; `Date + Time` stands for the columns put together."""
    for spec in specs:
        if " + " in spec:
            parts = [resolve(one, held) for one in spec.split(" + ")]
            if all(parts):
                yield " + ".join(part[0] for part in parts)
        else:
            yield from each(spec, held)


def _parties(party: PartyColumns, held: tuple[str, ...]) -> Iterator[PartyColumns]:
    """One person's columns; where an address names several, each is a person of their own."""
    found = [(kind, _bound(spec, held)) for kind, spec in party.columns]
    for n in range(max((len(columns) for _, columns in found), default=0)):
        own = tuple((kind, columns[n]) for kind, columns in found if n < len(columns))
        if own:
            yield PartyColumns(party.role, own)


def _bound(spec: str, held: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a list or family, else one address whose alternatives are tried row by row."""
    several = resolve(spec, held)
    single = each(spec, held)
    return several if len(several) > 1 else (OR.join(single),) if single else ()


def moment(fields: Table[str, Value], mapping: Mapping, zone: str = "") -> When | None:
    """When a row happened: the first of the mapping's columns, else a column named like a time."""
    names = list(mapping.when) or [name for name in fields if _TIME.match(name.rpartition(".")[2])]
    place = zone or mapping.timezone
    for name in names:
        values = [fields.get(one) for one in name.split(" + ")] if name not in fields else [fields[name]]
        if all(value is not None and not isinstance(value, bool) for value in values):
            text = " ".join(str(value) for value in values)
            text = in_english(text, mapping.locale) if mapping.locale else text
            found = _by_formats(text, mapping, place) or when(text, place, month_first=mapping.month_first)
            if found and found.utc:
                return found
    return None


def _by_formats(text: str, mapping: Mapping, zone: str) -> When | None:
    for form in mapping.formats:
        try:
            found = datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        if found.tzinfo is not None:
            return When(found.astimezone(UTC), text, "explicit")
        place = ZoneInfo(zone if zone and is_zone(zone) else GUESS)
        return When(found.replace(tzinfo=place).astimezone(UTC), text, "configured" if zone else "guessed")
    return None
