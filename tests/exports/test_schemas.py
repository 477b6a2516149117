"""Schemas that the files follow, a package description that names every table, a workbook of plain text."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from dsar import plugins

from .hostile import OURS
from .releases import everyday, release, released


def test_each_source_follows_its_own_schema_and_another_does_not(tmp_path: Path) -> None:
    for name in ("json", "schemas"):
        list(plugins.exporter(name).write(everyday(), tmp_path))
    schemas = {path.name.split(".")[0]: json.loads(path.read_text("utf-8")) for path in
               (tmp_path / "schema").glob("*.schema.json") if path.name != "record.schema.json"}  # fmt: skip
    assert set(schemas) == {path.stem for path in (tmp_path / "data").glob("*.json")}
    for stem, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        document = json.loads((tmp_path / f"data/{stem}.json").read_text("utf-8"))
        jsonschema.validate(document, schema)
        document["records"][0]["fields"]["another"] = 1
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, schema)


def test_the_package_describes_every_table_with_its_columns(tmp_path: Path) -> None:
    made = release([*everyday().records[:8]])
    for name in ("about", "csv", "schemas"):
        list(plugins.exporter(name).write(made, tmp_path))
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    described = {one["path"]: [field["name"] for field in one["schema"]["fields"]] for one in
                 package["resources"]}  # fmt: skip
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.csv")}
    assert set(described) == written
    for path, columns in described.items():
        with (tmp_path / path).open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file)) == columns


def test_the_workbook_holds_text_alone(tmp_path: Path) -> None:
    records = [released(n, fields={"x": text, "text": "=1+1"}) for n, text in enumerate(OURS, start=1)]
    records.append(released(99, fields={"text": "y" * 40_000}))
    (path,) = plugins.exporter("xlsx", "dsar.more_exporters").write(release(records), tmp_path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert "=1+1" in {cell.value for cell in cells}
    assert max(len(str(cell.value)) for cell in cells) <= 32_767
    assert any(str(cell.value).endswith("the JSON file has all of it]") for cell in cells)
    assert not any("comment" in name or "style" in name for name in zipfile.ZipFile(path).namelist())


def test_the_workbook_is_not_written_unless_it_is_asked_for() -> None:
    assert "xlsx" not in plugins.names(plugins.EXPORTERS)
