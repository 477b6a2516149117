"""What programs need to read the tables: a schema a source, and a description of every CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from dsar.model.records import Value
from dsar.model.release import Release, Released
from dsar.plugins import Exporter

from .about import tables
from .csv_tables import OWN, rows_of
from .json_tables import SAFE_INTEGER, SCHEMA, encoded
from .layout import file_stems, put
from .words import field_in_words, field_meaning

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Schemas(Exporter):
    """`schema/<source>.schema.json` (JSON Schema 2020-12) and `datapackage.json` (Data Package)."""

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write one schema a source, and the descriptor of all CSV files."""
        stems = file_stems(record.source for record in release.records)
        resources = []
        for source, records in release.by_source().items():
            stem = stems[source]
            yield put(folder, f"schema/{stem}.schema.json", encoded(schema(source, records), indent=2))
            header, _ = rows_of(records)
            resources.append(_resource(f"data-{stem}", f"data/{stem}.csv", header, records[0].label))
        for name, columns, _ in tables(release):
            resources.append(_resource(f"about-{name}", f"about/{name}.csv", columns, ""))
        package = {
            "name": "your-data",
            "title": f"Answer to request {release.case}",
            "created": f"{release.prepared.isoformat()}T00:00:00Z",
            "profile": "tabular-data-package",
            "resources": resources,
        }
        yield put(folder, "datapackage.json", encoded(package, indent=2))


def schema(source: str, records: Sequence[Released]) -> dict[str, object]:
    """The schema of `data/<source>.json`: the fields that occur in it, and what each holds."""
    kinds: dict[str, set[str]] = {}
    for record in records:
        for name, value in record.fields.items():
            kinds.setdefault(name, set()).add(_type(value))
    fields = {
        name: {"title": field_in_words(name), "description": field_meaning(name), "type": _types(held)}
        for name, held in kinds.items()
    }
    return {
        "$schema": DIALECT,
        "title": f"Records of {records[0].label}",
        "type": "object",
        "required": ["schema", "case", "source", "label", "records"],
        "properties": {
            "schema": {"const": SCHEMA},
            "source": {"const": source},
            "records": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "kind", "fields"],
                    "properties": {
                        "fields": {
                            "type": "object",
                            "properties": fields,
                            "additionalProperties": False,
                        }
                    },
                },
            },
        },
    }


def _type(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if abs(value) <= SAFE_INTEGER else "string"
    assert isinstance(value, str | Decimal | datetime)
    return "string"


def _types(held: set[str]) -> str | list[str]:
    return sorted(held) if len(held) > 1 else next(iter(held))


def _resource(name: str, path: str, header: Sequence[str], title: str) -> dict[str, object]:
    fields = []
    for column in header:
        described = {"name": column, "type": "string"}
        if path.startswith("data/") and column not in OWN:
            described["description"] = field_meaning(column.removeprefix("field."))
        fields.append(described)
    resource: dict[str, object] = {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"},
        "schema": {"fields": fields},
    }
    return {**resource, "title": title} if title else resource
