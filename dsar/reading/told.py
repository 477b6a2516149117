"""What a mapping says of a file as such: where its header stands, how it is written, which sheet it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from dsar.reading.cells import Quoting, rows_rule
from dsar.reading.cuts import Buffer, Span, Stretch, passed_over, wide
from dsar.reading.passing import row_end
from dsar.reading.rules import TEXT, rule
from dsar.reading.tables import HEADERLESS, PREAMBLE, UNFOUND, CsvRows, layout_of
from dsar.reading.text import decode

_BOM = b"\xef\xbb\xbf"
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Told:
    """Settings of a file. `header` is the row of the header counted from 1 without blank ones, 0 for none.

    `skip_until` fits the header's row, `stop_at` the first row behind the table; both are looked for in
    the row as it stands. Rows above, behind, and those that begin with `comment` are read all the same,
    as rows without a header. `sheet` chooses the sheets that the mapping means (a name, `*` for any signs, a
    number from 1). `widths` are those of columns, in signs.
    """

    header: int = -1
    skip_until: str = ""
    stop_at: str = ""
    comment: str = ""
    quote: str = '"'
    escape: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    widths: tuple[int, ...] = ()

    @property
    def quoting(self) -> Quoting:
        """How cells are quoted."""
        return Quoting(self.quote, self.escape)

    @property
    def about_rows(self) -> bool:
        """Whether it says anything of which rows are the table."""
        return self.header >= 0 or bool(self.skip_until or self.stop_at or self.comment)

    def means(self, sheet: str, number: int) -> bool:
        """Whether a sheet is one that the mapping is for."""
        return not self.sheet or self.sheet == str(number) or fnmatch(sheet.casefold(), self.sheet.casefold())

    def span(self, texts: Sequence[str]) -> tuple[int, int]:
        """Where the header stands among rows that are not blank, and where the table ends.

        The first is -1 for no header, and the number of rows where the header was not found.
        """
        start = self.header - 1 if self.header >= 0 else 0
        if self.skip_until:
            fits = rule(self.skip_until)
            start = next((n for n, text in enumerate(texts) if fits.search(text[:TEXT])), len(texts))
        end = len(texts)
        if self.stop_at:
            stops = rule(self.stop_at)
            behind = range(max(start, -1) + 1, len(texts))
            end = next((n for n in behind if stops.search(texts[n][:TEXT])), len(texts))
        return min(start, len(texts)), end


PLAIN = Told()
"""Nothing is told: everything shows itself."""


class ToldRows(CsvRows):
    """Pieces are rows, as `CsvRows` says, but where the header stands and the table ends is told."""

    def __init__(self, told: Told, *, header: bool = True) -> None:
        super().__init__(told.delimiter, header=header, quoting=told.quoting)
        self.told = told

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """A byte order mark, what stands above, the header, the rows, what stands behind."""
        if not self.told.about_rows or wide(content):
            yield from super().stretches(content)
            return
        at = 3 if content[:3] == _BOM else 0
        if at:
            yield Stretch(0, 3, "structure", "byte order mark")
        sample = decode(bytes(content[at : at + _SAMPLE])).text
        delimiter = self.delimiter or layout_of(sample, how=self.quoting).delimiter
        header = self._header(content, at, delimiter)
        missing = not header[1]
        label = delimiter if header[1] and self._has_header else f"{HEADERLESS}{delimiter}"
        again = content[header[0] : sum(header)].strip() if self._has_header else b""
        stops, stopped = rule(self.told.stop_at) if self.told.stop_at else None, False
        for start, end in self._rows(content, at, delimiter):
            row = content[start:end].strip()
            if not row:
                yield Stretch(start, end - start, "structure", "blank line")
                continue
            inside = header[1] and start >= header[0]
            if inside and start > header[0] and stops and not stopped:
                stopped = stops.search(decode(bytes(row)).text[:TEXT]) is not None
            if missing:
                yield Stretch(start, end - start, "piece", f"{UNFOUND}{delimiter}")
                missing = False
            elif not inside or stopped or self._is_comment(row):
                yield Stretch(start, end - start, "piece", f"{PREAMBLE}{delimiter}")
            elif row == again:
                yield Stretch(start, end - start, "structure", "header")
            else:
                yield Stretch(start, end - start, "piece", label, header)

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The rows around places, found by cutting everything where something is told."""
        if self.told.about_rows:
            yield from passed_over(self.stretches(content), places)
        else:
            yield from super().jump(content, places, span)

    def _is_plain(self, content: Buffer) -> bool:
        return not self.told.about_rows and super()._is_plain(content)

    @property
    def _has_header(self) -> bool:
        return self.header and self.told.header != 0

    def _rows(self, content: Buffer, at: int, delimiter: str) -> Iterator[tuple[int, int]]:
        pattern, size = rows_rule(delimiter, self.quoting), len(content)
        while at < size:
            end = row_end(pattern, content, at)
            yield at, end
            at = end

    def _is_comment(self, row: bytes) -> bool:
        return bool(self.told.comment) and row.startswith(self.told.comment.encode())

    def _header(self, content: Buffer, at: int, delimiter: str) -> tuple[int, int]:
        """Where the header is, or the first row of a table without one; nothing where it is not found."""
        wanted, seen = max(self.told.header, 1), 0
        fits = rule(self.told.skip_until) if self.told.skip_until else None
        for start, end in self._rows(content, at, delimiter):
            row = content[start:end].strip()
            if not row or self._is_comment(row):
                continue
            seen += 1
            if fits.search(decode(bytes(row)).text[:TEXT]) if fits else seen == wanted:
                return start, end - start
        return 0, 0
