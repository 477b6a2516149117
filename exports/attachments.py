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
PICTURES = "data/pictures"
HEAD = ("record", "attached to", "name", "type", "bytes", "given as", "why")
AS_PICTURE = "made anew as a picture, without what was written beside it, after somebody had looked at it"
NOT_SHOWN = "the picture is withheld: it may show other people, and nobody has let it go. Ask us for it"
AS_TEXT = "made anew as text, so that nothing hidden stands in it"
NOT_TEXT = (
    "it has no text of its own to give, or what it holds was read as records of their own; "
    "a file as it was may show other people. Ask us if you want us to look at it again"
)


class Attachments(Exporter):
    """`data/attachments/<record>.txt` for each that has text, `data/pictures` for those that were let go,
    and `about/attachments.csv` for all."""

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write a text a file, and the table where there are any."""
        rows = []
        for record in release.records:
            if record.kind not in ("attachment", "picture"):
                continue
            text, given, why = record.fields.get("text"), [], NOT_TEXT
            if record.kind == "picture":
                why = AS_PICTURE if record.pictures else NOT_SHOWN
                for n, (content, ending) in enumerate(record.pictures, start=1):
                    given.append(f"{PICTURES}/{record.id}-{n}.{ending}")
                    yield put(folder, given[-1], content)
            elif text is not None:
                given, why = [f"{FOLDER}/{record.id}.txt"], AS_TEXT
                yield put(folder, given[0], ("\ufeff" + spelled(plain(text))).encode())
            told = [plain(record.fields.get(name, "")) for name in ("name", "media_type", "size")]
            rows.append([record.id, record.parent, *told, " ".join(given), why])
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


def pictured(release: Release) -> tuple[int, int]:
    """How many pictures are given, made anew, and how many are withheld."""
    shown = [bool(record.pictures) for record in release.records if record.kind == "picture"]
    return sum(shown), len(shown) - sum(shown)
