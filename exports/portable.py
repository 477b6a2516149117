"""The part that a person may take to another provider (Article 20), and why the rest is not in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dsar.model.release import Release, Released
from dsar.plugins import Exporter

from .cells import table
from .csv_tables import rows_of
from .json_tables import encoded, entry
from .layout import file_stems, put
from .portable_rules import Verdict, portable

HEAD = ("record", "place", "portable", "fields", "which", "purpose and basis, or why not")


class Portable(Exporter):
    """`data/portable.jsonl`, `portable/<source>.json` and `.csv`, and `about/portable.csv`.

    They hold exactly the records and fields that qualify; each line says which purpose made it so.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write the three forms and the table of reasons."""
        judged = list(verdicts(release))
        kept = [(_part(record, verdict), verdict) for record, verdict in judged if verdict.fields]
        lines = b"".join(encoded(_line(release, record, verdict)) for record, verdict in kept)
        yield put(folder, "data/portable.jsonl", lines)
        stems = file_stems(record.source for record in release.records)
        groups: dict[str, list[tuple[Released, Verdict]]] = {}
        for record, verdict in kept:
            groups.setdefault(record.source, []).append((record, verdict))
        for source, members in groups.items():
            document = [_line(release, record, verdict) for record, verdict in members]
            yield put(folder, f"portable/{stems[source]}.json", encoded(document, indent=2))
            records = [record for record, _ in members]
            yield put(folder, f"portable/{stems[source]}.csv", table(*rows_of(records)))
        rows = [row for record, verdict in judged for row in _rows(record, verdict)]
        yield put(folder, "about/portable.csv", table(HEAD, rows))


def verdicts(release: Release) -> Iterator[tuple[Released, Verdict]]:
    """Every record with what of it is portable."""
    party = release.notice.request.contract_party
    for record in release.records:
        yield record, portable(record, release.notice.register, contract_party=party)


def _part(record: Released, verdict: Verdict) -> Released:
    """A record with the fields that qualify alone; its title too, if it is one of them."""
    fields = {name: record.fields[name] for name in verdict.fields}
    own = record.title in map(str, fields.values()) or record.title not in map(str, record.fields.values())
    return replace(record, fields=fields, title=record.title if own else "")


def _line(release: Release, record: Released, verdict: Verdict) -> dict[str, object]:
    return {
        **entry(release, record),
        "portable": {purpose: list(bases) for purpose, bases in verdict.purposes.items()},
    }


def _rows(record: Released, verdict: Verdict) -> Iterator[tuple[str, ...]]:
    place = (record.id, record.label)
    if verdict.fields:
        why = "; ".join(f"{purpose}: {', '.join(bases)}" for purpose, bases in verdict.purposes.items())
        yield (*place, "yes", str(len(verdict.fields)), _names(verdict.fields), why)
    for reason, names in verdict.reasons.items():
        yield (*place, "no", str(len(names)), _names(names), reason)


def _names(names: tuple[str, ...]) -> str:
    return json.dumps(list(names), ensure_ascii=False)
