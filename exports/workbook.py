"""All records as one workbook, written from what the answer shows: no formula, no style, no hidden sheet."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from dsar.model.release import Release
from dsar.plugins import Exporter

from .csv_tables import rows_of
from .layout import file_stems, put, visible

FILE = "data/your-data.xlsx"
LONGEST = 32_767
"""Characters that a spreadsheet's cell may hold."""

CUT = " [cut here: the JSON file has all of it]"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ODD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Workbook(Exporter):
    """`data/your-data.xlsx`: a sheet a source, every cell text. Off unless asked for (`--xlsx`).

    Cells are inline strings, which no spreadsheet runs; what is longer than a cell may be is cut,
    and says so.
    """

    def write(self, release: Release, folder: Path) -> Iterator[Path]:
        """Write the workbook; nothing where there are no records."""
        stems = file_stems(record.source for record in release.records)
        sheets = [(stems[source], rows_of(records)) for source, records in release.by_source().items()]
        if sheets:
            yield put(folder, FILE, _workbook([(name, [head, *rows]) for name, (head, rows) in sheets]))


def _workbook(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        for n in numbers
    )
    listed = "".join(
        f'<sheet name="{name[:31]}" sheetId="{n}" r:id="rId{n}"/>'
        for n, (name, _) in zip(numbers, _named(sheets), strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_TYPE_RELS}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{links}</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": _sheet(rows) for n, (_, rows) in zip(numbers, sheets, strict=True)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            archive.writestr(member, '<?xml version="1.0" encoding="UTF-8"?>\n' + content)
    return out.getvalue()


_TYPE_RELS = "application/vnd.openxmlformats-package.relationships+xml"


def _named(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> list[tuple[str, None]]:
    """Names of sheets, which may have 31 characters and never be alike."""
    taken: set[str] = set()
    out: list[tuple[str, None]] = []
    for n, (name, _) in enumerate(sheets, start=1):
        short = name[:31] if name[:31] not in taken else f"{name[:26]}-{n}"
        taken.add(short)
        out.append((short, None))
    return out


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(text: str) -> str:
    text = _ODD.sub("\ufffd", visible(text))
    if len(text) > LONGEST:
        text = text[: LONGEST - len(CUT)] + CUT
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
