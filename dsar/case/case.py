"""One request on disk: a folder with a journal and the snapshots that it names."""

from __future__ import annotations

import getpass
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from dsar.case import snapshots
from dsar.case.files import private_folder, refuse_if_open_to_others
from dsar.case.found import Found
from dsar.case.journal import ChainReport, Entry, Journal
from dsar.case.state import REQUEST_FIELDS, State, fold
from dsar.errors import CaseError, UsageError
from dsar.model.decisions import ALLOWED, NEEDS_GROUND, Decision
from dsar.model.events import Event
from dsar.model.identifiers import Identifier

JOURNAL = "journal.jsonl"
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Case:
    """A case: reading adds its journal up, writing appends to it. Holds no lock between calls."""

    def __init__(self, folder: Path, *, by: str = "") -> None:
        self.folder = folder
        self.by = by or current_user()
        self.journal = Journal(folder / JOURNAL)

    @property
    def ref(self) -> str:
        """The case's reference, which is its folder's name."""
        return self.folder.name

    @classmethod
    def create(cls, root: Path, ref: str = "", *, by: str = "") -> Case:
        """Open a new case under `root`; without `ref` the next SAR-YEAR-NNNN.

        Raises `UsageError` for a reference that cannot name a folder or is taken.
        """
        name = ref or next_ref(root)
        if not _REF.fullmatch(name) or name.endswith("."):
            raise UsageError(f"{name!r} cannot be a case reference", hint="letters, digits, dots and hyphens")
        folder = root / name
        if (folder / JOURNAL).exists():
            raise UsageError(f"there is a case {name} already")
        private_folder(folder)
        case = cls(folder, by=by)
        case.journal.append("opened", {"ref": name, "salt": secrets.token_hex(16)}, by=case.by)
        return case

    @classmethod
    def open(cls, folder: Path, *, by: str = "") -> Case:
        """Open a case. Raises `UsageError` where there is none, `CaseError` where others may read it."""
        if folder.is_symlink() or not (folder / JOURNAL).is_file():
            raise UsageError(f"there is no case {folder.name}", hint="dsar request open, or dsar find --case")
        refuse_if_open_to_others(folder)
        return cls(folder, by=by)

    def state(self) -> State:
        """What the journal adds up to now. Raises `BrokenChain` where it was changed."""
        return fold(self.journal.entries())

    def found(self, state: State | None = None) -> Found:
        """What the last search pulled, checked against the journal. Raises `CaseError`."""
        known = state or self.state()
        if not known.snapshot:
            raise CaseError(f"nothing was searched for {self.ref} yet", hint="run dsar find")
        return snapshots.read(self.folder / known.snapshot, known.snapshot_sha256)

    def analysed(self, state: State | None = None) -> dict[str, str]:
        """What the last search remembers of the texts it analysed; nothing where it remembers nothing."""
        known = state or self.state()
        if not known.snapshot:
            return {}
        return snapshots.analysed(self.folder / known.snapshot, known.snapshot_sha256)

    def verify(self) -> ChainReport:
        """Whether the journal's chain holds."""
        return self.journal.verify()

    def request(self, changes: Mapping[str, object]) -> Entry:
        """Record what is known of the request. Raises `UsageError` for a field it does not have."""
        unknown = sorted(set(changes) - set(REQUEST_FIELDS))
        if unknown:
            raise UsageError("a request has no " + ", ".join(unknown))
        body = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()
        }
        return self.journal.append("request", body, by=self.by)

    def identity(self, outcome: str, how: str, despite: Sequence[str] = ()) -> Entry:
        """Record how identity was settled, doubted, or an agent's authority shown (Article 12(6))."""
        body: dict[str, object] = {"outcome": outcome, "how": how}
        if despite:
            body["despite"] = list(despite)
        return self.journal.append("identity", body, by=self.by)

    def event(self, events: Sequence[Event]) -> list[Entry]:
        """Record what happened to the request, all in one; check it first (`law.events.check_events`)."""
        bodies = [
            ("event", {"event": one.kind, "on": one.on.isoformat(), "note": one.note}) for one in events
        ]
        return self.journal.extend(bodies, by=self.by) if bodies else []

    def assessed(self, ground: str, target: str, answers: Mapping[str, str]) -> Entry:
        """Record what was weighed before an exemption is used (`law.exemptions.check_answers`)."""
        return self.journal.append(
            "assessed", {"ground": ground, "target": target, "answers": dict(answers)}, by=self.by
        )

    def identify(self, identifiers: Iterable[Identifier]) -> Entry:
        """Record the subject's identifiers that are searched for."""
        rows = [[one.kind, one.value, one.realm, one.raw] for one in identifiers]
        return self.journal.append("identifiers", {"identifiers": rows}, by=self.by)

    def pulled(
        self,
        found: Found,
        minted: Sequence[tuple[str, Sequence[str]]],
        tools: Mapping[str, str] | None = None,
    ) -> Entry:
        """Keep what a search pulled: a new snapshot, then the journal's word for it.

        `tools` are the versions of what searched and read, by name.
        """
        snapshot = snapshots.write(self.folder, snapshots.next_number(self.folder), found)
        ledger = [[line.source, line.pieces, line.about, line.candidate] for line in found.ledger]
        body = {
            "snapshot": snapshot.name,
            "sha256": snapshot.sha256,
            "rows": snapshot.rows,
            "ledger": ledger,
            "names_detected": found.names_detected,
            "tools": dict(tools or {}),
        }
        persons = [[person, list(digests)] for person, digests in minted]
        entries = self.journal.extend([("minted", {"persons": persons}), ("found", body)], by=self.by)
        return entries[-1]

    def decide(self, decisions: Sequence[Decision]) -> list[Entry]:
        """Record decisions; they count once this returns.

        Raises `UsageError` for an action that its target cannot have, or without a needed ground.
        """
        for decision in decisions:
            if decision.action not in ALLOWED[decision.on]:
                allowed = ", ".join(sorted(ALLOWED[decision.on]))
                raise UsageError(
                    f"a {decision.on} cannot be decided as {decision.action}", hint=f"one of: {allowed}"
                )
            if decision.action in NEEDS_GROUND and not decision.ground:
                raise UsageError(f"{decision.action} needs a ground", hint="--ground S2P19, for example")
        bodies = [("decision", _body(decision)) for decision in decisions]
        return self.journal.extend(bodies, by=self.by) if bodies else []

    def exported(self, body: Mapping[str, object]) -> Entry:
        """Record an export: prepared date, manifest SHA-256, waivers and why."""
        return self.journal.append("exported", body, by=self.by)

    def planned(self, body: Mapping[str, object]) -> Entry:
        """Record that a right was planned: which, its plan's SHA-256, and how many of each step."""
        return self.journal.append("planned", body, by=self.by)

    def close(self, outcome: str) -> Entry:
        """Record that the request is answered or otherwise at an end."""
        return self.journal.append("closed", {"outcome": outcome}, by=self.by)

    def reopen(self, reason: str) -> Entry:
        """Record that a closed request is open again, and why."""
        return self.journal.append("reopened", {"reason": reason}, by=self.by)


def _body(decision: Decision) -> dict[str, object]:
    body: dict[str, object] = {
        "on": decision.on.value,
        "target": decision.target,
        "action": decision.action.value,
    }
    if decision.ground:
        body["ground"] = decision.ground
    if decision.scope:
        body["scope"] = list(decision.scope)
    if decision.note:
        body["note"] = decision.note
    return body


def next_ref(root: Path) -> str:
    """The next free SAR-YEAR-NNNN under a folder of cases."""
    year = date.today().year
    taken = [
        int(found.group(1))
        for folder in (root.iterdir() if root.is_dir() else ())
        if (found := re.fullmatch(rf"SAR-{year}-(\d+)", folder.name))
    ]
    return f"SAR-{year}-{max(taken, default=0) + 1:04}"


def current_user() -> str:
    """Who is at the keyboard, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
