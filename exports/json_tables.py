"""Every record as JSON, exactly: one file a source, one line a record, and the schema of both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path

from dsar.model.records import Value
from dsar.model.release import Release, Released
from dsar.plugins import Exporter

from .layout import file_stems, plain, put, utc_text
from .words import grounds_in_words

SCHEMA = "dsar.records/1"
SCHEMA_FILE = "record.schema.json"
SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 7493 section 2.2)."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonTables(Exporter):
    """JSON (RFC 8259) in UTF-8: `data/<source>.json`, `data/all-records.jsonl` and `schema/`.

    Values are exact. Numbers that a reader might round are strings: decimals, and integers beyond
    53 bits (RFC 7493). Moments are ISO 8601.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write one file a source, all records line by line, and the schema they follow."""
        stems = file_stems(record.source for record in release.records)
        for source, records in release.by_source().items():
            document = {
                "schema": SCHEMA,
                "case": release.case,
                "source": source,
                "label": records[0].label,
                "records": [entry(release, record) for record in records],
            }
            yield put(folder, f"data/{stems[source]}.json", encoded(document, indent=2))
        lines = b"".join(encoded(entry(release, record)) for record in release.records)
        yield put(folder, "data/all-records.jsonl", lines)
        schema = resources.files(__package__).joinpath(SCHEMA_FILE).read_text("utf-8")
        yield put(folder, f"schema/{SCHEMA_FILE}", schema.encode())


def entry(release: Release, record: Released) -> dict[str, object]:
    """One record as the schema's `record`. It names its case, so that no line is ever homeless."""
    return {
        "case": release.case,
        "id": record.id,
        "source": record.source,
        "kind": record.kind,
        "title": record.title,
        "when": utc_text(record.when) or None,
        "when_original": record.when_original,
        "categories": list(record.categories),
        "provenance": record.provenance,
        "purposes": list(record.purposes),
        "parent": record.parent or None,
        "hidden": grounds_in_words(record.hidden.items(), release.notice.request.regime),
        "fields": {name: _exact(value) for name, value in record.fields.items()},
    }


def _exact(value: Value) -> str | int | bool:
    if isinstance(value, Decimal | datetime):
        return plain(value)
    if isinstance(value, int) and abs(value) > SAFE_INTEGER:
        return plain(value)
    return value


def encoded(document: object, indent: int | None = None) -> bytes:
    r"""UTF-8 JSON and a line end. A lone surrogate is written as its escape, which reads back as it."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent)
    return (_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n").encode()
