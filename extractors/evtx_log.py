"""Windows event logs (.evtx), record by record, by the log's own index."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from dsar.model.identifiers import try_identifier
from dsar.model.records import Gap, Party, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.dates import when
from dsar.reading.flat import flatten

_FIRST, _CHUNK = 4096, 65_536
_USERS = ("TargetUserName", "SubjectUserName", "MemberName", "User", "AccountName")
_PLACES = ("IpAddress", "ClientAddress", "SourceAddress")


class EventLog(Extractor):
    """Reads events through `evtx`; a damaged chunk is a gap and the next is read."""

    kind = "log"
    suffixes = (".evtx",)
    unit = "entries"

    def recognises(self, head: bytes, name: str) -> int:
        """Sure by its first bytes."""
        return 3 if head[:7] == b"ElfFile" else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """Every event."""
        source = piece.part.source.name
        try:
            from evtx import PyEvtxParser
        except ImportError:
            yield Gap(source, piece.locator(), "unsupported", "pip install 'dsar-toolkit[windows]' reads it")
            return
        try:
            events = PyEvtxParser(io.BytesIO(piece.raw)).records_json()
        except (RuntimeError, OSError, ValueError) as error:
            yield Gap(source, piece.locator(), "malformed", type(error).__name__)
            return
        if len(piece.raw) < _FIRST + _CHUNK * int.from_bytes(piece.raw[42:44], "little"):
            yield Gap(source, piece.locator("end"), "truncated", "a log without all its chunks")
        n = broken = 0
        while True:
            n += 1
            try:
                event = next(events, None)
            except (RuntimeError, OSError, ValueError):
                broken += 1
                if broken > 1000:
                    yield Gap(source, piece.locator("rest"), "malformed", "the rest of the log")
                    return
                yield Gap(source, piece.locator(f"event {n}"), "malformed", "an event or chunk")
                continue
            if event is None:
                return
            yield self._record(piece, event, n)

    def _record(self, piece: Piece, event: dict[str, Any], n: int) -> Record:
        told = json.loads(event["data"]).get("Event", {})
        told.pop("#attributes", None)
        fields: dict[str, Value] = {
            name.replace("#attributes.", "").replace(".#text", ""): value
            for name, value in flatten(told).items()
        }
        moment = when(str(event.get("timestamp", "")).removesuffix(" UTC"))
        return Record.of(
            piece.part.source.name, self.kind, piece.locator(f"event {n}"), dict(fields), when=moment,
            parties=tuple(_parties(fields, piece.part.source.name)), provenance="observed",
        )  # fmt: skip


def _parties(fields: dict[str, Value], source: str) -> Iterator[Party]:
    """Who is named by name; users of the machine itself (`NAME$`, `SYSTEM`) are nobody."""
    for name, value in fields.items():
        last, text = name.rpartition(".")[2], str(value)
        if last in _USERS and text not in ("-", "SYSTEM") and not text.endswith("$"):
            known = try_identifier("email", text) or try_identifier("username", text, realm=source)
            if known:
                yield Party("user", name, "", (known,))
        elif last in _PLACES and (known := try_identifier("ip", text.removeprefix("::ffff:"))):
            yield Party("client", name, "", (known,))
