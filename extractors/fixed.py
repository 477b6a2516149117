"""Tables whose columns have fixed widths, as reports and old programs print them.

Widths are told (`widths = [10, 30, 8]`, names in the first line or in `columns`), or seen: a column begins
where all lines are blank before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from dsar.model.records import Gap, Record, Value
from dsar.model.sources import Part, Piece
from dsar.reading.cuts import Buffer, Cut, Lines, Stretch, narrowed, wide
from dsar.reading.tables import is_content, names
from dsar.reading.text import decode, looks_like_text

from .mapped import Mapped, doubtful

SAMPLE = 40
"""How many lines show where columns begin."""

_GAP = 2


class FixedLines(Cut):
    """Pieces are lines, explained by the first lines of the file; the header is structure."""

    def __init__(self, *, header: bool = True) -> None:
        self.header = header

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """The header, the lines, and blank ones between them."""
        if wide(content):
            yield Stretch(0, len(content))
            return
        head, first = (0, self._sample(content)), True
        for one in Lines().stretches(content):
            if one.role == "piece":
                is_header, first = first and self.header, False
                line = decode(bytes(content[one.offset : one.offset + one.length])).text
                if is_header and not is_content(line.split()):
                    yield Stretch(one.offset, one.length, "structure", "header")
                    continue
                yield Stretch(one.offset, one.length, "piece", "", head)
            else:
                yield one

    def _sample(self, content: Buffer) -> int:
        at = 0
        for _ in range(SAMPLE):
            at = content.find(b"\n", at) + 1 or len(content)
            if at >= len(content):
                break
        return min(at, 65_536)


class Fixed(Mapped):
    """Reads a line by the widths of its columns; what stands beyond the last is kept."""

    kind = "record"
    suffixes = (".fwf", ".prn", ".fixed")
    families = ("json", "html")

    def __init__(self, *args: object, **more: object) -> None:
        """Take the settings. Raises `UsageError` for a wrong one."""
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.cut = FixedLines(header=not self.mapping(()).columns)

    def recognises(self, head: bytes, name: str) -> int:
        """By its name, where its lines have three columns or more at the same places."""
        named = super().recognises(head, name)
        if not named or not looks_like_text(head):
            return 0
        return 3 if len(_starts(decode(head).text)) >= 3 else 0

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One line, or all of a file in UTF-16."""
        for one in narrowed(piece, self.cut):
            if isinstance(one, Gap):
                yield one
                continue
            decoded, head = self.decoded(one.raw), self.decoded(one.head).text
            starts = self._told_starts() or _starts(head)
            own = self.mapping(()).columns
            first = next((line for line in head.splitlines() if line.strip()), "")
            titles = own or (_cells(first, starts) if not is_content(first.split()) else ())
            line = decoded.text.rstrip("\r\n").expandtabs()
            values = _cells(line, starts)
            torn = not self.told.widths and any(
                len(line) > n and " " not in line[n - 1 : n + 1] for n in starts[1:]
            )
            columns = names((*titles, *("" for _ in values[len(titles) :])))
            fields: dict[str, Value] = dict(zip(columns, values, strict=False))
            if torn:
                fields["line"] = line
            yield from self.records(one.part, one.locator(), fields, columns[: len(titles)] or None)
            if torn:
                detail = "a cell reaches over where its column seemed to end; the line was kept whole"
                yield Gap(one.part.source.name, one.locator(), "malformed", detail)
            yield from doubtful(one, decoded)

    def _told_starts(self) -> tuple[int, ...]:
        widths = self.told.widths
        return tuple(sum(widths[:n]) for n in range(len(widths) + 1)) if widths else ()


@lru_cache(maxsize=256)
def _starts(sample: str) -> tuple[int, ...]:
    """Where columns begin: behind places that are blank in every line of a sample."""
    lines = [line.expandtabs() for line in sample.splitlines()[:SAMPLE] if line.strip()]
    length = max((len(line) for line in lines), default=0)
    blank = [all(line[n : n + 1] in ("", " ") for line in lines) for n in range(length)]
    found = [0] if length else []
    for n in range(_GAP, length):
        if not blank[n] and all(blank[n - _GAP : n]):
            found.append(n)
    return tuple(found)


def _cells(line: str, starts: Sequence[int]) -> tuple[str, ...]:
    line = line.expandtabs()
    ends = [*starts[1:], len(line)]
    cells = [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
