"""Attachments made anew as text, or named as not included. An original file never leaves by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from dsar.model.release import Release, Released
from dsar.plugins import Exporter

from .cells import table
from .layout import one_line, plain, put, spelled

FOLDER = "data/attachments"
HEAD = ("record", "attached to", "name", "type", "bytes", "given as", "why")
AS_TEXT = "made anew as text, so that nothing hidden stands in it"
NOT_TEXT = (
    "it has no text of its own to give, or what it holds was read as records of their own; "
    "a file as it was may show other people. Ask us if you want us to look at it again"
)


class Attachments(Exporter):
    """`data/attachments/<record>.txt` for each that has text, and `about/attachments.csv` for all."""

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write a text a file, and the table where there are any."""
        rows = []
        for record in release.records:
            if record.kind != "attachment":
                continue
            text = record.fields.get("text")
            file = f"{FOLDER}/{record.id}.txt" if text is not None else ""
            if text is not None:
                yield put(folder, file, ("\ufeff" + spelled(plain(text))).encode())
            told = [plain(record.fields.get(name, "")) for name in ("name", "media_type", "size")]
            rows.append([record.id, record.parent, *told, file, AS_TEXT if file else NOT_TEXT])
        if rows:
            yield put(folder, "about/attachments.csv", table(HEAD, rows))


def name_of(record: Released) -> str:
    """A name for an attachment's text in a message: ASCII, safe, and plainly not the original."""
    shown = one_line(plain(record.fields.get("name", "")))
    ascii_only = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-")
    return f"{record.id}-{stem}.txt" if stem else f"{record.id}.txt"


def counts(release: Release) -> tuple[int, int]:
    """How many attachments are given as text, and how many are not included as a file."""
    attached = [record for record in release.records if record.kind == "attachment"]
    as_text = sum("text" in record.fields for record in attached)
    return as_text, len(attached) - as_text
