"""Logs that name their own columns (W3C extended): IIS, CloudFront and others with a `#Fields:` line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsar.model.identifiers import try_identifier
from dsar.model.records import Gap, Party, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.blocks import MAY_BE_BLANK, blank_ends, count_lines
from dsar.reading.cuts import Buffer, Cut, Span, Stretch, passed, passed_over, wide
from dsar.reading.dates import when
from dsar.reading.flat import free
from dsar.reading.text import decode
from dsar.reading.transforms import STEPS

_CELL = re.compile(r'"(?:[^"]|"")*"(?=\s|\Z)|\S+')
_FIELDS = re.compile(r"(?m)^#Fields:[ \t]*(.*?)[ \t]*\r?$")
_DATE = re.compile(r"(?m)^#Date:[ \t]*(\d{4}-\d\d-\d\d)")
_USERS = ("cs-username", "cs(username)")
_CLIENTS = ("c-ip", "x-forwarded-for", "X-Forwarded-For")


class W3cRows(Cut):
    """Pieces are rows; each block of directives is structure and explains the rows below it."""

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Directives, rows and blank lines. A block without `#Fields` leaves the columns as they were."""
        size, at = len(content), 0
        if wide(content):
            yield Stretch(0, size)
            return
        block, head = 0, (0, 0)
        while at < size:
            end = content.find(b"\n", at) + 1 or size
            line = bytes(content[at:end])
            if line.startswith(b"#"):
                yield Stretch(at, end - at, "structure", "directive")
                if line.startswith(b"#Fields:"):
                    head = (block, end - block)
            else:
                blank = not line.strip()
                yield Stretch(
                    at, end - at, "structure" if blank else "piece", "blank line" if blank else "", head
                )
                block = end
            at = end

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The rows around places, each under the directives above it; the others counted by line ends."""
        if wide(content):
            yield from passed_over(self.stretches(content), places)
            return
        marks = None if span is None else span.marks
        directives = list(_directives(content, marks))
        blanks = None if marks is None else blank_ends(content, marks, len(content))
        done = at = count = block = 0
        head = (0, 0)
        for stop in sorted({*places, *directives}):
            start = content.rfind(b"\n", at, stop) + 1 or at
            end = content.find(b"\n", stop) + 1 or len(content)
            if stop < at or not content[start:end].strip():
                continue
            if start > at:
                block = start
            count += count_lines(content, at, start, blanks)
            if content[start : start + 1] == b"#":
                if content[start : start + 8] == b"#Fields:":
                    head = (block, end - block)
            else:
                yield from passed(done, start, count)
                yield Stretch(start, end - start, "piece", "", head)
                done, count, block = end, 0, end
            at = end
        yield from passed(done, len(content), count + count_lines(content, at, len(content), blanks))

    def marks(self, content: Buffer) -> tuple[bytes, ...]:
        """Directives, and lines that may be blank."""
        return rb"\n#", MAY_BE_BLANK


def _directives(content: Buffer, marks: Sequence[int] | None) -> Iterator[int]:
    """Where lines begin with `#`, perhaps more than once."""
    if content[:1] == b"#":
        yield 0
    if marks is not None:
        for mark in marks:
            around = content[max(mark - 1, 0) : mark + 2].find(b"\n#")
            if around >= 0:
                yield max(mark - 1, 0) + around + 1
        return
    at = content.find(b"\n#")
    while at >= 0:
        yield at + 1
        at = content.find(b"\n#", at + 1)


class W3c(Extractor):
    """Reads one request a line, its columns as the file says; times are UTC."""

    kind = "log"
    suffixes = ()
    families = ()
    cut = W3cRows()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where a `#Fields:` line stands in the first lines."""
        return 3 if head.lstrip(b"\xef\xbb\xbf").startswith(b"#") and b"#Fields:" in head[:4096] else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One row."""
        source, text = piece.part.source, decode(piece.raw).text.rstrip("\r\n")
        head = decode(piece.head).text
        named = _FIELDS.findall(head)
        columns = re.split(r"[ \t]+", named[-1].strip()) if named else []
        cells = text.split("\t") if "\t" in text else [one.strip('"') for one in _CELL.findall(text)]
        fields: dict[str, Value] = {}
        for n, cell in enumerate(cells):
            name = columns[n] if n < len(columns) else f"column {n + 1}"
            if cell.strip() not in ("", "-"):
                fields[free(name, fields)] = _readable(name, cell.strip())
        day = str(fields.get("date") or "".join(_DATE.findall(head)[-1:]))
        clock = str(fields.get("time") or "")
        moment = when(f"{day} {clock} UTC") if day and clock else None
        yield Record.of(
            source.name, self.kind, piece.locator(), dict(fields), when=moment,
            parties=tuple(_parties(fields, source.name)), provenance="observed",
        )  # fmt: skip
        if len(cells) < len(columns) or not columns:
            detail = f"{len(cells)} cells under {len(columns)} columns; all were kept"
            yield Gap(source.name, piece.locator(), "ragged-row", detail)


def _readable(name: str, cell: str) -> str:
    """A cell as it was sent: IIS writes spaces as `+`, CloudFront encodes twice."""
    if name.startswith("cs(") and "%" not in cell and " " not in cell:
        cell = cell.replace("+", " ")
    return STEPS["url_decode"](cell) if "%" in cell else cell


def _parties(fields: dict[str, Value], source: str) -> Iterator[Party]:
    for column in _CLIENTS:
        for raw in str(fields.get(column, "")).split(","):
            if known := try_identifier("ip", raw.strip()):
                yield Party("client", column, "", (known,))
    for column in _USERS:
        raw = str(fields.get(column, ""))
        known = try_identifier("email", raw) or (
            try_identifier("username", raw, realm=source) if raw else None
        )
        if known:
            yield Party("user", column, "", (known,))
