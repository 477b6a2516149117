"""The tables of a snapshot: their columns, and values to rows and back.

Text that is not valid Unicode (lone surrogates) cannot stand in a database: it is stored as JSON
escapes under the type `escaped`, and comes back exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from dsar.case.found import Found, Kept
from dsar.model.findings import Finding, Person, Standing
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket, LedgerLine, Searched
from dsar.model.records import Gap, Locator, Mark, Match, Party, Record, Value, When, typed, untyped

VERSION = "2"

PLACE = (("file", "VARCHAR"), ("place", "BIGINT"), ("length", "BIGINT"), ("inner_path", "VARCHAR"))
IDENTIFIER = (("kind", "VARCHAR"), ("realm", "VARCHAR"), ("value", "VARCHAR"), ("raw", "VARCHAR"))

TABLES: dict[str, tuple[tuple[str, str], ...]] = {
    "meta": (("name", "VARCHAR"), ("value", "VARCHAR")),
    "identifiers": (*IDENTIFIER, ("origin", "VARCHAR")),
    "records": (
        ("n", "BIGINT"), ("id", "VARCHAR"), ("source", "VARCHAR"), ("kind", "VARCHAR"),
        ("standing", "VARCHAR"), ("copy_of", "VARCHAR"), *PLACE,
        ("when_utc", "VARCHAR"), ("when_original", "VARCHAR"), ("when_assumption", "VARCHAR"),
        ("parent", "VARCHAR"), ("digest", "VARCHAR"), ("categories", "VARCHAR"),
        ("provenance", "VARCHAR"), ("marks", "VARCHAR"),
    ),
    "fields": (
        ("record", "BIGINT"), ("n", "BIGINT"), ("name", "VARCHAR"), ("type", "VARCHAR"), ("text", "VARCHAR"),
    ),
    "parties": (
        ("record", "BIGINT"), ("n", "BIGINT"), ("role", "VARCHAR"), ("field", "VARCHAR"),
        ("name", "VARCHAR"), *IDENTIFIER,
    ),
    "matches": (
        ("record", "VARCHAR"), ("field", "VARCHAR"), ("start", "BIGINT"), ("stop", "BIGINT"),
        *IDENTIFIER, ("origin", "VARCHAR"),
    ),
    "gaps": (("id", "VARCHAR"), ("source", "VARCHAR"), *PLACE, ("reason", "VARCHAR"), ("detail", "VARCHAR")),
    "ledger": (
        ("source", "VARCHAR"), ("label", "VARCHAR"), ("unit", "VARCHAR"), ("files", "BIGINT"),
        ("bytes", "BIGINT"), ("accounted_bytes", "BIGINT"), ("pieces", "BIGINT"), ("about", "BIGINT"),
        ("candidate", "BIGINT"), ("duplicate", "BIGINT"), ("referred", "BIGINT"), ("not_about", "BIGINT"),
        ("unread", "BIGINT"), ("gaps", "BIGINT"),
    ),
    "suggestions": (*IDENTIFIER, ("records", "BIGINT"), ("evidence", "VARCHAR")),
    "persons": (("id", "VARCHAR"), ("standing", "VARCHAR"), ("names", "VARCHAR"), ("evidence", "VARCHAR")),
    "person_identifiers": (("person", "VARCHAR"), *IDENTIFIER),
    "findings": (
        ("id", "VARCHAR"), ("record", "VARCHAR"), ("field", "VARCHAR"), ("start", "BIGINT"),
        ("stop", "BIGINT"), ("category", "VARCHAR"), ("score", "DOUBLE"), ("detector", "VARCHAR"),
        ("person", "VARCHAR"),
    ),
    "processing": (("source", "VARCHAR"), ("purposes", "VARCHAR")),
    "files": (
        ("source", "VARCHAR"), ("file", "VARCHAR"), ("path", "VARCHAR"), ("bytes", "BIGINT"),
        ("modified", "BIGINT"), ("sha256", "VARCHAR"), ("extractor", "VARCHAR"),
    ),
    "analysed": (("digest", "VARCHAR"), ("spans", "VARCHAR")),
}  # fmt: skip

Row = tuple[object, ...]


def rows_of(found: Found) -> dict[str, list[Row]]:
    """Every table's rows, in the order of `TABLES`."""
    records = [kept.record for kept in found.kept]
    return {
        "meta": [
            ("schema", VERSION),
            ("detected", str(found.detected)),
            ("names_detected", str(found.names_detected)),
            ("deep", str(found.deep)),
            ("engine", found.engine),
        ],
        "identifiers": [(*_identifier(one), one.origin) for one in found.identifiers],
        "records": [_record_row(n, kept) for n, kept in enumerate(found.kept)],
        "fields": [row for n, record in enumerate(records) for row in _field_rows(n, record)],
        "parties": [row for n, record in enumerate(records) for row in _party_rows(n, record)],
        "matches": [
            (m.record, escape(m.field), m.start, m.end, *_identifier(m.identifier), m.identifier.origin)
            for m in found.matches
        ],
        "gaps": [(g.id, g.source, *_place(g.locator), g.reason, escape(g.detail)) for g in found.gaps],
        "ledger": [_ledger_row(line) for line in found.ledger],
        "suggestions": [
            (*_identifier(one.identifier), one.records, _list(one.evidence)) for one in found.suggestions
        ],
        "persons": [(p.id, p.standing.value, _list(p.names), _list(p.evidence)) for p in found.persons],
        "person_identifiers": [(p.id, *_identifier(one)) for p in found.persons for one in p.identifiers],
        "findings": [
            (f.id, f.record, escape(f.field), f.start, f.end, f.category, f.score, f.detector, f.person)
            for f in found.findings
        ],
        "processing": [(name, _list(purposes)) for name, purposes in found.processing.items()],
        "files": [
            (f.source, escape(f.file), escape(f.path), f.bytes, f.modified, f.sha256, f.extractor)
            for f in found.files
        ],
        "analysed": [*found.analysed.items()],
    }


def _record_row(n: int, kept: Kept) -> Row:
    record, when = kept.record, kept.record.when
    return (
        n, record.id, record.source, record.kind, kept.bucket.value, kept.copy_of,
        *_place(record.locator),
        when.utc.isoformat() if when and when.utc else "",
        escape(when.original) if when else None,
        when.assumption if when else "",
        record.parent, record.digest, _list(record.categories), record.provenance,
        json.dumps([[m.field, list(m.categories), m.provenance] for m in record.marks]),
    )  # fmt: skip


def _field_rows(n: int, record: Record) -> Iterable[Row]:
    for order, (name, value) in enumerate(record.fields.items()):
        tag, text = typed(value)
        if not is_storable(text):
            tag, text = "escaped", json.dumps(text)
        yield n, order, escape(name), tag, text


def _party_rows(n: int, record: Record) -> Iterable[Row]:
    nobody: Row = (None, None, None, None)
    for order, party in enumerate(record.parties):
        known: Sequence[Row] = [_identifier(one) for one in party.identifiers] or [nobody]
        for one in known:
            yield (n, order, party.role, escape(party.field), escape(party.name), *one)


def _ledger_row(line: LedgerLine) -> Row:
    return tuple(getattr(line, name) for name, _ in TABLES["ledger"])


def _place(locator: Locator) -> Row:
    return escape(locator.file), locator.offset, locator.length, escape(locator.inner)


def _identifier(one: Identifier) -> Row:
    return one.kind, one.realm, escape(one.value), escape(one.raw)


def _list(texts: Iterable[str]) -> str:
    return json.dumps(list(texts))


def is_storable(text: str) -> bool:
    """Whether text is valid Unicode, without lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def escape(text: str) -> str:
    """Text as it can be stored: lone surrogates as `\\udXXX`, all else as it is."""
    return text if is_storable(text) else text.encode("utf-8", "backslashreplace").decode()


# Rows back to values.


def record_of(row: Row, fields: dict[str, Value], parties: tuple[Party, ...]) -> Kept:
    """A kept record from its row (in the order of `TABLES`), fields and parties."""
    (_, key, source, kind, standing, copy_of, *rest) = row
    file, offset, length, inner, utc, original, assumption, parent, digest, categories, provenance, marks = (
        rest
    )
    when = None
    if original is not None:
        moment = datetime.fromisoformat(str(utc)) if utc else None
        when = When(moment, str(original), str(assumption))
    record = Record(
        id=str(key),
        source=str(source),
        kind=str(kind),
        locator=locator_of((file, offset, length, inner)),
        fields=fields,
        when=when,
        parties=parties,
        parent=str(parent),
        digest=str(digest),
        categories=tuple(json.loads(str(categories))),
        provenance=str(provenance),
        marks=tuple(Mark(name, tuple(marked), given) for name, marked, given in json.loads(str(marks))),
    )
    return Kept(record, Bucket(str(standing)), str(copy_of))


def value_of(tag: object, text: object) -> Value:
    """A field's value from its stored type and text."""
    return str(json.loads(str(text))) if tag == "escaped" else untyped(str(tag), str(text))


def locator_of(row: Row) -> Locator:
    """A place from its four columns."""
    file, offset, length, inner = row
    return Locator(str(file), int(str(offset)), int(str(length)), str(inner))


def identifier_of(row: Row, origin: str = "record") -> Identifier:
    """An identifier from its four columns; it was cleaned before it was stored."""
    kind, realm, value, raw = (str(one) for one in row)
    return Identifier(kind, value, realm, raw, origin)


def gap_of(row: Row) -> Gap:
    """A gap from its row."""
    return Gap(str(row[1]), locator_of(row[2:6]), str(row[6]), str(row[7]))


def match_of(row: Row) -> Match:
    """A match from its row."""
    start, end = int(str(row[2])), int(str(row[3]))
    return Match(str(row[0]), str(row[1]), start, end, identifier_of(row[4:8], str(row[8])))


def ledger_of(row: Row) -> LedgerLine:
    """A ledger line from its row."""
    names = [name for name, _ in TABLES["ledger"]]
    text = {name: str(row[n]) for n, name in enumerate(names[:3])}
    counts = {name: int(str(row[n])) for n, name in enumerate(names) if n >= 3}
    return LedgerLine(**text, **counts)  # type: ignore[arg-type]


def searched_of(row: Row) -> Searched:
    """A file that was searched from its row."""
    source, file, path, size, modified, sha256, extractor = row
    return Searched(
        str(source), str(file), str(path), int(str(size)), int(str(modified)), str(sha256), str(extractor)
    )


def person_of(row: Row, identifiers: tuple[Identifier, ...]) -> Person:
    """A person from their row and identifiers."""
    names, evidence = (tuple(json.loads(str(text))) for text in row[2:4])
    return Person(str(row[0]), names, identifiers, Standing(str(row[1])), evidence)


def finding_of(row: Row) -> Finding:
    """A finding from its row."""
    key, record, field, start, end, category, score, detector, person = row
    return Finding(
        str(key), str(record), str(field), int(str(start)), int(str(end)),
        str(category), float(str(score)), str(detector), str(person),
    )  # fmt: skip
