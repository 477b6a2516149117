"""The release: included records with everything hidden gone from them, ready for any exporter.

What is hidden anywhere is hidden everywhere: the text of each hidden passage and each identifier of
a hidden person is hunted in every other field, name of a field and title, and replaced as well,
unless it is the subject's own or a decision shows it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dsar.answer.apply import Applied
from dsar.case.found import Found
from dsar.model.findings import CATEGORIES, Finding
from dsar.model.records import Record, Value, typed
from dsar.model.register import Register
from dsar.model.release import Released
from dsar.reading.hunt import Hunt, huntable

Hiding = tuple[int, int, str, str]
"""Start, end, the label put there, and the ground."""

ELSEWHERE = "hidden elsewhere"
"""The ground of a passage that is hidden because the same text is hidden in another place."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not leave: hidden values and the label each is replaced with.

    `allowed` are texts that may stand although they look like a hidden value: the subject's own,
    the register's, and what a decision shows.
    """

    labels: Mapping[str, str] = field(repr=False)
    allowed: frozenset[str] = field(repr=False)


@dataclass(slots=True)
class Hidden:
    """Figures of what was hidden: passages, records, by ground and by category. Never the text."""

    passages: int = 0
    records: int = 0
    grounds: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def numbers(minted: Iterable[str]) -> dict[str, int]:
    """A number for each person of a case, in the order of minting, which says nothing about them.

    (Each search mints its new persons in the order of a keyed hash, so earlier numbers never change.)
    """
    return {person: n for n, person in enumerate(minted, start=1)}


def label(finding: Finding, numbered: Mapping[str, int]) -> str:
    """What stands in the place of a hidden passage; its length says nothing about the text's."""
    what = CATEGORIES.get(finding.category, finding.category)
    who = f"person {numbered[finding.person]}" if finding.person in numbered else "hidden"
    return f"[{who} · {what}]"


def secrets_of(
    found: Found, applied: Applied, register: Register | None, numbered: Mapping[str, int]
) -> Secrets:
    """Every value that must not leave, given what decisions hide and show."""
    records = {kept.record.id: kept.record for kept in found.kept}
    shown: set[str] = set()
    labels: dict[str, str] = {}
    hidden_people: Counter[str] = Counter()
    shown_people: set[str] = set()
    for finding in applied.findings:
        record = records.get(finding.record)
        text = passage(record, finding) if record else ""
        if not text:
            continue
        if applied.verdict(finding).hidden:
            labels.setdefault(text, label(finding, numbered))
            hidden_people[finding.person] += 1
        else:
            shown.add(text.casefold())
            shown_people.add(finding.person)
    for person in found.persons:
        if person.id in hidden_people and person.id not in shown_people:
            for one in person.identifiers:
                if one.kind in ("email", "phone", "username", "customer", "account"):
                    mark = f"[person {numbered[person.id]} · {CATEGORIES.get(one.kind, 'id')}]"
                    labels.setdefault(one.raw or one.value, mark)
    own = {one.value.casefold() for one in found.identifiers} | {
        one.raw.casefold() for one in found.identifiers if one.raw
    }
    allowed = shown | own | {text.casefold() for text in _register_words(register)}
    return Secrets(
        {
            text: mark
            for text, mark in labels.items()
            if huntable(text) and text.strip().casefold() not in allowed
        },
        frozenset(allowed),
    )


def _register_words(register: Register | None) -> Iterable[str]:
    """Names and addresses that the letter itself prints, so that hiding them elsewhere is no leak here."""
    if register is None:
        return ()
    controller = register.controller
    texts = [
        controller.name, controller.contact_email, controller.registered_office, controller.website,
        register.regulator.name, register.regulator.phone, register.regulator.address,
        register.complaints.email,
    ]  # fmt: skip
    texts += [one.name for recipient in register.recipients for one in recipient.named]
    return [text for text in texts if text]


def passage(record: Record, finding: Finding) -> str:
    """The text that a finding covers; empty where its field is gone."""
    value = record.fields.get(finding.field)
    if value is None:
        return ""
    _, text = typed(value)
    return text[finding.start : finding.end]


class Redactor:
    """Applies verdicts and secrets to records; counts what it hides."""

    def __init__(self, applied: Applied, secrets: Secrets, numbered: Mapping[str, int]) -> None:
        self.applied = applied
        self.numbered = numbered
        self.figures = Hidden()
        self._marks = list(secrets.labels.values())
        self._hunt = Hunt(secrets.labels)
        self._findings: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in applied.findings:
            if applied.verdict(finding).hidden:
                self._findings[finding.record, finding.field].append(finding)
        self._shown: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in applied.findings:
            if not applied.verdict(finding).hidden:
                self._shown[finding.record, finding.field].append(finding)

    def fields(self, record: Record) -> tuple[dict[str, Value], Counter[str]]:
        """A record's fields with everything hidden replaced, and how often by ground."""
        grounds: Counter[str] = Counter()
        out: dict[str, Value] = {}
        for name, value in record.fields.items():
            shown = self.text(name)
            out[shown] = self._value(record, name, value, grounds)
        if grounds:
            self.figures.records += 1
            self.figures.passages += sum(grounds.values())
            self.figures.grounds += grounds
        return out, grounds

    def _value(self, record: Record, name: str, value: Value, grounds: Counter[str]) -> Value:
        findings = self._findings.get((record.id, name), [])
        _, text = typed(value)
        spans: list[Hiding] = [
            (one.start, one.end, label(one, self.numbered), self._ground(one)) for one in findings
        ]
        self.figures.kinds.update(CATEGORIES.get(one.category, one.category) for one in findings)
        shown = [(one.start, one.end) for one in self._shown.get((record.id, name), [])]
        for seen in self._hunt.seen(text):
            taken = [*shown, *((start, end) for start, end, _, _ in spans)]
            inside = any(start <= seen.start and seen.end <= end for start, end in taken)
            if not inside:
                spans.append((seen.start, seen.end, self._marks[seen.value], ELSEWHERE))
        if not spans:
            return value
        replaced, used = replace_spans(text, spans)
        grounds.update(used)
        return replaced if isinstance(value, str) else spans[0][2]

    def _ground(self, finding: Finding) -> str:
        verdict = self.applied.verdict(finding)
        return verdict.ground or ("other people" if verdict.decided else "undecided")

    def text(self, text: str) -> str:
        """Any other text that goes into the answer, with hidden values replaced."""
        spans = [(seen.start, seen.end, self._marks[seen.value], ELSEWHERE) for seen in self._hunt.seen(text)]
        return replace_spans(text, spans)[0] if spans else text


def replace_spans(text: str, spans: Sequence[Hiding]) -> tuple[str, list[str]]:
    """Replace spans (start, end, label, ground) by their labels; overlapping ones become one.

    The label of an overlap is that of its longest span. Returns the text and the grounds used.
    """
    out: list[str] = []
    used: list[str] = []
    at = 0
    for group in _overlaps(spans):
        start, end = min(one[0] for one in group), max(one[1] for one in group)
        widest = max(group, key=lambda one: one[1] - one[0])
        out += [text[at:start], widest[2]]
        used.append(widest[3])
        at = end
    return "".join([*out, text[at:]]), used


def _overlaps(spans: Sequence[Hiding]) -> list[list[Hiding]]:
    groups: list[list[Hiding]] = []
    reach = -1
    for span in sorted(spans):
        if groups and span[0] < reach:
            groups[-1].append(span)
        else:
            groups.append([span])
        reach = max(reach, span[1])
    return groups


TITLES = {"mail": "subject", "ticket": "subject", "attachment": "name"}
WORDS = {
    "mail": "E-mail", "attachment": "Attachment", "ticket": "Support ticket", "billing": "Billing record",
    "log": "Log entry", "marketing": "Marketing preference", "form": "Form", "text": "Document",
    "record": "Record",
}  # fmt: skip
"""What a kind of record is called in the answer."""

_NEVER = {"attachment": ("sha256",)}
"""Fields that describe unredacted content and therefore never leave."""


def released(
    records: Sequence[Record],
    redactor: Redactor,
    labels: Mapping[str, str],
    purposes: Mapping[str, tuple[str, ...]],
) -> tuple[Released, ...]:
    """The records of an answer, oldest first, numbered for this answer alone.

    `labels` are the sources' names for the reader, `purposes` the register's ids per record id.
    """
    ordered = sorted(records, key=lambda one: one.when.utc.isoformat() if one.when and one.when.utc else "~")
    ids = {record.id: f"R{n:04}" for n, record in enumerate(ordered, start=1)}
    done = []
    for record in ordered:
        fields, grounds = redactor.fields(record)
        for name in _NEVER.get(record.kind, ()):
            fields.pop(name, None)
        title = fields.get(TITLES.get(record.kind, ""), "")
        done.append(
            Released(
                id=ids[record.id],
                source=record.source,
                label=labels.get(record.source, record.source),
                kind=record.kind,
                title=str(title) or WORDS.get(record.kind, "Record"),
                when=record.when.utc if record.when else None,
                when_original=redactor.text(record.when.original) if record.when else "",
                fields=fields,
                categories=record.categories,
                provenance=record.provenance,
                purposes=purposes.get(record.id, ()),
                parent=ids.get(record.parent, ""),
                hidden=dict(grounds),
            )
        )
    return tuple(done)
