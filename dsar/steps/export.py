"""export: a case into an answer that can be sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dsar.answer import gate
from dsar.answer.apply import Applied, apply
from dsar.answer.build import Built, build
from dsar.answer.hidden import Secrets, numbers, secrets_of
from dsar.answer.manifest import MANIFEST
from dsar.answer.near import groups
from dsar.answer.notice import notice_of, purposes_of
from dsar.answer.release import Redactor, places_of, released
from dsar.answer.stops import quiet
from dsar.case import pictures
from dsar.case.case import Case
from dsar.case.files import private_folder, put_in_place
from dsar.case.found import Found
from dsar.case.state import State
from dsar.errors import NeedsDecision, UsageError
from dsar.law.access_items import missing_items
from dsar.law.grounds import NEUTRAL
from dsar.model.progress import OnProgress, silent
from dsar.model.register import Register
from dsar.model.release import Release, Withheld

Pages = tuple[tuple[bytes, str], ...]
"""The pages of a picture, each with the ending of its name."""

ANSWERED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "access": ("access", ()),
    "port": ("portability", ("portable",)),
}
"""Letter and forms of the bundle, by the right that is answered: Article 20 has nothing of Article 15."""

FILE_NOTE = "file-note.json"
SENT = "sent"
"""The folder of a case that keeps what was said to the requester: letters and manifests."""

NAMES_NOT_DETECTED = (
    "NAMES IN FREE TEXT WERE NOT DETECTED BY A MODEL: only names known from elsewhere were looked for"
)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written and what was waived for it."""

    built: Built
    release: Release
    waived: tuple[str, ...]


def export(
    case: Case,
    out: Path,
    register: Register,
    *,
    waive: Collection[str] = (),
    reason: str = "",
    prepared: date | None = None,
    lock: str = "",
    recipient: tuple[str, str] | None = None,
    more: Sequence[str] = (),
    on_progress: OnProgress = silent,
) -> ExportReport:
    """Write the answer of a case to `out`, if nothing blocks it.

    The same inputs, decisions, case and `prepared` date give the same bytes, but for what is locked:
    `lock` is `html` or `zip`, and then `recipient` is the reference and the name as somebody typed
    them from the envelope. `more` are exporters that write only when named. Raises `NeedsDecision`
    with everything that blocks, `LeakFound`, or `UsageError` where `out` exists; then nothing is
    written.
    """
    state = case.state()
    _refuse(state, waive, lock, recipient)
    found = case.found(state) if state.snapshot else None
    if found is None:
        gate.check(gate.blockers(state, None, None, ()), waive, reason)
        raise UsageError("nothing was searched yet")
    applied = apply(found, state.decisions)
    shown = pictures_of(case, applied)
    release, secrets, missing = prepare(state, found, applied, register, prepared or date.today(), shown)
    lacks = missing if state.request.right == "access" else ()
    waived = gate.check(gate.blockers(state, found, applied, lacks, register.lawyers), waive, reason)
    hidden, allowed = tuple(secrets.labels), tuple(secrets.allowed)
    letter, forms = ANSWERED[state.request.right]
    built = build(
        release,
        out,
        hidden=hidden,
        allowed=allowed,
        letter=letter,
        forms=forms,
        more=more,
        lock=lock,
        on_progress=on_progress,
    )
    _journalled(case, release, built, waived, reason, lock)
    _keep_sent(case, built)
    stands = [secrets.labels[hidden[n]] for n in built.leak_test.excluded]
    _write_file_note(case, release, built, found, waived, reason, stands)
    return ExportReport(built, release, waived)


def _refuse(state: State, waive: Collection[str], lock: str, recipient: tuple[str, str] | None) -> None:
    """Raise where an export cannot be what was asked for, whatever was found."""
    unknown = sorted(set(waive) - set(gate.WAIVERS))
    if unknown:
        raise UsageError(f"{unknown[0]!r} cannot be waived", hint="only " + ", ".join(gate.WAIVERS))
    if lock:
        check_recipient(state, recipient)
    if state.request.right not in ANSWERED:
        raise UsageError(
            f"a request to {state.request.right} is not answered with a copy of the data",
            hint=f"dsar plan {state.request.right} lists what it means",
        )


def _journalled(
    case: Case, release: Release, built: Built, waived: Iterable[str], reason: str, lock: str
) -> None:
    """The export in the journal: what was written, waived and why, and that somebody checked for whom."""
    body: dict[str, object] = {
        "prepared": release.prepared.isoformat(),
        "manifest_sha256": built.manifest_sha256,
        "waived": list(waived),
        "reason": reason,
        "counts": _counts(release, built),
    }
    if lock:
        body |= {"locked": lock, "recipient_checked": True}
    case.exported(body)


def _keep_sent(case: Case, built: Built) -> None:
    """The letter and the manifest of an answer, kept in its case: what a purge leaves."""
    folder = private_folder(private_folder(case.folder / SENT) / built.manifest_sha256[:16])
    for path in (built.letter, built.bundle / MANIFEST):
        unfinished = folder / f"{path.name}.part"
        unfinished.write_bytes(path.read_bytes())
        put_in_place(unfinished, folder / path.name)


def check_recipient(state: State, typed: tuple[str, str] | None) -> None:
    """Raise `NeedsDecision` unless reference and name were typed as the request has them.

    An answer in the wrong hands is the commonest breach; whoever seals it has looked twice.
    """
    ref, name = (" ".join(one.split()).casefold() for one in typed or ("", ""))
    wanted = state.request.ref.casefold(), " ".join(state.request.name.split()).casefold()
    if not ref or (ref, name) != wanted:
        raise NeedsDecision(
            "the recipient check was not passed: nothing was sealed",
            ["type the reference and the name of whoever it goes to (--to-ref, --to-name)"],
        )


def pictures_of(case: Case, applied: Applied) -> dict[str, Pages]:
    """The pictures that somebody looked at and lets go, by record id: those pages and no others."""
    out: dict[str, Pages] = {}
    for record in applied.included:
        looked_at = set(applied.pictures.get(record.id, ()))
        pages = [one for one in pictures.kept(case.folder, record.digest) if one.sha256 in looked_at]
        read = [(pictures.content_of(one), one.path.suffix[1:]) for one in pages]
        if read and all(content for content, _ in read):
            out[record.id] = tuple(read)
    return out


def prepare(
    state: State,
    found: Found,
    applied: Applied,
    register: Register,
    prepared: date,
    shown: Mapping[str, Pages] | None = None,
) -> tuple[Release, Secrets, tuple[str, ...]]:
    """The release a case would give now, what must not leave with it, and what the letter lacks.

    This is the exporter's own path: a preview shows exactly this.
    """
    numbered = numbers(state.minted)
    secrets = secrets_of(found, applied, register, numbered, state.request)
    redactor = Redactor(applied, secrets, numbered)
    purposes = {record.id: purposes_of(record, found, register) for record in applied.included}
    places = places_of(found.ledger, redactor)
    records = released(applied.included, redactor, places, purposes, found.identifiers, shown)
    notice = notice_of(
        state, found, applied, register, prepared=prepared, hidden=redactor.figures, places=places
    )
    release = Release(
        case=state.request.ref,
        language=state.request.language,
        prepared=prepared,
        records=records,
        withheld=_withheld(found, applied, redactor, quiet(state)),
        notice=notice,
        ledger=tuple(
            replace(line, source=places[line.source][0], label=places[line.source][1])
            for line in found.ledger
        ),
    )
    return release, secrets, tuple(missing_items(notice))


def _withheld(
    found: Found, applied: Applied, redactor: Redactor, hushed: Collection[tuple[str, str]]
) -> tuple[Withheld, ...]:
    kinds = {kept.record.id: kept.record.kind for kept in found.kept}
    digests = {kept.record.id: kept.record.digest for kept in found.kept}
    counts: dict[tuple[str, str], int] = {}
    for record, ground in applied.withheld.items():
        shown = NEUTRAL if (ground, digests[record]) in hushed else ground
        key = redactor.text(shown), kinds[record]
        counts[key] = counts.get(key, 0) + 1
    return tuple(Withheld(ground, kind, count) for (ground, kind), count in sorted(counts.items()))


def _counts(release: Release, built: Built) -> dict[str, int]:
    return {
        "records": len(release.records),
        "withheld": sum(one.count for one in release.withheld),
        "hidden_passages": release.notice.hidden_passages,
        "leak_values": built.leak_test.values,
        "leak_files": built.leak_test.files,
    }


def _near(found: Found) -> dict[str, int]:
    """How many records say nearly the same as another, in how many groups; all of them are in the case."""
    made = groups(found)
    return {"groups": len(made), "records": sum(len(one.records) for one in made)}


def _write_file_note(
    case: Case,
    release: Release,
    built: Built,
    found: Found,
    waived: Iterable[str],
    reason: str,
    stands: Iterable[str],
) -> None:
    """What stays in the case about an export: waivers, figures, states; names nobody.

    `stands` are labels of hidden values that were not hunted, because templates say them, the
    subject owns them or a decision shows them elsewhere.
    """
    note = {
        "case": release.case,
        "prepared": release.prepared.isoformat(),
        "manifest_sha256": built.manifest_sha256,
        "warnings": [] if found.names_detected else [NAMES_NOT_DETECTED],
        "waived": list(waived),
        "reason": reason,
        "names_in_free_text_detected_by_a_model": found.names_detected,
        "counts": _counts(release, built),
        "leak_test": {
            "values": built.leak_test.values,
            "files": built.leak_test.files,
            "forms": built.leak_test.forms,
            "hits": len(built.leak_test.hits),
            "values_not_hunted_because_they_may_stand": sorted(stands),
        },
        "hidden_by_ground": dict(release.notice.hidden_grounds),
        "gaps": len(found.gaps),
        "near_copies": _near(found),
    }
    unfinished = case.folder / f"{FILE_NOTE}.part"
    unfinished.write_text(json.dumps(note, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    put_in_place(unfinished, case.folder / FILE_NOTE)
