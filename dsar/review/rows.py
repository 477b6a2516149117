"""What a reviewer sees in the sheet: people, passages, candidate records and gaps as rows of text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from dsar.answer.apply import Applied
from dsar.case.found import Found
from dsar.model.decisions import Action, On
from dsar.model.findings import CATEGORIES
from dsar.model.ledger import Bucket
from dsar.model.records import GAP_REASONS, Record, typed

CONTEXT = 60
"""Code points shown before and after a passage."""

EXCERPT = 400

COVERED = "may be legal advice: who is named for that reads it first"


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: what it decides about, its locked columns, and the actions that may be chosen."""

    title: str
    on: On
    columns: tuple[str, ...]
    actions: tuple[Action, ...]


PEOPLE = Page(
    "People",
    On.PERSON,
    ("Names", "Addresses and numbers", "Who they may be", "Because", "Mentions", "Records"),
    (Action.REDACT, Action.SHOW),
)
FINDINGS = Page(
    "Passages",
    On.FINDING,
    ("Record", "When", "Field", "Before", "Passage", "After", "Kind", "Person"),
    (Action.REDACT, Action.SHOW),
)
RECORDS = Page(
    "Records",
    On.RECORD,
    ("Source", "Kind", "When", "Stands as", "Why it is here", "Begins"),
    (Action.CONFIRM, Action.REJECT, Action.WITHHOLD, Action.OUT_OF_SCOPE),
)
GAPS = Page("Gaps", On.GAP, ("Source", "File", "Place", "Reason", "Detail"), (Action.ACKNOWLEDGE,))
PAGES = (PEOPLE, FINDINGS, RECORDS, GAPS)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the target's id, its locked cells, and how it is decided now."""

    id: str
    cells: tuple[str | int, ...]
    decided: str = ""


def check_of(case: str, page: Page, target: str) -> str:
    """Eight characters that tie a row's id to its sheet and case: a copied row shows itself."""
    return hashlib.sha256(f"{case}\n{page.title}\n{target}".encode()).hexdigest()[:8]


def people(found: Found, applied: Applied) -> Iterator[Row]:
    """People, those with the most mentions first."""
    mentions = Counter(finding.person for finding in applied.findings)
    records: dict[str, set[str]] = {}
    states: dict[str, set[str]] = {}
    for finding in applied.findings:
        verdict = applied.verdict(finding)
        records.setdefault(finding.person, set()).add(finding.record)
        word = "" if not verdict.decided else Action.REDACT.value if verdict.hidden else Action.SHOW.value
        states.setdefault(finding.person, set()).add(word)
    for person in sorted(found.persons, key=lambda one: (-mentions[one.id], one.id)):
        if not mentions[person.id]:
            continue
        state = states[person.id]
        yield Row(
            person.id,
            (
                "; ".join(person.names),
                "; ".join(one.raw or one.value for one in person.identifiers),
                person.standing.value,
                "; ".join(person.evidence),
                mentions[person.id],
                len(records[person.id]),
            ),
            state.pop() if len(state) == 1 else "some",
        )


def findings(found: Found, applied: Applied) -> Iterator[Row]:
    """Passages in the order of the records, once where copies share them."""
    inside = {record.id: record for record in applied.included}
    seen: set[str] = set()
    for finding in applied.findings:
        record = inside.get(finding.record)
        if record is None or finding.id in seen or finding.field not in record.fields:
            continue
        seen.add(finding.id)
        _, text = typed(record.fields[finding.field])
        verdict = applied.verdict(finding)
        yield Row(
            finding.id,
            (
                record.id,
                _when(record),
                finding.field,
                text[max(0, finding.start - CONTEXT) : finding.start],
                text[finding.start : finding.end],
                text[finding.end : finding.end + CONTEXT],
                CATEGORIES.get(finding.category, finding.category),
                finding.person,
            ),
            "" if not verdict.decided else Action.REDACT.value if verdict.hidden else Action.SHOW.value,
        )


def records(found: Found, applied: Applied) -> Iterator[Row]:
    """Records that stand for themselves, candidates first: confirm, reject or withhold each."""
    undecided = set(applied.undecided_records)
    why: dict[str, set[str]] = {}
    for match in found.matches:
        why.setdefault(match.record, set()).add(f"{match.identifier.kind} in {match.field}")
    inside = {record.id for record in applied.included}
    roots = [kept for kept in found.kept if kept.bucket in (Bucket.ABOUT, Bucket.CANDIDATE)]
    ids = {kept.record.id for kept in roots}
    for kept in sorted(roots, key=lambda one: one.record.id not in undecided):
        record = kept.record
        if record.parent in ids and record.id not in undecided:
            continue
        state = "" if record.id in undecided else "in" if record.id in inside else "out"
        yield Row(
            record.id,
            (
                record.source, record.kind, _when(record), kept.bucket.value,
                "; ".join(sorted(why.get(record.id, ()))), _begins(record),
            ),
            state if kept.bucket is Bucket.CANDIDATE or state == "out" else "",
        )  # fmt: skip


def gaps(found: Found, applied: Applied) -> Iterator[Row]:
    """What could not be read."""
    for gap in found.gaps:
        place = f"{gap.locator.offset}+{gap.locator.length} {gap.locator.inner}".strip()
        words = GAP_REASONS.get(gap.reason, gap.reason)
        decided = Action.ACKNOWLEDGE.value if gap.id in applied.acknowledged else ""
        yield Row(gap.id, (gap.source, gap.locator.file, place, words, gap.detail), decided)


def rows_of(
    page: Page, found: Found, applied: Applied, covered: Collection[str] = frozenset()
) -> Sequence[Row]:
    """The rows of a page. Of the records `covered` no text is shown: they may be legal advice (HS-06)."""
    makers = {PEOPLE: people, FINDINGS: findings, RECORDS: records, GAPS: gaps}
    return [_cover(page, row, covered) for row in makers[page](found, applied)]


def _cover(page: Page, row: Row, covered: Collection[str]) -> Row:
    if page is FINDINGS and row.cells[0] in covered:
        return replace(row, cells=(*row.cells[:3], COVERED, COVERED, COVERED, *row.cells[6:]))
    if page is RECORDS and row.id in covered:
        return replace(row, cells=(*row.cells[:-1], COVERED))
    return row


def _when(record: Record) -> str:
    if record.when is None:
        return ""
    return record.when.utc.isoformat(" ", "minutes") if record.when.utc else record.when.original


def _begins(record: Record) -> str:
    texts = [f"{name}: {value}" for name, value in record.fields.items() if isinstance(value, str)]
    return " | ".join(texts)[:EXCERPT]
