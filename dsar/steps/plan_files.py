"""The files of a plan: for the case, for owners of sources, for recipients, and for restored backups."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from dsar.case.case import Case
from dsar.case.files import PRIVATE_FILE, sync_folder
from dsar.errors import UsageError
from dsar.law.plans import Step
from dsar.model.records import Locator
from dsar.model.sources import Source
from dsar.steps.plan import NOTIFIED, Plan, Planned, Told

PLACE = ("source", "file", "offset", "length", "inside")
VERBS = {
    "rectify": "correct", "erase": "erase", "restrict": "restrict", "port": "hand over",
    "object": "stop using", "withdraw": "stop using",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_plan(case: Case, plan: Plan, out: Path, sources: Sequence[Source] = ()) -> tuple[Path, ...]:
    """Write a plan into the new folder `out` and say so in the journal; returns its files.

    Nothing that a record holds is written: places, digests and answers. Raises `UsageError` where
    `out` exists; then nothing is written.
    """
    if out.exists() or out.is_symlink():
        raise UsageError(f"{out.name} exists already; nothing was written", hint="give --out a new folder")
    texts = files_of(plan, {one.name: one for one in sources})
    parent = out.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=parent))
    try:
        for name, text in texts.items():
            path = folder / name
            path.write_bytes(text.encode("utf-8"))
            path.chmod(PRIVATE_FILE)
        folder.rename(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sync_folder(parent)
    case.planned(
        {
            "right": plan.right,
            "made": plan.made.isoformat(),
            "sha256": sha256(texts["plan.json"].encode("utf-8")).hexdigest(),
            "steps": {str(step): plan.count(step) for step in Step},
        }
    )
    return tuple(out / name for name in texts)


def files_of(plan: Plan, sources: Mapping[str, Source]) -> dict[str, str]:
    """The text of every file of a plan, by name. The same plan gives the same text."""
    texts = {"plan.json": json.dumps(document(plan), indent=2, ensure_ascii=True) + "\n"}
    texts["plan.csv"] = _table(
        ("record", *PLACE, "kind", "purpose", "basis", "step", "provision", "why", "whole", "kept"),
        (
            (one.record, one.source, *_place(one.locator), one.kind, line.purpose, line.basis,
             line.step, line.provision, line.why, one.step, one.kept.keep)
            for one in plan.records
            for line in one.lines
        ),
    )  # fmt: skip
    for n, (source, listed) in enumerate(sorted(plan.tasks.items()), start=1):
        texts[f"tasks-{n:02}-{_safe(source)}.csv"] = _tasks(plan, source, listed, sources)
    if plan.notices:
        texts["article-19.txt"] = "\n\n".join(_notice(plan, told) for told in plan.notices) + "\n"
    if plan.right in NOTIFIED:
        texts["replay.csv"] = _replay(plan)
    return texts


def document(plan: Plan) -> dict[str, object]:
    """A plan as JSON holds it."""
    return {
        "case": plan.case,
        "right": plan.right,
        "made": plan.made.isoformat(),
        "dry_run": True,
        "counts": {str(step): plan.count(step) for step in Step},
        "undecided_candidates": plan.undecided,
        "records": [_record(one) for one in plan.records],
        "notices": [
            {"recipient": one.recipient.name, "country": one.recipient.country,
             "categories": list(one.categories), "records": one.records}
            for one in plan.notices
        ],
        "recipients_not_named": list(plan.unnamed),
        "referred": [{"source": source, "records": count} for source, count in plan.referred],
    }  # fmt: skip


def _record(one: Planned) -> dict[str, object]:
    place = dict(zip(PLACE[1:], _place(one.locator), strict=True))
    return {
        "id": one.record,
        "digest": one.digest,
        "source": one.source,
        "kind": one.kind,
        "locator": place,
        "categories": list(one.categories),
        "step": str(one.step),
        "kept": {
            "verdict": str(one.kept.keep),
            "until": one.kept.until.isoformat() if one.kept.until else None,
            "words": one.kept.words,
        },
        "lines": [
            {"purpose": line.purpose, "basis": line.basis, "step": str(line.step),
             "provision": line.provision, "why": line.why}
            for line in one.lines
        ],
    }  # fmt: skip


def _place(locator: Locator) -> tuple[str, int, int, str]:
    return locator.file, locator.offset, locator.length, locator.inner


def _tasks(plan: Plan, source: str, listed: Iterable[Planned], sources: Mapping[str, Source]) -> str:
    """What the owner of a source is asked to do or to answer; `done` and `by` are for them to fill in."""
    owner = sources[source].owner if source in sources else ""
    rows = (
        (owner, one.record, one.source, *_place(one.locator),
         VERBS[plan.right] if one.step is Step.DO else "answer first",
         "; ".join(dict.fromkeys(f"{line.purpose or 'no purpose'}: {line.why} ({line.provision})"
                                 for line in one.lines if line.step is one.step)), "", "")
        for one in listed
    )  # fmt: skip
    return _table(("owner", "record", *PLACE, "do", "why", "done", "by"), rows)


def _replay(plan: Plan) -> str:
    """What has to be done again wherever a backup from before is restored."""
    rows = (
        (plan.case, plan.right, plan.made, one.record, one.source, *_place(one.locator), one.digest)
        for one in plan.records
        if one.step is Step.DO
    )
    return _table(("case", "right", "planned", "record", *PLACE, "digest"), rows)


def _notice(plan: Plan, told: Told) -> str:
    """A draft: it is sent once the thing is done, and names nobody."""
    verb = {"rectify": "corrected", "erase": "erased", "restrict": "restricted"}[plan.right]
    where = f" ({told.recipient.country})" if told.recipient.country else ""
    return (
        f"DRAFT, to be sent once it is done\nTo: {told.recipient.name}{where}\nReference: {plan.case}\n"
        f"We have {verb} personal data of one person that you may have received from us "
        f"({', '.join(told.categories) or 'any category'}). Under Article 19 of the UK GDPR we tell you, so "
        "that you do the same; please confirm it. Who the person is follows separately."
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in CSV that no spreadsheet takes for formulas (FM-09)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    shown = str(value)
    return f"'{shown}" if isinstance(value, str) and shown.startswith(_FORMULA) else shown


def _safe(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "source"
