"""The release: included records with everything hidden gone from them, ready for any exporter.

What is hidden anywhere is hidden everywhere: the text of each hidden passage and each identifier of
a hidden person is hunted in every other field, name of a field, title, ground and name of a source,
and replaced as well, unless it is the subject's own or a decision shows it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from dsar.answer.apply import Applied
from dsar.answer.authors import written_by_others
from dsar.answer.hidden import Hidden, Secrets, kind_of, label
from dsar.model.findings import Finding
from dsar.model.identifiers import Identifier
from dsar.model.ledger import LedgerLine
from dsar.model.records import Record, Value, typed
from dsar.model.release import Released
from dsar.reading.hunt import Hunt, huntable

Hiding = tuple[int, int, str, str]
"""Start, end, the label put there, and the ground."""

Place = tuple[str, str]
"""What a source is called in the answer: its key, which names its files, and the words for it."""

ELSEWHERE = "hidden elsewhere"
"""The ground of a passage that is hidden because the same text is hidden in another place."""


class Redactor:
    """Applies verdicts and secrets to records; `figures` counts what it hides."""

    def __init__(self, applied: Applied, secrets: Secrets, numbered: Mapping[str, int]) -> None:
        self.applied = applied
        self.numbered = numbered
        self.figures = Hidden()
        self._marks = list(secrets.labels.values())
        self._hunt = Hunt(secrets.labels)
        self._allowed = Hunt(sorted(text for text in secrets.allowed if huntable(text)))
        self._findings: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
        self._shown: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in applied.findings:
            place = self._findings if applied.verdict(finding).hidden else self._shown
            place[finding.record, finding.field].append(finding)

    def fields(self, record: Record) -> tuple[dict[str, Value], Counter[str]]:
        """A record's fields with everything hidden replaced, and how often by ground.

        Names of fields that become alike are numbered: nothing is lost.
        """
        used: list[Hiding] = []
        out: dict[str, Value] = {}
        for name, value in record.fields.items():
            shown, hidden = replace_spans(name, self._settled(name, self._seen(name, []), []))
            used += hidden
            out[_free(shown, out)] = self._value(record, name, value, used)
        grounds = Counter(ground for _, _, _, ground in used)
        if used:
            self.figures.records += 1
            self.figures.passages += len(used)
            self.figures.grounds += grounds
            self.figures.kinds.update(kind_of(mark) for _, _, mark, _ in used)
        return out, grounds

    def _value(self, record: Record, name: str, value: Value, used: list[Hiding]) -> Value:
        _, text = typed(value)
        spans: list[Hiding] = [
            (one.start, one.end, label(one.category, one.person, self.numbered), self._ground(one))
            for one in self._findings.get((record.id, name), [])
        ]
        shown = [(one.start, one.end) for one in self._shown.get((record.id, name), [])]
        taken = [*shown, *((start, end) for start, end, _, _ in spans)]
        spans += self._seen(text, taken)
        if not spans:
            return value
        replaced, hidden = replace_spans(text, self._settled(text, spans, shown))
        used += hidden
        return replaced if isinstance(value, str) else hidden[0][2]

    def _settled(self, text: str, spans: list[Hiding], shown: Sequence[tuple[int, int]]) -> list[Hiding]:
        """The spans, and those of values that stand by themselves once a label stands beside them."""
        _, used = replace_spans(text, spans)
        if not used:
            return spans
        more: list[Hiding] = []
        at = 0
        for start, end, _, _ in (*used, (len(text), len(text), "", "")):
            free = [(first - at, last - at) for first, last in shown]
            seen = self._seen(text[at:start], free)
            more += [(at + one[0], at + one[1], one[2], one[3]) for one in seen]
            at = end
        return self._settled(text, [*spans, *more], shown) if more else spans

    def _ground(self, finding: Finding) -> str:
        verdict = self.applied.verdict(finding)
        return self.text(verdict.ground) or ("other people" if verdict.decided else "undecided")

    def text(self, text: str) -> str:
        """Any other text that goes into the answer, with hidden values replaced."""
        return replace_spans(text, self._settled(text, self._seen(text, []), []))[0]

    def gives_away(self, name: str) -> bool:
        """Whether a name of a file or source holds a hidden value, its words joined by any sign."""
        views = (name, name.rpartition(".")[0], re.sub(r"[\W_]+", " ", name))
        return any(self._seen(view, []) for view in views)

    def _seen(self, text: str, taken: Sequence[tuple[int, int]]) -> list[Hiding]:
        """Hidden values in a text, but for those within `taken` or within a text that may stand."""
        seen = list(self._hunt.seen(text))
        if not seen:
            return []
        free = [*taken, *((one.start, one.end) for one in self._allowed.seen(text))]
        return [
            (one.start, one.end, self._marks[one.value], ELSEWHERE)
            for one in seen
            if not any(start <= one.start and one.end <= end for start, end in free)
        ]


def _free(name: str, taken: Mapping[str, Value]) -> str:
    place, n = name, 2
    while place in taken:
        place, n = f"{name} ({n})", n + 1
    return place


def replace_spans(text: str, spans: Sequence[Hiding]) -> tuple[str, list[Hiding]]:
    """Replace spans (start, end, label, ground) by their labels; overlapping ones become one.

    Label and ground of an overlap are those of its longest span. Returns the text and what was
    replaced, in order.
    """
    out: list[str] = []
    used: list[Hiding] = []
    at = 0
    for group in _overlaps(spans):
        start, end = min(one[0] for one in group), max(one[1] for one in group)
        widest = max(group, key=lambda one: one[1] - one[0])
        out += [text[at:start], widest[2]]
        used.append((start, end, widest[2], widest[3]))
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


def places_of(ledger: Iterable[LedgerLine], redactor: Redactor) -> dict[str, Place]:
    """What each source is called in the answer: its own name, unless that gives somebody away."""
    places = {}
    for n, line in enumerate(ledger, start=1):
        words = line.label or line.source
        places[line.source] = (
            f"source-{n}" if redactor.gives_away(line.source) else line.source,
            f"Source {n}" if redactor.gives_away(words) else words,
        )
    return places


TITLES = {"mail": "subject", "ticket": "subject", "attachment": "name", "picture": "name"}
WORDS = {
    "mail": "E-mail", "attachment": "Attachment", "picture": "Picture", "ticket": "Support ticket",
    "billing": "Billing record", "log": "Log entry", "marketing": "Marketing preference", "form": "Form",
    "text": "Document", "record": "Record", "chat": "Chat message",
}  # fmt: skip
"""What a kind of record is called in the answer."""

WORDS_IN_IT = "ocr.text"
"""The field of what was made out in a picture."""

_NEVER = {"attachment": ("sha256",), "picture": ("metadata",)}
"""Fields that describe unredacted content, or tell where and by whom a picture was made: they never leave."""


def released(
    records: Sequence[Record],
    redactor: Redactor,
    places: Mapping[str, Place],
    purposes: Mapping[str, tuple[str, ...]],
    subject: Collection[Identifier] = (),
    pictures: Mapping[str, tuple[tuple[bytes, str], ...]] | None = None,
) -> tuple[Released, ...]:
    """The records of an answer, oldest first, numbered for this answer alone.

    `places` are what sources are called (`places_of`), `purposes` the register's ids per record id,
    `subject` the identifiers by which the requester is known as an author. `pictures` are those that
    may leave, by record id; one in whose words something is hidden stays.
    """
    ordered = sorted(records, key=lambda one: one.when.utc.isoformat() if one.when and one.when.utc else "~")
    ids = {record.id: f"R{n:04}" for n, record in enumerate(ordered, start=1)}
    by_id = {record.id: record for record in ordered}
    done = []
    for record in ordered:
        kept = {
            name: value for name, value in record.fields.items() if name not in _NEVER.get(record.kind, ())
        }
        fields, grounds = redactor.fields(replace(record, fields=kept))
        called = dict(zip(kept, fields, strict=True))
        others = written_by_others(record, subject, by_id)
        title = fields.get(TITLES.get(record.kind, ""), "")
        source, words = places.get(record.source, (record.source, record.source))
        done.append(
            Released(
                id=ids[record.id],
                source=source,
                label=words,
                kind=record.kind,
                title=str(title) or WORDS.get(record.kind, "Record"),
                when=record.when.utc if record.when else None,
                when_original=redactor.text(record.when.original) if record.when else "",
                fields=fields,
                categories=categories_of(record),
                provenance=record.provenance,
                purposes=purposes.get(record.id, ()),
                parent=ids.get(record.parent, ""),
                hidden=dict(grounds),
                marks=tuple(
                    replace(one, field=called[one.field]) for one in record.marks if one.field in called
                ),
                by_others=frozenset(called[name] for name in others if name in called),
                pictures=() if _words_hidden(record, fields) else (pictures or {}).get(record.id, ()),
            )
        )
    return tuple(done)


def _words_hidden(record: Record, shown: Mapping[str, Value]) -> bool:
    """Whether something was hidden in the words of a picture: whoever sees it would read them."""
    return WORDS_IN_IT in record.fields and shown.get(WORDS_IN_IT) != record.fields[WORDS_IN_IT]


def categories_of(record: Record) -> tuple[str, ...]:
    """A record's categories, those of single fields included."""
    marked = (category for mark in record.marks for category in mark.categories)
    return tuple(dict.fromkeys((*record.categories, *marked)))
